"""Answers that are no ratio of sums themselves: taken over another indicator, or made of several."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
from sqlalchemy import Select

from data_access import answer, totals
from data_access.benchmarks import Benchmark
from data_access.cells import Cells
from data_access.compile import group_names
from data_access.disclosure import Rules
from data_access.indicators.model import Indicator
from data_access.places import Place
from data_access.query import NOT_APPLICABLE, VALUE, Query, Result
from data_access.release import Snapshot
from data_access.rollups.choose import Chooser, Step
from data_access.scope import Scope
from data_access.statistics import inequality
from data_access.statistics.inequality import Terms

_SIDES: dict[str, answer.Rule] = {
    "gap": lambda urban, rural: urban - rural,
    "parity": lambda urban, rural: inequality.parity(disadvantaged=rural, advantaged=urban),
}
_INDICES: dict[str, Callable[[Terms], float | None]] = {"theil": inequality.theil, "variation": inequality.variation}


@dataclass(frozen=True)
class Door:
    """What the gate lends to a derived answer, all of it bound to one reader, one place and the rows of its answer.

    `rules` are the thresholds of disclosure, `ratio` answers an indicator that is a ratio of sums, `protect` takes from
    such an answer the numbers that may not be shown, `run` (a statement), `columns` (as arrays) and `taken` (steps)
    read within the reader's scope, `run_whole` and `columns_whole` beyond it, `amounts` gives both sides of a ratio,
    `smallest` the least of its denominators, `thin` the places that have a smaller one and `spreads` how far its
    schools lie apart, these three None where that is not kept, `expected` says who should have reported, `chooser`
    chooses tables for a reader, `kept` keeps under a key what is the same for all readers and `released` what is small
    besides, as long as the release, `fetch` answers another question of the reader, `benchmark` gives what the place is
    compared with in each bucket of time.
    """

    snap: Snapshot
    scope: Scope
    rules: Rules
    place: Place
    rows: Sequence[Place]
    ratio: Callable[[Indicator, Query], Cells]
    protect: Callable[[Indicator, Query, Cells], Cells]
    run: Callable[[Select[Any]], pd.DataFrame]
    columns: Callable[[Select[Any]], dict[str, Any]]
    run_whole: Callable[[Select[Any]], pd.DataFrame]
    columns_whole: Callable[[Select[Any]], dict[str, Any]]
    taken: Callable[[Sequence[Step]], answer.Rows]
    amounts: Callable[[Indicator, Query, Place], answer.Rows]
    smallest: Callable[[Indicator, Query, Place], float | None]
    thin: Callable[[Indicator, Query, Place, float], frozenset[str] | None]
    spreads: Callable[[Indicator, Query, Place], answer.Rows | None]
    expected: Callable[[Indicator, Query, answer.Rows], Mapping[answer.Key, int] | None]
    chooser: Callable[[Scope], Chooser]
    kept: Callable[[tuple[Any, ...], Callable[[], Any]], Any]
    released: Callable[[tuple[Any, ...], Callable[[], Any]], Any]
    fetch: Callable[[Query], Result]
    benchmark: Callable[[Query, str], Mapping[str | None, Benchmark]]


def two_sided(indicator: Indicator, base: Indicator, query: Query, door: Door) -> Cells:
    """Urban schools against rural ones, from the answer by setting."""
    inner = door.ratio(base, replace(query, indicator=base.code, by=(*query.by, "setting")))
    return answer.sided(query, inner, _SIDES[indicator.method])


def between_schools(indicator: Indicator, base: Indicator, query: Query, door: Door) -> Cells:
    """An index of inequality between schools, from their totals of the period and the segment."""
    query, index = base.narrowed(query), _INDICES[indicator.method]
    found = door.taken([_spread(base, query, door.place, door.chooser(door.scope))])
    whole = answer.assemble(base, query, found, door.expected(base, query, found), door.rows, door.snap.months)
    values = {key: _valued(index(_terms(row))) for key, row in answer.keyed(query, found) if row["n_reported"]}
    return answer.revalued(query, door.protect(base, query, whole), values)


def _terms(row: Mapping[str, Any]) -> Terms:
    least = 0.0 if pd.isna(row["least"]) else float(row["least"])
    n, d, logs, squares = (float(row[name]) for name in ("numerator", "denominator", "logs", "squares"))
    return Terms(int(row["schools"]), n, d, logs, squares, least)


def _valued(value: float | None) -> answer.Valued:
    return (None, NOT_APPLICABLE) if value is None else (value, VALUE)


def _spread(base: Indicator, query: Query, place: Place, chooser: Chooser) -> Step:
    step = chooser.schools(base, query, place)
    return Step(step.table, totals.terms(step.statement, group_names(query)))
