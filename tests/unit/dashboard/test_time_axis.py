"""What was not reported keeps its place on a time axis, and the label of a line hides none of what it measures."""

from __future__ import annotations

import pytest

from dashboard.panels import draw
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
