"""How far an area has come toward a line since its programme started."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pandas as pd
from sqlalchemy import func, select

from data_access import answer
from data_access.cells import Cells
from data_access.derived import Door
from data_access.estimate import Estimate
from data_access.indicators.model import Indicator
from data_access.period import Period
from data_access.query import NOT_APPLICABLE, VALUE, BadQuery, Query, records
from data_access.schema import area_member
from data_access.statistics.gap import Side
from data_access.statistics.improvement import improvement
from data_access.statistics.intervals import Interval
from data_access.units import holds

Estimating = Callable[[Indicator, Query, Door], dict[answer.Key, Estimate]]


def cells(base: Indicator, query: Query, door: Door) -> Cells:
    """(Value now less value before) / (line less value before), for areas whose members all have a first day.

    Before is the same period of the last year that ended before the programme. Not applicable where the line had been
    reached before, where the period ends before the programme starts, and over all of time.
    """
    if query.time_group:
        raise BadQuery("P03 compares one period with the same months before the programme: ask for no steps of time.")
    now = door.ratio(base, Query(base.code, query.place, query.period, query.by, query.filters, query.expect))
    if query.period is None:
        return answer.revalued(query, now, {})
    earlier, values = _earlier(query.period, door), dict[answer.Key, answer.Valued]()
    for period in {p for p in earlier.values() if p is not None}:
        past = door.ratio(base, Query(base.code, query.place, period, query.by, query.filters, expect=False))
        was = {answer.key_of(query, row): row for row in past.rows()}
        for row in now.rows():
            key = answer.key_of(query, row)
            if earlier.get(row["place_code"]) == period and key in was:
                state = was[key]["state"]
                held = state == VALUE == row["state"]
                values[key] = toward(base, was[key]["value"], row["value"]) if held else (None, state)
    return answer.revalued(query, now, values)


def estimates(base: Indicator, query: Query, door: Door, of: Estimating) -> dict[answer.Key, Estimate]:
    """The scores with their intervals, from those of the rate in both periods, which `of` estimates."""
    if query.period is None or base.line is None:
        return {}
    asked = base.narrowed(Query(base.code, query.place, query.period, query.by, query.filters, expect=False))
    earlier, made = _earlier(query.period, door), dict[answer.Key, Estimate]()
    now = of(base, asked, door)
    for period in {p for p in earlier.values() if p is not None}:
        was = of(base, replace(asked, period=period), door)
        for key in now.keys() & was.keys():
            if earlier.get(key[0]) == period and (score := _scored(was[key], now[key], base.line.value)) is not None:
                made[key] = score
    return made


def _scored(was: Estimate, now: Estimate, line: float) -> Estimate | None:
    ends: list[Interval] = []
    value = 0.0
    for before_, now_ in ((was.likely, now.likely), (was.certain, now.certain)):
        if before_ is None or now_ is None:
            return None
        sides = Side(was.value, before_.low, before_.high), Side(now.value, now_.low, now_.high)
        if (found := improvement(*sides, line)) is None:
            return None
        value, ends = found.value, [*ends, Interval(found.lower, found.upper)]
    enough = was.enough and now.enough
    return replace(now, value=value, error=None, likely=ends[0], certain=ends[1], people=None, enough=enough)


def before(period: Period, start: date) -> Period | None:
    """The same months of the last year in which they ended before `start`; None if `period` itself ended before."""
    if period.end < start:
        return None
    while period.end >= start:
        period = period.year_before()
    return period


def toward(base: Indicator, was: float, now: float) -> answer.Valued:
    """The share of the way to the line of `base` that lies behind; there is none where the line had been reached."""
    way = 0.0 if base.line is None else base.line.value - was
    if way == 0 or (way > 0) != (base.direction == "up"):
        return None, NOT_APPLICABLE
    return (now - was) / way, VALUE


def _earlier(period: Period, door: Door) -> dict[str, Period | None]:
    """The same months before the programme of each dated area of the answer."""
    starts = _starts(door)
    return {place.code: before(period, starts[place.code]) for place in door.rows if place.code in starts}


def _starts(door: Door) -> dict[str, date]:
    """The first day of every area whose members all have one."""
    member = area_member.c
    dated = func.count(member.valid_from) == func.count()
    first = select(member.area_code, func.min(member.valid_from).label("start")).where(holds())
    statement = first.group_by(member.area_code).having(dated)

    def read() -> dict[str, date]:
        rows = records(door.run_whole(statement))
        return {row["area_code"]: pd.Timestamp(row["start"]).date() for row in rows}

    found: dict[str, date] = door.released(("starts",), read)
    return found
