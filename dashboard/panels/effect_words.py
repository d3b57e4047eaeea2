"""What is asked about the effect of programmes, and the words for the answers: always "associated with"."""

from __future__ import annotations

from dashboard.ask import Ask
from dashboard.i18n.numbers import change, value
from data_access import indicators
from data_access.effects.ask import fits
from data_access.effects.model import Batch, Effect, Interval, Question
from data_access.indicators.model import Indicator
from data_access.query import UnknownPlace

STRONG, WEAK, NONE = "strong", "weak", "none"


def of_area(code: str, area: str, ask: Ask) -> Effect:
    """The effect on the indicator `code` of the area `area` in the view's period."""
    return ask.gate.effect(ask.scope, Question(code, area, period=ask.view.period, filters=_filters(ask)))


def base(ask: Ask) -> Indicator:
    """The indicator that the reader chose where an effect can be taken over it, else the page's first of that kind."""
    if fits(ask.indicator):
        return ask.indicator
    held = (indicators.get(code) for code in ask.page.indicators)
    return next((i.at(ask.view.stage) for i in held if fits(i)), ask.indicator)


def of_batches(code: str, ask: Ask) -> list[tuple[Batch, Effect]]:
    """The effect of each batch whose areas lie in the view's place, the newest first; of an area that of its own.

    There is none under a filter that the indicator does not know: its P04 says why.
    """
    place = ask.view.place
    found: list[tuple[Batch, Effect]] = []
    if not all(indicators.get(code).knows(name) for name, _ in _filters(ask)):
        return found
    for batch in ask.gate.batches(ask.scope, place.code):
        named = (None, None) if place.level == "area" else (batch.programme, batch.batch)
        question = Question(code, place.code, *named, ask.view.period, _filters(ask))
        found.append((batch, ask.gate.effect(ask.scope, question)))
    return found


def batch_name(batch: Batch, ask: Ask) -> str:
    """A batch in words: its programme and its year; for a lone area its name."""
    if ask.view.place.level == "area":
        return ask.where
    name = ask.code("programme_code", batch.programme or "")
    return ask.t("effect.batch", programme=name, batch=batch.batch or f"{batch.start:%Y}")


def area_name(code: str, ask: Ask) -> str:
    """The name of an area, for readers who may see it; another programme's is told by its code's programme only."""
    try:
        return ask.t.place(ask.gate.place(ask.scope, code))
    except UnknownPlace:
        return ask.t("effect.another_area")


def points(number: float, indicator: Indicator, ask: Ask) -> str:
    """A difference with sign and unit."""
    return change(number, indicator.unit, ask.t)


def between(interval: Interval, indicator: Indicator, ask: Ask, *, unit: bool = True) -> str:
    """An interval in words: +1.9 to +6.1 points, without the unit where it has just been said."""
    high = points(interval.high, indicator, ask) if unit else signed(interval.high, indicator, ask)
    return ask.t("effect.interval", low=signed(interval.low, indicator, ask), high=high)


def p_value(p: float, ask: Ask) -> str:
    """A p as people write it."""
    return ask.t("effect.p_small") if p < 0.001 else ask.t("effect.p", p=f"{p:.3f}" if p < 0.1 else f"{p:.2f}")


def verdict(effect: Effect, ask: Ask) -> str:
    """The sentence of what may be said; why nothing may be, where that is so."""
    if effect.wording != "cannot_tell":
        return ask.t(f"effect.verdict.{effect.wording}")
    return ask.t("effect.verdict.cannot_tell", why=ask.t(f"effect.reason.{effect.reason}"))


def strength(effect: Effect) -> str:
    """How a mark is drawn: filled beyond the 99.8 % interval, hollow within it, nothing where nothing was estimated."""
    if not effect.known:
        return NONE
    return STRONG if effect.beyond == 2 else WEAK


def left_out(effect: Effect, ask: Ask) -> str:
    """Who is on neither side of the comparison, and why, in a sentence; empty where nobody is."""
    parts = []
    for out in effect.left_out:
        values = {"area": area_name(out.area, ask), "n": out.units}
        if out.reason == "other_programme" and out.other is not None:
            parts.append(ask.t("effect.left_out.other_programme", other=area_name(out.other, ask), **values))
        else:
            parts.append(ask.t("effect.left_out.incomplete", **values))
    return ask.t("effect.left_out.all", parts=ask.t("effect.left_out.joint").join(parts)) if parts else ""


def signed(number: float, indicator: Indicator, ask: Ask) -> str:
    """A difference with its sign and without its unit."""
    text = value(abs(number), indicator.unit, ask.t.language)
    sign = "±" if not any(digit in text for digit in "123456789") else "+" if number > 0 else "−"
    return f"{sign}{text}"


def _filters(ask: Ask) -> tuple[tuple[str, str], ...]:
    return ask.view.filters(ask.page.segments)
