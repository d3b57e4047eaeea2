"""Schools and regions that stopped reporting: nothing of what was due lately has come, and before it did."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Double, Select, Subquery, and_, case, cast, func, null, or_, select

from data_access import units
from data_access.compile import code_of
from data_access.period import Period
from data_access.quality.issue import Reader
from data_access.quality.months import window
from data_access.query import AS_OF, SCHOOL_GROUPS, Query
from data_access.schema import fact_report, feed

LATELY = {"week": (4, 8), "month": (4, 3), "term": (18, 3), "school_year": (24, 2)}
"""By the period of a feed: the months that are "lately", and how many reports due in them, all missing, are a stop."""
BEFORE = 36
"""Months that are looked back."""


def statement(query: Query, door: Reader) -> Select[Any]:
    """A row a unit and feed that stopped: `code` the feed, `period` the last report in, `times` how many lack."""
    last = window(query, door).last
    silent = _silent(query, door, last)
    back = Period(last, last).reaching_back(BEFORE)
    report = fact_report.c
    came, due = report.received_on.is_not(None), report.expected_on <= AS_OF
    counts = [
        func.max(case((came, report.period))).label("period"),
        func.sum(case((and_(~came, due), 1), else_=0)).label("times"),
    ]
    own = and_(silent.c.unit == report.unit_code, silent.c.feed_code == report.feed_code)
    keys = [silent.c.unit, silent.c.feed_code, silent.c.due]
    history = (
        select(*keys, *counts)
        .select_from(fact_report.join(silent, own))
        .where(report.expected_on >= back.first, report.expected_on <= back.end)
        .group_by(*keys, silent.c.least)
        .having(func.sum(case((came, 1), else_=0)) >= silent.c.least)
        .subquery("history")
    )
    columns = [history.c.unit, history.c.feed_code.label("code"), history.c.period, history.c.due.label("now")]
    columns += [cast(null(), Double).label("before"), history.c.times, history.c.times.label("weight")]
    return select(*columns)


def _silent(query: Query, door: Reader, last: date) -> Subquery:
    """Units and feeds of which nothing came that was due lately: `due` of them, at least `least`.

    Few are, so that only their history is read.
    """
    own = _units(query, door).subquery("units")
    report = fact_report.c
    least = case(*((feed.c.period == grain, least) for grain, (_, least) in LATELY.items()), else_=3)
    due = func.sum(case((report.expected_on <= AS_OF, 1), else_=0))
    joined = fact_report.join(own, own.c.unit == report.unit_code).join(feed, feed.c.feed_code == report.feed_code)
    keys = [own.c.unit, report.feed_code]
    inside = [or_(*(_lately(grain, last) for grain in LATELY)), report.expected_on <= Period(last, last).end]
    rows = select(*keys, due.label("due"), func.max(least).label("least")).select_from(joined)
    grouped = rows.where(*inside, *_schools(query, own)).group_by(*keys)
    return grouped.having(func.count(report.received_on) == 0, due >= func.max(least)).subquery("silent")


def _units(query: Query, door: Reader) -> units.Units:
    """Whoever owes reports; where schools are chosen by what they are, schools alone."""
    kind = units.schools if query.filters else units.any_unit
    return kind(door.scope, door.snap.places, door.place, None)


def _schools(query: Query, own: Subquery) -> list[ColumnElement[bool]]:
    return [code_of(own, name) == code for name, code in query.filters if name in SCHOOL_GROUPS]


def _lately(grain: str, last: date) -> ColumnElement[bool]:
    """Reports of feeds of `grain` that were due shortly before the end of the month `last`."""
    months, _ = LATELY[grain]
    return and_(feed.c.period == grain, fact_report.c.expected_on >= Period(last, last).reaching_back(months).first)
