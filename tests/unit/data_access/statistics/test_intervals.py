"""Intervals: the values of the literature, and the laws that hold whatever is counted."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from data_access.statistics.intervals import (
    Z95,
    Z998,
    Interval,
    Spread,
    apart,
    clustered,
    of_people,
    t_quantile,
    wilson,
)

SOURCES = [  # x, n, z, low, high, places; Newcombe 1998 and the test file of OHID's PHEindicatormethods
    (81, 263, Z95, 0.2553, 0.3662, 4),
    (15, 148, Z95, 0.0624, 0.1605, 4),
    (0, 20, Z95, 0.0, 0.1611, 4),
    (1, 29, Z95, 0.0061, 0.1718, 4),
    (5, 100, Z95, 0.021544, 0.111750, 6),
    (5, 100, Z998, 0.013865, 0.164589, 6),
    (65, 100, Z95, 0.552544, 0.736358, 6),
    (9856, 12345, Z95, 0.791210, 0.805364, 6),
]


def spread(pairs: list[tuple[float, float]], times: float = 1.0) -> Spread:
    y, n = np.array(pairs, dtype=float).T
    sums = (float(s.sum()) for s in (y, n, y * y, y * n, n * n, n / times))
    return Spread(len(pairs), *sums)


@pytest.mark.parametrize(("x", "n", "z", "low", "high", "places"), SOURCES)
def test_wilson_of_the_literature(x: int, n: int, z: float, low: float, high: float, places: int) -> None:
    found = wilson(x, n, z)
    assert (round(found.low, places), round(found.high, places)) == (low, high)


@given(st.integers(0, 500), st.integers(1, 500))
def test_wilson_of_statsmodels(x: int, n: int) -> None:
    x = min(x, n)
    low, high = proportion_confint(x, n, method="wilson")
    found = wilson(x, n)
    assert (found.low, found.high) == (pytest.approx(low, abs=1e-9), pytest.approx(high, abs=1e-9))
    assert found.holds(x / n)


@pytest.mark.parametrize(("x", "n"), [(-1, 5), (6, 5), (0, 0)])
def test_what_is_no_proportion_is_refused(x: int, n: int) -> None:
    with pytest.raises(ValueError, match="no proportion"):
        wilson(x, n)


def test_difference_of_newcombe() -> None:
    found = apart(56 / 70, wilson(56, 70), 48 / 80, wilson(48, 80))
    assert (round(found.low, 4), round(found.high, 4)) == (0.0524, 0.3339)
    low, high = confint_proportions_2indep(56, 70, 48, 80, method="newcomb")
    assert (found.low, found.high) == (pytest.approx(low), pytest.approx(high))


@given(st.integers(1, 2000))
def test_t_goes_to_the_normal(freedom: int) -> None:
    assert t_quantile(freedom, Z95) == pytest.approx(float(stats.t.ppf(0.975, freedom)), rel=1e-6)
    assert t_quantile(freedom, Z998) == pytest.approx(float(stats.t.ppf(0.999, freedom)), rel=1e-6)


SCHOOLS = st.lists(st.tuples(st.integers(0, 80), st.integers(80, 400)), min_size=2, max_size=40)


@given(SCHOOLS)
def test_the_error_is_that_of_the_residuals(pairs: list[tuple[float, float]]) -> None:
    y, n = np.array(pairs, dtype=float).T
    k, rate = len(pairs), y.sum() / n.sum()
    by_hand = math.sqrt(k / (k - 1) * float(((y - rate * n) ** 2).sum())) / float(n.sum())
    assert spread(pairs).error == pytest.approx(by_hand, abs=1e-6)  # sums of squares cancel


@given(SCHOOLS, st.integers(2, 50))
def test_an_interval_does_not_care_for_the_unit_of_counting(pairs: list[tuple[float, float]], factor: int) -> None:
    one, other = clustered(spread(pairs)), clustered(spread([(y * factor, n * factor) for y, n in pairs]))
    assert one is not None
    assert other is not None
    assert (one.low, one.high) == (pytest.approx(other.low, abs=1e-6), pytest.approx(other.high, abs=1e-6))


@given(SCHOOLS)
def test_clustered_is_never_narrower_than_wilson(pairs: list[tuple[float, float]]) -> None:
    held = spread(pairs)
    for z in (Z95, Z998):
        found, own = of_people(held, z), wilson(held.y, held.n, z)
        assert found.low <= own.low + 1e-12
        assert found.high >= own.high - 1e-12
        assert 0 <= found.low <= held.rate + 1e-12
        assert held.rate - 1e-12 <= found.high <= 1


def test_one_school_has_wilson_and_nothing_clustered() -> None:
    held = spread([(38, 40)])
    assert (held.error, clustered(held)) == (None, None)
    assert of_people(held) == wilson(38, 40)


def test_a_person_asked_in_twelve_months_is_one() -> None:
    assert of_people(spread([(12 * 38, 12 * 40)], times=12)) == wilson(38, 40)


def test_the_mean_of_equal_schools_is_the_t_interval_of_a_mean() -> None:
    rates = np.array([0.61, 0.7, 0.58, 0.66, 0.73])
    found = clustered(spread([(100 * r, 100) for r in rates]))
    low, high = stats.t.interval(0.95, 4, loc=rates.mean(), scale=stats.sem(rates))
    assert found == Interval(pytest.approx(low), pytest.approx(high))


def test_coverage_by_simulation() -> None:
    """Schools differ in their own rates: the clustered interval holds the true rate as often as it says, Wilson not."""
    draw = np.random.default_rng(20261126)
    truth, schools, rounds = 0.8, 60, 600
    hits = {"clustered": 0, "wilson": 0}
    for _ in range(rounds):
        n = draw.integers(40, 400, schools)
        own = np.clip(draw.normal(truth, 0.08, schools), 0, 1)
        held = spread(list(zip(draw.binomial(n, own), n, strict=True)))
        hits["clustered"] += of_people(held).holds(truth)
        hits["wilson"] += wilson(held.y, held.n).holds(truth)
    assert 0.925 <= hits["clustered"] / rounds <= 0.985
    assert hits["wilson"] / rounds < 0.75
