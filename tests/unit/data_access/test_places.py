"""The tree of places as the gate holds it: ragged, with areas beside it."""

from __future__ import annotations

import pytest

from data_access.gate import Gate
from data_access.places import Place, Places
from data_access.scope import NATION, Scope
from tests.fixtures import whereabouts
from tests.fixtures.country import CITY, NO_COUNTIES, PREFECTURE, PROVINCE
from tests.fixtures.whereabouts import LEVEL, PLACES


@pytest.mark.parametrize("code", PLACES)
def test_children_are_those_found_by_hand(gate: Gate, code: str) -> None:
    children = {p.code for p in gate.children(NATION, gate.place(NATION, code))}
    assert children == set(whereabouts.children(code))


@pytest.mark.parametrize("code", [code for code in PLACES if LEVEL[code] != "area"])
def test_the_path_is_the_chain_above_the_highest_first(gate: Gate, code: str) -> None:
    above = [p.code for p in gate.path(NATION, gate.place(NATION, code))]
    assert above == list(whereabouts.chain(code))[:0:-1]


def test_no_empty_level_is_invented(gate: Gate) -> None:
    levels = {code: [p.level for p in gate.path(NATION, gate.place(NATION, code))] for code in ("B01", "Z01", "D01")}
    assert levels == {
        "B01": ["nation", "province", "county"],  # a municipality
        "Z01": ["nation", "province", "prefecture"],  # a prefecture without counties
        "D01": ["nation", "province"],
    }


def test_regions_come_before_the_schools_that_hang_on_the_place_itself(gate: Gate) -> None:
    children = [p.code for p in gate.children(NATION, gate.place(NATION, PROVINCE))]
    assert children == ["440000-unassigned", PREFECTURE, "440990", NO_COUNTIES, "D01"]


@pytest.mark.parametrize("code", PLACES)
def test_areas_in_a_place_are_those_found_by_hand(gate: Gate, code: str) -> None:
    found = {a.code for a in gate.areas(NATION, gate.place(NATION, code))}
    assert found == {area for area in whereabouts.AREAS if whereabouts.inside(area, code)}


def test_a_school_that_was_a_member_is_none(gate: Gate) -> None:
    assert gate.snapshot().places.member_schools["SCHOOLS"] == {"S01", "Z01", "B01"}


def test_an_area_of_schools_lies_in_the_region_that_holds_them_all() -> None:
    nation = Place("N", "nation", None, "国", "N")
    region, area = Place("A", "province", "N", "甲", "A"), Place("club", "area", None, "团", "Club")
    places = Places.build(
        [nation, region],
        [area],
        members={},
        below={"N": frozenset({"N", "A"}), "A": frozenset({"A"})},
        member_schools={"club": frozenset({"s1"})},
    )
    assert not places.visible(area, Scope(places=frozenset({"nowhere"})))
    assert not places.visible(area, Scope(schools=frozenset({"s1"})))
    assert places.visible(area, Scope(places=frozenset({"club"})))


def test_a_name_falls_back_to_the_other_language() -> None:
    assert Place("1", "county", None, "东城", "").name("en") == "东城"
    assert Place("1", "county", None, "", "East").name("zh") == "East"
    assert Place("1", "county", None, "", "").name("zh") == "1"


def test_a_warehouse_without_regions_has_an_empty_nation() -> None:
    places = Places.build([], [], {}, {}, {})
    assert (places.root.code, places.children(places.root), places.areas()) == ("000000", [], [])


def test_the_municipality_has_counties_and_no_prefecture(gate: Gate) -> None:
    assert {p.level for p in gate.children(NATION, gate.place(NATION, CITY))} == {"county"}
