"""Time in SQL: which rows of a fact fall into a period, and into which week, month, term or school year."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Date, Text, case, cast, column, func, values

from data_access.period import Period, school_year_of, term_of

BUCKET = "period"
_TERMS = ("term", "school_year")


def inside(time: ColumnElement[Any], grain: str, period: Period | None) -> list[ColumnElement[bool]]:
    """The conditions under which `time`, of `grain`, belongs to `period`."""
    if period is None:
        return []
    if grain in _TERMS:
        return [time.in_(period.labels(grain))]
    return [time >= period.first, time <= period.end]


def bucket(time: ColumnElement[Any], grain: str, group: str, span: Period) -> ColumnElement[Any]:
    """The bucket of `group` in which `time`, of `grain`, lies; `span` is the time over which buckets are laid."""
    if grain == group:
        return time
    if grain in _TERMS:
        years = {year: [f"{year[:4]}-1", f"{year[:4]}-2"] for year in wide(span).labels("school_year")}
        return case(*((time.in_(terms), year) for year, terms in years.items()))
    month = month_of(time, grain)
    if group == "month":
        return cast(month, Date)
    days = months_of(group, span).items()
    return case(*((month.between(held[0], held[-1]), label) for label, held in days))


def month_of(time: ColumnElement[Any], grain: str) -> ColumnElement[Any]:
    """The first day of the month of `time`, which is a day of `grain`."""
    return time if grain == "month" else cast(func.date_trunc("month", time), Date)


def named_inside(name: ColumnElement[Any], grain: str, period: Period) -> list[ColumnElement[bool]]:
    """`inside` for the names that reports give to times of `grain`: a day for a month or a week, else a label."""
    if grain in _TERMS:
        return inside(name, grain, period)
    return [name >= str(period.first), name <= str(period.end)]


def named_bucket(name: ColumnElement[Any], grain: str, group: str, span: Period) -> ColumnElement[Any]:
    """`bucket` for such names."""
    if grain in _TERMS:
        return bucket(name, grain, group, span)
    if group == "month":
        return func.substr(name, 1, len("2024-09"))
    days = months_of(group, span).items()
    return case(*((name.between(str(held[0]), str(Period(held[0], held[-1]).end)), label) for label, held in days))


def report_labels(period: Period) -> list[str]:
    """Every way in which a report can name a time in `period`."""
    months = period.labels("month")
    days = [f"{month}-01" for month in months]
    return [*months, *days, *period.labels("week"), *period.labels("term"), *period.labels("school_year")]


def report_buckets(group: str, period: Period | None, span: Period, grain: str, name: str = "buckets") -> Any:
    """A small table from the times that reports can name (`label`) to the buckets they belong to (`bucket`)."""
    whole = period or wide(span)
    kept = set(report_labels(whole))
    rows = {named: label for label in whole.buckets(group, grain) for named in _named_in(label) if named in kept}
    return values(column("label", Text), column("bucket", Text), name=name).data(list(rows.items()))


def _named_in(label: str) -> list[str]:
    """Every way in which a report can name a time within the bucket `label`."""
    if len(label) == len("2024-09-02"):
        return [label]
    return report_labels(Period.parse(label))


def months_of(group: str, span: Period) -> dict[str, list[date]]:
    """The months of each term or school year about `span`."""
    name = term_of if group == "term" else school_year_of
    held: dict[str, list[date]] = {}
    for day in wide(span).months():
        held.setdefault(name(day), []).append(day)
    return held


def wide(span: Period) -> Period:
    """A year more on both sides, so that a term that only touches the span has a bucket."""
    return Period(span.year_before().first, span.reaching_back(1).last.replace(year=span.last.year + 1))
