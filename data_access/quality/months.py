"""The months that detectors look at, and the totals of each school in them, side by side in one row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Subquery, Text, case, func, literal, select

from data_access import indicators
from data_access.buckets import BUCKET
from data_access.period import Period, school_year_of
from data_access.quality.issue import Reader
from data_access.query import Query

MONTHS = 12
"""So many months at the end of the period are looked at: it bounds what is read."""


def window(query: Query, door: Reader, months: int = MONTHS) -> Period:
    """The last `months` of the period of `query`, as far as the warehouse covers them."""
    span = door.snap.months
    held = span if query.period is None else query.period.within(span) or query.period
    return Period(max(held.first, Period(held.last, held.last).reaching_back(months).first), held.last)


def side_by_side(query: Query, door: Reader, code: str, over: Period) -> Subquery:
    """A row a school of the reader: `unit`, and `numerator_0`, `denominator_0`, ... for each month of `over`."""
    indicator = indicators.get(code)
    asked = indicator.narrowed(Query(code, query.place, over, ("month",), query.filters, expect=False))
    rows = door.chooser(door.scope).schools(indicator, asked, door.place).statement.subquery("by_month")
    columns = [
        func.max(case((rows.c[BUCKET] == month, rows.c[side]))).label(f"{side}_{i}")
        for i, month in enumerate(over.months())
        for side in ("numerator", "denominator")
    ]
    return select(rows.c.unit, *columns).group_by(rows.c.unit).subquery("side_by_side")


Case = tuple[ColumnElement[bool], date, ColumnElement[Any], ColumnElement[Any]]
"""A condition, the month that it is about, the number questioned and what it is held against."""


def first_of(cases: Sequence[Case]) -> list[ColumnElement[Any]]:
    """`period`, `now` and `before` of the first case that holds, and `times`, the number of those that do."""
    when = [(holds, literal(f"{month:%Y-%m}", Text)) for holds, month, _, _ in cases]
    count: ColumnElement[Any] = literal(0)
    for holds, *_ in cases:
        count = count + case((holds, 1), else_=0)
    return [
        case(*when).label("period"),
        case(*((holds, now) for holds, _, now, _ in cases)).label("now"),
        case(*((holds, before) for holds, _, _, before in cases)).label("before"),
        count.label("times"),
    ]


def same_year(one: date, other: date) -> bool:
    """Tell whether two months lie in one school year."""
    return school_year_of(one) == school_year_of(other)
