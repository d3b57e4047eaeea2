"""Indices of inequality: published reference values, and what must hold for any schools."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_access.statistics.inequality import Terms, decomposed, parity, theil, variation

LOW, HIGH = [(10.0, 1.0), (20.0, 1.0), (30.0, 1.0)], [(40.0, 1.0), (50.0, 1.0), (60.0, 1.0)]

schools = st.lists(st.tuples(st.integers(0, 500).map(float), st.integers(1, 500).map(float)), min_size=2, max_size=30)


def test_theil_between_and_within_are_those_of_the_literature() -> None:
    """PySAL's `TheilD` over 10..60 in two groups of three."""
    parts = decomposed([Terms.of(LOW), Terms.of(HIGH)])
    assert parts == (pytest.approx(0.0948776, abs=1e-6), pytest.approx(0.0345049, abs=1e-6))
    assert theil(Terms.of(LOW + HIGH)) == pytest.approx(0.1293825, abs=1e-6)


def test_variation_is_the_weighted_deviation_over_the_weighted_mean() -> None:
    values, students = [2.0, 3.0, 4.5], [100.0, 50.0, 250.0]
    mean = sum(v * s for v, s in zip(values, students, strict=True)) / 400
    spread = math.sqrt(sum(s * (v - mean) ** 2 for v, s in zip(values, students, strict=True)) / 400)
    terms = Terms.of((v * s, s) for v, s in zip(values, students, strict=True))
    assert variation(terms) == pytest.approx(spread / mean)


@pytest.mark.parametrize(
    ("disadvantaged", "advantaged", "index"),
    [(40, 50, 0.8), (50, 40, 1.2), (30, 30, 1), (0, 5, 0), (5, 0, 2), (0, 0, None), (-1, 5, None)],
)
def test_parity_is_folded_above_one(disadvantaged: float, advantaged: float, index: float | None) -> None:
    assert parity(disadvantaged, advantaged) == (None if index is None else pytest.approx(index))


@pytest.mark.parametrize(
    "totals", [[], [(5.0, 10.0)], [(0.0, 10.0), (0.0, 5.0)], [(-1.0, 2.0), (5.0, 3.0)], [(5.0, 0.0), (5.0, 3.0)]]
)
def test_where_there_is_nothing_to_compare_there_is_no_index(totals: list[tuple[float, float]]) -> None:
    terms = Terms.of(totals)
    assert (theil(terms), variation(terms), decomposed([terms])) == (None, None, None)


def test_schools_that_are_alike_are_equal_whatever_their_size() -> None:
    terms = Terms.of([(30.0, 100.0), (3.0, 10.0), (300.0, 1000.0)])
    assert (theil(terms), variation(terms)) == (pytest.approx(0, abs=1e-12), pytest.approx(0, abs=1e-7))


@given(schools, st.integers(1, 29))
def test_the_parts_sum_to_the_whole(totals: list[tuple[float, float]], cut: int) -> None:
    whole, parts = theil(Terms.of(totals)), decomposed([Terms.of(totals[:cut]), Terms.of(totals[cut:])])
    if whole is None or parts is None:
        assert whole is None and parts is None
    else:
        assert sum(parts) == pytest.approx(whole, abs=1e-12)
        assert min(parts) > -1e-12


@given(schools, st.floats(0.01, 100))
def test_the_unit_of_measure_changes_nothing(totals: list[tuple[float, float]], factor: float) -> None:
    terms, scaled = Terms.of(totals), Terms.of((factor * n, d) for n, d in totals)
    for index in (theil, variation):
        assert index(scaled) == (None if index(terms) is None else pytest.approx(index(terms), abs=1e-6))


@given(schools)
def test_schools_twice_over_change_nothing(totals: list[tuple[float, float]]) -> None:
    once, twice = Terms.of(totals), Terms.of(totals) + Terms.of(totals)
    for index in (theil, variation):
        assert index(twice) == (None if index(once) is None else pytest.approx(index(once), abs=1e-6))


@given(st.integers(1, 50), st.integers(51, 100), st.integers(1, 20))
def test_a_transfer_from_rich_to_poor_lowers_every_index(poor: int, rich: int, given_up: int) -> None:
    amount = given_up * (rich - poor) / 41  # less than half the difference
    before = Terms.of([(float(poor), 1.0), (float(rich), 1.0), (40.0, 1.0)])
    after = Terms.of([(poor + amount, 1.0), (rich - amount, 1.0), (40.0, 1.0)])
    for index in (theil, variation):
        high, low = index(before), index(after)
        assert high is not None and low is not None and low < high
