"""The ledger tells of each milestone what was planned, what came of it and what shows it."""

from __future__ import annotations

import pandas as pd
import pytest

from dashboard.page import PAGES
from dashboard.panels import draw
from dashboard.panels.drawing import Drawing
from data_access.gate import Gate
from data_access.query import records
from data_access.scope import NATION
from tests.unit.dashboard.conftest import AskFor

UNTIL_2020 = "?place=000000&period=2019-09..2020-08&lang=en"


def ledger(ask_for: AskFor, search: str) -> Drawing:
    """The ledger of the nation."""
    panel = PAGES["pilots"].panel("ledger")
    assert panel is not None
    return draw(panel, ask_for("pilots", search))


def test_a_milestone_is_told_with_what_was_achieved_and_its_evidence(ask_for: AskFor, gate: Gate) -> None:
    drawing = ledger(ask_for, "?place=000000&period=all&lang=en")
    assert drawing.table is not None
    assert list(drawing.table.head[-2:]) == ["Achieved / target", "Evidence"]
    held = records(gate.milestones(NATION, gate.place(NATION, "000000")))
    assert len(drawing.table.rows) == len(held)
    shown = sum(row[-1] == "Acceptance record" for row in drawing.table.rows)
    assert shown == sum(not pd.isna(r["evidence"]) for r in held) > 0
    assert all(str(row[-2]).endswith("/ –") is False for row in drawing.table.rows), "all have a target here"
    assert {"100 / 100", "– / 100"} <= {str(row[-2]) for row in drawing.table.rows}


def test_a_milestone_without_a_day_is_in_every_period(ask_for: AskFor, monkeypatch: pytest.MonkeyPatch) -> None:
    ask = ask_for("pilots", UNTIL_2020)
    whole = ask.gate.milestones(ask.scope, ask.view.place)
    before = ledger(ask_for, UNTIL_2020).table
    late = whole.index[whole["due_on"] == whole["due_on"][whole["due_on"] <= ask.gate.snapshot().release.as_of].max()][
        0
    ]
    whole.loc[late, "due_on"] = None
    monkeypatch.setattr(Gate, "milestones", lambda *_: whole)
    after = ledger(ask_for, UNTIL_2020).table
    assert before is not None and after is not None
    assert len(after.rows) == len(before.rows) + 1
    assert "–" in {row[2] for row in after.rows}
