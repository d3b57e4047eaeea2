"""Parity, inequality and variation: every index over every rate equals what its definition gives, school by school."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from data_access.disclosure import OPEN
from data_access.gate import Gate
from data_access.indicators import DERIVED, REGISTRY
from data_access.query import BadQuery, Query, Result
from data_access.scope import NATION as EVERYTHING
from tests.fixtures import over_by_hand, spans
from tests.fixtures.answers import records
from tests.fixtures.country import NATION, PREFECTURE, PROVINCE
from tests.fixtures.warehouse import write

Ask = Callable[..., Result]

RATES = [c for c, i in REGISTRY.items() if c not in DERIVED and i.denominator is not None and i.of_schools]
BY_HAND = {"G12": over_by_hand.theil, "G13": over_by_hand.variation}


def shown(value: float | None) -> object:
    return None if value is None else pytest.approx(value, abs=1e-6)


@pytest.mark.parametrize("index", BY_HAND)
@pytest.mark.parametrize("code", RATES)
def test_an_index_is_that_of_the_totals_by_school(ask: Ask, index: str, code: str) -> None:
    for place in (NATION, PROVINCE, PREFECTURE, "OVER", "SCHOOLS"):
        for span in (None, ((2024, 9), (2025, 8))):
            row = records(ask(f"{index}:{code}", place, spans.text(span)))[0]
            schools = over_by_hand.totals(code, place, span)
            assert row["value"] == shown(BY_HAND[index](schools)), (place, span)
            assert row["state"] in (("value",) if row["value"] is not None else ("not_applicable", "not_reported"))
            assert (row["numerator"], row["denominator"]) == (None, None)


@pytest.mark.parametrize("index", BY_HAND)
@pytest.mark.parametrize("code", ["R02", "R07", "G01", "T08", "G09", "T09"])
def test_of_every_child_and_segment(ask: Ask, index: str, code: str) -> None:
    for row in records(ask(f"{index}:{code}", PROVINCE, by="child setting")):
        own = over_by_hand.of_child(PROVINCE, row["place_code"])
        filters = (("setting", row["setting"]),) if row["setting"] else ()
        schools = {s: t for s, t in over_by_hand.totals(code, PROVINCE, None, filters).items() if s in own}
        assert row["value"] == shown(BY_HAND[index](schools)), row["place_code"]


@pytest.mark.parametrize("index", BY_HAND)
def test_over_time_and_by_stage(ask: Ask, index: str) -> None:
    told = [r for r in records(ask(f"{index}:T04", NATION, by="term")) if r["state"] == "value"]
    assert len(told) == 3
    for row in told:
        months = {"1": ((9, 0), (1, 1)), "2": ((2, 1), (8, 1))}[row["period"][5]]
        first, last = ((int(row["period"][:4]) + later, month) for month, later in months)
        assert row["value"] == shown(BY_HAND[index](over_by_hand.totals("T04", NATION, (first, last))))
    junior = ask(f"{index}:R02", NATION, stage="junior").row
    assert junior["value"] == shown(BY_HAND[index](over_by_hand.totals("R02", NATION, None, (("stage", "junior"),))))


def test_parity_is_rural_over_urban_and_folded_above_one(ask: Ask) -> None:
    folded = 0
    for code in RATES:
        sides = {r["setting"]: r["value"] for r in records(ask(code, NATION, by="setting", expect=False))}
        rural, urban = sides.get("rural"), sides.get("urban")
        row = records(ask(f"G11:{code}", NATION))[0]
        if rural is None or urban is None or min(rural, urban) < 0 or not (rural or urban):
            assert row["state"] != "value"
            continue
        folded += rural > urban
        expected = rural / urban if rural <= urban else 2 - urban / rural
        assert row["value"] == pytest.approx(expected) and 0 <= row["value"] <= 2
    assert 0 < folded < len(RATES)


def test_a_sum_of_monthly_terms_is_another_number(tmp_path: Path) -> None:
    """Issue 3, check 1: two schools that take turns are alike over the year and unlike in every month."""
    months = [date(2024, month, 1) for month in (9, 10, 11, 12)]
    rows = {
        "region": [{"region_code": "N", "level": "nation"}],
        "school": [{"school_id": name, "region_code": "N"} for name in ("A", "B")],
        "fact_activity": [
            {"school_id": name, "month": month, "user_role": "student", "eligible_users": 100, "active_users": active}
            for m, month in enumerate(months)
            for name, active in (("A", 80 if m % 2 else 20), ("B", 20 if m % 2 else 80))
        ],
        "fact_textbook": [
            {"school_id": "A", "week": day, "eligible": 10, "users": users}
            for day, users in ((date(2024, 9, 2), 10), (date(2024, 9, 9), 8), (date(2024, 9, 16), 8))
        ],
    }
    gate = Gate(f"duckdb:///{write(tmp_path / 'w.duckdb', rows, date(2025, 6, 30))}", rules=OPEN)
    for index in BY_HAND:
        whole = gate.fetch(EVERYTHING, Query(f"{index}:R02", "N")).row["value"]
        monthly = gate.fetch(EVERYTHING, Query(f"{index}:R02", "N", by=("month",))).frame["value"].dropna()
        assert whole == pytest.approx(0, abs=1e-7)
        assert len(monthly) == 4 and monthly.min() > 0.1  # neither their sum nor their mean is the index of the year
    # Weeks above the line: of three weeks one, though the rate of all weeks together is above it.
    assert gate.fetch(EVERYTHING, Query("R06", "N")).row["value"] == pytest.approx(100 / 3)
    assert gate.fetch(EVERYTHING, Query("R05", "N")).row["value"] == pytest.approx(260 / 3)


def test_one_school_has_nothing_to_be_compared_with(ask: Ask) -> None:
    for code in ("G11:R02", "G12:R02", "G13:R02"):
        result = ask(code, "S02")
        assert (result.reason, result.row["state"]) == ("place", "not_applicable")
    assert {r["state"] for r in records(ask("G12:R02", "440303", by="school"))} == {"not_applicable"}


def test_units_and_lines(ask: Ask) -> None:
    assert {ask(f"{code}:R02", NATION).indicator.unit for code in ("G11", "G12", "G13")} == {"index"}
    assert [ask("G13:G03", NATION, stage=s).indicator.line for s in ("primary", "senior")][1] is None
    line = ask("G13:G03", NATION, stage="junior").indicator.line
    assert line is not None and (line.value, line.basis) == (0.45, "policy")
    line = ask("G03", NATION, stage="primary").indicator.line
    assert line is not None and (line.value, line.basis) == (2.3, "policy")
    assert ask("G03", NATION).indicator.line is None


@pytest.mark.parametrize("code", ["G11:P01", "G12:G08", "G13:R08", "G12:G13", "G12", "G13:R01", "G11:P02", "P02:R02"])
def test_what_cannot_be_taken_is_refused_in_a_sentence(ask: Ask, code: str) -> None:
    with pytest.raises(BadQuery, match=r"\.$"):
        ask(code, NATION)
