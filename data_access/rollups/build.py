"""The statements that fill roll-ups from facts, the same SQL on every engine and school by school range."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
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
    Text,
    and_,
    case,
    column,
    distinct,
    func,
    insert,
    literal,
    or_,
    select,
    values,
)

from data_access.buckets import month_of
from data_access.compile import Cut, Source, code_of
from data_access.indicators.model import Indicator
from data_access.rollups.cubes import ALL, KINDS, WHOLE, Cube, basin, column_names, member, wide_level
from data_access.rollups.read import nullable
from data_access.rollups.windows import EVER, Window, bounds
from data_access.schema import UNASSIGNED, school
from data_access.totals import SPREAD, spread_terms

_Keys = list[ColumnElement[Any]]
_OF_PLACE = ("level", "place_code")
_MEASURES = ("numerator", "denominator", *SPREAD)


def fill(cube: Cube, held: Sequence[Window], cut: Cut) -> Iterator[tuple[Table, Select[Any]]]:
    """Each table of `cube` and what it gains from the facts of some schools; spreads over the windows `held`.

    For a flow the rows go by way of `cube.cells`, which is filled anew for each split.
    """
    for split in cube.splits():
        if cube.cells is None:
            yield from _levels(cube, split, cut)
        else:
            yield from _flows(cube, cube.cells, split, cut)
        if split == ALL:
            for indicator in cube.indicators:
                if indicator.denominator is not None:
                    yield cube.spread, _spread(cube, indicator, held, cut)


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


def whole(table: Table, *conditions: ColumnElement[bool]) -> Select[Any]:
    """The rows of `table` that meet `conditions` once more, not split by stage and setting."""
    # Chosen within: ClickHouse takes the names of what is made for those of what is read.
    split = select(table).where(table.c.dim.not_like(f"{WHOLE}%"), *conditions).subquery("split")
    made: dict[str, ColumnElement[Any]] = {"dim": literal(WHOLE) + split.c.dim} | dict.fromkeys(KINDS, literal(ALL))
    keys = [c for c in split.c if not _is_measure(c.name) and c.name not in KINDS]
    columns = [made.get(c.name, c).label(c.name) for c in split.c if not _is_measure(c.name)]
    sums = [func.sum(c).label(c.name) for c in split.c if _is_measure(c.name)]
    # All of a place lies together: it is read for all indicators at once.
    laid = [split.c[name] for name in ("dim", *_OF_PLACE)]
    return select(*columns, *sums).group_by(*keys).order_by(*laid, *keys)


def whole_of(cube: Cube) -> list[tuple[Table, Select[Any]]]:
    """What the tables of `cube` by place gain when all of their other rows are there."""
    # Where a fact says the stage of its rows, schools are counted by stage, and once each.
    once = [cube.first.c.stage == ALL] if cube.by_stage else []
    return [(cube.sums, whole(cube.sums)), (cube.first, whole(cube.first, *once))]


@cache
def declared(cube: Cube) -> str:
    """A digest of what `cube` carries: a changed declaration makes its tables useless."""
    compiled = [statement.compile() for _, statement in [*fill(cube, [EVER], _nothing), *whole_of(cube)]]
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
        func.lead(nullable(source.time)).over(partition_by=list(source.parts), order_by=source.time).label("next_t")
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
    before = func.lag(nullable(seen.c.t)).over(partition_by=apart, order_by=seen.c.t).label("prev_t")
    rows = select(*seen.c, before).subquery("firsts")
    return _placed(rows, words, ("t", "prev_t"), [func.count().label("units")])


def _spread(cube: Cube, indicator: Indicator, held: Sequence[Window], cut: Cut) -> Select[Any]:
    """How schools differ in their totals of each window, by large place."""
    rows = _timed(cube, indicator, cut)
    day = Date() if cube.coarse == "month" else Text()
    names = ("first_t", "last_t", "low", "high")
    kinds = (Text(), Text(), day, day)
    columns = (column(name, kind) for name, kind in zip(names, kinds, strict=True))
    over = values(*columns, name="windows").data(list(bounds(held, cube.coarse)))
    within: list[ColumnElement[bool]] = [rows.c.t.between(over.c.low, over.c.high)]
    if cube.stock:  # the latest of the window
        within.append(or_(rows.c.next_t.is_(None), rows.c.next_t > over.c.high))
    times: ColumnElement[Any] = literal(1)
    if indicator.counts_people and not cube.stock:
        times = func.count(distinct(month_of(rows.c.t, "week"))) if cube.weekly else func.count()
    keys: _Keys = [rows.c.school_id, over.c.first_t, over.c.last_t]
    sums = [func.sum(rows.c[name]).label(name) for name in ("numerator", "denominator")]
    totals = select(*keys, *sums, times.label("times")).where(*within).group_by(*keys)
    own = totals.subquery("own")
    joined = own.join(member, member.c.school_id == own.c.school_id)
    groups: _Keys = [own.c.first_t, own.c.last_t, member.c.basin, member.c.stage, member.c.setting]
    terms = spread_terms(own)
    some = or_(own.c.denominator > 0, own.c.numerator != 0)
    by_basin = select(*groups, *terms).select_from(joined).where(some).group_by(*groups).subquery("by_basin")
    placed = by_basin.join(basin, basin.c.basin == by_basin.c.basin)
    apart: _Keys = [by_basin.c.first_t, by_basin.c.last_t, basin.c.level, basin.c.place_code]
    apart += [by_basin.c.stage, by_basin.c.setting]
    added = [func.sum(by_basin.c[term.name]).label(term.name) for term in terms]
    large = basin.c.level.in_(select(wide_level.c.level))
    made: _Keys = [literal(indicator.code).label("indicator"), *apart, *added]
    return select(*made).select_from(placed).where(large).group_by(*apart).order_by(*apart)


def _timed(cube: Cube, indicator: Indicator, cut: Cut) -> FromClause:
    """Rows of schools that count, with their time: of a flow from the cells, of a stock with the next report."""
    above, below, _ = column_names(indicator)
    if cube.cells is not None:
        cells = cube.cells.c
        sides = [cells[above].label("numerator"), cells[below].label("denominator")]
        return select(cells.school_id, cells.t, *sides).where(cells[above].is_not(None)).subquery("timed")
    source = _source(indicator, cut)
    following = func.lead(nullable(source.time)).over(partition_by=list(source.parts), order_by=source.time)
    columns = [source.unit.label("school_id"), source.time.label("t"), following.label("next_t")]
    columns += [source.numerator.label("numerator"), _or_null(source.denominator).label("denominator")]
    return select(*columns).where(_counts(source)).subquery("timed")


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


def _or_null(expression: ColumnElement[Any] | None) -> ColumnElement[Any]:
    return literal(None) if expression is None else expression


def _bare(key: ColumnElement[Any]) -> Any:
    return getattr(key, "element", key)


def _is_measure(name: str) -> bool:
    return name in _MEASURES or name[-2:] in ("_n", "_d", "_u")


def _nothing(unit: ColumnElement[Any], time: ColumnElement[Any], grain: str) -> list[ColumnElement[bool]]:
    return []
