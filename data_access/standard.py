"""Pilot schools that meet every part of a standard: a line, or the national median where a part has no line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from data_access import answer, compile, totals
from data_access.buckets import BUCKET
from data_access.cells import Cells
from data_access.derived import Door
from data_access.indicators import REGISTRY
from data_access.indicators.model import Indicator
from data_access.query import Query, records
from data_access.rollups.choose import Step
from data_access.scope import NATION, Scope

Schools = dict[tuple[str, Any], bool]


def cells(indicator: Indicator, query: Query, door: Door) -> Cells:
    """Pilot schools that meet all parts, of those that reported all parts, by the groups of `query`."""
    snap = door.snap
    own = door.run(compile.named_schools(indicator, query, door.scope, snap.places, door.place))
    met = _all([_met(part, query, door) for part in _parts(indicator)])
    found = records(_counted(own, met, query))
    expected = None
    if query.expect:
        counted = records(own.assign(n=1))
        expected = answer.open_in(counted, query, query.period, snap.months, indicator.grain, taught=False)
    return answer.assemble(indicator, query, found, expected, door.rows, snap.months)


def _parts(indicator: Indicator) -> list[Indicator]:
    return [replace(REGISTRY[code], members=indicator.members) for code in indicator.parts]


def _totals(part: Indicator, query: Query, door: Door, scope: Scope) -> Step:
    # Groups and filters are those of the schools: a fact may know another stage than its school.
    by = (query.time_group,) if query.time_group else ()
    place = door.place if part.members is not None else door.snap.places.root
    return door.chooser(scope).schools(part, Query(part.code, place.code, query.period, by), place)


def _met(part: Indicator, query: Query, door: Door) -> Schools:
    """Which schools reach their mark in which bucket of time, of those that have a value."""
    rows = records(door.run(_totals(part, query, door, door.scope).statement))
    marks: Mapping[Any, float] = {} if part.line is not None else _medians(part, query, door)
    schools: Schools = {}
    for row in rows:
        if row["denominator"]:
            value = part.scale * float(row["numerator"]) / float(row["denominator"])
            bucket = row.get(BUCKET)
            mark = part.line.value if part.line is not None else marks[bucket]
            schools[row["unit"], bucket] = value >= mark if part.direction == "up" else value <= mark
    return schools


def _medians(part: Indicator, query: Query, door: Door) -> dict[Any, float]:
    """The median of the nation's schools in each bucket of time: a benchmark that is the same for every reader."""

    def make() -> pd.DataFrame:
        statement = _totals(replace(part, members=None), query, door, NATION).statement
        return door.run_whole(totals.medians(statement, [BUCKET] if query.time_group else []))

    rows = records(door.kept(("median", part.code, query.period, query.time_group), make))
    return {row.get(BUCKET): part.scale * float(row["median"]) for row in rows if not pd.isna(row["median"])}


def _all(parts: list[Schools]) -> Schools:
    """Whether every part is met, for the schools that have all parts."""
    whole = set.intersection(*(set(part) for part in parts))
    return {key: all(part[key] for part in parts) for key in whole}


def _counted(own: pd.DataFrame, met: Schools, query: Query) -> pd.DataFrame:
    """Sums of schools by the groups of `query`, as a statement would give them."""
    buckets: dict[str, list[tuple[Any, bool]]] = defaultdict(list)
    for (unit, bucket), reached in met.items():
        buckets[unit].append((bucket, reached))
    names = compile.group_names(query)
    rows = [
        {**{name: row.get(name) for name in names}, **({BUCKET: bucket} if query.time_group else {}), "met": reached}
        for row in records(own)
        for bucket, reached in buckets[row["unit"]]
    ]
    frame = pd.DataFrame(rows, columns=[*names, "met"])
    if not names:
        frame, names = frame.assign(all=0), ["all"]
    grouped = frame.groupby(names, dropna=False)["met"]
    sums = grouped.agg(numerator="sum", denominator="count", n_reported="count")
    return sums.reset_index()
