"""The concentration index: India's published one, and that grouped and micro forms are one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_access.statistics.concentration import erreygers, of_groups, of_units, of_units_in_groups, wagstaff
from data_access.statistics.lorenz import gini
from data_access.statistics.schools import Schools

BIRTHS = np.array([29939, 28776, 26528, 24689, 19739.0])
DEATHS = np.array([154.7, 152.9, 119.5, 86.9, 54.3])

# Nought or a rate that somebody could report: below 1e-300 a float has no digits left to compare.
groups = st.lists(st.tuples(st.integers(1, 300), st.just(0.0) | st.floats(1e-6, 50)), min_size=2, max_size=8)


def test_deaths_of_children_in_india_gather_among_the_poor() -> None:
    """O'Donnell et al. 2008, table 8.1: under-five deaths by wealth quintile."""
    assert of_groups(BIRTHS, BIRTHS * DEATHS) == pytest.approx(-0.1694168, abs=1e-7)


@given(groups)
def test_groups_are_units_that_share_their_rank(given_groups: list[tuple[int, float]]) -> None:
    people, rates = (np.array(column, dtype=float) for column in zip(*given_groups, strict=True))
    grouped = of_groups(people, people * rates)
    micro = of_units(rates, np.arange(len(rates)), people)
    each = of_units(np.repeat(rates, people.astype(int)), np.repeat(np.arange(len(rates)), people.astype(int)))
    if grouped is None:
        assert micro is None and each is None
    else:
        assert micro == pytest.approx(grouped, abs=1e-9) and each == pytest.approx(grouped, abs=1e-9)


def test_the_index_of_units_is_the_slope_of_the_convenient_regression() -> None:
    noise = np.random.default_rng(16)
    ranking, values = noise.permutation(300), noise.gamma(2, 1, 300)
    rank = (ranking + 0.5) / 300
    slope = np.polyfit(rank, 2 * np.var(rank) * values / values.mean(), 1)[0]
    assert of_units(values, ranking) == pytest.approx(slope, abs=1e-12)


@given(groups)
def test_the_other_way_round_it_is_the_same_below_nought_and_it_is_never_beyond_the_gini_coefficient(
    given_groups: list[tuple[int, float]],
) -> None:
    people, rates = (np.array(column, dtype=float) for column in zip(*given_groups, strict=True))
    forward, backward = of_groups(people, people * rates), of_groups(people[::-1], (people * rates)[::-1])
    most = gini(Schools.of(people * rates, people))
    if forward is not None and backward is not None and most is not None:
        assert backward == pytest.approx(-forward, abs=1e-9)
        assert abs(forward) <= most + 1e-9


@given(groups.filter(lambda pairs: sum(rate for _, rate in pairs) > 0))
def test_by_erreygers_and_wagstaff_failures_are_successes_the_other_way_round(
    given_groups: list[tuple[int, float]],
) -> None:
    people = np.array([n for n, _ in given_groups], dtype=float)
    rates = np.array([rate for _, rate in given_groups]) / 100 + 0.1
    passed, failed = of_groups(people, people * rates), of_groups(people, people * (1 - rates))
    mean = float(np.average(rates, weights=people))
    assert passed is not None and failed is not None
    assert erreygers(passed, mean) == pytest.approx(-erreygers(failed, 1 - mean), abs=1e-9)
    assert wagstaff(passed, mean) == pytest.approx(-(wagstaff(failed, 1 - mean) or 0), abs=1e-9)
    assert erreygers(passed, 100 * mean, 0, 100) == pytest.approx(erreygers(passed, mean))


@pytest.mark.parametrize(
    ("people", "counted"),
    [([], []), ([10], [5]), ([10, 0], [5, 0]), ([10, 10], [0, 0]), ([10, 10], [-1, 5]), ([10, -1], [1, 5])],
)
def test_where_there_is_nothing_to_compare_there_is_no_index(people: list[float], counted: list[float]) -> None:
    assert of_groups(people, counted) is None
    rates = [total / n if n > 0 else 0 for n, total in zip(people, counted, strict=True)]
    assert of_units(rates, list(range(len(people))), people) is None
    assert wagstaff(0.1, 1.0) is None


def test_units_in_groups_are_told_as_their_groups_are() -> None:
    noise = np.random.default_rng(4)
    group = np.sort(noise.integers(0, 6, (3, 40)), axis=1)
    people, totals = noise.integers(1, 90, (3, 40)).astype(float), noise.integers(0, 90, (3, 40)).astype(float)
    found = of_units_in_groups(people, totals, group[:, 1:] != group[:, :-1])
    for row in range(3):
        sums = (np.bincount(group[row], weights=x[row], minlength=6) for x in (people, totals))
        assert found[row] == pytest.approx(of_groups(*sums))
