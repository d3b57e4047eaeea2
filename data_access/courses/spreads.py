"""How far the schools of a small place lie apart, from rows that are held in memory: what `totals.spreads` asks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from data_access.buckets import BUCKET
from data_access.courses.course import Sums, cells, latest
from data_access.courses.times import Ints
from data_access.period import Period
from data_access.query import Query


def spreads(names: Sequence[str], sums: Sums, query: Query, span: Period) -> list[dict[str, Any]]:
    """The sums of `intervals.Spread` by the groups `names` and the buckets of `query`, from the rows of schools."""
    if sums.denominator is None or sums.rows.unit is None:
        raise ValueError("only a ratio of schools has a spread")
    rows, kept, cell, buckets = cells(sums.rows, query, span, ~np.isnan(sums.numerator) & ~np.isnan(sums.denominator))
    if rows.part is not None:
        last = latest(rows, cell)
        rows, cell, kept = rows.only(last), cell[last], kept[last]
    unit = sums.rows.unit[kept]
    most = int(unit.max(initial=0)) + 1
    schools, own = np.unique(cell * most + unit, return_inverse=True)
    y, n = (np.bincount(own, side[kept], len(schools)) for side in (sums.numerator, sums.denominator))
    times = np.ones(len(schools)) if rows.part is not None else _times(own, rows.t, len(schools))
    some = (n > 0) | (y != 0)
    cell_of, y, n, times = (values[some] for values in (schools // most, y, n, times))
    terms = {"units": np.ones(len(y)), "y": y, "n": n, "yy": y * y, "yn": y * n, "nn": n * n, "people": n / times}
    size = len(rows.keys) * len(buckets)
    totals = {name: np.bincount(cell_of, values, size) for name, values in terms.items()}
    return [
        dict(zip(names, rows.keys[number // len(buckets)], strict=True))
        | {BUCKET: buckets[number % len(buckets)]}
        | {name: float(values[number]) for name, values in totals.items()}
        for number in np.unique(cell_of)
    ]


def _times(school: Ints, t: Ints, size: int) -> Ints:
    """How many different times each of `size` schools reported."""
    most = int(t.max(initial=0)) + 1
    return np.bincount(np.unique(school * most + t) // most, minlength=size)
