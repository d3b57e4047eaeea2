"""What was not reported keeps its place on a time axis, instead of standing at its end."""

from __future__ import annotations

from dashboard.panels import draw
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
