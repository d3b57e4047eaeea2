"""Numbers, units and periods as people of a language write them."""

from __future__ import annotations

from decimal import Decimal

from babel.numbers import get_decimal_symbol, get_group_symbol

from dashboard.i18n import Translator
from data_access.period import Period

_MINUS = "−"
# Told once: a chart of a thousand schools has ten thousand numbers, and Babel reads its pattern anew for each.
_SIGNS = {
    language: str.maketrans({",": get_group_symbol(name), ".": get_decimal_symbol(name), "-": _MINUS})
    for language, name in (("zh", "zh_CN"), ("en", "en"))
}


def count(n: float, language: str) -> str:
    """A number of things in full: 1,234,567."""
    return f"{Decimal(str(n)):,.2f}".rstrip("0").rstrip(".").translate(_SIGNS[language])


def large(n: float, language: str, digits: int | None = None) -> str:
    """A number of things as it is read aloud: 123.5万, 1.23亿 in zh, in full in en; `digits` None keeps four or so."""
    if language == "zh":
        for size, word, least in ((1e8, "亿", 99_999_500), (1e4, "万", 1e4)):  # 10,000.0万 is 1亿
            if abs(n) >= least:
                usual = 1 if abs(n) >= size * 100 else 2
                text = _decimal(n / size, "zh", usual if digits is None else digits)
                return (text if digits is None or n % size == 0 else _decimal(n / size, "zh", 1)) + word
    return count(n, language)


def tick(n: float, highest: float, language: str) -> str:
    """A round number on an axis up to `highest`, where there is little room: 5000万 in zh, 50M in en."""
    for size, word in ((1e9, "bn"), (1e6, "M")):
        if language == "en" and highest >= size:
            return f"{n / size:g}{word if n else ''}"
    return large(n, language, 0)


def as_said(number: float, language: str) -> str:
    """A number without noughts that nobody said: 260亿, 1.6万, 99.5."""
    for size, word in ((1e8, "亿"), (1e4, "万")):
        if language == "zh" and number >= size:
            return f"{number / size:,.4f}".rstrip("0").rstrip(".") + word
    return f"{number:,.2f}".rstrip("0").rstrip(".")


def split_unit(text: str) -> tuple[str, str]:
    """A number as `large` says it, and its 万 or 亿 apart."""
    return (text[:-1], text[-1]) if text[-1:] in ("万", "亿") else (text, "")


def value(number: float, unit: str, language: str) -> str:
    """A value without its unit, with as many digits as the unit bears."""
    if unit == "count":
        return large(number, language)
    if unit == "index" and abs(number) < 0.1:
        return _decimal(number, language, 3)  # a Theil index of 0.014 is not one of 0.006
    return _decimal(number, language, 2 if unit in ("ratio", "index") and abs(number) < 10 else 1)


def with_unit(number: float, unit: str, t: Translator) -> str:
    """A value with its unit: 47.2 %, 3.1 points."""
    return t(f"unit.{unit}", value=value(number, unit, t.language))


def change(number: float, unit: str, t: Translator) -> str:
    """A difference with its sign and unit; the difference of two percentages is in points."""
    return t(f"unit.{difference_unit(unit)}", value=signed(number, unit, t.language))


def signed(number: float, unit: str, language: str) -> str:
    """A difference with its sign and without its unit."""
    text = value(abs(number), unit, language)
    # What rounds to nothing has no direction.
    sign = "±" if not any(digit in text for digit in "123456789") else "+" if number > 0 else _MINUS
    return f"{sign}{text}"


def difference_unit(unit: str) -> str:
    """The unit of a difference of two values."""
    return "points" if unit == "percent" else unit


def period(of: Period, t: Translator) -> str:
    """A period in words: a school year by its name, else its months."""
    first, last = f"{of.first:%Y-%m}", f"{of.last:%Y-%m}"
    if of.length == 12 and of.first.month == 9:
        return t("period.school_year", year=f"{of.first.year}–{of.last.year}")
    return first if first == last else t("period.range", first=first, last=last)


def bucket(label: str, t: Translator) -> str:
    """A week, month, term or school year as a tick or a cell; a span that was not cut into any as a period."""
    if ".." in label:
        return period(Period.parse(label), t)
    if len(label) == 6 and label[4] == "-":
        autumn = label[5] == "1"
        return t("period.autumn" if autumn else "period.spring", year=int(label[:4]) + (not autumn))
    if len(label) == 9:
        return label.replace("-", "–")
    return label


def _decimal(number: float, language: str, digits: int) -> str:
    return f"{Decimal(str(number)):,.{digits}f}".translate(_SIGNS[language])
