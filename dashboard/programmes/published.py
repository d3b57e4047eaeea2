"""Published figures beside the warehouse: what was said in public, and what we hold of that day and place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboard.ask import Ask
from dashboard.i18n.numbers import as_said, change
from dashboard.programmes import Comparison, comparisons
from data_access.indicators.model import Text
from data_access.period import Period
from data_access.places import Place
from data_access.query import NOT_REPORTED, VALUE, Query, UnknownPlace, records

UNANSWERED, OUTSIDE = "unanswered", "outside"
"""Why there is no number of ours: the warehouse has none, or the reader may not see the place."""


@dataclass(frozen=True)
class Figure:
    """A published figure: `qualifier` is exactly, about or more than; `as_of` a year or a month.

    A warehouse may hold one that says less, or in other words: what is not known is empty or stays as it is.
    """

    code: str
    name: Text
    value: float | None
    unit: str
    qualifier: str
    as_of: str
    scope: str
    source: str


@dataclass(frozen=True)
class Answer:
    """What the warehouse says instead: `state` is `value`, `not_reported`, or why nothing can be said."""

    state: str
    value: float | None = None


def published(ask: Ask) -> dict[str, Figure]:
    """All published figures of the release by code, the oldest first."""
    frame = ask.gate.register(ask.scope, "figures", ask.view.place, None)
    return {r["figure_code"]: _figure(r) for r in records(frame)}


def said(figure: Figure, ask: Ask) -> str:
    """The figure with its qualifier and unit: more than 16,000 teachers."""
    t = ask.t
    if figure.value is None:
        return t("state.no_data")
    number = as_said(figure.value, t.language)
    unit = t.maybe(f"figure_unit.{figure.unit.replace(' ', '_')}")
    amount = f"{number} {figure.unit}".strip() if unit is None else unit.format(value=number)
    qualifier = t.maybe(f"qualifier.{figure.qualifier.replace(' ', '_')}")
    return f"{figure.qualifier} {amount}".strip() if qualifier is None else qualifier.format(amount=amount)


def compared(figure: Figure, ask: Ask) -> Answer:
    """The warehouse's number of the same date and place."""
    asked = comparisons().get(figure.code)
    if asked is None or not asked.sort:
        return Answer(UNANSWERED)
    try:
        place = ask.gate.place(ask.scope, figure.scope)
    except UnknownPlace:
        return Answer(OUTSIDE)
    try:
        period = _period(figure.as_of, asked.over, ask.view.span)
    except ValueError:
        return Answer(UNANSWERED)
    held = _SORTS[asked.sort](asked, place, period, ask)
    return Answer(NOT_REPORTED) if held is None or pd.isna(held) else Answer(VALUE, float(held))


def apart(figure: Figure, ours: float, ask: Ask) -> str:
    """How far the warehouse's number lies from the published one: in points, or as a share of it."""
    if figure.value is None:
        return ""
    if figure.unit == "percent":
        return change(ours - figure.value, "percent", ask.t)
    return change(100 * (ours / figure.value - 1), "share", ask.t) if figure.value else ""


def _figure(row: dict[str, Any]) -> Figure:
    unit, qualifier, as_of, scope, source = (
        _text(row[n]) for n in ("unit", "qualifier", "as_of", "scope_code", "source")
    )
    zh, en = (_text(row[name]) for name in ("name_zh", "name_en"))
    code = str(row["figure_code"])
    value = None if pd.isna(row["value"]) else float(row["value"])
    return Figure(code, Text(zh or en or code, en or zh or code), value, unit, qualifier, as_of, scope, source)


def _text(of: Any) -> str:
    return "" if pd.isna(of) else str(of)


def _period(as_of: str, over: str, span: Period) -> Period:
    """The months that the figure speaks of."""
    months = Period.parse(as_of if len(as_of) > len("2024") else f"{as_of}-01..{as_of}-12")
    return Period(min(span.first, months.first), months.last) if over == "to" else months


def _indicator(asked: Comparison, place: Place, period: Period, ask: Ask) -> Any:
    query = Query(asked.code, place.code, period, (), asked.filters, expect=False)
    row = ask.gate.fetch(ask.scope, query).row
    return row[asked.side] if row["state"] == VALUE else None


def _supply(asked: Comparison, place: Place, period: Period, ask: Ask) -> Any:
    rows = records(ask.gate.register(ask.scope, "supply", place, period))
    items = [r["items"] for r in rows if r["kind"] == asked.code]
    return items[-1] if items else None


def _activity(asked: Comparison, place: Place, period: Period, ask: Ask) -> Any:
    rows = records(ask.gate.register(ask.scope, "activity", place, period))
    return next((r["lessons"] for r in rows if r["tracker"] == asked.code), None)


def _areas(asked: Comparison, place: Place, period: Period, ask: Ask) -> Any:
    rows = records(ask.gate.register(ask.scope, "members", place, None))
    held = {r["area_code"] for r in rows if r["programme_code"] == asked.code and r["batch"] == asked.batch}
    grown = {r["area_code"] for r in rows if r["role"] == "cultivation"}
    return len(held - grown) or None


def _schools(asked: Comparison, place: Place, period: Period, ask: Ask) -> Any:
    rows = records(ask.gate.register(ask.scope, "stages", place, period))
    return sum(r["schools"] for r in rows if asked.code in ("", r["stage"])) or None


_SORTS = {
    "indicator": _indicator,
    "supply": _supply,
    "activity": _activity,
    "areas": _areas,
    "schools": _schools,
}
