"""Gaps within the same schools: what schools share cancels out, and the interval keeps its level."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm

from data_access.statistics.same_schools import gap_within

Group = tuple[np.ndarray, np.ndarray]


def groups(noise: np.random.Generator, schools: int, gap: float = 0.1, spread: float = 0.1) -> tuple[Group, Group]:
    level, people = noise.normal(0.6, spread, schools), noise.integers(10, 80, (2, schools))
    rates = np.clip([level, level + gap], 0, 1)
    passed = noise.binomial(people, rates)
    return (passed[0], people[0]), (passed[1], people[1])


def test_it_is_the_slope_of_a_regression_of_people_with_errors_clustered_by_school() -> None:
    weaker, stronger = groups(np.random.default_rng(19), 40)
    passed, side, school = [], [], []
    for group, (n, d) in enumerate((weaker, stronger)):
        for place, (successes, people) in enumerate(zip(n, d, strict=True)):
            passed += [1] * successes + [0] * (people - successes)
            side += [group] * people
            school += [place] * people
    model = sm.OLS(passed, sm.add_constant(np.array(side)))
    fit = model.fit(cov_type="cluster", cov_kwds={"groups": np.array(school), "df_correction": True}, use_t=True)
    # statsmodels also corrects for the number of coefficients, (N − 1) / (N − 2).
    correction = np.sqrt((len(passed) - 1) / (len(passed) - 2))
    found = gap_within(weaker, stronger, people=False)
    assert found is not None and found.value == pytest.approx(fit.params[1])
    low, high = fit.conf_int()[1]
    assert found.upper - found.lower == pytest.approx((high - low) / correction, rel=1e-9)


def test_the_interval_covers_the_truth() -> None:
    noise = np.random.default_rng(20)
    found = [gap_within(*groups(noise, 30)) for _ in range(1_000)]
    assert 0.93 < np.mean([each is not None and each.lower <= 0.1 <= each.upper for each in found]) < 0.985


def test_it_is_never_narrower_than_chance_among_people() -> None:
    alike = (np.full(20, 6.0), np.full(20, 10.0)), (np.full(20, 8.0), np.full(20, 10.0))
    bare, floored = gap_within(*alike, people=False), gap_within(*alike)
    assert bare is not None and floored is not None
    assert bare.upper - bare.lower == pytest.approx(0)
    assert floored.upper - floored.value == pytest.approx(1.959964 * np.sqrt((0.24 + 0.16) / 200))


def test_schools_without_one_of_the_groups_count_for_the_other() -> None:
    weaker, stronger = ([6, 5, 0, np.nan], [10, 10, 0, np.nan]), ([8, 0, 9, 7], [10, 0, 10, 10])
    found = gap_within(weaker, stronger)
    assert found is not None and found.value == pytest.approx(24 / 30 - 11 / 20)


@pytest.mark.parametrize(
    ("weaker", "stronger"),
    [
        (([1, 2], [5, 5]), ([3, 4], [5, 5])),
        (([0, 0, 0], [0, 0, 0]), ([3, 4, 4], [5, 5, 5])),
        (([1, 2, 2], [5, 5, 5]), ([0, 0, 0], [0, 0, 0])),
    ],
)
def test_with_few_schools_or_nobody_there_is_none(weaker: Group, stronger: Group) -> None:
    assert gap_within(weaker, stronger) is None
