"""The statements that fill roll-ups from facts, the same SQL on every engine and school by school range."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Insert,
    Select,
    Table,
    and_,
    case,
    distinct,
    func,
    insert,
    literal,
    or_,
    select,
    union,
)

from data_access import units
from data_access.buckets import month_of
from data_access.compile import Cut, Source
from data_access.indicators.model import Indicator
from data_access.places import Places
from data_access.query import AS_OF
from data_access.rollups.cubes import ALL, Cube, column_names, due, member
from data_access.schema import UNASSIGNED, fact_report, school, unit_closure

LEAST = 1000
"""Places with more schools have roll-ups, and so has all that lies one level below them, and every area."""

_Keys = list[ColumnElement[Any]]


def covered(places: Places, schools: Mapping[str, int], least: int = LEAST) -> list[str]:
    """The places that have roll-ups, from the number of schools of each place."""
    large = [p for p in places.by_code.values() if schools.get(p.code, 0) > least or p.code == places.root.code]
    held = {a.code for a in places.areas()} | {p.code for p in large}
    return sorted(held | {child.code for p in large for child in places.children(p)})


def schools_by_place() -> Select[Any]:
    """The number of schools of every region and area."""
    joined = school.join(unit_closure, unit_closure.c.region_code == school.c.region_code)
    counted = func.count(distinct(school.c.school_id)).label("n")
    return select(unit_closure.c.ancestor_code, counted).select_from(joined).group_by(unit_closure.c.ancestor_code)


def bounds(step: int) -> Select[Any]:
    """The first school of each range of `step` schools, as the engine orders them."""
    number = func.row_number().over(order_by=school.c.school_id).label("n")
    numbered = select(school.c.school_id, number).subquery()
    return select(numbered.c.school_id).where((numbered.c.n - 1) % step == 0).order_by(numbered.c.school_id)


def between(first: str | None, last: str | None) -> Cut:
    """The rows of schools from `first` to before `last`."""

    def cut(unit: ColumnElement[Any], time: ColumnElement[Any], grain: str) -> list[ColumnElement[bool]]:
        return [*([unit >= first] if first else []), *([unit < last] if last else [])]

    return cut


def members(codes: Collection[str]) -> Insert:
    """Fill the schools of the places `codes`; a school in two areas that overlap is in both."""
    own = (func.coalesce(school.c.stage, UNASSIGNED).label("stage"), _setting())
    joined = school.join(unit_closure, unit_closure.c.region_code == school.c.region_code)
    below = select(unit_closure.c.ancestor_code.label("place_code"), school.c.school_id, *own).select_from(joined)
    named = units.named_members(list(codes), school.c.school_id, *own)
    both = union(below.where(unit_closure.c.ancestor_code.in_(codes)), named).subquery()
    return into(member, select(*both.c).order_by(both.c.place_code, both.c.school_id))


def fill(cube: Cube, cut: Cut) -> Iterator[tuple[Table, Select[Any]]]:
    """Each table of `cube` and what it gains from the facts of some schools."""
    if cube.school is not None:
        yield cube.school, _cells(cube, ALL, cube.coarse, cut)
    for split in cube.splits():
        if cube.stock:
            for indicator in cube.indicators:
                yield cube.sums, _latest(cube, indicator, split, cut)
        else:
            yield cube.sums, _by_place(cube, split, cut)
        for indicator in cube.indicators:
            if split not in indicator.where:
                yield cube.first, _first(cube, indicator, split, cut, by_stage=False)
                if cube.by_stage:
                    yield cube.first, _first(cube, indicator, split, cut, by_stage=True)


def fill_due(feeds: Mapping[str, Collection[str]], cut: Cut) -> Iterator[tuple[Table, Select[Any]]]:
    """The reports that some schools owed, by fact."""
    report = fact_report.c
    owed = or_(report.expected_on.is_(None), report.expected_on <= AS_OF, report.received_on.is_not(None))
    for fact, codes in sorted(feeds.items()):
        conditions = [report.feed_code.in_(sorted(codes)), owed, *cut(report.unit_code, report.expected_on, "day")]
        seen = select(report.unit_code.label("unit"), report.period.label("t")).where(*conditions).distinct()
        yield due, _counted(fact, ALL, seen.subquery("seen"), ())


def into(table: Table, statement: Select[Any]) -> Insert:
    """Add the rows of `statement` to `table`."""
    return insert(table).from_select([c.name for c in statement.selected_columns], statement)


def merged(part: FromClause, table: Table) -> Insert:
    """Sum up the rows that ranges of schools have added one by one, and lay them in order."""
    keys = [part.c[c.name] for c in table.c if not _is_measure(c.name)]
    sums = [func.sum(part.c[c.name]).label(c.name) for c in table.c if _is_measure(c.name)]
    return into(table, select(*keys, *sums).group_by(*keys).order_by(*keys))


def declared(cube: Cube) -> str:
    """A digest of what `cube` carries: a changed declaration makes its tables useless."""
    texts = [str(statement) for _, statement in fill(cube, between("a", "b"))]
    values = [f"{i.code} {sorted(i.where.items())} {i.numerator.compile().params}" for i in cube.indicators]
    return hashlib.sha256("\n".join([*texts, *values]).encode()).hexdigest()[:16]


def _cells(cube: Cube, split: str, grain: str, cut: Cut, *, units: bool = False) -> Select[Any]:
    """Sums of every pair by school, time and code."""
    sources = {i: Source.of(i, cut if i.joins_facts else _nothing) for i in cube.indicators}
    first = next(iter(sources.values()))
    keys: _Keys = [first.unit.label("school_id")]
    if split != ALL:
        keys.append(_code(first, split).label("code"))
    keys.append(_time(first, grain).label("t"))
    sums: _Keys = []
    for indicator, source in sources.items():
        above, below, schools = column_names(indicator)
        holds = _counts(source)
        sums.append(func.sum(case((holds, source.numerator))).label(above))
        if source.denominator is not None:
            sums.append(func.sum(case((holds, source.denominator))).label(below))
        if units:
            sums.append(func.max(case((holds, 1))).label(schools))
    some = or_(*(_counts(source) for source in sources.values()))
    within = [] if cube.indicators[0].joins_facts else cut(first.unit, first.time, first.grain)
    return select(*keys, *sums).where(some, *within).group_by(*(_bare(k) for k in keys)).order_by("school_id", "t")


def _by_place(cube: Cube, split: str, cut: Cut) -> Select[Any]:
    cells = _cells(cube, split, cube.grain, cut, units=cube.weekly).order_by(None).subquery("cells")
    keys: _Keys = [
        literal(split).label("dim"),
        (literal(ALL) if split == ALL else cells.c.code).label("code"),
        member.c.place_code,
        member.c.stage,
        member.c.setting,
        cells.c.t,
    ]
    sums = [func.sum(c).label(c.name) for c in cells.c if _is_measure(c.name)]
    joined = cells.join(member, member.c.school_id == cells.c.school_id)
    return _ordered(select(*keys, *sums).select_from(joined), keys)


def _latest(cube: Cube, indicator: Indicator, split: str, cut: Cut) -> Select[Any]:
    source = Source.of(indicator, cut)
    following = func.lead(source.time).over(partition_by=list(source.parts), order_by=source.time).label("next_t")
    columns = [source.unit.label("school_id"), source.time.label("t"), following]
    columns += [source.numerator.label("numerator"), _or_null(source.denominator).label("denominator")]
    columns += [_code(source, "stage").label("own_stage")] if cube.by_stage else []
    columns += [_code(source, split).label("code")] if split != ALL else []
    rows = select(*columns).where(_counts(source)).subquery("levels")
    keys: _Keys = [
        literal(indicator.code).label("indicator"),
        literal(split).label("dim"),
        (literal(ALL) if split == ALL else rows.c.code).label("code"),
        member.c.place_code,
        (rows.c.own_stage if cube.by_stage else member.c.stage).label("stage"),
        member.c.setting,
        rows.c.t,
        rows.c.next_t,
    ]
    sums = [func.sum(rows.c[name]).label(name) for name in ("numerator", "denominator")]
    joined = rows.join(member, member.c.school_id == rows.c.school_id)
    return _ordered(select(*keys, *sums).select_from(joined), keys)


def _first(cube: Cube, indicator: Indicator, split: str, cut: Cut, *, by_stage: bool) -> Select[Any]:
    source = Source.of(indicator, cut)
    columns = [source.unit.label("unit"), _time(source, cube.coarse).label("t")]
    columns += [_code(source, split).label("code")] if split != ALL else []
    columns += [_code(source, "stage").label("own_stage")] if by_stage else []
    seen = select(*columns).where(_counts(source)).distinct().subquery("seen")
    apart = tuple(name for name in ("code", "own_stage") if name in seen.c)
    return _counted(indicator.code, split, seen, apart, stage=ALL if cube.by_stage else None)


def _counted(name: str, split: str, seen: FromClause, apart: tuple[str, ...], stage: str | None = None) -> Select[Any]:
    """Schools by place and time, with the time of their report before; `stage` None takes that of the school."""
    before = func.lag(seen.c.t).over(partition_by=[seen.c.unit, *(seen.c[a] for a in apart)], order_by=seen.c.t)
    rows = select(*seen.c, before.label("prev_t")).subquery("firsts")
    own_stage = member.c.stage if stage is None else literal(stage)
    keys: _Keys = [
        literal(name).label("indicator"),
        literal(split).label("dim"),
        (rows.c.code if "code" in rows.c else literal(ALL)).label("code"),
        member.c.place_code,
        (rows.c.own_stage if "own_stage" in rows.c else own_stage).label("stage"),
        member.c.setting,
        rows.c.t,
        rows.c.prev_t,
    ]
    joined = rows.join(member, member.c.school_id == rows.c.unit)
    return _ordered(select(*keys, func.count().label("units")).select_from(joined), keys)


def _ordered(statement: Select[Any], keys: _Keys) -> Select[Any]:
    """Group by the keys and lay the rows in their order; words that are the same in every row are no key."""
    own = [_bare(key) for key in keys]
    varying = [key for key in own if not hasattr(key, "value")]
    return statement.group_by(*varying).order_by(*varying)


def _counts(source: Source) -> ColumnElement[bool]:
    """A row counts only where both sides are present."""
    both = [source.numerator.is_not(None)]
    both += [source.denominator.is_not(None)] if source.denominator is not None else []
    return and_(*both, *source.conditions)


def _time(source: Source, grain: str) -> ColumnElement[Any]:
    return source.time if source.grain == grain else month_of(source.time, source.grain)


def _code(source: Source, name: str) -> ColumnElement[Any]:
    return func.coalesce(source.table.c[name], UNASSIGNED)


def _setting() -> ColumnElement[Any]:
    return func.coalesce(school.c.setting, UNASSIGNED).label("setting")


def _or_null(expression: ColumnElement[Any] | None) -> ColumnElement[Any]:
    return literal(None) if expression is None else expression


def _bare(key: ColumnElement[Any]) -> Any:
    return getattr(key, "element", key)


def _is_measure(name: str) -> bool:
    return name in ("numerator", "denominator", "units") or name[-2:] in ("_n", "_d", "_u")


def _nothing(unit: ColumnElement[Any], time: ColumnElement[Any], grain: str) -> list[ColumnElement[bool]]:
    return []
