"""Policy dates stand on time axes that reach back to them, in the note, the text and the table alike."""

from __future__ import annotations

from datetime import date

import pytest

from dashboard.page import PAGES
from dashboard.panels import draw
from dashboard.panels.drawing import Drawing
from dashboard.panels.twin import table
from dashboard.programmes import policies
from data_access.period import school_year_of, term_of
from tests.unit.dashboard.conftest import AskFor

BUCKETS = {
    "usage": ("R02", lambda day: f"{day:%Y-%m}"),
    "training": ("T04", term_of),
    "literacy": ("L01", school_year_of),
}
LONG = "period=2018-09..2026-08"


def trend(ask_for: AskFor, page: str, search: str) -> Drawing:
    """The trend of a page."""
    held = PAGES[page].panel("trend")
    assert held is not None
    return draw(held, ask_for(page, search))


def test_the_dates_are_those_of_the_design() -> None:
    assert [f"{p.day:%Y-%m}" for p in policies()] == ["2019-05", "2022-03", "2024-03", "2025-04"]
    assert all(p.source.zh and p.source.en and p.name.zh != p.name.en for p in policies())


@pytest.mark.parametrize("page", BUCKETS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_date_stands_in_its_bucket(ask_for: AskFor, page: str, language: str) -> None:
    code, bucket = BUCKETS[page]
    ask = ask_for(page, f"?place=442000&indicator={code}&{LONG}&lang={language}")
    drawing = trend(ask_for, page, f"?place=442000&indicator={code}&{LONG}&lang={language}")
    assert drawing.figure is not None
    shown = set(drawing.results[0].frame["period"])
    due = [p for p in policies() if bucket(p.day) in shown]
    assert due, "the axis reaches back to some"
    upright = {shape["x0"] for shape in drawing.figure["layout"]["shapes"] if shape.get("xref") == "x"}
    assert upright == {ask.bucket(bucket(p.day)) for p in due}
    signs = "".join(note["text"] for note in drawing.figure["layout"]["annotations"] if note.get("xref") == "x")
    assert signs == "①②③④"[: len(due)]
    twin = {row[0]: row[-1] for row in table(drawing, ask).rows}
    for policy in due:
        told = f"{policy.when} {policy.name[language]}"
        assert told in drawing.note and told in drawing.finding
        assert told in str(twin[ask.bucket(bucket(policy.day))])
        assert policy.source[language] in str(twin[ask.bucket(bucket(policy.day))])


def test_an_axis_after_all_of_them_has_none(ask_for: AskFor, monkeypatch: pytest.MonkeyPatch) -> None:
    search = "?place=442000&indicator=R02&period=2026-01..2026-08"
    assert "①" in trend(ask_for, "usage", search).note, "the axis of two years holds the opinions"
    early = tuple(p for p in policies() if p.day < date(2024, 1, 1))
    monkeypatch.setattr("dashboard.panels.marks.policies", lambda: early)
    drawing = trend(ask_for, "usage", search)
    assert drawing.figure is not None and not drawing.beside and "①" not in drawing.note
    assert not [shape for shape in drawing.figure["layout"]["shapes"] if shape.get("xref") == "x"]
