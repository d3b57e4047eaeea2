"""Schools and regions that stopped reporting: nothing of what was due lately has come, and before it did."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Double, Select, Subquery, and_, case, cast, func, null, or_, select

from data_access import units
from data_access.compile import code_of
from data_access.derived import Door
from data_access.period import Period
from data_access.quality.issue import listed
from data_access.quality.months import window
from data_access.query import AS_OF, SCHOOL_GROUPS, Query
from data_access.schema import fact_report, feed

LATELY = {"week": (4, 8), "month": (4, 3), "term": (18, 3), "school_year": (24, 2)}
"""By the period of a feed: the months that are "lately", and how many reports due in them, all missing, are a stop."""
BEFORE = 36
"""Months that are looked back."""


def statement(query: Query, door: Door) -> Select[Any]:
    """A row a unit and feed that stopped: `code` the feed, `period` the last report in, `times` how many lack."""
    last = window(query, door).last
    back = Period(last, last).reaching_back(BEFORE)
    own = _units(query, door).subquery("units")
    report = fact_report.c
    lately = or_(*(_lately(period, last) for period in LATELY))
    came, due = report.received_on.is_not(None), report.expected_on <= AS_OF
    counts = [
        func.sum(case((lately & due, 1), else_=0)).label("due"),
        func.sum(case((lately & came, 1), else_=0)).label("came"),
        func.sum(case((came, 1), else_=0)).label("before"),
        func.max(case((came, report.period))).label("last"),
        func.sum(case((and_(~came, due), 1), else_=0)).label("missing"),
    ]
    joined = fact_report.join(own, own.c.unit == report.unit_code).join(feed, feed.c.feed_code == report.feed_code)
    keys = [own.c.unit, report.feed_code, feed.c.period.label("grain")]
    inside = [report.expected_on >= back.first, report.expected_on <= Period(last, last).reaching_back(1).end]
    each = select(*keys, *counts).select_from(joined).where(*inside, *_schools(query, own)).group_by(*keys)
    rows = each.subquery("each")
    enough = case(*((rows.c.grain == grain, least) for grain, (_, least) in LATELY.items()), else_=3)
    columns = [
        rows.c.unit,
        rows.c.feed_code.label("code"),
        rows.c.last.label("period"),
        rows.c.due.label("now"),
        cast(null(), Double).label("before"),
        rows.c.missing.label("times"),
        rows.c.missing.label("weight"),
    ]
    return listed(select(*columns).where(rows.c.due >= enough, rows.c.came == 0, rows.c.before >= enough))


def _units(query: Query, door: Door) -> units.Units:
    """Whoever owes reports; where schools are chosen by what they are, schools alone."""
    kind = units.schools if query.filters else units.any_unit
    return kind(door.scope, door.snap.places, door.place, None)


def _schools(query: Query, own: Subquery) -> list[ColumnElement[bool]]:
    return [code_of(own, name) == code for name, code in query.filters if name in SCHOOL_GROUPS]


def _lately(grain: str, last: date) -> ColumnElement[bool]:
    """Reports of feeds of `grain` that were due shortly before the end of the month `last`."""
    months, _ = LATELY[grain]
    return and_(feed.c.period == grain, fact_report.c.expected_on >= Period(last, last).reaching_back(months).first)
