"""One compiler from a question to SQL (SQLAlchemy Core), the same for every engine."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Double,
    Select,
    Subquery,
    Table,
    Text,
    and_,
    case,
    cast,
    column,
    distinct,
    func,
    null,
    or_,
    select,
    values,
)

from data_access import units as unit_sets
from data_access.indicators.model import Indicator
from data_access.period import Period, school_year_of, term_of
from data_access.places import Place, Places
from data_access.query import AS_OF, SCHOOL_GROUPS, Query
from data_access.schema import TAUGHT_IN, UNASSIGNED, fact_report
from data_access.scope import Scope

BUCKET = "period"
_FLAGS = ("boarding", "needy")


def facts(indicator: Indicator, query: Query, scope: Scope, places: Places, place: Place, span: Period) -> Select[Any]:
    """Sums of numerator and denominator and the number of reporting units, by the groups of `query`.

    `span` is the time over which buckets of time are laid; `query.period` None filters nothing.
    """
    units = _units(indicator, query, scope, places, place)
    if indicator.joins_facts:
        return _two_facts(indicator, query, units, span)
    fact = indicator.fact
    rows = _rows(indicator, query, units, fact, span)
    columns = rows.subquery("rows")
    if fact.info["stock"]:
        columns = _latest(rows, query, fact)
    groups = [columns.c[name] for name in _group_names(query)]
    sums = [func.sum(columns.c.numerator).label("numerator")]
    sums.append(func.sum(columns.c.denominator).label("denominator"))
    return select(*groups, *sums, func.count(distinct(columns.c.unit)).label("n_reported")).group_by(*groups)


def open_schools(indicator: Indicator, query: Query, scope: Scope, places: Places, place: Place) -> Select[Any]:
    """Numbers of schools by the groups of `query` that schools have, and by the days between which they are open."""
    own = unit_sets.schools(scope, places, place, query.place_group).subquery("units")
    stage = "stage" if "stage" in indicator.fact.c else None
    groups = [_attribute(own, g) for g in query.other_groups if g in SCHOOL_GROUPS]
    if query.place_group:
        groups.insert(0, own.c.child)
    groups += [own.c.valid_from, own.c.valid_to]
    chosen = [
        _school_filter(own, name, code, taught=name == stage) for name, code in query.filters if name in SCHOOL_GROUPS
    ]
    return select(*groups, func.count(distinct(own.c.unit)).label("n")).where(*chosen).group_by(*groups)


def reports_due(
    indicator: Indicator, query: Query, scope: Scope, places: Places, place: Place, feeds: Sequence[str], span: Period
) -> Select[Any]:
    """Numbers of schools that owed a report of `feeds` by the groups of `query`: due by the release's day, or in."""
    own = unit_sets.schools(scope, places, place, query.place_group).subquery("units")
    report = fact_report.c
    groups: list[ColumnElement[Any]] = [own.c.child] if query.place_group else []
    groups += [_attribute(own, g) for g in query.other_groups if g in SCHOOL_GROUPS]
    chosen = [
        _school_filter(own, name, code, taught=name == "stage" and "stage" in indicator.fact.c)
        for name, code in query.filters
        if name in SCHOOL_GROUPS
    ]
    joined: Any = fact_report.join(own, report.unit_code == own.c.unit)
    if query.time_group:
        named = _report_buckets(query.time_group, query.period or _wide(span), indicator.grain)
        joined = joined.join(named, named.c.label == report.period)
        groups.append(named.c.bucket.label(BUCKET))
    elif query.period is not None:
        chosen.append(report.period.in_(_report_labels(query.period)))
    due = or_(report.expected_on.is_(None), report.expected_on <= AS_OF, report.received_on.is_not(None))
    counted = func.count(distinct(own.c.unit)).label("n")
    return (
        select(*groups, counted).select_from(joined).where(report.feed_code.in_(feeds), due, *chosen).group_by(*groups)
    )


def _units(indicator: Indicator, query: Query, scope: Scope, places: Places, place: Place) -> Subquery:
    kinds = {"school_id": unit_sets.schools, "region_code": unit_sets.regions, "unit_code": unit_sets.any_unit}
    return kinds[indicator.fact.info["unit"]](scope, places, place, query.place_group).subquery("units")


def _rows(indicator: Indicator, query: Query, units: Subquery, fact: Table, span: Period) -> Select[Any]:
    """Rows of the fact that count, with the columns that the groups and the choice of the latest report need."""
    numerator, denominator = indicator.numerator, indicator.denominator
    columns = [
        fact.c[fact.info["unit"]].label("unit"),
        numerator.label("numerator"),
        (cast(null(), Double) if denominator is None else denominator).label("denominator"),
        *_groups(query, units, fact, span),
    ]
    conditions = [numerator.is_not(None), *_conditions(indicator, query, units, fact)]
    if denominator is not None:
        conditions.append(denominator.is_not(None))
    if fact.info["stock"]:
        # A school of two overlapping areas has a latest report in each.
        parts: list[ColumnElement[Any]] = [fact.c[k] for k in fact.info["key"] if k != fact.info["time"]]
        parts += [units.c.child] if query.place_group else []
        parts += [_bucket(fact, query.time_group, span)] if query.time_group else []
        order = func.row_number().over(partition_by=parts, order_by=fact.c[fact.info["time"]].desc())
        columns.append(order.label("newest"))
    return select(*columns).select_from(_joined(fact, units)).where(*conditions)


def _latest(rows: Select[Any], query: Query, fact: Table) -> Subquery:
    """A stock is never added up over time: keep each unit's latest report in the period, or in each bucket of it."""
    ranked = rows.subquery("ranked")
    return select(ranked).where(ranked.c.newest == 1).subquery("rows")


def _two_facts(indicator: Indicator, query: Query, units: Subquery, span: Period) -> Select[Any]:
    """A ratio over two facts: school-months that both reported."""
    below = null() if indicator.denominator is None else indicator.denominator
    numerator = _monthly(indicator, query, units, indicator.fact, indicator.numerator)
    denominator = _monthly(indicator, query, units, indicator.denominator_fact, below)
    both = numerator.join(denominator, and_(*(numerator.c[n] == denominator.c[n] for n in ("unit", "month"))))
    joined = both.join(units, units.c.unit == numerator.c.unit)
    groups = _groups(query, units, None, span, numerator.c.month)
    sums = [func.sum(numerator.c.amount).label("numerator"), func.sum(denominator.c.amount).label("denominator")]
    counted = func.count(distinct(numerator.c.unit)).label("n_reported")
    return select(*groups, *sums, counted).select_from(joined).group_by(*groups)


def _monthly(indicator: Indicator, query: Query, units: Subquery, fact: Table, amount: ColumnElement[Any]) -> Subquery:
    """Sums of `amount` by school and month."""
    seen = select(units.c.unit)
    unit, month = fact.c[fact.info["unit"]], _month(fact)
    conditions = [amount.is_not(None), unit.in_(seen), *_segments(indicator, fact), *_in_period(fact, query.period)]
    for name, code in query.filters:
        if name in SCHOOL_GROUPS:
            conditions.append(unit.in_(select(units.c.unit).where(_school_filter(units, name, code))))
    columns = [unit.label("unit"), month.label("month"), func.sum(amount).label("amount")]
    return select(*columns).where(*conditions).group_by(unit, month).subquery(f"of_{fact.name}")


def _conditions(indicator: Indicator, query: Query, units: Subquery, fact: Table) -> list[ColumnElement[bool]]:
    conditions = [*_segments(indicator, fact), *_in_period(fact, query.period)]
    if indicator.rows is not None:
        conditions.append(indicator.rows)
    for name, code in query.filters:
        if name in fact.c:
            conditions.append(func.coalesce(fact.c[name], UNASSIGNED) == code)
        else:
            conditions.append(_school_filter(units, name, code))
    return conditions


def _segments(indicator: Indicator, fact: Table) -> list[ColumnElement[bool]]:
    return [fact.c[name] == code for name, code in indicator.where.items()]


def _school_filter(units: Any, name: str, code: str, *, taught: bool = False) -> ColumnElement[bool]:
    return _code_of(units, name).in_(TAUGHT_IN[code] if taught and code in TAUGHT_IN else (code,))


def _attribute(units: Any, name: str) -> ColumnElement[Any]:
    """A school's attribute as a group."""
    return _code_of(units, name).label(name)


def _code_of(units: Any, name: str) -> ColumnElement[Any]:
    """A school's attribute as the code that groups and filters know."""
    column: ColumnElement[Any] = units.c[name]
    if name in _FLAGS:
        return case((column, "true"), (~column, "false"), else_=UNASSIGNED)
    return func.coalesce(column, UNASSIGNED)


def _joined(fact: Table, units: Subquery) -> Any:
    return fact.join(units, fact.c[fact.info["unit"]] == units.c.unit)


def _group_names(query: Query) -> list[str]:
    names = ["child"] if query.place_group else []
    return [*names, *query.other_groups, *([BUCKET] if query.time_group else [])]


def _groups(
    query: Query, units: Subquery, fact: Table | None, span: Period, month: ColumnElement[Any] | None = None
) -> list[ColumnElement[Any]]:
    columns: list[ColumnElement[Any]] = [units.c.child] if query.place_group else []
    for name in query.other_groups:
        if fact is not None and name in fact.c:
            columns.append(func.coalesce(fact.c[name], UNASSIGNED).label(name))
        else:
            columns.append(_attribute(units, name))
    if query.time_group:
        bucket = (
            _bucket(fact, query.time_group, span) if fact is not None else _month_bucket(month, query.time_group, span)
        )
        columns.append(bucket.label(BUCKET))
    return columns


def _bucket(fact: Table, group: str, span: Period) -> ColumnElement[Any]:
    """The week, month, term or school year of a row."""
    time, grain = fact.c[fact.info["time"]], fact.info["grain"]
    if grain == group:
        return time
    if grain in ("term", "school_year"):
        years = {year: [f"{year[:4]}-1", f"{year[:4]}-2"] for year in _wide(span).labels("school_year")}
        return case(*((time.in_(terms), year) for year, terms in years.items()))
    return _month_bucket(_month(fact), group, span)


def _month_bucket(month: Any, group: str, span: Period) -> ColumnElement[Any]:
    if group == "month":
        return cast(month, Date)
    name = term_of if group == "term" else school_year_of
    held: dict[str, list[Any]] = {}
    for day in _wide(span).months():
        held.setdefault(name(day), []).append(day)
    return case(*((month.between(days[0], days[-1]), label) for label, days in held.items()))


def _month(fact: Table) -> ColumnElement[Any]:
    time = fact.c[fact.info["time"]]
    return time if fact.info["grain"] == "month" else cast(func.date_trunc("month", time), Date)


def _in_period(fact: Table, period: Period | None) -> list[ColumnElement[bool]]:
    if period is None:
        return []
    time, grain = fact.c[fact.info["time"]], fact.info["grain"]
    if grain in ("term", "school_year"):
        return [time.in_(period.labels(grain))]
    return [time >= period.first, time <= period.end]


def _wide(span: Period) -> Period:
    """A year more on both sides, so that a term that only touches the span has a bucket."""
    return Period(span.year_before().first, span.reaching_back(1).last.replace(year=span.last.year + 1))


def _report_labels(period: Period) -> list[str]:
    """Every way in which a report can name a time in `period`."""
    months = period.labels("month")
    days = [f"{month}-01" for month in months]
    return [*months, *days, *period.labels("week"), *period.labels("term"), *period.labels("school_year")]


def _report_buckets(group: str, period: Period, grain: str) -> Any:
    """A small table from the times in `period` that reports can name to the buckets they belong to."""
    inside = set(_report_labels(period))
    labels = period.buckets(group, grain)
    rows = {name: label for label in labels for name in bucket_labels(label) if name in inside}
    return values(column("label", Text), column("bucket", Text), name="buckets").data(list(rows.items()))


def bucket_labels(label: str) -> list[str]:
    """Every way in which a report can name a time within the bucket `label`."""
    if len(label) == len("2024-09-02"):
        return [label]
    return _report_labels(Period.parse(label))
