"""Totals of each school over the latest twelve months and the same of the year before: what pages open with."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Double,
    Label,
    Select,
    Subquery,
    Table,
    Text,
    and_,
    case,
    cast,
    func,
    literal,
    or_,
    select,
)

from data_access.compile import Cut, Source, code_of
from data_access.indicators.model import Indicator
from data_access.period import Period
from data_access.query import Query
from data_access.rollups.cubes import Cube, column_names, cubes, metadata
from data_access.rollups.read import known
from data_access.rollups.windows import Window, bounds, window
from data_access.totals import SPREAD, products

PREFIX = "total:"
"""What stands before the cube in the names of `rollup_state`."""


@cache
def tables() -> dict[str, Table]:
    """The table of each cube that has a roll-up by school."""
    return {cube.name: _table(cube) for cube in cubes().values() if cube.school is not None}


def _table(cube: Cube) -> Table:
    columns: list[Column[Any]] = [
        Column("first_t", Text, nullable=False, comment="first month, term or year of the period"),
        Column("last_t", Text, nullable=False, comment="last month, term or year of the period"),
        Column("school_id", Text, nullable=False, comment="school"),
    ]
    for indicator in cube.indicators:
        *sides, times = column_names(indicator)
        rows = known(cube.school).c
        columns += [Column(name, rows[name].type, comment="sum") for name in sides if name in rows]
        columns.append(Column(times, BigInteger, comment="months, or longer times, with such a row"))
    return Table(f"rollup_{cube.name}_total", metadata, *columns, comment="totals of each school over a usual period")


def usual(span: Period, grain: str) -> list[Window]:
    """The windows that are kept of a warehouse that covers `span`."""
    latest = Period(span.last, span.last).reaching_back(12)
    return sorted({window(period, grain) for period in (latest, latest.year_before())})


def fill(cube: Cube, held: Sequence[Window], cut: Cut) -> Iterator[tuple[Table, Select[Any]]]:
    """The table of `cube` and what it gains from some schools."""
    rows = known(cube.school).c
    sums = []
    for indicator in cube.indicators:
        above, below, times = column_names(indicator)
        sums += [func.sum(rows[name]).label(name) for name in (above, below) if name in rows]
        sums.append(func.count(rows[above]).label(times))
    for first, last, low, high in bounds(held, cube.coarse):
        keys = [literal(first).label("first_t"), literal(last).label("last_t"), rows.school_id]
        within = [rows.t.between(low, high), *cut(rows.school_id, rows.t, cube.coarse)]
        made = select(*keys, *sums).where(*within)
        yield tables()[cube.name], made.group_by(rows.school_id).order_by(rows.school_id)


@cache
def declared(cube: Cube) -> str:
    """A digest of what the table of `cube` carries."""
    made = "\n".join(str(statement) for _, statement in fill(cube, [("", "")], lambda unit, time, grain: []))
    return hashlib.sha256(made.encode()).hexdigest()[:16]


def spreads(cube: Cube, query: Query, own: Subquery) -> Select[Any]:
    """The sums of `intervals.Spread` of each indicator by window and the groups of `query`, over the schools `own`."""
    rows = tables()[cube.name].c
    joined = tables()[cube.name].join(own, rows.school_id == own.c.unit)
    keys = [rows.first_t, rows.last_t, *([own.c.child] if query.place_group else [])]
    keys += [code_of(own, name).label(name) for name in query.other_groups]
    chosen = [code_of(own, name) == code for name, code in query.filters]
    sums: list[Label[Any]] = []
    for indicator in cube.indicators:
        if indicator.denominator is not None:
            above, below, times = (rows[name] for name in column_names(indicator))
            y, n, some = cast(above, Double), cast(below, Double), or_(below > 0, above != 0)
            each = {"units": literal(1), **products(y, n, times)}
            counts = and_(above.is_not(None), below.is_not(None), some)
            sums += [func.sum(case((counts, e))).label(f"{indicator.code}_{name}") for name, e in each.items()]
    return select(*keys, *sums).select_from(joined).where(*chosen).group_by(*keys)


def apart(rows: Iterable[Mapping[str, Any]], code: str) -> Iterator[dict[str, Any]]:
    """The rows of `spreads` that tell of the indicator `code`."""
    names = {f"{code}_{name}": name for name in SPREAD}
    for row in rows:
        if row[f"{code}_units"]:
            yield {names.get(name, name): value for name, value in row.items()}


def source(cube: Cube, indicator: Indicator, over: Window) -> Source:
    """The totals of the window `over` as a source of rows; their time is the last of it."""
    rows = tables()[cube.name]
    above, below, times = column_names(indicator)
    denominator = None if indicator.denominator is None else rows.c[below]
    conditions = (rows.c.first_t == over[0], rows.c.last_t == over[1])
    own = (rows, rows.c.school_id, rows.c.last_t, cube.coarse, rows.c[above], denominator)
    return Source(*own, conditions, times=rows.c[times])
