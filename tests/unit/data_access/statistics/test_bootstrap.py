"""Intervals by drawing schools again: repeatable, covering the truth, and the same for very many schools."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from data_access.statistics import bootstrap
from data_access.statistics.bootstrap import INDICES, concentration_interval, interval
from data_access.statistics.concentration import of_groups
from data_access.statistics.lorenz import gini
from data_access.statistics.schools import Schools

every = pytest.mark.parametrize("index", INDICES)


def schools(count: int, seed: int = 17) -> Schools:
    noise = np.random.default_rng(seed)
    people = noise.integers(40, 900, count).astype(float)
    return Schools.of(people * noise.gamma(6, 1, count), people)


@every
def test_an_interval_is_the_same_each_time_and_holds_the_index(index: str) -> None:
    some = schools(120)
    found = interval(some, index)
    assert found is not None and found == interval(some, index)
    assert found.lower < float(INDICES[index](some.ordered().numerators, some.ordered().denominators)) < found.upper


def test_it_is_the_percentile_interval_of_scipy() -> None:
    some = schools(150).ordered()

    def drawn(n: np.ndarray, d: np.ndarray) -> float:
        return gini(Schools.of(n, d)) or 0.0

    reference = stats.bootstrap(
        (some.numerators, some.denominators),
        drawn,
        paired=True,
        vectorized=False,
        n_resamples=2_000,
        method="percentile",
        rng=np.random.default_rng(1),
    ).confidence_interval
    found = interval(some, "gini")
    assert found is not None
    width = reference.high - reference.low
    assert (found.lower, found.upper) == pytest.approx((reference.low, reference.high), abs=0.1 * width)


@pytest.mark.parametrize("index", ["gini", "theil", "variation"])
def test_intervals_cover_the_index_of_the_population(index: str) -> None:
    """Percentile intervals of inequality fall a little short of 95 %."""
    truth_from = schools(200_000).ordered()
    truth = float(INDICES[index](truth_from.numerators, truth_from.denominators))
    found = [interval(schools(150, seed=100 + repeat), index, draws=300) for repeat in range(200)]
    covered = [each is not None and each.lower <= truth <= each.upper for each in found]
    assert 0.90 <= np.mean(covered) <= 0.99


def test_of_very_many_schools_fewer_are_drawn_and_the_interval_is_as_wide(monkeypatch: pytest.MonkeyPatch) -> None:
    some = schools(3_000)
    whole = interval(some, "gini", draws=600)
    monkeypatch.setattr(bootstrap, "_MOST", 500)
    part = interval(some, "gini", draws=600)
    assert whole is not None and part is not None
    assert part.upper - part.lower == pytest.approx(whole.upper - whole.lower, rel=0.15)
    assert part.lower < (gini(some) or 0) < part.upper


def test_the_concentration_over_groups_of_schools_has_an_interval() -> None:
    noise = np.random.default_rng(18)
    groups, people = noise.integers(0, 5, 400), noise.integers(40, 900, 400).astype(float)
    some = Schools.of(people * (10 + groups) * noise.gamma(20, 0.05, 400), people)
    held = [groups == group for group in range(5)]
    index = of_groups([some.denominators[rows].sum() for rows in held], [some.numerators[rows].sum() for rows in held])
    found = concentration_interval(some, groups)
    assert found is not None and index is not None and 0 < found.lower < index < found.upper
    assert found.upper - found.lower < 0.05
    moved = noise.permutation(400)
    again = concentration_interval(Schools.of(some.numerators[moved], some.denominators[moved]), groups[moved])
    assert again is not None and again.upper == pytest.approx(found.upper, abs=0.005)
    assert concentration_interval(some, np.zeros(400)) is None


@every
def test_where_there_is_no_index_or_there_are_too_few_schools_there_is_no_interval(index: str) -> None:
    for nothing in (Schools.of([], []), Schools.of([0, 0, 0], [1, 1, 1]), Schools.of([1, 2], [1, 1])):
        assert interval(nothing, index) is None
        assert concentration_interval(nothing, np.arange(len(nothing.numerators))) is None
    assert interval(Schools.of([1, 2, 3, np.nan], [1, 1, 1, 1]), index) is None


def test_draws_where_nothing_is_left_are_left_out() -> None:
    some = Schools.of([0, 0, 0, 6.0], [1, 1, 1, 1])
    found = interval(some, "gini")
    assert found is not None and 0 <= found.lower <= 0.75 <= found.upper <= 1
    assert interval(some, "mld") is None
