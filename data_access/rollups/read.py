"""The select that answers a question from a roll-up: same columns and same sums as the one from the fact."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    Double,
    Select,
    Table,
    and_,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)

from data_access.buckets import BUCKET, bucket, inside
from data_access.compile import Source
from data_access.indicators.model import Indicator
from data_access.period import Period
from data_access.places import Place
from data_access.query import Query
from data_access.rollups.cubes import ALL, KINDS, WHOLE, Cube, column_names
from data_access.rollups.windows import Window
from data_access.totals import SPREAD


def split_of(query: Query) -> str | None:
    """The one segment by which the rows must be split: empty for none, None where one is not enough."""
    named = {*query.other_groups, *(name for name, _ in query.filters)} - set(KINDS)
    return None if len(named) > 1 else next(iter(named), ALL)


def dim_of(query: Query) -> str:
    """The ``dim`` of the rows that answer `query`, which needs one split at most."""
    by_kind = {*query.other_groups, *(name for name, _ in query.filters)} & set(KINDS)
    return ("" if by_kind else WHOLE) + (split_of(query) or ALL)


def fits(cube: Cube, query: Query) -> bool:
    """Tell whether the roll-up by place has the segment and the times that are asked for."""
    split = split_of(query)
    return split in cube.splits() and (split == ALL or not (cube.weekly and query.time_group == "week"))


def answer(cube: Cube, indicator: Indicator, query: Query, places: Sequence[Place], span: Period) -> Select[Any]:
    """Sums of numerator and denominator and the number of schools of `places`, by the groups of `query`."""
    week = cube.weekly and query.time_group == "week"
    parts = [_sums(cube, indicator, query, places, span, units=week)]
    if not week:
        parts.append(_firsts(cube, indicator, query, places, span))
    rows = union_all(*parts).subquery("sums")
    keys = [c for c in rows.c if c.name not in ("numerator", "denominator", "n_reported")]
    schools = func.coalesce(func.sum(rows.c.n_reported), 0).label("n_reported")
    sums = [func.sum(rows.c[name]).label(name) for name in ("numerator", "denominator")]
    return select(*keys, *sums, schools).group_by(*keys)


def of_places(table: Table, places: Sequence[Place]) -> list[ColumnElement[bool]]:
    """The rows of `places`; their levels are named as well, since that is how rows are laid."""
    levels, codes = sorted({p.level for p in places}), [p.code for p in places]
    return [_one_of(table.c.level, levels), _one_of(table.c.place_code, codes)]


def _one_of(column: ColumnElement[Any], values: Sequence[str]) -> ColumnElement[bool]:
    # The text of a list is written anew whenever its statement runs; that of a single value is kept.
    return column == values[0] if len(values) == 1 else column.in_(values)


def spreads(cube: Cube, query: Query, places: Sequence[Place], only: Sequence[Window] | None) -> Select[Any]:
    """The sums of `intervals.Spread` of `places` by indicator, window and the groups of `query` less that of time.

    Of one place all are few; of several, `only` says which windows are wanted.
    """
    table = cube.spread.c
    groups: list[ColumnElement[Any]] = [table.place_code.label("child")] if query.place_group else []
    groups += [table.indicator, table.first_t, table.last_t, *(table[name] for name in query.other_groups)]
    own = of_places(cube.spread, places)
    if only is not None:
        own = [or_(*(and_(table.first_t == first, table.last_t == last) for first, last in only)), *own]
    own += [table[name] == code for name, code in query.filters]
    sums = [func.sum(table[name]).label(name) for name in SPREAD]
    return select(*groups, *sums).where(*own).group_by(*groups)


def codes(cube: Cube, segment: str, places: Sequence[Place]) -> Select[Any]:
    """The codes of `segment` in the rows of `places`."""
    own = [cube.sums.c.dim == WHOLE + segment, *of_places(cube.sums, places)]
    return select(cube.sums.c.code).where(*own).distinct()


def by_school(cube: Cube, indicator: Indicator) -> Source:
    """The roll-up by school as a source of rows."""
    table = known(cube.school)
    above, below, _ = column_names(indicator)
    denominator = None if indicator.denominator is None else table.c[below]
    return Source(table, table.c.school_id, table.c.t, cube.coarse, table.c[above], denominator)


def _sums(
    cube: Cube, indicator: Indicator, query: Query, places: Sequence[Place], span: Period, *, units: bool
) -> Select[Any]:
    table, grain = cube.sums, cube.grain_of(split_of(query) or ALL)
    chosen = _conditions(table, query, places, grain)
    above, below = _pair(cube, indicator)
    if cube.stock:
        chosen += [table.c.indicator == indicator.code, apart(table.c.t, table.c.next_t, cube.grain, query, span)]
    else:
        chosen.append(above.is_not(None))
    schools = table.c[column_names(indicator)[2]] if units else cast(literal(0), BigInteger)
    sums = [above.label("numerator"), below.label("denominator"), schools.label("n_reported")]
    return select(*_groups(table, query, grain, span), *sums).where(*chosen)


def _pair(cube: Cube, indicator: Indicator) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """The columns that hold numerator and denominator; a count has no denominator."""
    table, (above, below, _) = cube.sums, column_names(indicator)
    if cube.stock:
        return table.c.numerator, table.c.denominator
    return table.c[above], cast(null(), Double) if indicator.denominator is None else table.c[below]


def _firsts(cube: Cube, indicator: Indicator, query: Query, places: Sequence[Place], span: Period) -> Select[Any]:
    table = cube.first
    chosen = _conditions(table, query, places, cube.coarse)
    chosen += [table.c.indicator == indicator.code, apart(table.c.t, table.c.prev_t, cube.coarse, query, span)]
    chosen += stages_of(cube, query)
    # An engine that is strict about types unites like with like only.
    kinds = [c.type for c in _pair(cube, indicator)]
    none = [cast(null(), kind).label(name) for kind, name in zip(kinds, ("numerator", "denominator"), strict=True)]
    return select(*_groups(table, query, cube.coarse, span), *none, table.c.units.label("n_reported")).where(*chosen)


def conditions(table: Table, query: Query, places: Sequence[Place]) -> list[ColumnElement[bool]]:
    """The rows of `places` that the filters of `query` choose, at any time."""
    own = [table.c.dim == dim_of(query), *of_places(table, places)]
    return own + [(table.c[name] if name in KINDS else table.c.code) == code for name, code in query.filters]


def groups(table: Table, query: Query) -> list[ColumnElement[Any]]:
    """The columns that `query` groups by, but for the time."""
    own: list[ColumnElement[Any]] = [table.c.place_code.label("child")] if query.place_group else []
    return own + [table.c[name] if name in KINDS else table.c.code.label(name) for name in query.other_groups]


def stages_of(cube: Cube, query: Query) -> list[ColumnElement[bool]]:
    """Schools are counted by stage, or once each, where a fact says the stage of its rows."""
    if not cube.by_stage:
        return []
    split = "stage" in query.other_groups or any(name == "stage" for name, _ in query.filters)
    return [cube.first.c.stage != ALL if split else cube.first.c.stage == ALL]


def _conditions(table: Table, query: Query, places: Sequence[Place], grain: str) -> list[ColumnElement[bool]]:
    return [*conditions(table, query, places), *inside(table.c.t, grain, query.period)]


def _groups(table: Table, query: Query, grain: str, span: Period) -> list[ColumnElement[Any]]:
    return [*groups(table, query), *laid(table.c.t, grain, query, span)]


def laid(time: ColumnElement[Any], grain: str, query: Query, span: Period) -> list[ColumnElement[Any]]:
    """The bucket in which `time` lies, if `query` groups by time."""
    return [bucket(time, grain, query.time_group, span).label(BUCKET)] if query.time_group else []


def apart(
    t: ColumnElement[Any], other: ColumnElement[Any], grain: str, query: Query, span: Period
) -> ColumnElement[bool]:
    """True where the report `other`, before or after that of `t`, lies outside the period or in another bucket."""
    ways: list[ColumnElement[bool]] = [other.is_(None)]
    if query.period is not None:
        ways += [~condition for condition in inside(other, grain, query.period)]
    if query.time_group == grain:
        ways.append(literal(True))
    elif query.time_group:
        own, its = (bucket(time, grain, query.time_group, span) for time in (t, other))
        ways += [its.is_(None), its != own]
    return or_(*ways)


def by_report(units: Select[Any]) -> Select[Any]:
    """Sums by time `t` and that of the unit's report before, `prev_t`, and how many units; of a row a unit and time."""
    own = units.subquery("own").c
    before = func.lag(nullable(own[BUCKET])).over(partition_by=own.unit, order_by=own[BUCKET]).label("prev_t")
    sides = ("numerator", "denominator")
    held = select(own[BUCKET].label("t"), before, *(own[name] for name in sides)).subquery("held").c
    sums = (func.sum(held[name]).label(name) for name in sides)
    return select(held.t, held.prev_t, *sums, func.count().label("units")).group_by(held.t, held.prev_t)


def nullable(time: ColumnElement[Any]) -> ColumnElement[Any]:
    """The time itself: in ClickHouse the neighbour of a row that has none would else be the year 1970, not null."""
    return func.nullif(time, literal(date.min if isinstance(time.type, Date) else "", time.type))


def known(table: Table | None) -> Table:
    """`table`, which there must be."""
    if table is None:
        raise ValueError("this fact has no such roll-up")
    return table
