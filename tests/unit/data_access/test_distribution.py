"""The distribution over schools and the flows of lessons equal what the rows of the country give by hand."""

from __future__ import annotations

from collections import defaultdict

import pytest

from data_access.gate import Gate
from data_access.query import Query
from data_access.scope import NATION as EVERYTHING
from data_access.scope import Scope
from tests.fixtures import over_by_hand, whereabouts
from tests.fixtures.country import NATION, PREFECTURE, PROVINCE
from tests.fixtures.reports import REPORT_ROWS


def gini(schools: dict[str, tuple[float, float]]) -> float:
    """The mean difference of all pairs of people, by twice the mean."""
    held = list(schools.values())
    people = sum(d for _, d in held)
    mean = sum(n for n, _ in held) / people
    apart = sum(d * e * abs(n / d - m / e) for n, d in held for m, e in held)
    return apart / (2 * people**2 * mean)


@pytest.mark.parametrize("code", ["R02", "G02", "G05", "G07", "T04"])
def test_the_indices_are_those_of_the_totals_by_school(gate: Gate, code: str) -> None:
    found = gate.distribution(EVERYTHING, Query(code, NATION))
    schools = over_by_hand.totals(code, NATION)
    assert found.gini is not None and found.theil is not None and found.variation is not None
    assert found.schools == len(schools)
    assert found.gini.value == pytest.approx(gini(schools))
    assert found.theil.value == pytest.approx(over_by_hand.theil(schools))
    assert found.variation.value == pytest.approx(over_by_hand.variation(schools))
    for index in (found.gini, found.theil, found.variation):
        assert index.interval is not None and index.interval.lower <= index.interval.upper


def test_the_curve_runs_from_nothing_to_all_and_never_above_equality(gate: Gate) -> None:
    curve = gate.distribution(EVERYTHING, Query("R02", NATION)).curve
    assert (curve[0], curve[-1]) == ((0, 0), (pytest.approx(1), pytest.approx(1)))
    assert len(curve) <= 200
    assert all(value <= people + 1e-9 for people, value in curve)
    assert list(curve) == sorted(curve)


def test_few_schools_have_no_curve(gate: Gate) -> None:
    found = gate.distribution(EVERYTHING, Query("R02", PREFECTURE))
    assert 0 < found.schools < 10
    assert (found.curve, found.gini) == ((), None)
    assert gate.distribution(EVERYTHING, Query("R02", "S01")).reason == "place"


@pytest.mark.parametrize("place", [NATION, PROVINCE, "THREE"])
def test_flows_are_the_lessons_of_needy_schools(gate: Gate, place: str) -> None:
    sums: dict[str, float] = defaultdict(float)
    for row in REPORT_ROWS["fact_sharing"]:
        school = row["school_id"]
        if whereabouts.inside(school, place) and whereabouts.attribute(school, "needy"):
            for name in ("lessons", "class_hours"):
                sums[name] += row.get(name) or 0
    found = gate.flows(EVERYTHING, Query("G09", place)).flows
    assert {(flow.origin, flow.to) for flow in found} <= {("unassigned", "unassigned")}, "no macro region is known here"
    assert sum(flow.lessons or 0 for flow in found) == sums["lessons"]
    assert sum(flow.class_hours or 0 for flow in found) == sums["class_hours"]


def test_a_reader_of_one_school_gets_the_flows_of_no_place(gate: Gate) -> None:
    reader = Scope(schools=frozenset({"S02"}))
    assert gate.flows(reader, Query("G09", "S02")).reason == "place"
