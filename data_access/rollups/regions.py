"""Sums by the region on which schools hang, made from the roll-ups by school: what compares all regions reads them.

Rows are kept of all schools of a region together, their stage and setting empty. Where regions have many schools they
are kept by stage and setting too; else these rows were as many as those of schools.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from typing import Any

from sqlalchemy import Column, ColumnElement, Select, Table, Text, func, literal, select

from data_access.buckets import inside
from data_access.compile import Cut
from data_access.indicators.model import Indicator
from data_access.period import Period
from data_access.query import Query
from data_access.rollups.cubes import ALL, KINDS, Cube, column_names, cubes, member, metadata
from data_access.rollups.read import known, laid
from data_access.schema import school, unit_closure

MANY = 20
"""Schools a region, on average, from which on they are kept by kind."""
PREFIX = "region:"
"""What stands before the cube in the names of `rollup_state`."""


@cache
def tables() -> dict[str, Table]:
    """The table of each cube that has a roll-up by school."""
    return {cube.name: _table(cube.name, cube.school) for cube in cubes().values() if cube.school is not None}


def _table(name: str, by_school: Table) -> Table:
    columns: list[Column[Any]] = [
        Column("stage", Text, nullable=False, comment="the schools' stage, or empty for all schools"),
        Column("setting", Text, nullable=False, comment="the schools' setting, or empty for all schools"),
        Column("region_code", Text, nullable=False, comment="region on which the schools hang"),
        *(Column(c.name, c.type, nullable=c.nullable, comment=c.comment) for c in by_school.c if c.name != "school_id"),
    ]
    return Table(f"rollup_{name}_region", metadata, *columns, comment="sums by the region of schools and time")


def fill(cube: Cube, cut: Cut, *, by_kind: bool) -> Iterator[tuple[Table, Select[Any]]]:
    """The table of `cube` and what it gains from some schools: of all kinds together, then of each (`by_kind`)."""
    rows = known(cube.school)
    joined = rows.join(member, member.c.school_id == rows.c.school_id)
    joined = joined.join(school, school.c.school_id == member.c.school_id)
    sums = [func.sum(c).label(c.name) for c in rows.c if c.name not in ("school_id", "t")]
    whole = [literal(ALL).label(name) for name in KINDS]
    for kinds in (whole, [member.c[name] for name in KINDS]) if by_kind else (whole,):
        keys: list[ColumnElement[Any]] = [*kinds, school.c.region_code, rows.c.t]
        grouped = [key for key in keys if isinstance(key, Column)]
        made = select(*keys, *sums).select_from(joined).where(*cut(rows.c.school_id, rows.c.t, cube.coarse))
        yield tables()[cube.name], made.group_by(*grouped).order_by(*grouped)


@cache
def declared(cube: Cube, by_kind: bool) -> str:
    """A digest of what the table of `cube` carries."""
    made = "\n".join(str(statement) for _, statement in fill(cube, lambda unit, time, grain: [], by_kind=by_kind))
    return hashlib.sha256(made.encode()).hexdigest()[:16]


def known_by_kind(cube: Cube, digest: str | None) -> bool | None:
    """Whether rows by kind are kept in a table with this digest; None where the digest is no longer known."""
    return {declared(cube, by_kind): by_kind for by_kind in (False, True)}.get(digest or "")


def fits(cube: Cube, indicator: Indicator, query: Query, *, by_kind: bool) -> bool:
    """Tell whether a rate of all schools, or of those of a stage or setting, is asked for by times that are kept."""
    named = {name for name, _ in query.filters}
    kept = named <= set(KINDS if by_kind else ()) and not (cube.weekly and query.time_group == "week")
    return kept and not query.other_groups and indicator.denominator is not None and indicator.members is None


def answer(cube: Cube, indicator: Indicator, query: Query, span: Period) -> Select[Any]:
    """Sums of numerator and denominator of each region on which schools hang (`child`), by the time of `query`."""
    rows = tables()[cube.name].c
    above, below, _ = column_names(indicator)
    chosen = [rows[name] == code for name, code in query.filters]
    chosen += [rows.stage != ALL if chosen else rows.stage == ALL, rows[above].is_not(None)]
    keys = [rows.region_code.label("child"), *laid(rows.t, cube.coarse, query, span)]
    sums = [func.sum(rows[above]).label("numerator"), func.sum(rows[below]).label("denominator")]
    return select(*keys, *sums).where(*chosen, *inside(rows.t, cube.coarse, query.period)).group_by(*keys)


def thin(cube: Cube, indicator: Indicator, least: float) -> Select[Any]:
    """The places (`place`) with a time in which the denominator over all their schools is below `least`."""
    rows = tables()[cube.name]
    above, below, _ = column_names(indicator)
    held = rows.join(unit_closure, unit_closure.c.region_code == rows.c.region_code)
    total = func.sum(func.coalesce(rows.c[below], 0))
    keys = [unit_closure.c.ancestor_code.label("place"), rows.c.t]
    sums = select(*keys).select_from(held).where(rows.c.stage == ALL, rows.c[above].is_not(None)).group_by(*keys)
    return select(sums.having(total < least).subquery("thin").c.place).distinct()
