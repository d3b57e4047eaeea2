"""An area profile tells what the warehouse holds of an area, beside neighbours, and nothing beyond the scope."""

from __future__ import annotations

import pytest

from dashboard.page import PAGES
from dashboard.panels import draw
from dashboard.panels.drawing import Cell, Drawing
from dashboard.panels.effect_words import of_area
from dashboard.panels.strand import word
from dashboard.programmes import entries
from data_access.effects.ask import fits
from data_access.effects.model import Effect, Interval, Question
from data_access.indicators import get
from data_access.query import records
from data_access.scope import NATION, Scope
from data_access.verdicts import Verdict
from tests.unit.dashboard.conftest import AskFor

YEAR = "&period=2025-09..2026-08&lang=en"
STRANDS = ("evaluation", "teaching", "literacy", "sharing")


def drawn(ask_for: AskFor, panel: str, place: str, scope: Scope = NATION) -> Drawing:
    """A panel of the page, drawn for a reader."""
    held = PAGES["area"].panel(panel)
    assert held is not None
    return draw(held, ask_for("area", f"?place={place}{YEAR}", scope))


def cells(drawing: Drawing) -> list[Cell]:
    """All that a register of entries tells."""
    assert drawing.block is not None
    return [cell for item in drawing.block["items"] for fact in item["facts"] for cell in fact["c"]]


def test_every_area_has_a_programme_with_members(ask_for: AskFor) -> None:
    places = ask_for("area").gate.snapshot().places
    assert len(places.areas()) >= 17
    for area in places.areas():
        drawing = drawn(ask_for, "about", area.code)
        assert drawing.block is not None and drawing.block["items"], area.code
        linked = {cell["h"] for cell in cells(drawing) if isinstance(cell, dict) and "h" in cell}
        assert places.members[area.code] <= linked, area.code


def test_programmes_are_told_where_they_are_run(ask_for: AskFor) -> None:
    def named(place: str) -> set[str]:
        block = drawn(ask_for, "about", place).block
        assert block is not None
        return {item["id"].removeprefix("area-") for item in block["items"]}

    assert named("area:wuhan") == {"demonstration_areas", "wuhan_cloud"}
    assert named("area:xiongan") == {"demonstration_areas", "xiongan_training"}
    assert named("area:pilot-guangdong") == {"platform_pilots", "zhongshan"}
    assert {"demonstration_areas", "platform_pilots", "zhongshan"} <= {entry.code for entry in entries()}


def test_the_list_leads_to_the_areas_of_the_place_and_around_it(ask_for: AskFor) -> None:
    def listed(place: str, scope: Scope = NATION) -> set[str]:
        table = drawn(ask_for, "list", place, scope).table
        assert table is not None
        return {row[0]["h"] for row in table.rows if isinstance(row[0], dict)}

    assert len(listed("000000")) == len(ask_for("area").gate.snapshot().places.areas())
    assert listed("440000") == {"area:guangzhou", "area:shenzhen", "area:zhongshan", "area:pilot-guangdong"}
    assert listed("130629") == {"area:xiongan"}, "a county that is part of an area"
    assert listed("442000", Scope(places=frozenset({"442000"}))) == {"area:zhongshan"}, "not the pilot around it"


@pytest.mark.parametrize("strand", STRANDS)
def test_a_strand_tells_values_and_differences(ask_for: AskFor, strand: str) -> None:
    panel = PAGES["area"].panel(strand)
    assert panel is not None
    ask = ask_for("area", f"?place=area:pilot-guangdong{YEAR}")
    drawing = draw(panel, ask)
    assert [result.indicator.code for result in drawing.results] == list(panel.indicators)
    assert drawing.table is not None
    for row, code in zip(drawing.table.rows, panel.indicators, strict=True):
        beside = row[3] if isinstance(row[3], str) else row[3]["t"]
        if not fits(get(code)):
            assert beside == "not applicable", "no schools' rate, no neighbours"
            continue
        effect = of_area(code, "area:pilot-guangdong", ask)
        assert effect.known == ("to" in beside and "(" in beside), code


@pytest.mark.parametrize(
    ("value", "half", "wide", "expected"),
    [
        (4.0, 1.0, 2.0, Verdict.BETTER),
        (-4.0, 1.0, 2.0, Verdict.WORSE),
        (4.0, 3.0, 5.0, Verdict.LOOK_BETTER),
        (-4.0, 3.0, 5.0, Verdict.LOOK_WORSE),
        (4.0, 5.0, 9.0, Verdict.LIKE),
    ],
)
def test_a_difference_earns_its_word_by_its_intervals(
    value: float, half: float, wide: float, expected: Verdict
) -> None:
    ends = (Interval(value - half, value + half), Interval(value - wide, value + wide))
    effect = Effect(Question("R02", "area:x"), ("area:x",), "descriptive_above", None, value, 1.0, 9, *ends)
    assert word(effect, get("R02")) is expected
    turned = {Verdict.BETTER: Verdict.WORSE, Verdict.WORSE: Verdict.BETTER, Verdict.LIKE: Verdict.LIKE}
    if expected in turned:
        assert word(effect, get("G01")) is turned[expected], "fewer students a device are better"


def test_what_is_reached_lies_outside_and_in_scope(ask_for: AskFor) -> None:
    ask = ask_for("area", f"?place=area:wuhan{YEAR}")
    gate, place = ask.gate, ask.view.place
    rows = records(gate.register(NATION, "reach", place, None))
    assert sum(r["schools"] for r in rows) > 0
    given = gate.register(NATION, "routes", gate.snapshot().places.root, None)
    assert sum(r["class_hours"] for r in rows) <= given[given["origin"] == "420000"]["class_hours"].sum()
    assert gate.register(Scope(places=frozenset({"area:wuhan"})), "reach", place, None).empty, "schools elsewhere"
    hubei = gate.register(Scope(places=frozenset({"420000"})), "reach", place, None)
    assert set(hubei["province"]) <= {"420000"}


def test_links_to_areas_lead_to_their_profiles(ask_for: AskFor) -> None:
    register = PAGES["programmes"].panel("register")
    effects = PAGES["pilots"].panel("effects")
    assert register is not None and effects is not None
    told = cells(draw(register, ask_for("programmes", f"?place=000000{YEAR}")))
    table = draw(effects, ask_for("pilots", f"?place=440000{YEAR}")).table
    assert table is not None
    held = [cell for cell in (*told, *(row[0] for row in table.rows)) if isinstance(cell, dict)]
    areas = [cell for cell in held if str(cell.get("h", "")).startswith("area:")]
    assert areas and {cell["p"] for cell in areas} == {"/area"}
