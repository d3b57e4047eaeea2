"""Registers tell what the indicators sum up: the same numbers, cut to the same scope."""

from __future__ import annotations

import pytest

from data_access.gate import Gate
from data_access.period import Period
from data_access.places import Place
from data_access.query import Query
from data_access.scope import NATION, NOTHING, Scope

YEAR = Period.parse("2025-2026")


def place(gate: Gate, code: str) -> Place:
    """A place by its code."""
    return gate.place(NATION, code)


def test_every_platform_stands_at_its_gates(gate: Gate) -> None:
    nation = place(gate, "000000")
    frame = gate.register(NATION, "gates", nation, None)
    assert frame["platform_code"].nunique() == 32, "31 provinces and XPCC"
    assert frame["region_code"].isna().sum() == 4, "XPCC is no region"
    joined = frame.groupby("platform_code")["gate"].nunique() == 4
    row = gate.fetch(NATION, Query("P05", "000000")).row
    assert (joined.sum(), len(joined)) == (row["numerator"], row["denominator"])
    assert set(gate.register(NATION, "gates", place(gate, "440000"), None)["region_code"]) == {"440000"}


@pytest.mark.parametrize("code", ["000000", "440000", "area:xiongan"])
def test_systems_are_those_of_the_indicator(gate: Gate, code: str) -> None:
    frame = gate.register(NATION, "systems", place(gate, code), YEAR)
    row = gate.fetch(NATION, Query("P08", code, YEAR)).row
    assert frame["compliant"].sum() == row["numerator"]
    assert frame["systems_with_student_data"].sum() == row["denominator"]
    assert frame["child"].is_unique


@pytest.mark.parametrize("code", ["000000", "640000", "442000"])
@pytest.mark.parametrize("filters", [(), (("setting", "rural"),)])
def test_routes_and_channels_are_the_same_class_hours(
    gate: Gate, code: str, filters: tuple[tuple[str, str], ...]
) -> None:
    routes = gate.register(NATION, "routes", place(gate, code), YEAR, filters)
    channels = gate.register(NATION, "channels", place(gate, code), YEAR, filters)
    flows = gate.flows(NATION, Query("G09", code, YEAR, filters=filters)).flows
    assert routes["class_hours"].sum() == channels["class_hours"].sum() == sum(f.class_hours or 0 for f in flows)
    assert not routes.duplicated(["origin", "child"]).any()
    provinces = {p.code for p in gate.snapshot().places.children(gate.snapshot().places.root)}
    assert set(routes["origin"]) <= {*provinces, "unassigned"}


def test_a_filter_that_does_not_apply_leaves_nothing(gate: Gate) -> None:
    assert gate.register(NATION, "gates", place(gate, "000000"), None, (("setting", "rural"),)).empty


@pytest.mark.parametrize("name", ["gates", "systems", "routes", "channels"])
def test_a_register_is_cut_to_the_scope(gate: Gate, name: str) -> None:
    nation = place(gate, "000000")
    assert gate.register(NOTHING, name, nation, None).empty
    everything = gate.register(NATION, name, nation, None)
    own = gate.register(Scope(places=frozenset({"640000"})), name, nation, None)
    inside = gate.register(NATION, name, place(gate, "640000"), None)
    amount = {"gates": "passed_on", "systems": "compliant"}.get(name, "class_hours")
    held = [frame[amount].count() if name == "gates" else frame[amount].sum() for frame in (own, inside)]
    assert held[0] == held[1] > 0
    assert len(own) <= len(everything)
