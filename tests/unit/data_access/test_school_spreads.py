"""How far schools of a small place lie apart is the same from memory as from a statement."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from data_access.cells import JUDGED
from data_access.courses.keep import Courses
from data_access.gate import Gate
from data_access.period import Period
from data_access.query import Query
from data_access.scope import NATION

YEAR = Period.parse("2025-09..2026-08")
QUESTIONS = [
    Query("T04", "440300", YEAR, ("child",), interval=True),
    Query("R03", "440300", YEAR, ("month",), interval=True),
    Query("R03", "440300", YEAR, ("setting",), (("stage", "primary"),), interval=True),
    Query("G01", "440300", YEAR, ("child",), interval=True),
    Query("R05", "440300", None, interval=True),
]


@pytest.mark.parametrize("query", QUESTIONS, ids=lambda query: f"{query.indicator} {query.by}")
def test_intervals_from_memory_are_those_of_a_statement(
    tiny_warehouse: str, monkeypatch: pytest.MonkeyPatch, query: Query
) -> None:
    held = Gate(tiny_warehouse, seconds=60, memory="auto").fetch(NATION, query).frame
    monkeypatch.setattr(Courses, "spreads", lambda *_: None)
    asked = Gate(tiny_warehouse, seconds=60, memory="auto").fetch(NATION, replace(query)).frame
    assert held["low_95"].notna().any()
    pd.testing.assert_frame_equal(held[list(JUDGED)], asked[list(JUDGED)], rtol=1e-9)


@pytest.mark.parametrize("rollups", [True, False])
def test_a_segment_may_be_grouped_and_filtered_by_at_once(tiny_warehouse: str, rollups: bool) -> None:
    gate = Gate(tiny_warehouse, seconds=60, memory="auto", rollups=rollups)
    whole = Query("T03", "000000", Period.parse("2024-09..2026-08"), ("cohort",), interval=True)
    rows = gate.fetch(NATION, whole).rows
    (row,) = gate.fetch(NATION, replace(whole, filters=(("cohort", "serving"),))).rows
    (held,) = (other for other in rows if other["cohort"] == "serving")
    assert row["low_95"] is not None
    assert [row[n] for n in ("value", "low_95", "high_95")] == pytest.approx(
        [held[n] for n in ("value", "low_95", "high_95")]
    )
