"""The same period a year before: which of its months have data, so that like is compared with like."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from data_access.answer import evaluate
from data_access.indicators.model import OF_AREAS, RATIO, Indicator
from data_access.period import GRAINS, Period
from data_access.query import NOT_REPORTED, VALUE, Query, Result

LEAST_SHARED = 0.75
"""The share of the months of either year that both must have for a verdict, a threshold of ours.

A month that is missing now and then undoes none.
"""

Rows = Mapping[int, Mapping[str, Any]]
"""Rows of an answer by the place of their bucket in the period, the first being 0."""


@dataclass(frozen=True)
class Years:
    """What was reported in each bucket (`group`) of time, of which the period has `of`, now and a year `before`."""

    group: str
    of: int
    now: Rows
    before: Rows

    @property
    def shared(self) -> list[int]:
        """The buckets whose numbers both years show."""
        return [n for n in self.now if all(n in rows and rows[n]["state"] == VALUE for rows in (self.now, self.before))]

    @property
    def alike(self) -> bool:
        """True where both years have the same months, and so may be compared as they are."""
        return self.now.keys() == self.before.keys()

    def over_shared(self, indicator: Indicator) -> tuple[float, float] | None:
        """The values of now and of before over `shared`; None where there is none, or no sum over months."""
        if indicator.method != RATIO or not self.shared:
            return None
        now, before = (_value(indicator, [rows[n] for n in self.shared]) for rows in (self.now, self.before))
        return None if now is None or before is None else (now, before)


def time_group(indicator: Indicator) -> str:
    """The time by which an indicator is followed: months where it has them, else its own grain."""
    grain = (indicator.over or indicator).grain
    if grain == "day":
        return "school_year"
    return GRAINS[max(GRAINS.index(grain), GRAINS.index("month"))]


def reach(indicator: Indicator, period: Period) -> Period | None:
    """`period` and the year before it in one: where both are followed, one answer serves both.

    None where the whole knows a bucket of time otherwise than its parts, as half of a school year and its other half.
    """
    base, group = indicator.over or indicator, time_group(indicator)
    if base.parts or group not in ("month", base.grain):
        return None
    before = period.year_before()
    both = Period(before.first, period.last)
    held, *named = ({*over.buckets(group, base.grain)} for over in (both, before, period))
    return both if all(names <= held for names in named) else None


def years(indicator: Indicator, query: Query, fetch: Callable[[Query], Result]) -> Years | None:
    """The place of `query` in its period and a year before it; None without a period, and for what holds years itself.

    Groups of `query` are left out: of a group of places it is asked whether the place around them has the same months.
    """
    if query.period is None or indicator.method in OF_AREAS:
        return None
    group = time_group(indicator)
    asked = replace(query, by=(group,), against=None, interval=False, expect=False)
    both = reach(indicator, query.period)
    now, before = (
        _rows(replace(asked, period=both or period), period, indicator, fetch)
        for period in (query.period, query.period.year_before())
    )
    return Years(group, len(query.period.buckets(group, (indicator.over or indicator).grain)), now, before)


def comparable(indicator: Indicator, query: Query, fetch: Callable[[Query], Result]) -> bool:
    """Tell whether so few months of `query` are missing from one of the two years that a verdict may be given."""
    held = years(indicator, query, fetch)
    if held is None:
        return True
    return len(held.now.keys() & held.before.keys()) >= LEAST_SHARED * len(held.now.keys() | held.before.keys())


def _rows(query: Query, period: Period, indicator: Indicator, fetch: Callable[[Query], Result]) -> Rows:
    found = {row["period"]: row for row in fetch(query).rows}
    labels = period.buckets(query.by[0], (indicator.over or indicator).grain)
    held = ((n, found.get(label)) for n, label in enumerate(labels))
    return {n: row for n, row in held if row is not None and row["state"] != NOT_REPORTED}


def _value(indicator: Indicator, rows: list[Mapping[str, Any]]) -> float | None:
    above = sum(float(row["numerator"]) for row in rows)
    below = None if indicator.denominator is None else sum(float(row["denominator"]) for row in rows)
    return evaluate(indicator, above, below)[0]
