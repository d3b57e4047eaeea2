"""A panel draws the numbers of its answers, all of them and no others."""

from __future__ import annotations

import itertools
import json
import re
from typing import Any

import pytest

from dashboard.page import PAGES, Panel
from dashboard.panels import BLOCKS, KINDS, draw, matrix
from dashboard.panels.drawing import Drawing
from dashboard.panels.twin import table
from dashboard.panels.words import in_two
from data_access.query import VALUE, records
from tests.unit.dashboard.conftest import AskFor

YEAR = "&period=2025-09..2026-08&lang=en"
ILL_SAID = re.compile(r"^[.,;·]|\d{4}-\d\d\.\.\d{4}|\b1 (counties|entries|schools|areas|places|units|faults)\b| , ")
"""What a blank, a code or a number leaves behind that nobody thought of."""
PLACES = ("000000", "440000", "442000", "110101", "area:xiongan", "810000", "S000010")


def panel(page: str, name: str) -> Panel:
    """A panel of a page."""
    found = PAGES[page].panel(name)
    assert found is not None
    return found


def drawn(ask_for: AskFor, page: str, name: str, search: str = f"?place=000000{YEAR}") -> Drawing:
    """A panel as drawn for a view."""
    return draw(panel(page, name), ask_for(page, search))


def known(values: list[float | None]) -> list[float]:
    """The numbers among the values of a trace."""
    return [v for v in values if v is not None]


def total(frame: Any, column: str = "value") -> float:
    """The sum of a column over the rows with a number."""
    return float(frame[frame["state"] == VALUE][column].sum())


def test_the_bars_of_the_places_below_sum_to_the_place(ask_for: AskFor) -> None:
    drawing = drawn(ask_for, "usage", "children", f"?place=440000{YEAR}&indicator=R01")
    assert drawing.figure is not None
    (trace,) = drawing.figure["data"]
    assert trace["type"] == "bar", "a count"
    assert drawing.figure["layout"]["xaxis"]["range"][0] == 0, "bars start at zero"
    whole = ask_for("usage", f"?place=440000{YEAR}")("R01").row["value"]
    assert sum(known(trace["x"])) == pytest.approx(float(whole)) == pytest.approx(total(drawing.results[0].frame))


def test_the_segments_sum_to_the_place(ask_for: AskFor) -> None:
    drawing = drawn(ask_for, "usage", "kinds")
    assert drawing.figure is not None
    bars = drawing.figure["data"][0]["x"]
    assert bars == sorted(bars, reverse=True)
    assert sum(bars) == pytest.approx(float(ask_for("usage", f"?place=000000{YEAR}")("R01").row["value"]))


def test_the_trend_of_a_count_sums_to_the_year(ask_for: AskFor) -> None:
    drawing = drawn(ask_for, "usage", "trend")
    assert drawing.figure is not None
    months = dict(zip(drawing.figure["data"][0]["x"], drawing.figure["data"][0]["y"], strict=True))
    year = [months[f"{y}-{m:02}"] for y, m in [*((2025, m) for m in range(9, 13)), *((2026, m) for m in range(1, 9))]]
    assert sum(known(year)) == pytest.approx(float(ask_for("usage", f"?place=000000{YEAR}")("R01").row["value"]))


def test_the_funnel_only_narrows_and_ends_in_the_pass_rate(ask_for: AskFor) -> None:
    drawing = drawn(ask_for, "training", "funnel")
    assert drawing.figure is not None
    bars = drawing.figure["data"][0]["x"]
    assert len(bars) == 5
    assert bars == sorted(bars, reverse=True)
    rate = ask_for("training", f"?place=000000{YEAR}")("T04").row
    assert 100 * bars[-1] / bars[0] == pytest.approx(float(rate["value"]))


def test_the_tiles_are_the_provinces_with_their_values(ask_for: AskFor) -> None:
    drawing = drawn(ask_for, "overview", "tiles")
    assert drawing.block is not None
    tiles = {tile["c"]: tile for tile in drawing.block["tiles"]}
    frame = drawing.results[0].frame
    assert len(tiles) == 34
    for _, row in frame.iterrows():
        if row["place_code"] in tiles:
            assert (tiles[row["place_code"]]["s"] >= 0) == (row["state"] == VALUE)
    assert len({(tile["row"], tile["col"]) for tile in tiles.values()}) == 34, "no two on one square"
    assert {tiles[code]["st"] for code in ("710000", "810000", "820000")} == {"not_reported"}


def test_the_milestones_drawn_are_those_of_the_ledger(ask_for: AskFor) -> None:
    search = "?place=000000&period=all&lang=en"
    chart, ledger = (drawn(ask_for, "pilots", name, search) for name in ("milestones", "ledger"))
    assert chart.figure is not None
    assert ledger.table is not None
    assert sum(sum(trace["x"]) for trace in chart.figure["data"]) == len(ledger.table.rows)
    row = chart.results[0].row
    on_time = next(t for t in chart.figure["data"] if t["name"] == "done on time")
    assert sum(on_time["x"]) == row["numerator"]


def test_every_area_is_a_row_of_the_comparison(ask_for: AskFor) -> None:
    drawing = drawn(ask_for, "pilots", "areas")
    assert drawing.figure is not None
    codes = {
        area.code for area in ask_for("pilots")("R03").release and ask_for("pilots").gate.snapshot().places.areas()
    }
    for trace, result in zip(drawing.figure["data"], drawing.results, strict=True):
        assert set(trace["customdata"]) == codes
        assert sum(known(trace["x"])) == pytest.approx(total(result.frame))


def test_marks_lead_to_places_that_exist(ask_for: AskFor) -> None:
    for page, name in (("overview", "children"), ("pilots", "areas"), ("pilots", "milestones")):
        ask = ask_for(page, "?place=000000&period=all")
        figure = draw(panel(page, name), ask).figure
        assert figure is not None
        for code in {c for trace in figure["data"] for c in trace.get("customdata", []) if c}:
            assert ask.gate.place(ask.scope, code).code == code


@pytest.mark.parametrize("place", PLACES)
def test_every_panel_is_drawn_whatever_the_place(ask_for: AskFor, place: str) -> None:
    for page in PAGES.values():
        ask = ask_for(page.key, f"?place={place}&lang=en")
        for held in page.panels:
            if not held.stands_on(ask.view.place.level):
                continue
            drawing = draw(held, ask)
            assert drawing.title.strip()
            assert drawing.finding.strip()
            assert (drawing.block is not None) == (held.kind in BLOCKS)
            text = json.dumps([drawing.figure, drawing.block], allow_nan=False)
            assert "<NA>" not in text
            twin = table(drawing, ask)
            assert all(len(row) == len(twin.head) for row in twin.rows), (page.key, held.id)
            for said in (drawing.title, drawing.subtitle, drawing.note, *(cell for row in twin.rows for cell in row)):
                told = said if isinstance(said, str) else said["t"]
                assert said == "" or not ILL_SAID.search(told), (page.key, held.id, told)


def test_the_parts_of_a_change_of_the_gap_are_those_of_its_sides(ask_for: AskFor) -> None:
    """Rural schools that improve narrow the gap: their part stands below zero and is not called their change."""
    drawing = drawn(ask_for, "divide", "levels", "?place=000000&lang=en")
    (years,) = drawing.results
    rural = [float(r["value"]) for r in records(years.frame) if r["setting"] == "rural" and r["state"] == VALUE]
    assert drawing.figure is not None and drawing.table is not None
    part = next(t for t in drawing.figure["data"] if t["name"] == "Rural schools' part")
    assert part["y"] == pytest.approx([before - after for before, after in itertools.pairwise(rural)])
    assert list(drawing.table.head[1:3]) == ["Rural schools' part", "Urban schools' part"]


def test_areas_say_what_they_are_compared_in_and_why_one_has_no_mark(ask_for: AskFor) -> None:
    level, progress = (drawn(ask_for, "pilots", name, f"?place=000000{YEAR}") for name in ("areas", "progress"))
    assert level.title != progress.title and "improved" in progress.title
    assert "Dashed" in level.note and "Dashed" not in progress.note
    assert progress.figure is not None
    heads = [a["text"] for a in progress.figure["layout"]["annotations"] if a["text"].startswith("<b>")]
    assert [head.split("</b>")[0] for head in heads] == ["<b>R03", "<b>T04", "<b>R02"]
    missing = sum(row["state"] != VALUE for result in progress.results for row in result.rows)
    assert len(progress.figure["layout"]["annotations"]) == len(heads) + missing


def test_the_ends_of_a_gap_have_room_for_their_intervals(ask_for: AskFor) -> None:
    figure = drawn(ask_for, "divide", "between", "?place=000000&lang=en").figure
    assert figure is not None
    low, high = figure["layout"]["xaxis"]["range"]
    for trace in figure["data"][1:]:
        bars = trace["error_x"]
        assert all(low < x - end for x, end in zip(trace["x"], bars["arrayminus"], strict=True))
        assert all(x + end < high for x, end in zip(trace["x"], bars["array"], strict=True))


def test_a_matrix_of_a_dozen_columns_carries_its_numbers(ask_for: AskFor) -> None:
    ask = ask_for("sharing", "?place=000000")
    few, many = ({str(i): "浙江" for i in range(n)} for n in (12, 14))
    held = {("a", str(i)): 1000.0 + i for i in range(14)}
    small, large = (matrix.figure(held, {"a": "A"}, columns, ("", ""), ask) for columns in (few, many))
    assert [a["text"] for a in small["layout"]["annotations"]] == [f"{1000 + i:,}" for i in range(12)]
    assert large["layout"]["annotations"] == []
    assert small["layout"]["xaxis"]["tickangle"] == 0 > large["layout"]["xaxis"]["tickangle"]


def test_every_kind_is_on_a_page(pages: None) -> None:
    assert {held.kind for page in PAGES.values() for held in page.panels} == set(KINDS)


def test_a_long_name_stands_in_two_lines(ask_for: AskFor) -> None:
    assert in_two("Teacher digital literacy training") == "Teacher digital<br>literacy training"
    assert in_two("Professional development") == "Professional development"
    assert (
        in_two("国家智慧教育公共服务平台国家智慧教育公共服务平台国家")
        == "国家智慧教育公共服务平台国家智慧教育公共服务平台国家"
    )
    drawing = draw(panel("platforms", "use"), ask_for("platforms", "?place=000000&lang=en"))
    assert drawing.figure is not None
    assert "National Smart<br>Education Platform" in drawing.figure["data"][0]["y"]


def test_places_that_are_all_alike_have_no_highest(ask_for: AskFor) -> None:
    drawing = draw(panel("platforms", "children"), ask_for("platforms", "?place=000000&indicator=P05&lang=en"))
    assert set(drawing.results[0].frame["value"].dropna()) == {100.0}
    assert "ighest" not in drawing.subtitle
