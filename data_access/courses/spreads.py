"""How far the schools of a small place lie apart, from rows that are held in memory: what `totals.spreads` asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from data_access.buckets import BUCKET
from data_access.courses.course import Floats, Sums, cells, latest
from data_access.courses.times import Ints
from data_access.period import Period
from data_access.query import Query
from data_access.totals import products


@dataclass(frozen=True, eq=False)
class Totals:
    """What each school reported in each cell (group by bucket): sums, and how many `times`; `n` is None for a count."""

    unit: Ints
    cell: Ints
    y: Floats
    n: Floats | None
    times: Ints
    keys: Sequence[tuple[Any, ...]]
    buckets: Sequence[str]

    def key(self, cell: int) -> tuple[Any, ...]:
        """The codes of the groups of `cell`, and its bucket."""
        return (*self.keys[cell // len(self.buckets)], self.buckets[cell % len(self.buckets)])


def totals(sums: Sums, query: Query, span: Period) -> Totals:
    """The totals of schools from rows that have them."""
    if sums.rows.unit is None:
        raise ValueError("these rows have no schools")
    counts = ~np.isnan(sums.numerator) & (True if sums.denominator is None else ~np.isnan(sums.denominator))
    rows, kept, cell, buckets = cells(sums.rows, query, span, counts)
    if rows.part is not None:
        last = latest(rows, cell)
        rows, cell, kept = rows.only(last), cell[last], kept[last]
    unit = sums.rows.unit[kept]
    most = int(unit.max(initial=0)) + 1
    schools, own = np.unique(cell * most + unit, return_inverse=True)

    def of(side: Floats) -> Floats:
        return np.bincount(own, side[kept], len(schools)).astype(np.float64)

    y, n = of(sums.numerator), None if sums.denominator is None else of(sums.denominator)
    times = np.ones(len(schools), dtype=np.int64) if rows.part is not None else _times(own, rows.t, len(schools))
    return Totals(schools % most, schools // most, y, n, times, rows.keys, buckets)


def spreads(names: Sequence[str], sums: Sums, query: Query, span: Period) -> list[dict[str, Any]]:
    """The sums of `intervals.Spread` by the groups `names` and the buckets of `query`, from the rows of schools."""
    held = totals(sums, query, span)
    if held.n is None:
        raise ValueError("only a ratio of schools has a spread")
    some = (held.n > 0) | (held.y != 0)
    cell, y, n, times = (values[some] for values in (held.cell, held.y, held.n, held.times))
    terms = {"units": np.ones(len(y)), **products(y, n, times)}
    size = len(held.keys) * len(held.buckets)
    added = {name: np.bincount(cell, values, size) for name, values in terms.items()}
    return [
        dict(zip((*names, BUCKET), held.key(number), strict=True))
        | {name: float(values[number]) for name, values in added.items()}
        for number in np.unique(cell)
    ]


def _times(school: Ints, t: Ints, size: int) -> Ints:
    """How many different times each of `size` schools reported."""
    most = int(t.max(initial=0)) + 1
    return np.bincount(np.unique(school * most + t) // most, minlength=size)
