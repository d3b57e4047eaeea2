"""Courses of the schools of a small place: a statement for all rows of a fact, whatever is asked of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Date, Select, and_, case, cast, func, or_, select

from data_access import units as unit_sets
from data_access.buckets import month_of
from data_access.compile import Source, code_of
from data_access.courses.columns import Coded, Columns, coded, floats, numbered, told_apart
from data_access.courses.course import Counts, Floats, Rows, Sums
from data_access.courses.times import Ints
from data_access.indicators.model import Indicator
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
    _coded: dict[str, Coded] = field(default_factory=dict)

    @property
    def nbytes(self) -> int:
        """Bytes that it takes up, nearly."""
        return 1000 + 80 * len(self.units) * (2 + len(self.columns))

    def numbers(self, units: Sequence[str] | pd.Index) -> Ints:
        """The place of each of `units` in the order of these schools; -1 for one that is none of them."""
        return self.units.get_indexer(pd.Index(np.asarray(units, dtype=object))).astype(np.int64)

    def coded(self, name: str, unit: Ints) -> Coded:
        """The codes of the schools `unit` in the column `name`."""
        if name not in self._coded:
            self._coded[name] = coded(self.columns[name])
        codes, distinct = self._coded[name]
        return codes[unit], distinct

    def within(self, other: Schools) -> Schools:
        """These schools in the children that `other` has them in; one that it does not know is in none."""
        at = other.numbers(self.units)
        child = np.array([*other.columns["child"], None], dtype=object)[at]
        return Schools(self.units, {**self.columns, "child": child})

    def of(self, places: Places, place: Place, group: str | None) -> Schools:
        """Those of `place`, a school or region, each in its place of `group`; `child` of these is their region."""
        inside, homes = places.below.get(place.code, frozenset()), dict[str, str]()
        if group == "child":
            homes = {code: own.code for own in places.children(place) for code in places.below.get(own.code, ())}

        def home(unit: str, region: str) -> str | None:
            if place.is_school:
                return (unit if group == "school" else place.code) if unit == place.code else None
            if region not in inside:
                return None
            if group == "child":
                return homes.get(region, unit if region == place.code else None)
            return unit if group == "school" else place.code

        child = np.array([home(*pair) for pair in zip(self.units, self.columns["child"], strict=True)], dtype=object)
        kept = np.array([code is not None for code in child], dtype=bool)
        columns = {**self.columns, "child": child}
        return Schools(self.units[kept], {name: codes[kept] for name, codes in columns.items()})


@dataclass(frozen=True, eq=False)
class SchoolCourse:
    """All rows of a fact by school (or region) and time; `codes` are those of the segments that tell rows apart."""

    grain: str
    times: Sequence[Any]
    t: Ints
    unit: Ints
    codes: Mapping[str, Coded]
    stock: bool
    pairs: Mapping[str, tuple[Floats, Floats | None]]

    @property
    def nbytes(self) -> int:
        """Bytes that it takes up, nearly."""
        columns = 2 + 4 * len(self.codes)
        columns += sum(1 if below is None else 2 for _, below in self.pairs.values())
        return 1000 + 8 * len(self.t) * columns

    def among(self, numbers: Ints) -> SchoolCourse:
        """The same rows where schools have other `numbers`, -1 those that are left out."""
        return replace(self, unit=np.append(numbers, -1)[self.unit])

    def sums(self, code: str, query: Query, schools: Schools) -> Sums:
        """The rows of the indicator `code` that the filters of `query` choose, in its groups."""
        kept = np.flatnonzero(self.unit >= 0)
        unit = self.unit[kept]
        for name, wanted in query.filters:
            codes, distinct = self._coded(name, kept) if name in self.codes else schools.coded(name, unit)
            chosen = (distinct == wanted)[codes]
            kept, unit = kept[chosen], unit[chosen]
        named = [self._coded(n, kept) if n in self.codes else schools.coded(n, unit) for n in names(query)]
        keys, group = told_apart(named, len(unit))
        part = None
        if self.stock:
            kinds, kind = told_apart([self._coded(name, kept) for name in self.codes], len(unit))
            part = unit * (1 + len(kinds)) + kind
        rows = Rows(self.grain, self.times, self.t[kept], group, keys, unit=unit, part=part)
        above, below = self.pairs[code]
        return Sums(rows, above[kept], None if below is None else below[kept])

    def _coded(self, name: str, rows: Ints) -> Coded:
        codes, distinct = self.codes[name]
        return codes[rows], distinct


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

    def among(self, numbers: Ints) -> Dues:
        """The same rows where schools have other `numbers`, -1 those that are left out."""
        return replace(self, unit=np.append(numbers, -1)[self.unit])

    def counts(self, query: Query, schools: Schools, *, taught: bool) -> Counts:
        """The rows that the filters of `query` choose, in its groups; a stage may be one of several that are taught."""
        kept = np.ones(len(schools.units), dtype=bool)
        for name, code in query.filters:
            kinds = TAUGHT_IN.get(code, (code,)) if taught and name == "stage" else (code,)
            kept &= np.isin(schools.columns[name], kinds)
        some = np.flatnonzero(self.unit >= 0)
        chosen = some[kept[self.unit[some]]]
        unit = self.unit[chosen]
        keys, group = told_apart([schools.coded(name, unit) for name in names(query)], len(unit))
        return Counts(
            Rows(self.grain, self.times, self.t[chosen], group, keys, unit=unit), np.ones(len(unit), dtype=np.float64)
        )


def names(query: Query) -> tuple[str, ...]:
    """The groups of `query` but for the time."""
    return (*(["child"] if query.place_group else []), *query.other_groups)


def schools(
    scope: Scope, places: Places, place: Place, group: str | None, take: Take, members: Select[Any] | None = None
) -> Schools | None:
    """The schools of `place` (of `members` alone), each in its place of `group`; None where one is in several."""
    own = unit_sets.schools(scope, places, place, group).subquery("units")
    codes = [code_of(own, name).label(name) for name in SCHOOL_GROUPS]
    chosen = [] if members is None else [own.c.unit.in_(members)]
    held = take(select(own.c.unit, own.c.child, *codes).where(*chosen).order_by(own.c.unit))
    units = pd.Index(np.asarray(held["unit"], dtype=object))
    if not units.is_unique:
        return None
    return Schools(units, {n: np.asarray(held[n], dtype=object) for n in ("child", *SCHOOL_GROUPS)})


def course(
    cube: Cube,
    scope: Scope,
    places: Places,
    place: Place,
    own: Schools,
    take: Take,
    *,
    split: bool = False,
    members: Select[Any] | None = None,
) -> SchoolCourse:
    """All rows of `cube` of the schools of `place` (of `members` alone); where they are `split`, by its segments."""
    by_school = None if split else cube.school
    source, pairs = _rolled(cube) if by_school is not None else wide(cube.indicators)
    segments = (*(["stage"] if cube.by_stage else []), *(cube.segments if split else ()))
    cut = _in(source.unit, scope, places, place) if members is None else [source.unit.in_(members)]
    return taken(source, pairs, segments, cube.coarse, own, cut, take, stock=cube.stock)


def taken(
    source: Source,
    pairs: Mapping[str, Mapping[str, ColumnElement[Any]]],
    segments: Sequence[str],
    grain: str,
    own: Schools,
    cut: Sequence[ColumnElement[bool]],
    take: Take,
    *,
    stock: bool = False,
) -> SchoolCourse:
    """The rows of `source` that are `cut` out, by unit, time and `segments`, with the `pairs` of each indicator."""
    columns = [c.label(name) for both in pairs.values() for name, c in both.items()]
    codes = [func.coalesce(source.table.c[name], UNASSIGNED).label(name) for name in segments]
    order = [source.unit, *(source.table.c[name] for name in segments), source.time] if stock else []
    statement = select(source.unit.label("unit"), source.time.label("t"), *codes, *columns)
    held = take(statement.where(*source.conditions, *cut).order_by(*order))
    times, (t,) = numbered(held["t"])
    return SchoolCourse(
        grain,
        times,
        t,
        own.numbers(held["unit"]),
        {name: coded(held[name]) for name in segments},
        stock,
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


def _rolled(cube: Cube) -> tuple[Source, dict[str, dict[str, ColumnElement[Any]]]]:
    """The roll-up by school, and numerator and denominator of each indicator as columns of it."""
    pairs: dict[str, dict[str, ColumnElement[Any]]] = {}
    for indicator in cube.indicators:
        held = column_names(indicator)[: 1 if indicator.denominator is None else 2]
        pairs[indicator.code] = {name: read.known(cube.school).c[name] for name in held}
    return read.by_school(cube, cube.indicators[0]), pairs


def wide(indicators: Sequence[Indicator]) -> tuple[Source, dict[str, dict[str, ColumnElement[Any]]]]:
    """The fact of the `indicators`, and numerator and denominator of each as columns of it."""
    pairs: dict[str, dict[str, ColumnElement[Any]]] = {}
    some = []
    for indicator in indicators:
        source = Source.of(indicator)
        counts = and_(*(s.is_not(None) for s in (source.numerator, source.denominator) if s is not None))
        counts = and_(counts, *source.conditions)
        some.append(counts)
        above, below, _ = column_names(indicator)
        pairs[indicator.code] = {above: case((counts, source.numerator))}
        if source.denominator is not None:
            pairs[indicator.code][below] = case((counts, source.denominator))
    source = Source.of(indicators[0])
    return Source(source.table, source.unit, source.time, source.grain, source.numerator, None, (or_(*some),)), pairs


def _pair(held: Columns, columns: Sequence[str]) -> tuple[Floats, Floats | None]:
    above, *below = (floats(held[name]) for name in columns)
    return above, below[0] if below else None


def _in(unit: ColumnElement[Any], scope: Scope, places: Places, place: Place) -> list[ColumnElement[bool]]:
    """The rows of the schools that the scope sees; a single school is named to the table itself."""
    own = unit_sets.schools(scope, places, place, None).subquery("units")
    return [unit.in_(select(own.c.unit)), *([unit == place.code] if place.is_school else [])]
