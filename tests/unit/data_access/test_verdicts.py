"""Every value says how sure it is, and the verdict on it is worked out once, by the rules of trust.md 6.2 (a)."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_access.cells import JUDGED
from data_access.certainty import estimate, varies
from data_access.estimate import Estimate
from data_access.gate import Gate
from data_access.indicators import DERIVED, REGISTRY
from data_access.period import Period
from data_access.query import Query
from data_access.scope import NATION as EVERYTHING
from data_access.statistics.intervals import Z95, Interval, Spread, t_quantile, wilson
from data_access.verdicts import Verdict, against_fixed, against_other, judge
from tests.fixtures import by_hand
from tests.fixtures.answers import records
from tests.fixtures.country import NATION, PREFECTURE

R02 = REGISTRY["R02"]
RATES = [code for code, i in REGISTRY.items() if code not in DERIVED and varies(i)]
SIDES = st.floats(-40, 40)


def asked(gate: Gate, code: str, place: str, **parts: Any) -> list[dict[str, Any]]:
    return records(gate.fetch(EVERYTHING, Query(code, place, **({"interval": True} | parts))))


@pytest.mark.parametrize("code", [c for c in RATES if REGISTRY[c].of_schools])
@pytest.mark.parametrize("place", [NATION, PREFECTURE, "THREE"])
def test_the_error_is_clustered_by_school(gate: Gate, code: str, place: str) -> None:
    (row,) = asked(gate, code, place)
    schools = by_hand.found(code, place, None, ("school",))
    totals = [(y, n) for y, n, _ in schools.values() if n or y]
    if row["state"] != "value" or len(totals) < 2:
        assert row["error"] is None
        return
    rate, k, whole = sum(y for y, _ in totals) / sum(n for _, n in totals), len(totals), sum(n for _, n in totals)
    residual = sum((y - rate * n) ** 2 for y, n in totals)
    scale = by_hand.PER.get(code, 100)
    error = scale * math.sqrt(k / (k - 1) * residual) / whole
    assert row["error"] == pytest.approx(error, abs=1e-6 * max(1.0, scale * rate))
    assert row["low_95"] - 1e-9 <= row["value"] <= row["high_95"] + 1e-9
    assert row["high_95"] - row["value"] >= t_quantile(k - 1, Z95) * error - 1e-6 or row["high_95"] == 100


def test_inside_a_school_it_is_wilson_over_its_people(gate: Gate) -> None:
    for row in asked(gate, "R02", PREFECTURE, by=("school",)):
        if row["state"] != "value":
            continue
        own = by_hand.found("R02", PREFECTURE, None, ("school", "month"))
        months = len({key[1] for key in own if key[0] == row["place_code"]})
        people = row["denominator"] / months
        expected = wilson(row["numerator"] / months, people)
        assert row["people"] == pytest.approx(people)
        assert (row["low_95"], row["high_95"]) == (
            pytest.approx(100 * expected.low),
            pytest.approx(100 * expected.high),
        )


def test_things_inside_a_school_are_a_full_count(gate: Gate) -> None:
    rows = [r for r in asked(gate, "G01", PREFECTURE, by=("school",), against="parent") if r["state"] == "value"]
    assert rows
    assert {(r["people"], r["low_95"], r["error"], r["verdict"]) for r in rows} == {(None, None, None, "")}


@pytest.mark.parametrize("code", ["R01", "P01", "P05", "G12:R02", "G13:R02"])
def test_what_does_not_vary_has_no_interval(gate: Gate, code: str) -> None:
    for row in asked(gate, code, NATION):
        assert not any(row[name] for name in JUDGED)


def test_what_does_not_apply_has_the_columns_too(gate: Gate) -> None:
    (row,) = asked(gate, "R08", "S01")
    assert row["state"] == "not_applicable"
    assert not any(row[name] for name in JUDGED)


def test_a_value_is_the_same_with_and_without_its_interval(gate: Gate) -> None:
    for code in RATES:
        bare = gate.fetch(EVERYTHING, Query(code, NATION, by=("child",))).frame
        held = gate.fetch(EVERYTHING, Query(code, NATION, by=("child",), against="parent")).frame
        assert bare.equals(held.drop(columns=list(JUDGED)))


def test_children_are_held_against_the_place_itself(gate: Gate) -> None:
    (whole,) = asked(gate, "T04", NATION)
    for row in asked(gate, "T04", NATION, by=("child",), against="parent"):
        if row["state"] == "value":
            assert row["benchmark"] == whole["value"]
            assert row["difference"] == pytest.approx(row["value"] - whole["value"])
            assert row["verdict"] in set(Verdict)


def test_each_bucket_of_time_is_held_against_its_own(gate: Gate) -> None:
    whole = {r["period"]: r["value"] for r in asked(gate, "T04", NATION, by=("term",)) if r["state"] == "value"}
    rows = [r for r in asked(gate, "T04", NATION, by=("child", "term"), against="parent") if r["state"] == "value"]
    assert rows
    assert all(row["benchmark"] == whole[row["period"]] for row in rows)


def test_the_past_is_the_same_months_a_year_before(gate: Gate) -> None:
    period = Period.parse("2024-1")
    (now,) = asked(gate, "T04", NATION, period=period, against="past")
    (then,) = asked(gate, "T04", NATION, period=period.year_before())
    assert now["benchmark"] == pytest.approx(then["value"])
    assert now["difference"] == pytest.approx(now["value"] - then["value"])


def test_no_verdict_on_a_year_of_which_most_months_are_missing(gate: Gate) -> None:
    period = Period.parse("2024-2025")
    (then,) = asked(gate, "R02", NATION, period=period.year_before())
    (now,) = asked(gate, "R02", NATION, period=period, against="past")
    assert now["state"] == then["state"] == "value"
    assert now["benchmark"] is None and now["difference"] is None and now["verdict"] == ""


@given(SIDES, st.floats(0.01, 20), st.sampled_from(["up", "down", "none"]))
def test_a_verdict_turns_with_the_direction(difference: float, error: float, direction: str) -> None:
    likely, certain = (Interval(difference - z * error, difference + z * error) for z in (1.96, 3.09))
    found = judge(difference, likely, certain, direction, 1.0)
    mirrored = {Verdict.BETTER: Verdict.WORSE, Verdict.LOOK_BETTER: Verdict.LOOK_WORSE}
    mirrored |= {worse: better for better, worse in mirrored.items()}
    other = {"up": "down", "down": "up"}.get(direction, "none")
    assert judge(difference, likely, certain, other, 1.0) == mirrored.get(found, found)
    assert judge(-difference, *(Interval(-i.high, -i.low) for i in (likely, certain)), direction, 1.0) == mirrored.get(
        found, found
    )


@given(SIDES, st.floats(0.01, 20))
def test_the_two_steps(difference: float, error: float) -> None:
    likely, certain = (Interval(difference - z * error, difference + z * error) for z in (1.96, 3.09))
    found = judge(difference, likely, certain, "up", 1.0)
    if abs(difference) < 1.0 or abs(difference) <= 1.96 * error:
        assert found is Verdict.LIKE
    else:
        assert found.beyond == (abs(difference) > 3.09 * error)
        assert ("better" in found) == (difference > 0)


def test_without_a_direction_it_is_only_different() -> None:
    apart = Interval(4.0, 6.0)
    assert judge(5.0, apart, apart, "none", 1.0) is Verdict.DIFFERENT
    assert judge(5.0, apart, Interval(-1.0, 11.0), "none", 1.0) is Verdict.LOOK


def test_a_nation_of_a_million_does_not_find_everything_significant() -> None:
    narrow = Interval(0.4, 0.6)
    assert judge(0.5, narrow, narrow, "up", 1.0) is Verdict.LIKE


def test_fewer_than_ten_people_or_three_schools_are_too_few() -> None:
    few = Spread(1, 8, 9, 64, 72, 81, 9)
    assert against_fixed(estimate(R02, few, single=True), 20.0, "up", 1.0) is Verdict.FEW
    two = Spread(2, 80, 100, 3400, 4200, 5200, 100)
    assert not estimate(R02, two, single=False).enough
    assert estimate(R02, replace(two, units=3), single=False).enough


def test_a_school_of_forty_at_94_is_not_branded_by_the_line() -> None:
    """A school of 40 with a true rate of 97 % falls under 95 % in 12 % of years (product.md): chance, not a fault."""
    own = estimate(REGISTRY["T04"], Spread(1, 37.6, 40, 37.6**2, 37.6 * 40, 1600, 40), single=True)
    assert against_fixed(own, 95.0, "up", 0.0) is Verdict.LIKE
    large = estimate(REGISTRY["T04"], Spread(1, 3760, 4000, 3760.0**2, 3760.0 * 4000, 4000.0**2, 4000), single=True)
    assert against_fixed(large, 95.0, "up", 0.0) is Verdict.LOOK_WORSE


def test_two_estimates_are_further_apart_than_one_from_a_fixed_value() -> None:
    own = Estimate(60.0, 1.0, Interval(58.0, 62.0), Interval(57.0, 63.0), 500.0, True)
    other = Estimate(56.5, 1.0, Interval(54.5, 58.5), Interval(53.5, 59.5), 500.0, True)
    assert against_fixed(own, other.value, "up", 1.0) is Verdict.BETTER
    assert against_other(own, other, "up", 1.0) is Verdict.LOOK_BETTER
    assert against_other(own, replace(other, enough=False), "up", 1.0) is Verdict.FEW
    assert against_other(own, replace(other, likely=None), "up", 1.0) is None
