"""One compiler from a question to SQL (SQLAlchemy Core), the same for every engine."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Double,
    FromClause,
    Select,
    Subquery,
    Table,
    Text,
    and_,
    case,
    cast,
    distinct,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)

from data_access import platforms
from data_access import units as unit_sets
from data_access.buckets import (
    BUCKET,
    bucket,
    inside,
    month_of,
    named_bucket,
    named_inside,
    report_buckets,
    report_labels,
)
from data_access.indicators.model import Indicator
from data_access.period import Period
from data_access.places import Place, Places
from data_access.query import AS_OF, SCHOOL_GROUPS, Query
from data_access.schema import TAUGHT_IN, UNASSIGNED, calendar, fact_gate, fact_report, feed
from data_access.scope import Scope

_FLAGS = ("boarding", "needy")
Cut = Callable[[ColumnElement[Any], ColumnElement[Any], str], list[ColumnElement[bool]]]
"""The conditions that cut the rows of a fact by its unit, its time and the grain of that."""


@dataclass(frozen=True, eq=False)
class Source:
    """Rows that hold an indicator's numerator and denominator by school and time: its fact, or a roll-up of it.

    `parts` are the columns that, besides the time, tell the rows of a stock apart; a flow has none. `times` is how many
    times a row sums up, where that is not one.
    """

    table: FromClause
    unit: ColumnElement[Any]
    time: ColumnElement[Any]
    grain: str
    numerator: ColumnElement[Any]
    denominator: ColumnElement[Any] | None
    conditions: tuple[ColumnElement[bool], ...] = ()
    parts: tuple[ColumnElement[Any], ...] = ()
    times: ColumnElement[Any] | None = None

    @classmethod
    def fact(cls, indicator: Indicator) -> Source:
        """The fact itself, cut to the rows that the indicator is about."""
        fact, info = indicator.fact, indicator.fact.info
        conditions = _segments(indicator, fact)
        if indicator.rows is not None:
            conditions.append(indicator.rows)
        parts = tuple(fact.c[k] for k in info["key"] if k != info["time"]) if info["stock"] else ()
        sides = (indicator.numerator, indicator.denominator)
        return cls(fact, fact.c[info["unit"]], fact.c[info["time"]], info["grain"], *sides, tuple(conditions), parts)

    @classmethod
    def of(cls, indicator: Indicator, cut: Cut = lambda unit, time, grain: []) -> Source:
        """The fact, or for a ratio over two facts the school-months that both reported; rows are `cut` early."""
        if not indicator.joins_facts:
            own = cls.fact(indicator)
            return replace(own, conditions=(*own.conditions, *cut(own.unit, own.time, own.grain)))
        if indicator.once_a_month:
            months = _once_a_month(cls.fact(indicator), indicator, cut)
            return cls(months, months.c.unit, months.c.month, "month", months.c.above, months.c.below)
        below = null() if indicator.denominator is None else indicator.denominator
        above = _monthly(indicator, indicator.fact, indicator.numerator, cut)
        under = _monthly(indicator, indicator.denominator_fact, below, cut)
        both = above.join(under, and_(above.c.unit == under.c.unit, above.c.month == under.c.month))
        columns = [above.c.unit, above.c.month, above.c.amount.label("above"), under.c.amount.label("below")]
        pair = select(*columns).select_from(both).subquery("pair")
        return cls(pair, pair.c.unit, pair.c.month, "month", pair.c.above, pair.c.below)


def facts(
    indicator: Indicator,
    query: Query,
    scope: Scope,
    places: Places,
    place: Place,
    span: Period,
    source: Source | None = None,
    *,
    direct: bool = False,
    by_unit: bool = False,
    by_region: bool = False,
    no_schools: bool = False,
) -> Select[Any]:
    """Sums of numerator and denominator and the number of reporting units, by the groups of `query`.

    `span` is the time over which buckets of time are laid; `query.period` None filters nothing. Rows come from the
    indicator's fact unless `source` is another. `direct` leaves only schools that stand at `place` itself; `by_unit`
    keeps the totals of each `unit` apart, with the number of `times` that it reported: months where the fact has them.
    `by_region` takes for the places below `place` the regions on which schools hang, whatever their level;
    `no_schools` leaves the units that are no schools.
    """
    if indicator.fact is fact_gate:
        return platforms.states(indicator, query, scope, places, place)
    group = unit_sets.DIRECT if direct else unit_sets.REGION if by_region else query.place_group
    units = _units(indicator, scope, places, place, group, no_schools=no_schools)

    def cut(unit: ColumnElement[Any], time: ColumnElement[Any], grain: str) -> list[ColumnElement[bool]]:
        return [*inside(time, grain, query.period), unit.in_(select(units.c.unit))] if indicator.joins_facts else []

    rolled = source is not None
    source = source or Source.of(indicator, cut)
    source = replace(source, conditions=(*source.conditions, *_of_one(place, source.unit)))
    rows = _rows(source, query, units, span, timed=by_unit)
    columns = _latest(rows) if source.parts else rows.subquery("rows")
    groups = [columns.c[name] for name in (*group_names(query), *(["unit"] if by_unit else []))]
    sums = [func.sum(columns.c.numerator).label("numerator")]
    sums.append(func.sum(columns.c.denominator).label("denominator"))
    if by_unit:
        # A roll-up has one row a time: only a fact with segments needs them told apart.
        each: ColumnElement[Any] = func.count() if rolled else func.count(distinct(columns.c.time))
        each = each if source.times is None else func.sum(columns.c.times)
        sums.append((literal(1) if source.parts else each).label("times"))
    return select(*groups, *sums, func.count(distinct(columns.c.unit)).label("n_reported")).group_by(*groups)


def open_schools(indicator: Indicator, query: Query, scope: Scope, places: Places, place: Place) -> Select[Any]:
    """Numbers of schools by the groups of `query` that schools have, and by the days between which they are open."""
    own = unit_sets.schools(scope, places, place, query.place_group).subquery("units")
    groups = [_attribute(own, g) for g in query.other_groups if g in SCHOOL_GROUPS]
    if query.place_group:
        groups.insert(0, own.c.child)
    groups += [own.c.valid_from, own.c.valid_to]
    chosen = _school_filters(indicator, query, own)
    return select(*groups, func.count(distinct(own.c.unit)).label("n")).where(*chosen).group_by(*groups)


def named_schools(indicator: Indicator, query: Query, scope: Scope, places: Places, place: Place) -> Select[Any]:
    """The schools that an indicator of chosen schools is about: `unit`, the groups of `query`, the days it is open."""
    own = _units(indicator, scope, places, place, query.place_group)
    groups = [*([own.c.child] if query.place_group else []), *(_attribute(own, g) for g in query.other_groups)]
    chosen = _school_filters(indicator, query, own)
    return select(own.c.unit, *groups, own.c.valid_from, own.c.valid_to).where(*chosen)


def reports_due(
    indicator: Indicator,
    query: Query,
    scope: Scope,
    places: Places,
    place: Place,
    feeds: Sequence[str],
    span: Period,
    *,
    direct: bool = False,
    grain: str | None = None,
) -> Select[Any]:
    """Numbers of schools that owed a report of `feeds` by the groups of `query`: due by the release's day, or in.

    Where all reports are known to name times of one `grain`, no list of names is needed.
    """
    group = unit_sets.DIRECT if direct else query.place_group
    own = unit_sets.schools(scope, places, place, group).subquery("units")
    report = fact_report.c
    groups: list[ColumnElement[Any]] = [own.c.child] if query.place_group else []
    groups += [_attribute(own, g) for g in query.other_groups if g in SCHOOL_GROUPS]
    chosen = _school_filters(indicator, query, own)
    joined: Any = fact_report.join(own, report.unit_code == own.c.unit)
    if grain is not None:
        if query.time_group:
            groups.append(named_bucket(report.period, grain, query.time_group, span).label(BUCKET))
        if query.period is not None:
            chosen += named_inside(report.period, grain, query.period)
    elif query.time_group:
        named = report_buckets(query.time_group, query.period, span, indicator.grain)
        joined = joined.join(named, named.c.label == report.period)
        groups.append(named.c.bucket.label(BUCKET))
    elif query.period is not None:
        chosen.append(report.period.in_(report_labels(query.period)))
    chosen += _of_one(place, report.unit_code)
    due = or_(report.expected_on.is_(None), report.expected_on <= AS_OF, report.received_on.is_not(None))
    counted = func.count(distinct(own.c.unit)).label("n")
    return (
        select(*groups, counted).select_from(joined).where(report.feed_code.in_(feeds), due, *chosen).group_by(*groups)
    )


def codes(fact: Table, segment: str, scope: Scope, places: Places, *, no_schools: bool = False) -> Select[Any]:
    """The codes of `segment` in the rows of `fact` that `scope` sees; `no_schools` as in `facts`."""
    kind = unit_sets.schools if fact.info["unit"] == "school_id" else unit_sets.any_unit
    held = (unit_sets.no_schools if no_schools else kind)(scope, places, places.root, None).subquery("units")
    joined = fact.join(held, fact.c[fact.info["unit"]] == held.c.unit)
    return select(func.coalesce(fact.c[segment], UNASSIGNED).label("code")).distinct().select_from(joined)


def _of_one(place: Place, unit: ColumnElement[Any]) -> list[ColumnElement[bool]]:
    """Names a single school to the table itself: what is laid by school is then found without a look at the rest."""
    return [unit == place.code] if place.is_school else []


def _units(
    indicator: Indicator, scope: Scope, places: Places, place: Place, group: str | None, *, no_schools: bool = False
) -> Subquery:
    kinds = {"school_id": unit_sets.schools, "region_code": unit_sets.regions, "unit_code": unit_sets.any_unit}
    kind = unit_sets.schools if group == unit_sets.DIRECT else kinds[indicator.fact.info["unit"]]
    own = (unit_sets.no_schools if no_schools else kind)(scope, places, place, group).subquery("units")
    return (
        own if indicator.members is None else select(own).where(own.c.unit.in_(indicator.members)).subquery("members")
    )


def _rows(source: Source, query: Query, units: Subquery, span: Period, *, timed: bool = False) -> Select[Any]:
    """Rows of the source that count, with the columns that the groups and the choice of the latest report need.

    `timed` adds their `time`, a month where the source has weeks: roll-ups know no weeks of a school.
    """
    numerator, denominator, table = source.numerator, source.denominator, source.table
    columns = [
        source.unit.label("unit"),
        numerator.label("numerator"),
        (cast(null(), Double) if denominator is None else denominator).label("denominator"),
        *_groups(query, units, table, span, source.time, source.grain),
    ]
    conditions = [numerator.is_not(None), *_conditions(source, query, units)]
    if denominator is not None:
        conditions.append(denominator.is_not(None))
    if timed:
        columns.append((month_of(source.time, "week") if source.grain == "week" else source.time).label("time"))
        columns += [] if source.times is None else [source.times.label("times")]
    if source.parts:
        # A school of two overlapping areas has a latest report in each.
        parts = [*source.parts, *([units.c.child] if query.place_group else [])]
        parts += [bucket(source.time, source.grain, query.time_group, span)] if query.time_group else []
        order = func.row_number().over(partition_by=parts, order_by=source.time.desc())
        columns.append(order.label("newest"))
    return select(*columns).select_from(table.join(units, source.unit == units.c.unit)).where(*conditions)


def _latest(rows: Select[Any]) -> Subquery:
    """A stock is never added up over time: keep each unit's latest report in the period, or in each bucket of it."""
    ranked = rows.subquery("ranked")
    return select(ranked).where(ranked.c.newest == 1).subquery("rows")


def _monthly(indicator: Indicator, fact: Table, amount: ColumnElement[Any], cut: Cut) -> Subquery:
    """Sums of `amount` by school and month."""
    unit, time, grain = fact.c[fact.info["unit"]], fact.c[fact.info["time"]], fact.info["grain"]
    month = month_of(time, grain)
    conditions = [amount.is_not(None), *_segments(indicator, fact), *cut(unit, time, grain)]
    columns = [unit.label("unit"), month.label("month"), func.sum(amount).label("amount")]
    return select(*columns).where(*conditions).group_by(unit, month).subquery(f"of_{fact.name}")


def _once_a_month(fact: Source, indicator: Indicator, cut: Cut) -> Subquery:
    """School-months: the largest numerator of their rows, or zero where their report came in and has no row."""
    report, held = fact_report.c, feed.c
    counts = [fact.numerator.is_not(None), *fact.conditions, *cut(fact.unit, fact.time, fact.grain)]
    month = month_of(fact.time, fact.grain)
    sides = (fact.numerator, literal(1) if fact.denominator is None else fact.denominator)
    rows = select(fact.unit.label("unit"), month.label("month"), *_labelled(sides)).where(*counts)
    # A report names its month by that month's first day.
    named = calendar.c.day == calendar.c.month, cast(calendar.c.month, Text) == report.period
    feeds = select(held.feed_code).where(held.fact == indicator.fact.name, held.period == "month")
    came = [
        report.feed_code.in_(feeds),
        report.received_on.is_not(None),
        *cut(report.unit_code, calendar.c.month, "month"),
    ]
    joined = fact_report.join(calendar, and_(*named))
    reports = select(report.unit_code, calendar.c.month, *_labelled((literal(0), literal(1)))).select_from(joined)
    both = union_all(rows, reports.where(*came)).subquery("of_both")
    largest = [func.max(both.c.above).label("above"), func.max(both.c.below).label("below")]
    return select(both.c.unit, both.c.month, *largest).group_by(both.c.unit, both.c.month).subquery("school_months")


def _labelled(sides: tuple[ColumnElement[Any], ColumnElement[Any]]) -> list[ColumnElement[Any]]:
    return [side.label(name) for side, name in zip(sides, ("above", "below"), strict=True)]


def _conditions(source: Source, query: Query, units: Subquery) -> list[ColumnElement[bool]]:
    conditions = [*source.conditions, *inside(source.time, source.grain, query.period)]
    for name, code in query.filters:
        if name in source.table.c:
            conditions.append(func.coalesce(source.table.c[name], UNASSIGNED) == code)
        else:
            conditions.append(_school_filter(units, name, code))
    return conditions


def _segments(indicator: Indicator, fact: Table) -> list[ColumnElement[bool]]:
    codes = ((name, (code,) if isinstance(code, str) else code) for name, code in indicator.where.items())
    return [fact.c[name].in_(held) if len(held) > 1 else fact.c[name] == held[0] for name, held in codes]


def _school_filters(indicator: Indicator, query: Query, units: Any) -> list[ColumnElement[bool]]:
    """The filters of `query` that choose schools; a stage chooses those that teach it where the fact says which."""
    taught = "stage" in indicator.fact.c
    held = [(name, code) for name, code in query.filters if name in SCHOOL_GROUPS]
    return [_school_filter(units, name, code, taught=taught and name == "stage") for name, code in held]


def _school_filter(units: Any, name: str, code: str, *, taught: bool = False) -> ColumnElement[bool]:
    return code_of(units, name).in_(TAUGHT_IN[code] if taught and code in TAUGHT_IN else (code,))


def _attribute(units: Any, name: str) -> ColumnElement[Any]:
    """A school's attribute as a group."""
    return code_of(units, name).label(name)


def code_of(units: Any, name: str) -> ColumnElement[Any]:
    """A school's attribute as the code that groups and filters know."""
    column: ColumnElement[Any] = units.c[name]
    if name in _FLAGS:
        return case((column, "true"), (~column, "false"), else_=UNASSIGNED)
    return func.coalesce(column, UNASSIGNED)


def group_names(query: Query) -> list[str]:
    """The columns that tell the rows of a statement apart."""
    names = ["child"] if query.place_group else []
    return [*names, *query.other_groups, *([BUCKET] if query.time_group else [])]


def _groups(
    query: Query, units: Subquery, table: FromClause, span: Period, time: ColumnElement[Any], grain: str
) -> list[ColumnElement[Any]]:
    columns: list[ColumnElement[Any]] = [units.c.child] if query.place_group else []
    for name in query.other_groups:
        if name in table.c:
            columns.append(func.coalesce(table.c[name], UNASSIGNED).label(name))
        else:
            columns.append(_attribute(units, name))
    if query.time_group:
        columns.append(bucket(time, grain, query.time_group, span).label(BUCKET))
    return columns
