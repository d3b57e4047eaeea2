"""Courses of places that have roll-ups: a statement for the sums of a fact, one for the schools that reported."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, Select, func, select

from data_access.buckets import month_of
from data_access.courses.columns import Columns, floats, grouped, numbered
from data_access.courses.course import Counts, Rows, Sums
from data_access.indicators.model import Indicator
from data_access.places import Place
from data_access.query import Query
from data_access.rollups import owed, read
from data_access.rollups.cubes import ALL, Cube, column_names

Take = Callable[[Select[Any]], Columns]
_INDICATOR = "indicator"


@dataclass(frozen=True, eq=False)
class PlaceCourse:
    """All that the roll-ups of a fact say of a place, by the groups `names`."""

    names: tuple[str, ...]
    sums: Mapping[str, Sums]
    counts: Mapping[str, Counts]

    def of_first(self, code: str) -> PlaceCourse:
        """What is said of the place `code`, of a course by places."""
        sums = {name: own.of(0, code) for name, own in self.sums.items()}
        return PlaceCourse(self.names[1:], sums, {name: own.of(0, code) for name, own in self.counts.items()})

    @property
    def nbytes(self) -> int:
        """Bytes that it takes up, nearly."""
        rows = [*(part.rows for part in self.sums.values()), *(part.rows for part in self.counts.values())]
        return 1000 + sum(own.nbytes + 16 * len(own.t) for own in rows)


def course(cube: Cube, query: Query, places: Sequence[Place], take: Take) -> PlaceCourse:
    """The course of `places` by the groups and filters of `query`, whatever its period."""
    made = amounts(cube, query, places, take)
    apart = _apart(take(_counts(cube, query, places, cube.first.c.indicator)), cube.coarse, made.names, "prev_t")
    return replace(made, counts={code: Counts(rows, floats(own["units"])) for code, rows, own in apart})


def counts(cube: Cube, indicator: Indicator, query: Query, places: Sequence[Place], take: Take) -> Counts:
    """The numbers of schools of one indicator alone."""
    held = take(_counts(cube, query, places).where(cube.first.c.indicator == indicator.code))
    return Counts(_rows(held, cube.coarse, _names(query), "prev_t"), floats(held["units"]))


def _counts(cube: Cube, query: Query, places: Sequence[Place], *keys: ColumnElement[Any]) -> Select[Any]:
    table = cube.first
    conditions = [*read.conditions(table, query, places), *read.stages_of(cube, query)]
    by = [*keys, *read.groups(table, query), table.c.t, table.c.prev_t]
    return select(*by, func.sum(table.c.units).label("units")).where(*conditions).group_by(*by)


def amounts(cube: Cube, query: Query, places: Sequence[Place], take: Take) -> PlaceCourse:
    """The same without numbers of schools."""
    sums = _levels(cube, query, places, take) if cube.stock else _flows(cube, query, places, take)
    return PlaceCourse(_names(query), sums, {})


def dues(indicator: Indicator, grain: str, query: Query, places: Sequence[Place], take: Take) -> Counts:
    """The schools that owed a report, by the groups and filters of `query`."""
    rows, groups = owed.table_of(grain).c, read.groups(owed.table_of(grain), query)
    keys = [*groups, rows.t, rows.prev_t]
    statement = select(*keys, func.sum(rows.units).label("units"))
    held = take(statement.where(*owed.conditions(indicator, grain, query, places)).group_by(*keys))
    return Counts(_rows(held, grain, _names(query), "prev_t"), floats(held["units"]))


def _names(query: Query) -> tuple[str, ...]:
    return (*(["child"] if query.place_group else []), *query.other_groups)


def _flows(cube: Cube, query: Query, places: Sequence[Place], take: Take) -> dict[str, Sums]:
    table, grain = cube.sums, cube.grain_of(read.split_of(query) or ALL)
    time = month_of(table.c.t, grain) if grain == "week" else table.c.t
    keys = [*read.groups(table, query), time]
    pairs = {i.code: column_names(i)[: 1 if i.denominator is None else 2] for i in cube.indicators}
    totals = [func.sum(table.c[name]).label(name) for pair in pairs.values() for name in pair]
    statement = select(*keys[:-1], time.label("t"), *totals).where(*read.conditions(table, query, places))
    held = take(statement.group_by(*keys))
    rows = _rows(held, cube.coarse, _names(query))
    made = {}
    for code, (above, *below) in pairs.items():
        made[code] = Sums(rows, floats(held[above]), floats(held[below[0]]) if below else None)
    return made


def _levels(cube: Cube, query: Query, places: Sequence[Place], take: Take) -> dict[str, Sums]:
    table = cube.sums
    keys = [table.c.indicator, *read.groups(table, query), table.c.t, table.c.next_t]
    totals = [func.sum(table.c[name]).label(name) for name in ("numerator", "denominator")]
    held = take(select(*keys, *totals).where(*read.conditions(table, query, places)).group_by(*keys))
    return {
        code: Sums(rows, floats(own["numerator"]), floats(own["denominator"]))
        for code, rows, own in _apart(held, cube.grain, _names(query), "next_t")
    }


def _apart(held: Columns, grain: str, names: Sequence[str], near: str) -> list[tuple[str, Rows, Columns]]:
    """The rows of each indicator."""
    codes = np.asarray(held[_INDICATOR], dtype=object)
    rows = _rows(held, grain, names, near)
    own = {code: codes == code for code in dict.fromkeys(codes)}
    return [(c, rows.only(kept), {n: v[kept] for n, v in held.items()}) for c, kept in own.items()]


def _rows(held: Columns, grain: str, names: Sequence[str], near: str | None = None) -> Rows:
    columns = [held["t"], *([] if near is None else [held[near]])]
    times, (t, *others) = numbered(*columns)
    keys, group = grouped([held[name] for name in names], len(t))
    return Rows(grain, times, t, group, keys, others[0] if others else None)
