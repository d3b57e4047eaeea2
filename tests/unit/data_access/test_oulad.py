"""Real data through the whole road: the figures of issue 2 (check 2), asked at the gate."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from data_access.indicators import DERIVED, REGISTRY
from data_access.query import Result, records
from data_access.scope import Scope

Ask = Callable[..., Result]


def test_pass_rate_of_all_in_scope(real: Ask) -> None:
    row = real("T04").row
    assert (row["numerator"], row["denominator"], round(row["value"], 2)) == (15_385, 32_593, 47.20)


@pytest.mark.parametrize(
    ("place", "value"), [("UK-scotland", 48.96), ("UK-north-western", 40.19), ("UK-ireland", 54.90)]
)
def test_pass_rate_of_a_region(real: Ask, place: str, value: float) -> None:
    assert round(real("T04", place).row["value"], 2) == value
    children = {row["place_code"]: row["value"] for row in records(real("T04", by="child").frame)}
    assert round(children[place], 2) == value


def test_pass_rate_of_the_assessed(real: Ask) -> None:
    assert round(real("T03").row["value"], 2) == 68.57


def test_views(real: Ask) -> None:
    row = real("R01").row
    assert (row["numerator"], row["value"]) == (39_605_099, 39_605_099)


def test_pass_rate_by_deprivation(real: Ask) -> None:
    bands = {row["cohort"]: round(row["value"], 2) for row in records(real("T04", by="cohort").frame)}
    known = {band: value for band, value in bands.items() if band != "unassigned"}
    assert (min(known.values()), max(known.values())) == (35.16, 57.53)
    assert (bands["0-10%"], bands["90-100%"]) == (35.16, 57.53)
    assert round(real("T04", cohort="90-100%").row["value"], 2) == 57.53


@pytest.mark.parametrize("code", [code for code in REGISTRY if code not in DERIVED])
def test_children_sum_to_their_parent_at_every_level(real: Ask, code: str) -> None:
    nation = real(code)
    provinces = real(code, by="child").frame
    for column in ("numerator", "denominator"):
        assert provinces[column].sum() == nation.frame[column].sum()
    for place in ("UK-scotland", "UK-ireland"):
        parent, schools = real(code, place).frame, real(code, place, by="child").frame
        for column in ("numerator", "denominator"):
            assert schools[column].sum() == parent[column].sum()


def test_what_the_files_do_not_hold_is_not_reported(real: Ask) -> None:
    assert {real(code).row["state"] for code in ("R05", "G01", "G06", "G08", "P01")} == {"not_reported"}


def test_a_region_answers_its_director_as_it_answers_the_nation(real: Ask) -> None:
    director = Scope(places=frozenset({"UK-scotland"}))
    mine, theirs = real("T04", "UK-scotland", "child", director), real("T04", "UK-scotland", "child")
    assert mine.frame.equals(theirs.frame)
