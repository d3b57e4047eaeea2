"""Reports that schools owed, rolled up: who should have reported in a period, counted once each."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, Table, Text, cast, func, or_, select

from data_access.buckets import BUCKET, bucket, inside, month_of
from data_access.compile import Cut
from data_access.indicators import REGISTRY
from data_access.indicators.model import Indicator
from data_access.period import Period
from data_access.places import Place
from data_access.query import AS_OF, Query
from data_access.rollups.build import about, counted
from data_access.rollups.cubes import ALL, firsts
from data_access.rollups.read import apart, dim_of, of_places
from data_access.schema import TAUGHT_IN, fact_report

PREFIX = "due:"
"""What stands before the fact in the names of `rollup_state`; the digest is the grain of its reports."""

_COARSE = {"week": "month", "month": "month", "term": "term", "school_year": "school_year"}
_LENGTH = {"month": len("2024-09-01"), "term": len("2024-1"), "school_year": len("2024-2025")}
_by_month = firsts("fact_report", Date())
_by_term = firsts("fact_report_term", Text())


def table_of(grain: str) -> Table:
    """The table of the facts whose reports name times of `grain`."""
    return _by_month if grain == "month" else _by_term


def tables() -> list[Table]:
    """Both tables."""
    return [_by_month, _by_term]


def grains(feeds: Iterable[Mapping[str, Any]]) -> dict[str, tuple[str, tuple[str, ...]]]:
    """The grain and the feeds of each fact whose feeds of schools name their times alike."""
    held: dict[str, dict[str, list[str]]] = {}
    for feed in feeds:
        if feed["unit_level"] == "school":
            grain = _COARSE.get(feed["period"], "")
            held.setdefault(feed["fact"], {}).setdefault(grain, []).append(feed["feed_code"])
    alike = {fact: next(iter(own.items())) for fact, own in held.items() if len(own) == 1}
    return {fact: (grain, tuple(sorted(codes))) for fact, (grain, codes) in sorted(alike.items()) if grain}


def misnamed(grain: str, codes: Collection[str]) -> Select[Any]:
    """The number of reports of the feeds `codes` that name their time otherwise than by `grain`."""
    report = fact_report.c
    odd = or_(report.period.is_(None), func.length(report.period) != _LENGTH[grain])
    return select(func.count().label("n")).select_from(fact_report).where(report.feed_code.in_(codes), odd)


def fill(facts: Mapping[str, tuple[str, Collection[str]]], cut: Cut) -> Iterator[tuple[Table, Select[Any]]]:
    """The table of each fact and what it gains from the reports of some schools."""
    report = fact_report.c
    due = or_(report.expected_on.is_(None), report.expected_on <= AS_OF, report.received_on.is_not(None))
    for fact, (grain, codes) in facts.items():
        time = month_of(cast(report.period, Date), "week") if grain == "month" else report.period
        conditions = [report.feed_code.in_(codes), due, *cut(report.unit_code, report.expected_on, "day")]
        seen = select(report.unit_code.label("school_id"), time.label("t")).where(*conditions).distinct()
        yield table_of(grain), counted(seen.subquery("seen"), {"indicator": fact, "dim": ALL})
        for indicator in REGISTRY.values():
            if indicator.schools and indicator.fact.name == fact:
                own = seen.where(*about(indicator, report.unit_code)).subquery("seen")
                yield table_of(grain), counted(own, {"indicator": indicator.code, "dim": ALL})


def fits(grain: str, query: Query) -> bool:
    """Tell whether reports of `grain` can be laid into the buckets of `query`."""
    wider = {"month": ("month", "term", "school_year"), "term": ("term", "school_year")}
    return query.time_group in (None, *wider.get(grain, (grain,)))


def conditions(indicator: Indicator, grain: str, query: Query, places: Sequence[Place]) -> list[ColumnElement[bool]]:
    """The rows of `places` that the filters of `query` choose, at any time."""
    rows = table_of(grain).c
    name = indicator.code if indicator.schools else indicator.fact.name
    own: list[ColumnElement[bool]] = [rows.indicator == name, rows.dim == dim_of(query)]
    own += of_places(table_of(grain), places)
    for key, code in query.filters:
        kinds = TAUGHT_IN.get(code, (code,)) if key == "stage" and "stage" in indicator.fact.c else (code,)
        own.append(rows[key].in_(kinds))
    return own


def answer(indicator: Indicator, grain: str, query: Query, places: Sequence[Place], span: Period) -> Select[Any]:
    """Numbers of schools of `places` that owed a report, by the groups of `query` (`n`)."""
    rows = table_of(grain).c
    chosen = conditions(indicator, grain, query, places)
    chosen += [*inside(rows.t, grain, query.period), apart(rows.t, rows.prev_t, grain, query, span)]
    groups: list[ColumnElement[Any]] = [rows.place_code.label("child")] if query.place_group else []
    groups += [rows[name] for name in query.other_groups]
    if query.time_group:
        groups.append(bucket(rows.t, grain, query.time_group, span).label(BUCKET))
    return select(*groups, func.coalesce(func.sum(rows.units), 0).label("n")).where(*chosen).group_by(*groups)
