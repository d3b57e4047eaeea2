"""Places side by side: the gate's numbers, no colour without a verdict, no rank without its range."""

from __future__ import annotations

from typing import Any

import pytest

from dashboard.methods import method
from dashboard.page import PAGES
from dashboard.panels import draw
from dashboard.panels.compared import quarters
from dashboard.panels.drawing import Drawing
from dashboard.panels.scatter import other
from dashboard.panels.twin import table
from dashboard.panels.verdict import SYMBOLS
from dashboard.panels.words import number
from dashboard.view import MOST_PLACES, View
from data_access.gate import Gate
from data_access.query import records
from data_access.scope import NATION, Scope
from data_access.verdicts import Verdict
from tests.unit.dashboard.conftest import AskFor

YEAR = "&period=2025-09..2026-08&lang=en"
CHOSEN = "440000,110000,area:xiongan"


def drawn(ask_for: AskFor, name: str, search: str) -> Drawing:
    panel = PAGES["compare"].panel(name)
    assert panel is not None
    return draw(panel, ask_for("compare", search))


def cells(drawing: Drawing) -> list[list[Any]]:
    assert drawing.block is not None
    rows: list[list[Any]] = drawing.block["rows"]
    return rows


def test_without_a_choice_the_places_below_are_compared(ask_for: AskFor) -> None:
    ask = ask_for("compare", f"?place=000000{YEAR}")
    below = [place.code for place in ask.gate.children(ask.scope, ask.view.place)]
    assert [row[0]["h"] for row in cells(drawn(ask_for, "matrix", f"?place=000000{YEAR}"))] == below


@pytest.mark.parametrize("place", ["442000", "440000", "110101", "area:xiongan", "S000010"])
def test_every_place_has_a_row_with_a_cell_for_each_indicator(ask_for: AskFor, place: str) -> None:
    drawing = drawn(ask_for, "matrix", f"?place={place}{YEAR}")
    told = {row["place_code"] for result in drawing.results for row in records(result.frame)}
    assert drawing.table is not None
    assert len(drawing.table.rows) == len(told)
    assert {len(row) for row in drawing.table.rows} == {len(drawing.table.head)}


def test_chosen_places_stand_in_their_order_each_with_its_own_number(ask_for: AskFor) -> None:
    search = f"?place=000000{YEAR}&places={CHOSEN}&indicator=T04"
    ask, rows = ask_for("compare", search), cells(drawn(ask_for, "list", search))
    assert [row[0]["h"] for row in rows] == CHOSEN.split(",")
    for row, place in zip(rows, ask.view.places, strict=True):
        held = ask("T04", place=place)
        assert row[1]["t"] == number(held.row, held.indicator, ask)


@pytest.mark.parametrize("search", [f"?place=000000{YEAR}", f"?place=000000{YEAR}&places={CHOSEN}"])
def test_a_cell_has_the_colour_of_its_verdict_and_no_other(ask_for: AskFor, search: str) -> None:
    ask, seen = ask_for("compare", search), set()
    drawing = drawn(ask_for, "matrix", search)
    told = {(r.indicator.code, row["place_code"]): row for r in drawing.results for row in records(r.frame)}
    for row in cells(drawing):
        if not isinstance(row[0], dict):
            continue
        for cell, code in zip(row[1:], ask.page.indicators, strict=True):
            verdict = str(told[code, row[0]["h"]]["verdict"] or "")
            assert cell.get("v", "") == verdict
            assert not verdict or cell["t"].endswith(SYMBOLS[Verdict(verdict)])
            seen.add(verdict)
    assert {"better", "like"} <= seen


def test_a_rank_is_the_range_among_those_that_are_listed(ask_for: AskFor) -> None:
    rows = cells(drawn(ask_for, "list", f"?place=000000{YEAR}&places={CHOSEN}&indicator=R03"))
    ends = [[int(end) for end in row[3].split("–")] for row in rows if row[3] != "–"]
    assert ends
    assert all(1 <= low <= high <= len(rows) for low, *rest in ends for high in (rest or [low]))


@pytest.mark.parametrize(
    ("first", "last", "places", "said"),
    [(1, 1, 8, "1"), (2, 5, 8, "1–3"), (8, 8, 8, "4"), (1, 3, 7, ""), (1, 9, 9, "1–4")],
)
def test_a_quarter_is_a_range_too(first: int, last: int, places: int, said: str) -> None:
    assert quarters({"rank_first": first, "rank_last": last}, places) == said
    assert quarters({"rank_first": float("nan"), "rank_last": float("nan")}, places) == ""


def test_a_place_is_added_and_taken_away_by_a_link(ask_for: AskFor, gate: Gate) -> None:
    rows = cells(drawn(ask_for, "pick", f"?place=000000{YEAR}&places=440000,110000"))
    links = {row[0]["h"]: row[1]["q"].removeprefix("places=") for row in rows}
    assert links["440000"] == "110000"
    assert links["120000"] == "440000,110000,120000"
    full = ",".join(list(links)[:MOST_PLACES])
    more = cells(drawn(ask_for, "pick", f"?place=000000{YEAR}&places={full}"))
    assert {type(row[1]) for row in more[:MOST_PLACES]} == {dict}
    assert {type(row[1]) for row in more[MOST_PLACES:]} == {str}, "no link beyond the limit"


def test_marks_are_the_places_with_both_numbers(ask_for: AskFor) -> None:
    ask, drawing = ask_for("compare", f"?place=000000{YEAR}"), drawn(ask_for, "scatter", f"?place=000000{YEAR}")
    assert drawing.figure is not None
    (trace,) = drawing.figure["data"]
    for code, axis in (("R03", "x"), ("R02", "y")):
        held = {row["place_code"]: row["value"] for row in records(ask(code, by=("child",)).frame)}
        assert trace[axis] == [pytest.approx(float(held[place])) for place in trace["customdata"]]
    assert (other("R03", ("R03", "R02")), other("R02", ("R03", "R02"))) == ("R02", "R03")


def test_places_outside_of_the_scope_and_beyond_the_limit_are_left_out_and_said(gate: Gate) -> None:
    codes = [place.code for place in gate.children(NATION, gate.snapshot().places.root)][: MOST_PLACES + 2]
    many = View.parse(f"?places={','.join(codes)}", gate, NATION)
    assert [place.code for place in many.places] == codes[:MOST_PLACES]
    assert [key for key, _ in many.notes] == ["note.places_many"]
    xiongan = Scope(places=frozenset({"area:xiongan"}))
    cut = View.parse("?places=110000,area:xiongan,area:xiongan", gate, xiongan)
    assert [place.code for place in cut.places] == ["area:xiongan"]
    assert cut.notes == (("note.places", "110000"),)


def test_places_are_set_beside_what_their_mix_would_give(ask_for: AskFor) -> None:
    """Table, file and screen hold one ratio, interval and shrunken value for each place."""
    drawing = drawn(ask_for, "adjusted", f"?place=000000{YEAR}&indicator=T04")
    assert drawing.table is not None and drawing.listed
    assert set(drawing.methods) == {"standardised_ratio", "shrinkage"}
    assert "clustered by school" in drawing.note
    assert "clustered by school" in method("standardised_ratio", "en").says
    ratios = [str(row[4]) for row in drawing.table.rows]
    assert sum(ratio != "–" for ratio in ratios) >= 2
    assert all(ratio == "–" or ratio.endswith(")") for ratio in ratios)
    assert {len(row) for row in drawing.table.rows} == {len(drawing.table.head)}
    listed = PAGES["training"].panel("children")
    assert listed is not None
    twin = table(draw(listed, ask := ask_for("training", f"?place=000000{YEAR}&indicator=T04")), ask)
    column = twin.head.index(ask.t("table.shrunken"))
    assert {str(row[column]) for row in twin.rows} > {"–"}
    assert [row[column] for row in twin.rows] == [row[6] for row in drawing.table.rows], "one value on both pages"
    schools = drawn(ask_for, "adjusted", f"?place=110101{YEAR}&indicator=T04")
    assert schools.table is not None
    assert {str(row[4]) for row in schools.table.rows} == {"–"}, "a school is of one kind"
    assert any(row[6] != "–" for row in schools.table.rows)


def test_where_no_share_of_people_is_chosen_the_first_one_is_adjusted(ask_for: AskFor) -> None:
    ask = ask_for("compare", f"?place=000000{YEAR}&indicator=G01")
    drawing = drawn(ask_for, "adjusted", f"?place=000000{YEAR}&indicator=G01")
    assert drawing.results[0].indicator.code == ask.page.indicators[0]


@pytest.mark.parametrize(("period", "said"), [("2025-09..2026-08", True), ("all", False)])
def test_a_list_of_changes_says_which_months_they_are_over(ask_for: AskFor, period: str, said: bool) -> None:
    drawing = drawn(ask_for, "list", f"?place=000000&period={period}&lang=en")
    assert ("each year over all the months that it has" in drawing.note) == said


def test_usage_is_held_against_the_share_that_is_active_whatever_is_chosen(ask_for: AskFor) -> None:
    page = PAGES["usage"]
    against = page.panel("against")
    assert against is not None
    for chosen, first in (("R01", "R07"), ("R02", "R02")):
        drawing = draw(against, ask_for("usage", f"?place=000000&indicator={chosen}&lang=en"))
        assert drawing.results[0].indicator.code == first
        assert {result.indicator.code for result in drawing.results} == {"R07", "R02"}
