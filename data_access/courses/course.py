"""Sums and numbers of schools of any period, from rows that are held in memory: what `compile.facts` asks an engine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data_access.buckets import BUCKET
from data_access.courses.times import Flags, Ints, Time, laid
from data_access.period import Period
from data_access.query import Query

Floats = NDArray[np.float64]
NONE = -1
"""The number of a time that there is not: nothing was reported before, or nothing after."""


@dataclass(frozen=True, eq=False)
class Rows:
    """Rows with a time each (a number in `times`, of `grain`), and a group each (a number in `keys`).

    `near` is the time of the report before or after, where a row counts only if that lies outside of the period.
    `unit` is a school. `part` tells the rows of a stock apart that may each have a latest report; such rows are in the
    order of `part` and time.
    """

    grain: str
    times: Sequence[Time]
    t: Ints
    group: Ints
    keys: Sequence[tuple[Any, ...]]
    near: Ints | None = None
    unit: Ints | None = None
    part: Ints | None = None

    def only(self, kept: Flags | Ints) -> Rows:
        """The rows that are `kept`."""
        near, unit, part = (None if a is None else a[kept] for a in (self.near, self.unit, self.part))
        return replace(self, t=self.t[kept], group=self.group[kept], near=near, unit=unit, part=part)

    def of(self, group: int, code: str) -> tuple[Rows, Flags]:
        """The rows whose group at that place is `code`, without that group, and which they are."""
        own = np.array([key[group] == code for key in self.keys], dtype=bool)
        kept = own[self.group] if len(own) else np.zeros(0, dtype=bool)
        cut = len(self.keys[0]) + group if len(own) and group < 0 else group
        return replace(self.only(kept), keys=[(*key[:cut], *key[cut + 1 :]) for key in self.keys]), kept

    @property
    def nbytes(self) -> int:
        """Bytes of the arrays."""
        return sum(a.nbytes for a in (self.t, self.group, self.near, self.unit, self.part) if a is not None)


@dataclass(frozen=True, eq=False)
class Sums:
    """An indicator's numerators and denominators by row, NaN where a row does not count; a count has no denominator."""

    rows: Rows
    numerator: Floats
    denominator: Floats | None

    def of(self, group: int, code: str) -> Sums:
        """As `Rows.of`."""
        rows, kept = self.rows.of(group, code)
        return Sums(rows, self.numerator[kept], None if self.denominator is None else self.denominator[kept])


NOTHING = Sums(Rows("month", (), *(np.empty(0, dtype=np.int64),) * 2, ()), np.empty(0), None)
"""What was never reported."""


@dataclass(frozen=True, eq=False)
class Counts:
    """Numbers of schools by row, each with the report before."""

    rows: Rows
    units: Floats

    def of(self, group: int, code: str) -> Counts:
        """As `Rows.of`."""
        rows, kept = self.rows.of(group, code)
        return Counts(rows, self.units[kept])

    @property
    def nbytes(self) -> int:
        """Bytes that it takes up, nearly."""
        return 1000 + self.rows.nbytes + self.units.nbytes


@dataclass
class _Cell:
    numerator: float | None = None
    denominator: float | None = None
    n_reported: int = 0


@dataclass
class _Table:
    """The rows of an answer by group and bucket."""

    names: Sequence[str]
    cells: dict[tuple[Any, ...], _Cell] = field(default_factory=dict)

    def at(self, key: tuple[Any, ...], bucket: str) -> _Cell:
        return self.cells.setdefault((*key, bucket), _Cell())

    def told(self) -> list[dict[str, Any]]:
        return [dict(zip(self.names, key, strict=True)) | vars(cell) for key, cell in self.cells.items()]


def found(names: Sequence[str], sums: Sums, counts: Counts | None, query: Query, span: Period) -> list[dict[str, Any]]:
    """The rows of `compile.facts`, with the groups `names`; without `counts` the sums have their schools in them."""
    table = _Table([*names, BUCKET])
    rows, kept, cell, buckets = _counting(sums, query, span)
    size = len(rows.keys) * len(buckets)
    above = np.bincount(cell, weights=sums.numerator[kept], minlength=size)
    below = None
    if sums.denominator is not None:
        below = np.bincount(cell, weights=np.nan_to_num(sums.denominator[kept]), minlength=size)
    reported = None if rows.unit is None else _distinct(cell, rows.unit, size)
    for number in np.unique(cell):
        key, bucket = rows.keys[number // len(buckets)], buckets[number % len(buckets)]
        own = table.at(key, bucket)
        own.numerator = float(above[number])
        own.denominator = None if below is None else float(below[number])
        own.n_reported = 0 if reported is None else int(reported[number])
    for key, bucket, n in counted(counts, query, span) if counts is not None else ():
        table.at(key, bucket).n_reported = n
    return table.told()


def smallest(sums: Sums, query: Query, span: Period) -> float:
    """The least denominator of all the rows that `found` would have; infinite where none has one."""
    _, kept, cell, _ = _counting(sums, query, span)
    if sums.denominator is None or not len(cell):
        return np.inf
    below = np.bincount(cell, weights=np.nan_to_num(sums.denominator[kept]))
    return float(below[np.bincount(cell) > 0].min())


def counted(counts: Counts, query: Query, span: Period) -> Iterator[tuple[tuple[Any, ...], str, int]]:
    """Group, bucket and number of schools, each school once."""
    rows, kept, cell, buckets = cells(counts.rows, query, span, np.ones(len(counts.units), dtype=bool))
    size = len(rows.keys) * len(buckets)
    if rows.unit is None:
        totals = np.bincount(cell, weights=counts.units[kept], minlength=size)
    else:
        totals = _distinct(cell, rows.unit, size).astype(float)
    for number in np.unique(cell):
        yield rows.keys[number // len(buckets)], buckets[number % len(buckets)], int(totals[number])


def due(names: Sequence[str], counts: Counts, query: Query, span: Period) -> list[Mapping[str, Any]]:
    """The rows of `compile.reports_due`: without groups there is always one, of none if need be."""
    held = list(counted(counts, query, span))
    if not held and not names and not query.time_group:
        held = [((), "", 0)]
    return [dict(zip((*names, BUCKET, "n"), (*key, bucket, n), strict=True)) for key, bucket, n in held]


def _counting(sums: Sums, query: Query, span: Period) -> tuple[Rows, Ints, Ints, list[str]]:
    """The `cells` of the rows with numbers; of a stock those of the latest of each part."""
    rows, kept, cell, buckets = cells(sums.rows, query, span, ~np.isnan(sums.numerator))
    if rows.part is not None:
        last = latest(rows, cell)
        rows, kept, cell = rows.only(last), kept[last], cell[last]
    return rows, kept, cell, buckets


def cells(rows: Rows, query: Query, span: Period, valid: Flags) -> tuple[Rows, Ints, Ints, list[str]]:
    """The rows that count in the period of `query`, their places, their cells (group by bucket), and the buckets."""
    inside, bucket, buckets = laid(rows.times, rows.grain, query.time_group, query, span)
    own = bucket[rows.t]
    valid = valid & inside[rows.t] & (own >= 0)
    if rows.near is not None and len(rows.times):
        # A report that is not there lies outside as well.
        apart = (rows.near == NONE) | ~inside[rows.near] | (bucket[rows.near] != own)
        valid &= apart
    kept: Ints = np.flatnonzero(valid).astype(np.int64)
    rows = rows.only(kept)
    return rows, kept, rows.group * len(buckets) + own[kept], buckets


def latest(rows: Rows, cell: Ints) -> Flags:
    """The last row of each part and cell: rows are in the order of part and time."""
    if rows.part is None or not len(cell):
        return np.ones(len(cell), dtype=bool)
    same = (rows.part[1:] == rows.part[:-1]) & (cell[1:] == cell[:-1])
    return np.append(~same, True)


def _distinct(cell: Ints, unit: Ints, size: int) -> Ints:
    most = int(unit.max(initial=0)) + 1
    return np.bincount(np.unique(cell * most + unit) // most, minlength=size)
