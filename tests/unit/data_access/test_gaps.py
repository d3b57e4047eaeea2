"""A gap is the urban value less the rural one, and only where both are there."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from data_access.indicators import DERIVED, REGISTRY
from data_access.query import BadQuery, Result
from tests.fixtures import by_hand
from tests.fixtures.answers import records, value_of
from tests.fixtures.country import CITY, NATION, PREFECTURE, PROVINCE

Ask = Callable[..., Result]

BASES = [
    code
    for code, i in REGISTRY.items()
    if code not in DERIVED and i.denominator is not None and (i.of_schools or "setting" in i.segments)
]


def side(code: str, place: str, setting: str, by: tuple[str, ...] = (), key: tuple[str, ...] = ()) -> float | None:
    sums = by_hand.found(code, place, None, by, (("setting", setting),)).get((*(key or (place,)),), (None, None, 0))
    return value_of(code, *sums[:2])[0]


@pytest.mark.parametrize("code", BASES)
def test_urban_less_rural(ask: Ask, code: str) -> None:
    for place in (NATION, PROVINCE, CITY, PREFECTURE, "THREE", "OVER"):
        row = ask(f"G10:{code}", place).row
        urban, rural = side(code, place, "urban"), side(code, place, "rural")
        if urban is None or rural is None:
            assert row["state"] != "value"
        else:
            assert (row["value"], row["state"]) == (pytest.approx(urban - rural), "value")


@pytest.mark.parametrize("code", ["R02", "G08"])
def test_of_every_child(ask: Ask, code: str) -> None:
    rows = {row["place_code"]: row for row in records(ask(f"G10:{code}", NATION, by="child"))}
    assert set(rows) >= {CITY, PROVINCE, "710000"}
    for child, row in rows.items():
        urban, rural = (side(code, NATION, s, ("child",), (child,)) for s in ("urban", "rural"))
        expected = None if urban is None or rural is None else pytest.approx(urban - rural)
        assert row["value"] == expected


@pytest.mark.parametrize("grain", ["term", "school_year"])
def test_over_time(ask: Ask, grain: str) -> None:
    rows = records(ask("G10:T04", NATION, by=grain))
    told = [row for row in rows if row["state"] == "value"]
    assert len(told) > 1
    for row in told:
        urban, rural = (side("T04", NATION, s, (grain,), (NATION, row["period"])) for s in ("urban", "rural"))
        assert row["value"] == pytest.approx(urban - rural)


def test_of_every_segment(ask: Ask) -> None:
    rows = records(ask("G10:T04", NATION, by="cohort"))
    assert {row["cohort"] for row in rows} == {"serving", "new", "principal", "unassigned"}
    for row in rows:
        urban, rural = (side("T04", NATION, s, ("cohort",), (NATION, row["cohort"])) for s in ("urban", "rural"))
        assert row["value"] == pytest.approx(urban - rural)


def test_of_every_stage(ask: Ask) -> None:
    rows = {row["stage"]: row for row in records(ask("G10:R02", NATION, by="stage"))}
    urban, rural = (side("R02", NATION, s, ("stage",), (NATION, "primary")) for s in ("urban", "rural"))
    assert rows["primary"]["value"] == pytest.approx(urban - rural)


def test_in_points_where_the_rate_is_in_percent(ask: Ask) -> None:
    assert ask("G10:R02", NATION).indicator.unit == "points"
    assert ask("G10:G01", NATION).indicator.unit == "ratio"


def test_counts_the_schools_of_both_sides(ask: Ask) -> None:
    row = ask("G10:R02", PROVINCE).row
    assert row["n_reported"] == sum(ask("R02", PROVINCE, setting=s).row["n_reported"] for s in ("urban", "rural"))


def test_is_no_question_for_one_school(ask: Ask) -> None:
    result = ask("G10:R02", "S02")
    assert (result.reason, result.row["state"]) == ("place", "not_applicable")


def test_cannot_be_cut_by_setting(ask: Ask) -> None:
    result = ask("G10:R02", NATION, setting="urban")
    assert (result.reason, result.row["state"]) == ("setting", "not_applicable")


@pytest.mark.parametrize("code", ["G10", "G10:", "G10:R01", "G10:G10", "G10:P01", "G10:X99", "R02:R03", "X99"])
def test_what_cannot_be_taken_is_refused_in_a_sentence(ask: Ask, code: str) -> None:
    with pytest.raises(BadQuery, match=r"\.$"):
        ask(code, NATION)
