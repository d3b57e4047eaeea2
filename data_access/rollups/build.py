"""The statements that fill roll-ups from facts, the same SQL on every engine and school by school range."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    FromClause,
    Insert,
    Label,
    Select,
    Table,
    and_,
    case,
    func,
    insert,
    literal,
    or_,
    select,
)

from data_access.buckets import month_of
from data_access.compile import Cut, Source, code_of
from data_access.indicators.model import Indicator
from data_access.rollups.cubes import ALL, Cube, basin, column_names, member
from data_access.schema import UNASSIGNED, school

_Keys = list[ColumnElement[Any]]
_OF_PLACE = ("level", "place_code")


def fill(cube: Cube, cut: Cut) -> Iterator[tuple[Table, Select[Any]]]:
    """Each table of `cube` and what it gains from the facts of some schools.

    For a flow the rows go by way of `cube.cells`, which is filled anew for each split.
    """
    for split in cube.splits():
        if cube.cells is None:
            yield from _levels(cube, split, cut)
        else:
            yield from _flows(cube, cube.cells, split, cut)


def _flows(cube: Cube, cells: Table, split: str, cut: Cut) -> Iterator[tuple[Table, Select[Any]]]:
    yield cells, _cells(cube, split, cut)
    if cube.school is not None and split == ALL:
        yield cube.school, _by_school(cube, cells)
    yield cube.sums, _by_place(cube, cells, split)
    for indicator in cube.indicators:
        if split not in indicator.where:
            coarse = _coarse(cube, cells) if split == ALL else cells.c.t
            seen = select(cells.c.school_id, *([] if split == ALL else [cells.c.code]), coarse.label("t"))
            seen = seen.where(cells.c[column_names(indicator)[0]].is_not(None))
            seen = seen.distinct() if cube.weekly and split == ALL else seen
            yield cube.first, counted(seen.subquery("seen"), {"indicator": indicator.code, "dim": split})


def _levels(cube: Cube, split: str, cut: Cut) -> Iterator[tuple[Table, Select[Any]]]:
    for indicator in cube.indicators:
        yield cube.sums, _latest(cube, indicator, split, cut)
        if split not in indicator.where:
            yield cube.first, _first(cube, indicator, split, cut, by_stage=False)
            if cube.by_stage:
                yield cube.first, _first(cube, indicator, split, cut, by_stage=True)


def into(table: Table, statement: Select[Any]) -> Insert:
    """Add the rows of `statement` to `table`."""
    return insert(table).from_select([c.name for c in statement.selected_columns], statement)


def merged(part: FromClause, table: Table) -> Insert:
    """Sum up the rows that ranges of schools have added one by one, and lay them in order."""
    keys = [part.c[c.name] for c in table.c if not _is_measure(c.name)]
    sums = [func.sum(part.c[c.name]).label(c.name) for c in table.c if _is_measure(c.name)]
    return into(table, select(*keys, *sums).group_by(*keys).order_by(*keys))


@cache
def declared(cube: Cube) -> str:
    """A digest of what `cube` carries: a changed declaration makes its tables useless."""
    compiled = [statement.compile() for _, statement in fill(cube, _nothing)]
    return hashlib.sha256("\n".join(f"{c} {sorted(c.params.items())}" for c in compiled).encode()).hexdigest()[:16]


def _cells(cube: Cube, split: str, cut: Cut) -> Select[Any]:
    """Sums of every pair by school, code and time."""
    sources = {i: _source(i, cut if i.joins_facts else _nothing) for i in cube.indicators}
    first = next(iter(sources.values()))
    time = first.time if cube.grain_of(split) == first.grain else month_of(first.time, first.grain)
    keys: _Keys = [first.unit, time, *([] if split == ALL else [_code(first, split)])]
    columns: _Keys = [first.unit.label("school_id"), (literal(ALL) if split == ALL else keys[-1]).label("code")]
    columns.append(time.label("t"))
    for indicator, source in sources.items():
        above, below, _ = column_names(indicator)
        columns.append(func.sum(case((_counts(source), source.numerator))).label(above))
        if source.denominator is not None:
            columns.append(func.sum(case((_counts(source), source.denominator))).label(below))
    some = or_(*(_counts(source) for source in sources.values()))
    within = [] if cube.indicators[0].joins_facts else cut(first.unit, first.time, first.grain)
    return select(*columns).where(some, *within).group_by(*keys)


def _by_school(cube: Cube, cells: Table) -> Select[Any]:
    keys: _Keys = [cells.c.school_id, _coarse(cube, cells)]
    sums = [func.sum(c).label(c.name) for c in cells.c if _is_measure(c.name)]
    return select(keys[0], keys[1].label("t"), *sums).group_by(*keys).order_by(*keys)


def _by_place(cube: Cube, cells: Table, split: str) -> Select[Any]:
    sums = [func.sum(c).label(c.name) for c in cells.c if _is_measure(c.name)]
    if cube.weekly and split == ALL:
        pairs = [(cells.c[above], schools) for above, _, schools in map(column_names, cube.indicators)]
        sums += [func.count(above).label(schools) for above, schools in pairs]
    return _placed(cells, {"dim": split}, ("t",), sums)


def _latest(cube: Cube, indicator: Indicator, split: str, cut: Cut) -> Select[Any]:
    source = _source(indicator, cut)
    following = (
        func.lead(_nullable(source.time)).over(partition_by=list(source.parts), order_by=source.time).label("next_t")
    )
    columns = [source.unit.label("school_id"), source.time.label("t"), following]
    columns += [source.numerator.label("numerator"), _or_null(source.denominator).label("denominator")]
    columns += [_code(source, "stage").label("stage")] if cube.by_stage else []
    columns += [_code(source, split).label("code")] if split != ALL else []
    rows = select(*columns).where(_counts(source)).subquery("levels")
    sums = [func.sum(rows.c[name]).label(name) for name in ("numerator", "denominator")]
    return _placed(rows, {"indicator": indicator.code, "dim": split}, ("t", "next_t"), sums)


def _first(cube: Cube, indicator: Indicator, split: str, cut: Cut, *, by_stage: bool) -> Select[Any]:
    source = _source(indicator, cut)
    columns = [source.unit.label("school_id"), source.time.label("t")]
    columns += [_code(source, split).label("code")] if split != ALL else []
    columns += [_code(source, "stage").label("stage")] if by_stage else []
    seen = select(*columns).where(_counts(source)).distinct().subquery("seen")
    words = {"indicator": indicator.code, "dim": split} | ({"stage": ALL} if cube.by_stage and not by_stage else {})
    return counted(seen, words)


def counted(seen: FromClause, words: Mapping[str, str]) -> Select[Any]:
    """Schools by place and time, with the time of their report before."""
    apart = [c for c in seen.c if c.name != "t"]
    before = func.lag(_nullable(seen.c.t)).over(partition_by=apart, order_by=seen.c.t).label("prev_t")
    rows = select(*seen.c, before).subquery("firsts")
    return _placed(rows, words, ("t", "prev_t"), [func.count().label("units")])


def _placed(
    rows: FromClause, words: Mapping[str, str], times: tuple[str, ...], sums: Sequence[Label[Any]]
) -> Select[Any]:
    """Sum up rows of schools by basin, and then by place; `words` are the keys that are the same in every row."""
    own: dict[str, Any] = {name: rows.c[name] for name in ("code", *times) if name in rows.c}
    own |= {name: rows.c[name] if name in rows.c else member.c[name] for name in ("stage", "setting")}
    keys = [member.c.basin, *(column.label(name) for name, column in own.items() if name not in words)]
    joined = rows.join(member, member.c.school_id == rows.c.school_id)
    by_basin = select(*keys, *sums).select_from(joined).group_by(*(_bare(k) for k in keys)).subquery("by_basin")
    given = {"code": ALL} | dict(words)
    heads = [name for name in ("indicator", "dim") if name in words]
    columns: dict[str, Any] = {}
    for name in (*heads, "code", "level", "place_code", "stage", "setting", *times):
        held = basin.c if name in _OF_PLACE else by_basin.c
        columns[name] = held[name] if name in held else literal(given[name])
    labelled = [column.label(name) for name, column in columns.items()]
    varying = [column for name, column in columns.items() if name in _OF_PLACE or name in by_basin.c]
    totals = [func.sum(by_basin.c[s.name]).label(s.name) for s in sums]
    placed = by_basin.join(basin, basin.c.basin == by_basin.c.basin)
    return select(*labelled, *totals).select_from(placed).group_by(*varying).order_by(*varying)


def _source(indicator: Indicator, cut: Cut) -> Source:
    """The rows of the schools that `indicator` is about."""
    source = Source.of(indicator, cut)
    return replace(source, conditions=(*source.conditions, *about(indicator, source.unit)))


def about(indicator: Indicator, unit: ColumnElement[Any]) -> list[ColumnElement[bool]]:
    """The condition that `unit` is one of the schools that `indicator` is about, if it is not about all."""
    own = [code_of(school, name) == code for name, code in indicator.schools.items()]
    return [unit.in_(select(school.c.school_id).where(*own))] if own else []


def _counts(source: Source) -> ColumnElement[bool]:
    """A row counts only where both sides are present."""
    both = [source.numerator.is_not(None)]
    both += [source.denominator.is_not(None)] if source.denominator is not None else []
    return and_(*both, *source.conditions)


def _coarse(cube: Cube, cells: Table) -> ColumnElement[Any]:
    return cells.c.t if cube.coarse == cube.grain else month_of(cells.c.t, cube.grain)


def _code(source: Source, name: str) -> ColumnElement[Any]:
    return func.coalesce(source.table.c[name], UNASSIGNED)


def _nullable(time: ColumnElement[Any]) -> ColumnElement[Any]:
    """The time itself: in ClickHouse the neighbour of a row that has none would else be the year 1970, not null."""
    return func.nullif(time, literal(date.min if isinstance(time.type, Date) else "", time.type))


def _or_null(expression: ColumnElement[Any] | None) -> ColumnElement[Any]:
    return literal(None) if expression is None else expression


def _bare(key: ColumnElement[Any]) -> Any:
    return getattr(key, "element", key)


def _is_measure(name: str) -> bool:
    return name in ("numerator", "denominator", "units") or name[-2:] in ("_n", "_d", "_u")


def _nothing(unit: ColumnElement[Any], time: ColumnElement[Any], grain: str) -> list[ColumnElement[bool]]:
    return []
