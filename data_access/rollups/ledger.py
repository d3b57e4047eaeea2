"""Reports of schools that were due, by place, feed and month: what the indicators of the ledger are summed up from.

Schools, regions and areas owe reports. Those of schools are nearly all: they are summed up, the others are copied, so
that nobody has to look for them among these. A school counts once in a period over all feeds, or once a month in each.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Date,
    Label,
    Select,
    Table,
    Text,
    cast,
    func,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy.sql import visitors

from data_access.buckets import inside, month_of
from data_access.compile import Cut
from data_access.indicators import REGISTRY
from data_access.indicators.model import RATIO, Indicator
from data_access.period import Period
from data_access.places import Place
from data_access.query import Query
from data_access.rollups.build import counted
from data_access.rollups.cubes import ALL, KINDS, basin, column_names, firsts, member, metadata
from data_access.rollups.read import apart, by_report, laid, of_places
from data_access.schema import UNASSIGNED, fact_report

NAME, SEGMENT = "ledger", "feed_code"
_GRAIN = "month"
_SUMS = ("numerator", "denominator", "n_reported")
_first = firsts(NAME, Date())


_KEPT = ("feed_code", "unit_code", "period", "expected_on", "received_on")
_other = Table(
    f"rollup_{NAME}_other",
    metadata,
    *(Column(c.name, c.type, nullable=c.nullable, comment=c.comment) for c in fact_report.c if c.name in _KEPT),
    comment="reports of units that are no schools",
)


@cache
def indicators() -> tuple[Indicator, ...]:
    """Those of reports; which reports are owed is the same for all."""
    return tuple(i for i in REGISTRY.values() if i.fact is fact_report and i.method == RATIO)


@cache
def sums() -> Table:
    """Sums by feed, place and month."""
    columns: list[Column[Any]] = [
        Column("level", Text, nullable=False, comment="level of the place"),
        Column("place_code", Text, nullable=False, comment="region or area"),
        Column("code", Text, nullable=False, comment="feed"),
        Column("t", Date, nullable=False, comment="month in which the report is due"),
        *(Column(name, BigInteger, comment="reports") for i in indicators() for name in column_names(i)[:2]),
        Column("units", BigInteger, comment="schools that owe one"),
    ]
    return Table(f"rollup_{NAME}_place", metadata, *columns, comment="reports of schools that were due")


def tables() -> list[Table]:
    """Sums, schools by the month of their report before, and what is copied."""
    return [sums(), _first, _other]


def fill(cut: Cut) -> Iterator[tuple[Table, Select[Any]]]:
    """Each table and what it gains from the reports of some schools."""
    report, owed = fact_report.c, indicators()[0].rows
    month, feed = month_of(report.expected_on, "day"), func.coalesce(report.feed_code, UNASSIGNED)
    own: list[ColumnElement[bool]] = [*([] if owed is None else [owed]), *cut(report.unit_code, month, _GRAIN)]
    pairs = [zip(column_names(i), (i.numerator, i.denominator), strict=False) for i in indicators()]
    amounts: list[Label[Any]] = [func.sum(side).label(name) for pair in pairs for name, side in pair]
    amounts.append(func.count(report.unit_code.distinct()).label("units"))
    joined = fact_report.join(member, member.c.school_id == report.unit_code)
    rows = select(member.c.basin, feed.label("code"), month.label("t"), *amounts).select_from(joined).where(*own)
    of_basin = rows.group_by(member.c.basin, feed, month).subquery("of_basin")
    keys = [basin.c.level, basin.c.place_code, of_basin.c.code, of_basin.c.t]
    placed = of_basin.join(basin, basin.c.basin == of_basin.c.basin)
    totals = [func.sum(of_basin.c[amount.name]).label(amount.name) for amount in amounts]
    yield sums(), select(*keys, *totals).select_from(placed).group_by(*keys).order_by(*keys)
    seen = select(report.unit_code.label("school_id"), month.label("t")).where(*own).distinct().subquery("seen")
    yield _first, counted(seen, {"indicator": NAME, "dim": ALL} | dict.fromkeys(KINDS, ALL))
    no_school = report.unit_code.not_in(select(member.c.school_id))
    copied = select(*(report[name] for name in _KEPT)).where(no_school, *cut(report.unit_code, month, _GRAIN))
    yield _other, copied.order_by(report.unit_code)


def copies(statement: Select[Any]) -> Select[Any]:
    """`statement` about units that are no schools, read from the copy of their reports."""

    def other(element: Any, **_: Any) -> Any:
        if element is fact_report:
            return _other
        return _other.c[element.name] if getattr(element, "table", None) is fact_report else None

    made: Any = visitors.replacement_traverse(statement, {}, other)
    kept: Select[Any] = made
    return kept


@cache
def declared() -> str:
    """A digest of what the tables carry."""
    made = "\n".join(str(statement) for _, statement in fill(lambda unit, time, grain: []))
    return hashlib.sha256(made.encode()).hexdigest()[:16]


def fits(query: Query) -> bool:
    """Tell whether schools are counted as `query` asks: of one feed they are so by month alone."""
    named = {*query.other_groups, *(name for name, _ in query.filters)}
    return not named or (named == {SEGMENT} and query.time_group == _GRAIN)


def answer(
    indicator: Indicator, query: Query, places: Sequence[Place], others: Select[Any], span: Period
) -> Select[Any]:
    """The sums of `compile.facts`: of schools of `places`, and `others` of the units in them that are no schools."""
    above, below, _ = column_names(indicator)
    by_feed = bool(query.other_groups or query.filters)
    table = sums().c
    units = table.units if by_feed else cast(literal(0), BigInteger)
    own = [table[above].label("numerator"), table[below].label("denominator"), units.label("n_reported")]
    parts = [_rows(sums(), query, places, span, own)]
    if not by_feed:
        none = [cast(null(), BigInteger).label(name) for name in _SUMS[:2]]
        counts = _rows(_first, query, places, span, [*none, _first.c.units.label("n_reported")])
        parts.append(counts.where(apart(_first.c.t, _first.c.prev_t, _GRAIN, query, span)))
    beside = copies(others).subquery("others").c
    # An engine that is strict about types unites like with like only.
    parts.append(select(*(cast(c, BigInteger).label(c.name) if c.name in _SUMS else c for c in beside)))
    rows = union_all(*parts).subquery("rows")
    keys = [c for c in rows.c if c.name not in _SUMS]
    return select(*keys, *(func.sum(rows.c[name]).label(name) for name in _SUMS)).group_by(*keys)


def course(indicator: Indicator, place: Place, others: Select[Any]) -> Select[Any]:
    """As `read.by_report`: of the schools of `place`, and of `others`, a row a month of a unit that is no school."""
    above, below, _ = column_names(indicator)
    own, none = sums().c, [cast(null(), BigInteger).label(name) for name in _SUMS[:2]]
    sides = [own[above].label("numerator"), own[below].label("denominator")]
    nobody = [cast(null(), Date).label("prev_t"), *sides, cast(literal(0), BigInteger).label("units")]
    beside = by_report(copies(others)).subquery("beside").c
    amounts = ("numerator", "denominator", "units")
    rows = union_all(
        select(own.t, *nobody).where(*of_places(sums(), [place])),
        select(_first.c.t, _first.c.prev_t, *none, _first.c.units).where(*of_places(_first, [place])),
        select(beside.t, beside.prev_t, *(cast(beside[name], BigInteger).label(name) for name in amounts)),
    ).subquery("rows")
    keys = [rows.c.t, rows.c.prev_t]
    return select(*keys, *(func.sum(rows.c[name]).label(name) for name in amounts)).group_by(*keys)


def codes(places: Sequence[Place], others: Select[Any]) -> Select[Any]:
    """The feeds in the rows of `places` and in those of `others`."""
    own = select(sums().c.code).where(*of_places(sums(), places))
    return select(union_all(own, copies(others)).subquery("codes").c.code).distinct()


def _rows(
    table: Table, query: Query, places: Sequence[Place], span: Period, amounts: Sequence[ColumnElement[Any]]
) -> Select[Any]:
    groups: list[ColumnElement[Any]] = [table.c.place_code.label("child")] if query.place_group else []
    groups += [table.c.code.label(name) for name in query.other_groups]
    groups += laid(table.c.t, _GRAIN, query, span)
    chosen = [table.c.code == code for _, code in query.filters]
    return select(*groups, *amounts).where(*chosen, *of_places(table, places), *inside(table.c.t, _GRAIN, query.period))
