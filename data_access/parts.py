"""Who makes up a number: the totals of each school (or region) behind it, and sums by child where schools are many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data_access import answer, disclosure
from data_access.buckets import BUCKET
from data_access.courses.columns import grouped
from data_access.disclosure import Floats, Rules
from data_access.indicators.model import Indicator
from data_access.query import Query

_WEEKS_A_MONTH = 52 / 12
Key = tuple[Any, ...]
"""A bucket of time (None for all of it) and the codes of the filtered segments."""


@dataclass(frozen=True, eq=False)
class Parts:
    """Numerators and denominators of `units`, one each; `below` is None for a count.

    `people` is how many different persons a denominator of persons stands for: one who was asked in twelve months is
    one.
    """

    units: NDArray[np.object_]
    above: Floats
    below: Floats | None
    people: Floats

    def of(self, chosen: NDArray[np.bool_] | NDArray[np.intp]) -> Parts:
        """The parts that are `chosen`, or at these places."""
        below = None if self.below is None else self.below[chosen]
        return Parts(self.units[chosen], self.above[chosen], below, self.people[chosen])

    def without(self, units: frozenset[str]) -> Parts:
        """The parts of others than `units`."""
        if not units:
            return self
        return self.of(np.array([unit not in units for unit in self.units], dtype=bool))

    def withheld(self, rules: Rules, *, personal: bool) -> str | None:
        """Why a number over these parts may not leave, or None."""
        people = float(self.people.sum())
        return disclosure.withheld(self.above, self.below, rules, personal=personal, people=people)

    @property
    def rates(self) -> Floats:
        """Each unit's ratio, or its count."""
        return self.above if self.below is None else self.above / self.below

    @property
    def sums(self) -> tuple[float, float | None]:
        """Numerator and denominator of all."""
        return float(self.above.sum()), None if self.below is None else float(self.below.sum())


def asked_of(indicator: Indicator, query: Query, place: str, *, by: Sequence[str] = ()) -> tuple[Query, Key]:
    """The question that leads to the parts of `query` and of all cells beside it, and the codes of its own cell.

    What the reader filters by becomes a group: a cell may only be shown if those beside it may be (DISC-3).
    """
    fixed = {*indicator.schools, *indicator.usual}
    free = tuple(f for f in query.filters if f[0] not in fixed)
    time = (query.time_group,) if query.time_group else ()
    groups = (*by, *time, *(name for name, _ in free))
    kept = tuple(f for f in query.filters if f[0] in fixed)
    asked = Query(indicator.code, place, query.period, groups, kept, expect=False)
    usual = tuple((name, code) for name, code in indicator.usual.items() if name not in dict(query.filters))
    own = tuple(pair for pair in indicator.schools.items() if pair not in kept)
    return replace(asked, filters=(*kept, *own, *usual)), tuple(code for _, code in free)


def by_key(indicator: Indicator, asked: Query, frame: pd.DataFrame, unit: str) -> dict[Key, Parts]:
    """The rows of a statement by bucket of time and cell; a unit that has nothing to divide by is no part."""
    rows = frame[frame["numerator"].notna()]
    counts = indicator.denominator is None
    if not counts:
        rows = rows[rows["denominator"] > 0]
    often = _WEEKS_A_MONTH if indicator.fact.info["grain"] == "week" and not indicator.joins_facts else 1.0
    rows = rows.assign(often=often * rows.get("times", 1.0))
    whole = _parts(rows, unit, counts)
    names = (*((BUCKET,) if asked.time_group else ()), *asked.other_groups)
    if not names:
        return {(None,): whole}
    distinct, group = grouped([rows[name].to_numpy(dtype=object) for name in names], len(rows))
    number: dict[Key, int] = {}
    for codes in distinct:
        row = dict(zip(names, codes, strict=True))
        key = (answer.bucket_label(asked, row), *(row[name] for name in asked.other_groups))
        number.setdefault(key, len(number))
    if len(number) != len(distinct):
        raise ValueError("two times of a statement have the same name")
    order, ends = np.argsort(group, kind="stable"), np.cumsum(np.bincount(group, minlength=len(number)))
    return {key: whole.of(order[(ends[i - 1] if i else 0) : ends[i]]) for key, i in number.items()}


def _parts(rows: pd.DataFrame, unit: str, counts: bool) -> Parts:
    above = disclosure.parts_of(rows, "numerator")
    below = None if counts else disclosure.parts_of(rows, "denominator")
    people = np.zeros(len(above)) if below is None else below / disclosure.parts_of(rows, "often")
    return Parts(rows[unit].to_numpy(dtype=object), above, below, people)


def too_close(one: Parts, other: Parts, rules: Rules, *, personal: bool) -> bool:
    """Tell whether one of two numbers less the other is a number that may not leave: their sets are nested (DISC-6)."""
    first, second = frozenset(one.units), frozenset(other.units)
    if first < second:
        rest = other.without(first)
    elif second < first:
        rest = one.without(second)
    else:
        return False
    return rest.withheld(rules, personal=personal) is not None


def passes_by_child(inside: Parts, outside: Parts, schools: int, rules: Rules, *, personal: bool) -> bool:
    """Tell from sums by child that no school dominates: enough to show, where it fails the schools must be looked at.

    `outside` are children wholly outside the reader's scope, with `schools` in all, `inside` those that hold some of
    it. A school is no larger than its child, so what holds for the children holds for their schools.
    """
    if schools < rules.schools:
        return False
    for mine, theirs in ((inside.above, outside.above), (inside.below, outside.below)):
        if theirs is None or mine is None:
            continue
        sizes = np.sort(theirs)[::-1]
        if (sizes < 0).any() or (mine < 0).any():
            return False
        largest = max(sizes.max(initial=0.0), mine.max(initial=0.0))
        if sizes[2:].sum() < rules.share * largest:
            return False
    return not personal or float(outside.people.sum()) >= rules.people
