"""Policy dates stand on time axes that reach back to them, in the note, the text, the table and the files alike."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.entries.entered import Entered
from dashboard.exports.sheet import sheet
from dashboard.page import PAGES
from dashboard.panels import draw, marks
from dashboard.panels.drawing import Drawing
from dashboard.panels.marks import Mark
from dashboard.panels.twin import table
from dashboard.programmes import policies
from dashboard.store.entries import Note
from data_access.period import Period, school_year_of, term_of
from tests.unit.dashboard.conftest import AskFor

BUCKETS = {
    "usage": ("R02", lambda day: f"{day:%Y-%m}"),
    "training": ("T04", term_of),
    "literacy": ("L01", school_year_of),
}
LONG = "period=2018-09..2026-08"
YEAR = "period=2024-09..2025-08"
OTHERS = {
    ("divide", "gap"): (LONG, 4),
    ("divide", "levels"): (LONG, 3),
    ("training", "years"): (LONG, 3),
    ("school", "turns"): (LONG, 4),
    ("usage", "weeks"): (YEAR, 1),
    ("quality", "units"): (YEAR, 1),
    ("quality", "feeds"): (YEAR, 1),
}
"""Panels with an axis of time besides the trends, and how many dates are on it over a period."""


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


@pytest.mark.parametrize(("page", "name"), OTHERS)
def test_each_date_stands_on_every_other_axis_of_time(ask_for: AskFor, page: str, name: str) -> None:
    period, due = OTHERS[page, name]
    place = "S000010" if page == "school" else "440000"
    ask, panel = ask_for(page, f"?place={place}&{period}&lang=en"), PAGES[page].panel(name)
    assert panel is not None
    drawing = draw(panel, ask)
    figure = json.dumps(drawing.figure, ensure_ascii=False)
    twin = " ".join(str(row[-1]) for row in table(drawing, ask).rows)
    head = " ".join(text for _, text in sheet(drawing, ask).head)
    for sign, policy in zip("①②③④", policies()[-due:], strict=False):
        told = f"{sign} {policy.when} {policy.name.en}"
        assert sign in figure
        assert told in drawing.note and told in drawing.finding
        assert f"{told} ({policy.source.en})" in twin and f"{told} ({policy.source.en})" in head
    assert chr(ord("①") + due) not in drawing.note


@pytest.mark.parametrize(
    ("month", "week"), [("2022-03", "2022-03-28"), ("2024-03", "2024-03-04"), ("2025-04", "2025-04-07")]
)
def test_what_is_known_to_the_month_stands_at_its_first_week(ask_for: AskFor, month: str, week: str) -> None:
    ask = ask_for("usage")
    for grain, bucket in (("week", week), ("month", month)):
        assert [mark.bucket for mark in marks.marks(Period.parse(month).labels(grain), ask)] == [bucket]


def test_a_note_on_one_of_several_indicators_says_which(ask_for: AskFor) -> None:
    class Written(Entered):
        def notes(self, place: str, indicator: str) -> list[Note]:
            assert place == "442000"
            return [Note(place=place, indicator=indicator, period="2026-03", text="Flood", role="director")]

    ask = replace(ask_for("usage", "?place=442000&lang=en"), entered=Written())
    found = marks.marks(["2026-03"], ask, ("R02", "R05"))
    assert [(mark.of, mark.text) for mark in found] == [("R02", "2026-03 R02 Flood"), ("R05", "2026-03 R05 Flood")]
    (only,) = marks.marks(["2026-03"], ask, ("R05",))
    assert (only.of, only.text) == ("R05", "2026-03 Flood")


@given(st.lists(st.integers(0, 59), max_size=20))
def test_no_number_lies_over_another_on_a_telephone(ask_for: AskFor, at: list[int]) -> None:
    axis = Period.parse("2021-09..2026-08").labels("month")
    held = [Mark(chr(ord("①") + i), axis[month], "") for i, month in enumerate(sorted(at))]
    signs = marks.drawn(held, ask_for("usage"), axis)["annotations"]
    assert "".join(sign["text"] for sign in signs) == "".join(mark.sign for mark in held)
    for one, other in combinations(signs, 2):
        apart = abs(axis.index(one["x"]) - axis.index(other["x"])) * 200 / len(axis)
        width = 14 * (len(one["text"]) + len(other["text"])) / 2
        assert apart >= width or abs(one["yshift"] - other["yshift"]) >= 14
