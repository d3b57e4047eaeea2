"""The attention list holds what is worse beyond chance when all comparisons are tested together, and nothing else."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from dashboard.panels import draw
from dashboard.panels.attention import Candidate, listed
from data_access.indicators import REGISTRY
from data_access.statistics import discovery
from data_access.verdicts import Verdict
from tests.unit.dashboard.conftest import AskFor
from tests.unit.dashboard.test_panels import panel

R02 = REGISTRY["R02"]


def candidate(place: str, difference: float, p: float | None, verdict: Verdict, against: str = "parent") -> Candidate:
    """A place that lies `difference` points from 60 %."""
    row: dict[str, Any] = {"place_code": place, "difference": difference, "benchmark": 60.0, "p": p}
    return Candidate(R02, against, row | {"verdict": verdict})


def test_planted_gaps_are_found_and_chance_is_not() -> None:
    draws = np.random.default_rng(7)
    chance = [candidate(f"c{i}", -2.0, float(p), Verdict.LIKE) for i, p in enumerate(draws.uniform(size=200))]
    planted = [candidate(f"p{i}", -5.0 - i, 1e-6, Verdict.WORSE) for i in range(5)]
    found = listed([*chance, *planted])
    assert [c.row["place_code"] for c in found] == ["p4", "p3", "p2", "p1", "p0"], "the largest first"
    assert all(c.rate <= discovery.RATE for c in found)


def test_what_is_worse_alone_may_be_chance_among_many() -> None:
    edge = candidate("edge", -9.0, 0.0015, Verdict.WORSE)
    assert listed([edge]) == [Candidate(R02, "parent", edge.row, pytest.approx(0.0015))]  # type: ignore[arg-type]
    assert listed([edge, *(candidate(f"c{i}", -1.0, 0.9, Verdict.LIKE) for i in range(100))]) == []


def test_a_place_is_listed_once_for_an_indicator_by_its_larger_difference() -> None:
    gap, fall = (candidate("a", d, 1e-9, Verdict.WORSE, a) for d, a in ((-4.0, "parent"), (-8.0, "past")))
    (found,) = listed([gap, fall])
    assert found.against == "past"


def test_better_and_untested_are_not_listed() -> None:
    assert listed([candidate("a", 9.0, 1e-9, Verdict.BETTER), candidate("b", -9.0, None, Verdict.FEW)]) == []


@pytest.mark.parametrize("place", ["000000", "440000", "area:xiongan", "S000010"])
def test_every_item_is_a_verdict_of_the_answers_and_links_to_its_evidence(ask_for: AskFor, place: str) -> None:
    ask = ask_for("overview", f"?place={place}&period=2025-09..2026-08&stage=primary&lang=en")
    drawing = draw(panel("overview", "attention"), ask)
    assert drawing.block is not None
    assert drawing.table is not None
    items = drawing.block["items"]
    assert len(items) <= 8
    assert len(drawing.table.rows) >= len(items)
    worse = {
        (str(row["place_code"]), result.indicator.code)
        for result in drawing.results
        for _, row in result.frame.iterrows()
        if row["verdict"] in (Verdict.WORSE, Verdict.FEW)
    }
    assert {(item["h"], item["i"]) for item in items} <= worse
    for item in items:
        assert ask.gate.place(ask.scope, item["h"]).code == item["h"]
        assert item["v"] in (Verdict.WORSE, Verdict.FEW)
    assert sum(item["v"] == Verdict.FEW for item in items) <= 1
