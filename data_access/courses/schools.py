"""Courses of the schools of a small place: a statement for all rows of a fact, whatever is asked of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Date, Select, and_, case, cast, func, or_, select

from data_access import units as unit_sets
from data_access.buckets import month_of
from data_access.compile import Source, code_of
from data_access.courses.columns import Columns, floats, grouped, numbered
from data_access.courses.course import Counts, Floats, Rows, Sums
from data_access.courses.times import Flags, Ints
from data_access.places import Place, Places
from data_access.query import AS_OF, SCHOOL_GROUPS, Query
from data_access.rollups import read
from data_access.rollups.cubes import Cube, column_names
from data_access.schema import TAUGHT_IN, UNASSIGNED, fact_report
from data_access.scope import Scope

Take = Callable[[Select[Any]], Columns]
Codes = NDArray[np.object_]


@dataclass(frozen=True, eq=False)
class Schools:
    """The schools of a place that a scope sees, in order: `child`, and the codes that schools differ by."""

    units: pd.Index
    columns: Mapping[str, Codes]

    @property
    def nbytes(self) -> int:
        """Bytes that it takes up, nearly."""
        return 1000 + 80 * len(self.units) * (2 + len(self.columns))

    def numbers(self, units: Sequence[str] | pd.Index) -> Ints:
        """The place of each of `units` in the order of these schools; -1 for one that is none of them."""
        return self.units.get_indexer(pd.Index(np.asarray(units, dtype=object))).astype(np.int64)

    def within(self, other: Schools) -> Schools:
        """These schools in the children that `other` has them in; one that it does not know is in none."""
        at = other.numbers(self.units)
        child = np.array([*other.columns["child"], None], dtype=object)[at]
        return Schools(self.units, {**self.columns, "child": child})


@dataclass(frozen=True, eq=False)
class SchoolCourse:
    """All rows of a fact by school and time; `stage` is that of the rows where the fact says it."""

    grain: str
    times: Sequence[Any]
    t: Ints
    unit: Ints
    stage: Codes | None
    stock: bool
    pairs: Mapping[str, tuple[Floats, Floats | None]]

    @property
    def nbytes(self) -> int:
        """Bytes that it takes up, nearly."""
        columns = 2 + (4 if self.stage is not None else 0)
        columns += sum(1 if below is None else 2 for _, below in self.pairs.values())
        return 1000 + 8 * len(self.t) * columns

    def sums(self, code: str, query: Query, schools: Schools) -> Sums:
        """The rows of the indicator `code` that the filters of `query` choose, in its groups."""
        columns = {} if self.stage is None else {"stage": self.stage}
        kept = self.unit >= 0
        for name, wanted in query.filters:
            kept &= columns[name] == wanted if name in columns else (schools.columns[name] == wanted)[self.unit]
        unit = self.unit[kept]
        named = [columns[n][kept] if n in columns else schools.columns[n][unit] for n in names(query)]
        keys, group = grouped(named, len(unit))
        part = None
        if self.stock:
            part = unit if self.stage is None else unit * 64 + grouped([self.stage[kept]], len(unit))[1]
        rows = Rows(self.grain, self.times, self.t[kept], group, keys, unit=unit, part=part)
        above, below = self.pairs[code]
        return Sums(rows, above[kept], None if below is None else below[kept])


@dataclass(frozen=True, eq=False)
class Dues:
    """The schools that owed a report, by school and time."""

    grain: str
    times: Sequence[Any]
    t: Ints
    unit: Ints

    @property
    def nbytes(self) -> int:
        """Bytes that it takes up, nearly."""
        return 1000 + 16 * len(self.t)

    def counts(self, query: Query, schools: Schools, *, taught: bool) -> Counts:
        """The rows that the filters of `query` choose, in its groups; a stage may be one of several that are taught."""
        kept = np.ones(len(schools.units), dtype=bool)
        for name, code in query.filters:
            kinds = TAUGHT_IN.get(code, (code,)) if taught and name == "stage" else (code,)
            kept &= np.isin(schools.columns[name], kinds)
        chosen: Flags = (self.unit >= 0) & kept[self.unit]
        unit = self.unit[chosen]
        keys, group = grouped([schools.columns[name][unit] for name in names(query)], len(unit))
        return Counts(
            Rows(self.grain, self.times, self.t[chosen], group, keys, unit=unit), np.ones(len(unit), dtype=np.float64)
        )


def names(query: Query) -> tuple[str, ...]:
    """The groups of `query` but for the time."""
    return (*(["child"] if query.place_group else []), *query.other_groups)


def schools(scope: Scope, places: Places, place: Place, group: str | None, take: Take) -> Schools | None:
    """The schools of `place`, each in its place of `group`; None where one is in several."""
    own = unit_sets.schools(scope, places, place, group).subquery("units")
    codes = [code_of(own, name).label(name) for name in SCHOOL_GROUPS]
    held = take(select(own.c.unit, own.c.child, *codes).order_by(own.c.unit))
    units = pd.Index(np.asarray(held["unit"], dtype=object))
    if not units.is_unique:
        return None
    return Schools(units, {n: np.asarray(held[n], dtype=object) for n in ("child", *SCHOOL_GROUPS)})


def course(cube: Cube, scope: Scope, places: Places, place: Place, own: Schools, take: Take) -> SchoolCourse:
    """All rows of `cube` of the schools of `place`."""
    source, pairs = _wide(cube)
    columns = [c.label(name) for both in pairs.values() for name, c in both.items()]
    stage = [func.coalesce(source.table.c.stage, UNASSIGNED).label("stage")] if cube.by_stage else []
    order = [source.unit, *([source.table.c.stage] if stage else []), source.time] if cube.stock else []
    statement = select(source.unit.label("unit"), source.time.label("t"), *stage, *columns)
    held = take(statement.where(*source.conditions, *_in(source.unit, scope, places, place)).order_by(*order))
    times, (t,) = numbered(held["t"])
    return SchoolCourse(
        cube.coarse,
        times,
        t,
        own.numbers(held["unit"]),
        np.asarray(held["stage"], dtype=object) if stage else None,
        cube.stock,
        {code: _pair(held, list(both)) for code, both in pairs.items()},
    )


def dues(
    feeds: Sequence[str], grain: str, scope: Scope, places: Places, place: Place, own: Schools, take: Take
) -> Dues:
    """When the schools of `place` owed a report of `feeds`, which name times of `grain`."""
    report = fact_report.c
    due = or_(report.expected_on.is_(None), report.expected_on <= AS_OF, report.received_on.is_not(None))
    time = month_of(cast(report.period, Date), "week") if grain == "month" else report.period
    statement = select(report.unit_code.label("unit"), time.label("t")).distinct()
    held = take(statement.where(report.feed_code.in_(feeds), due, *_in(report.unit_code, scope, places, place)))
    times, (t,) = numbered(held["t"])
    return Dues(grain, times, t, own.numbers(held["unit"]))


def _wide(cube: Cube) -> tuple[Source, dict[str, dict[str, ColumnElement[Any]]]]:
    """Where the rows are, and numerator and denominator of each indicator as columns of them."""
    pairs: dict[str, dict[str, ColumnElement[Any]]] = {}
    if cube.school is not None:
        for indicator in cube.indicators:
            held = column_names(indicator)[: 1 if indicator.denominator is None else 2]
            pairs[indicator.code] = {name: cube.school.c[name] for name in held}
        return read.by_school(cube, cube.indicators[0]), pairs
    some = []
    for indicator in cube.indicators:
        source = Source.of(indicator)
        counts = and_(*(s.is_not(None) for s in (source.numerator, source.denominator) if s is not None))
        counts = and_(counts, *source.conditions)
        some.append(counts)
        above, below, _ = column_names(indicator)
        pairs[indicator.code] = {above: case((counts, source.numerator))}
        if source.denominator is not None:
            pairs[indicator.code][below] = case((counts, source.denominator))
    source = Source.of(cube.indicators[0])
    return Source(source.table, source.unit, source.time, source.grain, source.numerator, None, (or_(*some),)), pairs


def _pair(held: Columns, columns: Sequence[str]) -> tuple[Floats, Floats | None]:
    above, *below = (floats(held[name]) for name in columns)
    return above, below[0] if below else None


def _in(unit: ColumnElement[Any], scope: Scope, places: Places, place: Place) -> list[ColumnElement[bool]]:
    """The rows of the schools that the scope sees; a single school is named to the table itself."""
    own = unit_sets.schools(scope, places, place, None).subquery("units")
    return [unit.in_(select(own.c.unit)), *([unit == place.code] if place.is_school else [])]
