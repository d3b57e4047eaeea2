"""Bursts at the end: nearly all views of a month in its last week, as if they were made for the report."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, Subquery, Text, case, cast, func, literal, select

from data_access import units
from data_access.buckets import month_of
from data_access.compile import code_of
from data_access.quality.issue import Reader
from data_access.quality.months import window
from data_access.query import SCHOOL_GROUPS, Query
from data_access.schema import calendar, fact_usage

CODE = "R01"
MONTHS, SHARE, LEAST, OFTEN = 6, 0.7, 200, 2
"""In `OFTEN` of the last `MONTHS` more than `SHARE` of at least `LEAST` views in the last week of the month."""


def statement(query: Query, door: Reader) -> Select[Any]:
    """A row a school with such months: `now` percent of the worst's views in its last week, `before` an even share.

    Months with a week without teaching are left out: there the last week may be the only one.
    """
    weeks = _weeks(query, door)
    own = units.schools(door.scope, door.snap.places, door.place, None).subquery("units")
    chosen = [code_of(own, name) == code for name, code in query.filters if name in SCHOOL_GROUPS]
    rows = fact_usage.join(own, own.c.unit == fact_usage.c.school_id).join(weeks, weeks.c.week == fact_usage.c.week)
    views = fact_usage.c.views
    monthly = (
        select(
            own.c.unit,
            weeks.c.month,
            weeks.c.even,
            (100.0 * func.sum(case((weeks.c.is_last == 1, views), else_=0)) / func.sum(views)).label("share"),
        )
        .select_from(rows)
        .where(*chosen)
        .group_by(own.c.unit, weeks.c.month, weeks.c.even)
        .having(func.sum(views) >= LEAST)
        .subquery("monthly")
    )
    worst = func.row_number().over(partition_by=monthly.c.unit, order_by=monthly.c.share.desc())
    often = func.count().over(partition_by=monthly.c.unit)
    ranked = select(monthly, worst.label("place"), often.label("times")).where(monthly.c.share > 100 * SHARE)
    held = ranked.subquery("ranked")
    columns = [
        held.c.unit,
        literal(CODE).label("code"),
        held.c.month.label("period"),
        held.c.share.label("now"),
        held.c.even.label("before"),
        held.c.times,
        held.c.share.label("weight"),
    ]
    return select(*columns).where(held.c.place == 1, held.c.times >= OFTEN)


def _weeks(query: Query, door: Reader) -> Subquery:
    """The weeks of the months looked at: `week`, `month` (2026-04), `is_last` in it, `even` percent of a month."""
    over = window(query, door, MONTHS)
    days = select(calendar.c.week, month_of(calendar.c.week, "week").label("month"), calendar.c.is_teaching_week)
    inside = days.where(calendar.c.week >= over.first, calendar.c.week <= over.end).distinct().subquery("days")
    # A calendar that does not say when teaching goes on leaves nothing out.
    untaught = func.sum(case((~inside.c.is_teaching_week, 1), else_=0))
    whole = select(inside.c.month, func.max(inside.c.week).label("last"), func.count().label("weeks"))
    months = whole.group_by(inside.c.month).having(untaught == 0).subquery("months")
    columns = [
        inside.c.week,
        func.substr(cast(months.c.month, Text), 1, len("2026-04")).label("month"),
        case((inside.c.week == months.c.last, 1), else_=0).label("is_last"),
        (100.0 / months.c.weeks).label("even"),
    ]
    return select(*columns).select_from(inside.join(months, months.c.month == inside.c.month)).subquery("weeks")
