"""Numbers read as people of a language write them."""

from __future__ import annotations

from datetime import date
from string import Formatter

import pytest
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from dashboard.i18n import Translator
from dashboard.i18n.numbers import bucket, change, count, large, period, tick, value, with_unit
from data_access.period import Period

ZH, EN = Translator("zh"), Translator("en")


def test_a_span_that_was_not_cut_is_told_as_a_period() -> None:
    assert bucket("2016-11..2026-10", EN) == "2016-11 to 2026-10"
    assert bucket("2024-2025", EN) == "2024–2025"


@pytest.mark.parametrize(
    ("number", "zh", "en"),
    [
        (0, "0", "0"),
        (999, "999", "999"),
        (9_999, "9,999", "9,999"),
        (10_000, "1.00万", "10,000"),
        (12_345, "1.23万", "12,345"),
        (1_234_567, "123.5万", "1,234,567"),
        (39_605_099, "3,960.5万", "39,605,099"),
        (123_456_789, "1.23亿", "123,456,789"),
        (12_345_678_901, "123.5亿", "12,345,678,901"),
        (-12_345, "−1.23万", "−12,345"),
    ],
)
def test_large_numbers(number: float, zh: str, en: str) -> None:
    assert (large(number, "zh"), large(number, "en")) == (zh, en)


@pytest.mark.parametrize(
    ("number", "highest", "zh", "en"),
    [
        (0, 800, "0", "0"),
        (500, 800, "500", "500"),
        (50_000, 200_000, "5万", "50,000"),
        (500_000, 1_500_000, "50万", "0.5M"),
        (0, 1_500_000, "0", "0"),
        (200_000_000, 250_000_000, "2亿", "200M"),
        (60_000_000_000, 60_000_000_000, "600亿", "60bn"),
    ],
)
def test_a_tick_is_short(number: float, highest: float, zh: str, en: str) -> None:
    assert (tick(number, highest, "zh"), tick(number, highest, "en")) == (zh, en)


@pytest.mark.parametrize("number", [99_999_999, 99_999_600])
def test_what_rounds_to_ten_thousand_ten_thousands_is_said_in_the_larger_unit(number: float) -> None:
    assert large(number, "zh") == "1.00亿"


@pytest.mark.parametrize(("number", "text"), [(1234567, "1,234,567"), (12.5, "12.5"), (-3, "−3"), (0, "0")])
def test_counts_are_told_in_full(number: float, text: str) -> None:
    assert count(number, "zh") == count(number, "en") == text


@pytest.mark.parametrize(
    ("number", "unit", "zh", "en"),
    [
        (47.2034, "percent", "47.2%", "47.2 %"),
        (100.0, "percent", "100.0%", "100.0 %"),
        (0.04, "percent", "0.0%", "0.0 %"),
        (3.14159, "points", "3.1 个百分点", "3.1 points"),
        (1.2345, "ratio", "1.23", "1.23"),
        (12.345, "ratio", "12.3", "12.3"),
        (20_000, "count", "2.00万", "20,000"),
    ],
)
def test_values_with_their_unit(number: float, unit: str, zh: str, en: str) -> None:
    assert (with_unit(number, unit, ZH), with_unit(number, unit, EN)) == (zh, en)


@pytest.mark.parametrize(
    ("number", "unit", "zh", "en"),
    [
        (3.14, "percent", "+3.1 个百分点", "+3.1 points"),
        (-3.14, "percent", "−3.1 个百分点", "−3.1 points"),
        (0.04, "percent", "±0.0 个百分点", "±0.0 points"),
        (-0.04, "percent", "±0.0 个百分点", "±0.0 points"),
        (0, "percent", "±0.0 个百分点", "±0.0 points"),
        (-15_000, "count", "−1.50万", "−15,000"),
        (12.0, "share", "+12.0%", "+12.0 %"),
    ],
)
def test_a_difference_has_a_sign_and_that_of_percentages_is_in_points(
    number: float, unit: str, zh: str, en: str
) -> None:
    assert (change(number, unit, ZH), change(number, unit, EN)) == (zh, en)


def test_a_minus_is_no_hyphen() -> None:
    assert "-" not in value(-5.5, "percent", "en") + count(-1, "zh") + large(-1e9, "zh")


@pytest.mark.parametrize(
    ("first", "last", "zh", "en"),
    [
        (date(2024, 9, 1), date(2025, 8, 1), "2024–2025 学年", "school year 2024–2025"),
        (date(2024, 9, 1), date(2024, 9, 1), "2024-09", "2024-09"),
        (date(2024, 1, 1), date(2024, 12, 1), None, "2024-01 to 2024-12"),
    ],
)
def test_periods_in_words(first: date, last: date, zh: str | None, en: str) -> None:
    assert period(Period(first, last), EN) == en
    if zh:
        assert period(Period(first, last), ZH).replace(" ", "") == zh.replace(" ", "")


@pytest.mark.parametrize(
    ("label", "en"),
    [
        ("2024-1", "autumn 2024"),
        ("2024-2", "spring 2025"),
        ("2024-2025", "2024–2025"),
        ("2024-09", "2024-09"),
        ("2024-09-02", "2024-09-02"),
    ],
)
def test_times_as_ticks(label: str, en: str) -> None:
    assert bucket(label, EN) == en


@pytest.mark.parametrize("n", [1, "1"])
def test_one_is_one(n: object) -> None:
    counted = [key.removesuffix(".one") for key in EN._texts if key.endswith(".one")]
    for key in counted:
        text = EN._texts[f"{key}.one"]
        blanks = {name: 3 for _, name, _, _ in Formatter().parse(text) if name} | {"n": n}
        assert EN(key, **blanks) == text.format(**blanks)


@given(st.one_of(st.floats(-1e13, 1e13), st.integers(-(10**13), 10**13)), st.sampled_from(["zh", "en"]))
def test_numbers_are_written_as_babel_writes_them(number: float, language: str) -> None:
    def by_babel(pattern: str) -> str:
        return format_decimal(number, format=pattern, locale={"zh": "zh_CN", "en": "en"}[language]).replace("-", "−")

    assert count(number, language) == by_babel("#,##0.##")
    assert value(number, "percent", language) == by_babel("#,##0.0")
    assert value(number, "ratio", language) == by_babel("#,##0.00" if abs(number) < 10 else "#,##0.0")
