"""What is kept in memory over all of time answers as the statements do, for whoever asks and whatever is hidden."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

import pandas as pd
import pytest

from data_access import indicators, reading
from data_access.courses.keep import Courses
from data_access.disclosure import Rules
from data_access.gate import Gate
from data_access.indicators.model import RATIO, Indicator
from data_access.period import Period
from data_access.query import SUPPRESSED, BadQuery, Query
from data_access.rollups.choose import Chooser
from data_access.scope import NATION, Scope

FILTERS = {
    "stage": ("primary", "junior"),
    "setting": ("urban", "rural"),
    "needy": ("true", "false"),
    "boarding": ("true", "false"),
    "audience": ("teacher", "student"),
    "dimension": ("overall",),
    "cohort": ("serving", "new"),
    "kind": ("course", "health"),
    "user_role": ("student", "teacher"),
}
RULES = Rules(people=150)
"""So many that a good part of the answers is hidden."""


def questions(gate: Gate, count: int) -> list[tuple[Scope, Query]]:
    """Questions about places of every level by any groups and filters that the indicator knows, by several readers."""
    rng = Random(20261128)  # noqa: S311 - the same questions in every run
    tree = gate.snapshot().places
    levels: dict[str, list[str]] = {}
    for place in tree.by_code.values():
        levels.setdefault(place.level, []).append(place.code)
    inner = (tree.by_code[code] for code in (*levels["county"], *levels["prefecture"]))
    levels["school"] = [p.code for place in inner for p in gate.children(NATION, place)[:1] if p.is_school]
    ratios = [i for i in indicators.REGISTRY.values() if i.method == RATIO]
    made = []
    for _ in range(count):
        level = rng.choice([*levels, "county", "school"])
        code, indicator = rng.choice(levels[level]), rng.choice(ratios)
        own = Scope(schools=frozenset({code}))
        if level != "school":
            own = Scope(frozenset({rng.choice([code, *(p.code for p in tree.ancestors(tree.by_code[code])[1:])])}))
        made.append((rng.choice([NATION, own]), _question(indicator, code, rng)))
    return made


def _question(indicator: Indicator, place: str, rng: Random) -> Query:
    known = [name for name in FILTERS if indicator.knows(name)]
    chosen = rng.sample(known, min(len(known), rng.choice([0, 1, 1, 2])))
    by: list[str] = [*rng.choice([[], ["child"], ["child"], ["area"]]), *rng.choice([[], ["term"], ["school_year"]])]
    if chosen and rng.random() < 0.4:
        by.append(chosen.pop())
    filters = tuple((name, rng.choice(FILTERS[name])) for name in chosen)
    period = rng.choice([None, Period.parse("2025-09..2026-08"), Period.parse("2025-03..2025-05")])
    return Query(indicator.code, place, period, tuple(by), filters, interval=True)


def answered(gate: Gate, scope: Scope, query: Query) -> Any:
    try:
        return gate.fetch(scope, query).frame
    except BadQuery as refused:
        return str(refused)


def _ask_all(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("sums", "amounts", "smallest", "spreads", "due", "peers"):
        monkeypatch.setattr(Courses, name, lambda *_: None)


def test_what_is_kept_in_memory_answers_as_statements_do(tiny_warehouse: str, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = Gate(tiny_warehouse, seconds=60, memory="auto", rules=RULES)
    asked = questions(kept, 200)
    short = [answered(kept, *question) for question in asked]
    kept.close()
    _ask_all(monkeypatch)
    monkeypatch.setattr(reading, "_kind", lambda *_: None)
    monkeypatch.setattr(Chooser, "totals", lambda *_: None)
    plain = Gate(tiny_warehouse, seconds=60, memory="auto", rules=RULES)
    long = [answered(plain, *question) for question in asked]
    plain.close()
    for question, found, expected in zip(asked, short, long, strict=True):
        assert type(found) is type(expected), question
        if isinstance(found, pd.DataFrame):
            pd.testing.assert_frame_equal(found, expected, rtol=1e-9, obj=str(question))
    states = [state for found in short if isinstance(found, pd.DataFrame) for state in found["state"]]
    assert states.count(SUPPRESSED) > len(states) / 50


def test_similar_schools_are_the_same_from_what_is_kept_of_their_group(
    tiny_warehouse: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = Rules(schools=3, people=5)
    first = Gate(tiny_warehouse, seconds=60, memory="auto", rules=rules)
    tree, rng = first.snapshot().places, Random(1)  # noqa: S311 - the same questions in every run
    counties = sorted(code for code, place in tree.by_code.items() if place.level == "county")[:10]
    schools = [p.code for code in counties for p in first.children(NATION, tree.by_code[code]) if p.is_school]
    first.close()
    ratios = [i for i in indicators.REGISTRY.values() if i.method == RATIO and i.of_schools]
    asked = [_question(i, rng.choice(schools), rng) for i in ratios for _ in range(3)]
    asked = [replace(q, by=tuple(name for name in q.by if name in ("term", "school_year"))) for q in asked]

    def compared() -> list[Any]:
        door = Gate(tiny_warehouse, seconds=60, memory="auto", rules=rules)
        made = []
        for query in asked:
            try:
                # Who is drawn before whom decides a rank that is near another.
                found = door.benchmark_series(NATION, query, "similar").items()
                made.append({when: vars(replace(of, rank=None)) for when, of in found})
            except BadQuery as refused:
                made.append(str(refused))
        door.close()
        return made

    kept = compared()
    _ask_all(monkeypatch)
    for query, found, expected in zip(asked, kept, compared(), strict=True):
        assert found == pytest.approx(expected) if isinstance(found, str) else found.keys() == expected.keys(), query
        for when in () if isinstance(found, str) else found:
            assert found[when] == pytest.approx(expected[when]), query
    assert sum(of["state"] == "value" for found in kept if isinstance(found, dict) for of in found.values()) > 20
