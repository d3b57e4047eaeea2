"""The funnel plot draws what the statistics say of each school, and the table says the same."""

from __future__ import annotations

import numpy as np
import pytest

from dashboard.charts.tokens import TOKENS
from dashboard.findings import finding
from dashboard.panels import draw
from dashboard.panels.funnel_plot import POSITIONS, stand
from dashboard.panels.trackers import TRACKERS
from data_access.query import records
from data_access.statistics.funnel import curves, funnel
from tests.unit.dashboard.conftest import AskFor
from tests.unit.dashboard.test_panels import panel

VIEW = "?place={}&period=2025-09..2026-08&lang=en"


@pytest.mark.parametrize("place", ["000000", "440000"])
def test_marks_are_the_verdicts_of_the_funnel(ask_for: AskFor, place: str) -> None:
    ask = ask_for("training", VIEW.format(place))
    found = stand("T04", ask)
    assert found is not None
    frame = found.frame
    people = frame["people"].to_numpy(dtype=float)
    again = funnel(np.clip(frame["value"].to_numpy(dtype=float), 0, 100) / 100 * people, people, found.drawn.centre)
    figure = draw(panel("training", "plot"), ask).figure
    assert figure is not None
    marks = [trace for trace in figure["data"] if trace["mode"] == "markers"]
    drawn = {code: (x, y, t) for t in marks for code, x, y in zip(t["customdata"], t["x"], t["y"], strict=True)}
    assert set(drawn) == set(frame["place_code"]), "each unit once"
    theme = TOKENS["light"]
    for code, n, rate, beyond in zip(frame["place_code"], people, frame["value"], again.beyond, strict=True):
        x, y, trace = drawn[code]
        assert (x, y) == (pytest.approx(n, abs=0.06), pytest.approx(float(rate), abs=6e-4))
        marker = trace["marker"]
        assert (marker["color"] != theme.surface) == (abs(beyond) == 2), "filled only beyond 99.8 %"
        if abs(beyond) < 2:
            assert {marker["color"], marker["line"]["color"]}.isdisjoint(theme.chart[:2])
        else:
            assert marker["color"] == theme.chart[0 if beyond > 0 else 1]


def test_the_table_has_both_limits_and_the_positions_drawn(ask_for: AskFor) -> None:
    ask = ask_for("training", VIEW.format("000000"))
    found, drawing = stand("T04", ask), draw(panel("training", "plot"), ask)
    assert found is not None
    assert drawing.table is not None
    limits = curves(found.drawn, found.people)
    assert len(drawing.table.rows) == len(found.frame)
    assert len(drawing.table.head) == (8 if limits.wide is None else 10)
    told = [row[4] for row in drawing.table.rows]
    for position, name in POSITIONS.items():
        wanted = int((found.drawn.beyond == position).sum())
        assert told.count(ask.t(f"panel.funnel_plot.position.{name}")) == wanted


def test_the_finding_counts_the_schools_under_the_line(ask_for: AskFor) -> None:
    ask = ask_for("training", VIEW.format("000000"))
    text, _ = finding(ask)
    frame = ask("T04", by=("school",), against="parent").frame
    under = frame["value"].lt(95).fillna(False)
    short = under & (frame["status"] == "worse")
    assert f"Schools below the published line 95 %: {int(under.sum())}, " in text
    assert f"of them {int(short.sum())} beyond chance" in text


def test_the_dimensions_are_held_against_what_the_view_compares_with(ask_for: AskFor) -> None:
    ask = ask_for("training", VIEW.format("440000"))
    drawing = draw(panel("training", "dimensions"), ask)
    assert drawing.figure is not None
    (dots,) = drawing.figure["data"]
    assert len(dots["x"]) == 5
    for x, result in zip(dots["x"], drawing.results, strict=True):
        (row,) = result.frame.to_dict("records")
        assert x == pytest.approx(row["value"])
        assert result.query.against == "parent"
        (pair,) = [v for k, v in result.query.filters if k == "dimension"]
        alone = ask("T08", by=("dimension",), expect=False).frame
        assert float(alone[alone["dimension"] == pair]["value"].iloc[0]) == pytest.approx(x)


def test_the_six_measures_are_those_of_the_register(ask_for: AskFor) -> None:
    ask = ask_for("training", "?place=442000&period=2026-09&stage=primary&lang=en")
    table = draw(panel("training", "trackers"), ask).table
    assert table is not None
    held = records(ask.gate.register(ask.scope, "activity", ask.view.place, None))
    lessons = {r["tracker"]: float(r["lessons"]) for r in held if r["programme_code"] == "it_capability_2"}
    told = [str(row[3]).replace(",", "") for row in table.rows]
    assert len(table.rows) == len(lessons) == len(TRACKERS) == 6
    assert [float(text) for text in told] == [lessons[name] for name in TRACKERS]


def test_a_place_without_the_project_says_so(ask_for: AskFor) -> None:
    drawing = draw(panel("training", "trackers"), ask_for("training", "?place=810000&lang=en"))
    assert drawing.table is not None and not drawing.table.rows and "Nothing" in drawing.subtitle
