"""The panels of the Pilot comparison page say what was estimated, how firmly, and no more."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from dashboard.page import PAGES, Panel
from dashboard.panels import draw
from dashboard.panels.drawing import Drawing
from data_access.effects.model import Question
from data_access.scope import Scope
from tests.unit.dashboard.conftest import AskFor

VIEW = "?place={place}&period=2025-09..2026-08&lang={lang}"
NAMES = ("effects", "events", "firmness", "neighbours", "balance")


def panel(name: str) -> Panel:
    found = PAGES["pilots"].panel(name)
    assert found is not None
    return found


def drawn(ask_for: AskFor, name: str, place: str = "000000", lang: str = "en") -> Drawing:
    return draw(panel(name), ask_for("pilots", VIEW.format(place=place, lang=lang)))


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("place", ["000000", "440000", "area:xiongan", "area:haidian", "810000"])
@pytest.mark.parametrize("name", NAMES)
def test_no_panel_speaks_of_causes(ask_for: AskFor, name: str, place: str, lang: str) -> None:
    drawing = drawn(ask_for, name, place, lang)
    said = json.dumps([drawing.figure, drawing.block, drawing.note, drawing.subtitle, drawing.finding], default=str)
    assert drawing.title and drawing.finding
    assert not re.search(r"caus|effect of|导致|造成|因果|使得", said)


def test_only_what_is_beyond_chance_is_filled_and_bold(ask_for: AskFor) -> None:
    ask = ask_for("pilots", VIEW.format(place="000000", lang="en"))
    drawing = drawn(ask_for, "effects")
    assert drawing.figure is not None
    seen = set()
    for trace, code in zip(drawing.figure["data"], panel("effects").indicators, strict=True):
        for area, value, fill in zip(trace["customdata"], trace["x"], trace["marker"]["color"], strict=True):
            effect = ask.gate.effect(ask.scope, Question(code, area, period=ask.view.period))
            assert value == effect.value
            assert (fill == ask.theme.chart[0]) == (effect.beyond == 2)
            seen.add(effect.beyond == 2)
    bold = [note["text"] for note in drawing.figure["layout"]["annotations"] if re.match(r"<b>[+−±]", note["text"])]
    filled = [c for trace in drawing.figure["data"] for c in trace["marker"]["color"] if c == ask.theme.chart[0]]
    assert len(bold) == len(filled)
    assert False in seen, "a cell that chance may have made"


def test_the_order_is_that_of_the_first_indicator_and_no_rank_is_without_its_range(ask_for: AskFor) -> None:
    drawing = drawn(ask_for, "effects")
    assert drawing.figure is not None and drawing.table is not None
    first = drawing.figure["data"][0]["x"]
    assert first == sorted(first, reverse=True)
    assert "beyond chance" in drawing.subtitle and "not a ranking" in drawing.note
    known = [row for row in drawing.table.rows if row[2] != "–"]
    assert known and all(re.fullmatch(r"\d+(–\d+)?", str(row[4])) for row in known)
    assert len(drawing.table.rows) == 3 * 17, "areas without an estimate stand in the table too"


def test_the_time_before_the_start_is_shaded_and_tested(ask_for: AskFor) -> None:
    drawing = drawn(ask_for, "events")
    assert drawing.figure is not None
    shades = [shape for shape in drawing.figure["layout"]["shapes"] if shape["type"] == "rect"]
    assert len(shades) == len(drawing.figure["data"]) // 2
    assert all(shape["x1"] == -0.5 for shape in shades)
    texts = [note["text"] for note in drawing.figure["layout"]["annotations"]]
    assert sum("p " in text for text in texts) == len(shades)
    for before in drawing.figure["data"][::2]:
        assert max(before["x"]) == -1
        assert before["y"][-1] == 0.0 and before["error_y"]["array"][-1] == 0.0, "the base"


def test_the_firmness_is_told_for_an_area_and_a_batch(ask_for: AskFor) -> None:
    whole, own = drawn(ask_for, "firmness"), drawn(ask_for, "firmness", "area:xiongan")
    assert whole.block is not None and own.block is not None
    assert len(whole.block["head"]) > len(own.block["head"]) == 2
    told = {str(row[0]): row[1] for row in own.block["rows"]}
    assert {"Difference", "95 % interval", "Before the start, joint test", "Missing reports"} <= set(told)
    undated = drawn(ask_for, "firmness", "area:haidian")
    assert undated.block is not None and undated.block["rows"] == []


def test_a_director_sees_no_name_of_a_foreign_county(ask_for: AskFor) -> None:
    ask = ask_for("pilots", VIEW.format(place="area:xiongan", lang="en"))
    director = replace(ask, scope=Scope(frozenset({"area:xiongan"})))
    ministry, own = draw(panel("neighbours"), ask), draw(panel("neighbours"), director)
    assert ministry.block is not None and own.block is not None
    assert ministry.block["rows"] and own.block["rows"] == []
    assert ministry.subtitle == own.subtitle, "the number of neighbours is no secret"


@pytest.mark.parametrize("name", ["events", "firmness", "neighbours", "balance"])
def test_what_is_no_rate_of_schools_gives_way_to_the_first_that_is(ask_for: AskFor, name: str) -> None:
    chosen = draw(panel(name), ask_for("pilots", VIEW.format(place="000000", lang="en") + "&indicator=P01"))
    usual = draw(panel(name), ask_for("pilots", VIEW.format(place="000000", lang="en")))
    assert chosen.title == usual.title
