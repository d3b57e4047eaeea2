"""Impossible values: a part that is more than its whole."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, Text, cast, func, literal, select, union_all

from data_access import indicators
from data_access.buckets import BUCKET
from data_access.quality.issue import Reader
from data_access.quality.months import window
from data_access.query import Query

CODES = ("R02", "R03", "R05", "R11", "T05", "T03", "G02", "G05", "L02", "L01", "L03")
"""Shares of a whole, of each fact those that most others are made of."""


def statement(query: Query, door: Reader) -> Select[Any]:
    """A row a school and indicator with a share above one: `now` the part of the latest, `before` its whole."""
    beyond = union_all(*(_beyond(query, door, code) for code in CODES)).subquery("beyond")
    apart = [beyond.c.unit, beyond.c.code]
    newest = func.row_number().over(partition_by=apart, order_by=beyond.c.period.desc())
    times = func.count().over(partition_by=apart)
    ranked = select(beyond, newest.label("place"), times.label("times")).subquery("ranked")
    names = ("unit", "code", "period", "now", "before", "times")
    weight = (1.0 * ranked.c.now / func.nullif(ranked.c.before, 0)).label("weight")
    rows = select(*(ranked.c[name] for name in names), func.coalesce(weight, ranked.c.now).label("weight"))
    return rows.where(ranked.c.place == 1)


def _beyond(query: Query, door: Reader, code: str) -> Select[Any]:
    """School-months (or terms, or school years) in which the part of indicator `code` is more than the whole."""
    indicator = indicators.get(code)
    group = "month" if indicator.grain == "week" else indicator.grain
    asked = indicator.narrowed(Query(code, query.place, window(query, door), (group,), query.filters, expect=False))
    totals = door.chooser(door.scope).schools(indicator, asked, door.place).statement.subquery("totals")
    period: ColumnElement[Any] = cast(totals.c[BUCKET], Text)
    if group == "month":
        period = func.substr(period, 1, len("2026-04"))
    sides = (totals.c.numerator.label("now"), totals.c.denominator.label("before"))
    rows = select(totals.c.unit, literal(code, Text).label("code"), period.label("period"), *sides)
    return rows.where(totals.c.numerator > totals.c.denominator)
