"""What was not reported keeps its place on a time axis, and the label of a line hides none of what it measures."""

from __future__ import annotations

import pytest

from dashboard.charts.template import time_axis
from dashboard.charts.tokens import TOKENS
from dashboard.panels import draw, marks
from dashboard.panels.trend import clear_of
from tests.unit.dashboard.conftest import AskFor
from tests.unit.dashboard.test_panels import panel


def test_months_without_reports_stay_where_they_are(ask_for: AskFor) -> None:
    ask = ask_for("sharing", "?place=000000&indicator=G09&period=all&lang=en")
    drawing = draw(panel("sharing", "trend"), ask)
    assert drawing.figure is not None
    frame = drawing.results[0].frame
    band = {label for label in drawing.figure["data"][0]["x"] if label}
    assert band < set(frame["period"]), "the band leaves out the holidays"
    assert drawing.figure["layout"]["xaxis"]["categoryarray"] == sorted(frame["period"])


@pytest.mark.parametrize(
    ("n", "most", "named"), [(24, 3, [7, 15, 23]), (3, 4, [0, 1, 2]), (20, 3, [5, 12, 19]), (0, 3, [])]
)
def test_the_last_time_is_named_and_few_others(n: int, most: int, named: list[int]) -> None:
    labels = [f"autumn {i}" for i in range(n)]
    found = time_axis(TOKENS["light"], labels, most)
    assert found["categoryarray"] == labels
    assert found["tickvals"] == [labels[i] for i in named]
    assert found["ticktext"] == [f"autumn<br>{i}" for i in named]


def test_the_last_value_stands_beside_its_point(ask_for: AskFor) -> None:
    ask = ask_for("overview", "?place=000000&indicator=R03&lang=en")
    drawing = draw(panel("overview", "trend"), ask)
    last = drawing.results[0].frame.iloc[-1]
    assert drawing.figure is not None
    (beside,) = (a for a in drawing.figure["layout"]["annotations"] if a.get("xshift"))
    assert (beside["x"], beside["y"]) == (last["period"], last["value"])
    assert beside["text"] == f"{last['value']:.1f}\N{NO-BREAK SPACE}%"


@pytest.mark.parametrize(
    ("values", "stands"),
    [
        ([70.0, 71, 72, 73, 74, 75, 76, 77], (1, "bottom")),
        ([70.0, 71, 72, 73, 74, 75, 78, 84], (0, "bottom")),
        ([84.0, 80.3, 82, 82, 82, 82, 80.3, 84], (1, "top")),
        ([None, None, None, None, None, None, 78, 84], (0, "bottom")),
        ([80.0], (1, "bottom")),
        ([], (1, "bottom")),
    ],
)
def test_the_label_of_a_line_stands_where_it_hides_the_least(
    values: list[float | None], stands: tuple[int, str]
) -> None:
    found = clear_of([values], 80.0)
    assert (found["x"], found["yanchor"]) == stands
    assert found["xanchor"] == ("right" if found["x"] else "left")


@pytest.mark.parametrize(("page", "name"), [("training", "trend"), ("divide", "gap"), ("divide", "levels")])
def test_an_axis_leaves_its_end_to_the_numbers_of_dates(ask_for: AskFor, page: str, name: str) -> None:
    drawing = draw(panel(page, name), ask_for(page, "?place=000000&period=2018-09..2026-08&lang=en"))
    assert drawing.figure is not None and "①" in drawing.note
    layout = drawing.figure["layout"]
    upright = [v for trace in drawing.figure["data"] for v in trace["y"] if v is not None]
    lines = [shape["y0"] for shape in layout["shapes"] if shape.get("yref") == "y"]
    assert layout["yaxis"]["autorangeoptions"]["include"] > max(upright + lines)
    assert "range" not in layout["yaxis"], "with a fixed one Plotly leaves the legend where it was"


def test_no_number_of_a_date_lies_over_what_is_drawn() -> None:
    held = [marks.Mark("①", "b", "x"), marks.Mark("②", "c", "y")]
    axis = [*"abcdefghijklmnopqrstuvwxyz"]
    assert marks.top(0.0, 1.0, [], axis, 100) == 1.0
    one, two = marks.top(0.0, 1.0, held[:1], axis, 100), marks.top(0.0, 1.0, held, axis, 100)
    assert (one - 1.0) * 100 / one >= 14, "a number takes 14 px of the 100"
    assert (two - 1.0) * 100 / two >= 28, "two that lie side by side stand one below the other"


def test_the_net_change_stands_under_its_year(ask_for: AskFor) -> None:
    drawing = draw(panel("divide", "levels"), ask_for("divide", "?place=000000&period=2018-09..2026-08&lang=en"))
    assert drawing.figure is not None and drawing.table is not None
    ticks = drawing.figure["layout"]["xaxis"]["ticktext"]
    for tick, row in zip(ticks, drawing.table.rows, strict=True):
        year, net = str(row[0]), str(row[3]).split()[0]
        assert tick == f"{year.replace('–', '–<br>')}<br><b>{net}</b>"
    assert not [note for note in drawing.figure["layout"]["annotations"] if note.get("text") in ticks]
