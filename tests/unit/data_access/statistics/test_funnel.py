"""Funnel plots: published limits and dispersion, exact tails, and how often chance alone is beyond them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from data_access.statistics.dispersion import between, dispersion, mean_square, truncated, winsorised
from data_access.statistics.funnel import (
    FAR,
    NEAR,
    arcsine_limits,
    curves,
    exact_limits,
    funnel,
    grid,
    normal_limits,
)
from data_access.statistics.ratio_funnel import exact_ratio_limits, ratio_curves, ratio_funnel

# FunnelPlotR's own test of its dispersion.
OBSERVED = np.array([100, 150, 180, 80, 120, 225.0])
EXPECTED = np.array([108, 112, 165, 95, 100, 220.0])
SCORES, ERRORS = np.log(OBSERVED / EXPECTED) * np.sqrt(EXPECTED), 1 / np.sqrt(EXPECTED)


def units(count: int, spread: float, centre: float = 0.8, seed: int = 7) -> tuple[np.ndarray, np.ndarray]:
    noise = np.random.default_rng(seed)
    people = noise.integers(5, 800, count)
    rates = np.clip(noise.normal(centre, spread, count), 0, 1)
    return noise.binomial(people, rates).astype(float), people.astype(float)


def test_normal_limits_are_those_of_ohid() -> None:
    """PHEindicatormethods, its test file of funnel limits."""
    near = normal_limits(0.80642448, [1, 2, 3, 4, 5])[0] * 100
    assert near == pytest.approx([3.204264, 25.885383, 35.933491, 41.923356, 46.011039], abs=1e-6)
    assert normal_limits(0.80642448, [3, 4, 5], FAR)[0] * 100 == pytest.approx([10.150815, 19.594903, 26.039864], 1e-6)


def test_ratio_limits_are_those_of_funnelplotr() -> None:
    limits = exact_ratio_limits([15, 20, 30])
    assert limits.lower == pytest.approx([0.5596924, 0.6108260, 0.6746958], abs=1e-6)
    assert limits.upper == pytest.approx([1.649348, 1.544419, 1.427562], abs=1e-6)
    assert limits.lower_far == pytest.approx([0.3862650, 0.4479107, 0.5289724], abs=1e-6)
    assert limits.upper_far == pytest.approx([2.082907, 1.902094, 1.702771], abs=1e-6)


@pytest.mark.parametrize(("trim", "phi", "tau2"), [(truncated, 2.948033, 0.0194776), (winsorised, 2.149053, 0.0121185)])
def test_dispersion_is_that_of_funnelplotr(trim: object, phi: float, tau2: float) -> None:
    found = mean_square(trim(SCORES))  # type: ignore[operator]
    assert found == pytest.approx(phi, abs=1e-6)
    assert between(found, ERRORS) == pytest.approx(tau2, abs=1e-6)


def test_dispersion_is_winsorised() -> None:
    found = dispersion(SCORES, ERRORS)
    assert (found.phi, found.tau2) == (pytest.approx(2.149053, abs=1e-6), pytest.approx(0.0121185, abs=1e-6))
    assert dispersion(SCORES / 3, ERRORS).tau2 == 0
    assert dispersion([5.0], [0.1]) == dispersion([], [])


@given(st.integers(1, 400), st.floats(0.02, 0.98), st.data())
def test_a_unit_is_beyond_exactly_where_its_binomial_tail_is_small_and_where_it_is_drawn_so(
    people: int, centre: float, data: st.DataObject
) -> None:
    passed = data.draw(st.integers(0, people))
    rate, above = passed / people, passed > people * centre
    tail = stats.binom.sf(passed - 1, people, centre) if above else stats.binom.cdf(passed, people, centre)
    assume(min(abs(tail - 0.025), abs(tail - 0.001)) > 1e-9)
    level = (1 if above else -1) * (int(tail < 0.025) + int(tail < 0.001))
    assert funnel([passed], [people], centre).beyond[0] == level
    limits = exact_limits(centre, [people])
    assert (rate > limits.upper[0], rate > limits.upper_far[0]) == (level >= 1, level == 2)
    assert (rate < limits.lower[0], rate < limits.lower_far[0]) == (level <= -1, level == -2)


@pytest.mark.parametrize(("centre", "passed", "level"), [(1.0, 10, 0), (1.0, 9, -2), (0.0, 0, 0), (0.0, 1, 2)])
def test_around_all_or_none_only_all_or_none_is_within(centre: float, passed: int, level: int) -> None:
    drawn = funnel([passed], [10], centre)
    assert drawn.beyond[0] == level
    assert curves(drawn, [10]).exact.lower[0] == centre


def test_a_unit_without_people_or_numbers_is_within_and_counts_for_nothing() -> None:
    passed, people = units(50, 0.1)
    drawn = funnel(passed, people, 0.8)
    more = funnel([*passed, 0, np.nan, 5], [*people, 0, 20, np.nan], 0.8)
    assert more.spread == drawn.spread and np.array_equal(more.beyond[:50], drawn.beyond)
    assert (more.beyond[50:] == 0).all() and np.isnan(more.z[50:]).all()


@pytest.mark.parametrize(("passed", "people", "centre"), [(11, 10, 0.5), (-1, 10, 0.5), (5, 10, 80.0)])
def test_what_is_no_rate_of_people_is_refused(passed: float, people: float, centre: float) -> None:
    with pytest.raises(ValueError, match="rate of people"):
        funnel([passed], [people], centre)


def test_chance_alone_is_seldom_beyond() -> None:
    """Exact limits let at most 5 % (0.2 %) by, and a little dispersion found by chance makes it fewer."""
    drawn = funnel(*units(20_000, 0.0), 0.8)
    assert drawn.spread.phi < 1 and not drawn.over_dispersed
    assert 0.03 < (drawn.beyond != 0).mean() <= 0.05
    assert (np.abs(drawn.beyond) == 2).mean() <= 0.002


def test_where_units_differ_by_more_than_chance_fewer_of_them_stand_out() -> None:
    passed, people = units(3_000, 0.06)
    drawn = funnel(passed, people, 0.8)
    alone = np.array([funnel([x], [n], 0.8).beyond[0] for x, n in zip(passed, people, strict=True)])
    assert drawn.over_dispersed and drawn.spread.phi > 2
    assert 0 < (drawn.beyond != 0).sum() < (alone != 0).sum() / 2
    assert (np.abs(drawn.beyond) <= np.abs(alone)).all()


@given(st.integers(2, 60), st.floats(0, 0.2), st.integers(0, 1000))
def test_the_limits_that_decide_are_drawn_and_never_within_the_exact_ones(count: int, spread: float, seed: int) -> None:
    passed, people = units(count, spread, seed=seed)
    drawn = funnel(passed, people, 0.8)
    lines = curves(drawn, people)
    decide, rate = lines.deciding, passed / people
    above = (rate > decide.upper).astype(int) + (rate > decide.upper_far)
    below = (rate < decide.lower).astype(int) + (rate < decide.lower_far)
    assert np.array_equal(drawn.beyond, above - below)
    assert (lines.wide is not None) == drawn.over_dispersed
    for name, inside in (("lower", -1), ("lower_far", -1), ("upper", 1), ("upper_far", 1)):
        assert (inside * (getattr(decide, name) - getattr(lines.exact, name)) >= 0).all()


def test_over_dispersed_limits_are_on_the_arcsine_scale() -> None:
    lower, upper = arcsine_limits(0.8, [100], 0.001)
    reach = NEAR * np.sqrt(1 / 400 + 0.001)
    assert np.arcsin(np.sqrt([lower[0], upper[0]])) == pytest.approx(
        np.arcsin(np.sqrt(0.8)) + np.array([-1, 1]) * reach
    )
    assert arcsine_limits(0.99, [4], 0.0)[1][0] == 1


def test_the_grid_runs_from_the_smallest_unit_to_the_largest() -> None:
    sizes = grid([0, 12, 3, 5_000])
    assert (sizes[0], sizes[-1]) == (3, 5_000)
    assert len(sizes) <= 150 and (np.diff(sizes) > 0).all()
    assert len(grid([])) == len(grid([0.0])) == 0


def test_a_ratio_is_beyond_its_poisson_limits() -> None:
    drawn = ratio_funnel([15, 32, 25, 5, 0, 9], [15, 15, 15, 15, 15, 0])
    assert list(drawn.beyond[[0, 5]]) == [0, 0] and np.isnan(drawn.z[5])
    assert [ratio_funnel([o], [15]).beyond[0] for o in (15, 32, 25, 5, 0)] == [0, 2, 1, -2, -2]


def test_ratios_that_differ_by_more_than_chance_have_wider_limits() -> None:
    noise = np.random.default_rng(8)
    expected = noise.uniform(20, 400, 500)
    observed = noise.poisson(expected * noise.gamma(50, 1 / 50, 500))
    drawn = ratio_funnel(observed, expected)
    lines = ratio_curves(drawn, expected)
    assert drawn.over_dispersed and lines.wide is not None
    assert (lines.wide.upper >= lines.exact.upper).all() and (lines.wide.lower <= lines.exact.lower).all()
    ratio = observed / expected
    assert np.array_equal(drawn.beyond > 0, ratio > lines.wide.upper)
    assert np.array_equal(drawn.beyond == -2, ratio < lines.wide.lower_far)
    calm = ratio_funnel(noise.poisson(expected), expected)
    assert (calm.beyond != 0).mean() < 0.07


def test_nothing_is_observed_below_none() -> None:
    with pytest.raises(ValueError, match="0 or more"):
        ratio_funnel([-1], [5])
