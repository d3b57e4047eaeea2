"""Staggered difference in differences against published values, another implementation, and laws."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_access.statistics import effect
from data_access.statistics.effect import NEVER, Effects
from data_access.statistics.sensitivity import randomisation_p, relative_magnitudes, spread

MPDTA = Path(__file__).parents[5] / "shared/data/reference/stats/mpdta.csv"
"""County minimum wages 2003-2007 (Callaway and Sant'Anna 2021): lies beside the repository, not in it."""
FIRST_YEAR = 2003


@pytest.fixture(scope="module")
def wages() -> pd.DataFrame:
    if not MPDTA.exists():
        pytest.skip(f"the reference data mpdta.csv are not at {MPDTA}")
    return pd.read_csv(MPDTA)


@pytest.fixture(scope="module")
def effects(wages: pd.DataFrame) -> Effects:
    outcome = wages.pivot(index="countyreal", columns="year", values="lemp")
    start = wages.groupby("countyreal")["first_treat"].first().reindex(outcome.index).to_numpy()
    return effect.att_gt(outcome.to_numpy(), np.where(start == 0, NEVER, start - FIRST_YEAR).astype(np.int64))


def test_effects_by_cohort_and_year(effects: Effects) -> None:
    found = {
        (g + FIRST_YEAR, t + FIRST_YEAR): a
        for g, t, a in zip(effects.cohorts, effects.periods, effects.att, strict=True)
    }
    published = {
        (2004, 2004): -0.0105,
        (2004, 2005): -0.0704,
        (2004, 2006): -0.1373,
        (2004, 2007): -0.1008,
        (2006, 2006): -0.0046,
        (2006, 2007): -0.0412,
        (2007, 2007): -0.0261,
    }
    assert {cell: found[cell] for cell in published} == pytest.approx(published, abs=5e-5)


def test_the_simple_mean_and_its_error(effects: Effects) -> None:
    overall = effect.simple(effects)
    assert overall.value == pytest.approx(-0.039951, abs=1e-6)
    assert overall.se == pytest.approx(0.012034, abs=1e-6)


def test_the_event_study(effects: Effects) -> None:
    by_year = effect.event_study(effects)
    after = [by_year[e] for e in range(4)]
    assert [e.value for e in after] == pytest.approx([-0.019932, -0.050957, -0.137259, -0.100811], abs=1e-6)
    whole = effect.mean(after)
    assert (whole.value, whole.se) == pytest.approx((-0.0772, 0.0200), abs=5e-5)


def test_the_joint_test_before_the_start(effects: Effects) -> None:
    test = effect.pretrend(effects)
    assert test is not None
    assert test.df == 5
    assert test.statistic == pytest.approx(7.7912, abs=5e-5)
    assert test.p == pytest.approx(0.16812, abs=5e-6)


@pytest.mark.filterwarnings("ignore")
def test_another_implementation_agrees(wages: pd.DataFrame, effects: Effects) -> None:
    from diff_diff import CallawaySantAnna, HonestDiD

    theirs = CallawaySantAnna(base_period="universal").fit(
        wages, outcome="lemp", unit="countyreal", time="year", first_treat="first_treat", aggregate="all"
    )
    overall = effect.simple(effects)
    assert (overall.value, overall.se) == pytest.approx((theirs.overall_att, theirs.overall_se), abs=1e-10)
    ours = effect.event_study(effects)
    for e, their in theirs.event_study_effects.items():
        if e != -1:
            assert (ours[e].value, ours[e].se) == pytest.approx((their["effect"], their["se"]), abs=1e-10)
    for g, estimate in effect.by_group(effects).items():
        their = theirs.group_effects[g + FIRST_YEAR]
        assert (estimate.value, estimate.se) == pytest.approx((their["effect"], their["se"]), abs=1e-10)
    whole = effect.mean([ours[e] for e in range(4)])
    path = {e: estimate.value for e, estimate in ours.items()}
    bound = relative_magnitudes(path, whole.value, whole.se, periods=(0, 1, 2, 3))
    honest = HonestDiD(M=1.0).fit(theirs)
    assert bound is not None
    assert (bound.low, bound.high, bound.ci_low, bound.ci_high) == pytest.approx(
        (honest.lb, honest.ub, honest.ci_lb, honest.ci_ub), abs=1e-6
    )


def test_the_bound_on_the_path_of_a_varying_base() -> None:
    # The published bound was taken over effects of 2004, 2005 and 2006 each against the year before.
    path = {-4: 0.030507, -3: -0.000563, -2: -0.024459}
    bound = relative_magnitudes(path, -0.077240, 0.019965, periods=(0, 1, 2, 3))
    assert bound is not None
    found = (bound.low, bound.high, bound.ci_low, bound.ci_high)
    assert found == pytest.approx((-0.155, 0.000, -0.194, 0.040), abs=5e-4)


def test_two_by_two_of_card_and_krueger() -> None:
    assert effect.two_by_two((20.44, 21.03), (23.33, 21.17)) == pytest.approx(2.75)


panels = st.integers(0, 2**32 - 1).map(lambda seed: np.random.default_rng(seed).normal(50, 5, (40, 6)))
COHORT = np.array([3] * 8 + [4] * 6 + [NEVER] * 26, dtype=np.int64)


@settings(max_examples=25)
@given(panels, st.floats(-20, 20), st.floats(-5, 5))
def test_what_moves_all_alike_is_no_effect_and_what_is_added_is_found(
    outcome: effect.Floats, common: float, added: float
) -> None:
    moved = outcome + common * np.arange(6)
    moved[COHORT == 3, 3:] += added
    moved[COHORT == 4, 4:] += added
    before, after = (effect.simple(effect.att_gt(panel, COHORT)) for panel in (outcome, moved))
    assert after.value - before.value == pytest.approx(added, abs=1e-9)
    assert after.se == pytest.approx(before.se, abs=1e-9)


@settings(max_examples=25)
@given(panels)
def test_with_one_cohort_and_one_period_it_is_the_two_by_two(outcome: effect.Floats) -> None:
    cohort = np.where(np.arange(40) < 9, 1, NEVER).astype(np.int64)
    found = effect.simple(effect.att_gt(outcome[:, :2], cohort))
    sides = [tuple(outcome[side, :2].mean(axis=0)) for side in (cohort == 1, cohort == NEVER)]
    assert found.value == pytest.approx(effect.two_by_two(*sides))
    change = outcome[:, 1] - outcome[:, 0]
    own, others = change[:9], change[9:]
    assert found.se == pytest.approx(np.sqrt(own.var() / 9 + others.var() / 31))


def test_matched_controls_are_those_that_count() -> None:
    outcome = np.random.default_rng(1).normal(50, 5, (40, 6))
    weight = np.zeros(40)
    weight[[20, 21]] = 1.0, 3.0
    found = effect.att_gt(outcome, COHORT, {3: weight, 4: weight})
    change = outcome[:, 5] - outcome[:, 2]
    k = int(np.flatnonzero((found.cohorts == 3) & (found.periods == 5))[0])
    assert found.att[k] == pytest.approx(change[:8].mean() - (change[20] + 3 * change[21]) / 4)


def test_coverage_with_few_units() -> None:
    rng = np.random.default_rng(7)
    held = 0
    for _ in range(400):
        outcome = rng.normal(0, 1, (24, 4)) + rng.normal(0, 2, (24, 1))
        cohort = np.where(np.arange(24) < 10, 2, NEVER).astype(np.int64)
        low, high = effect.simple(effect.att_gt(outcome, cohort)).interval(0.95, 23)
        held += low <= 0 <= high
    # 0.95 less three standard errors of 400 trials, and no interval that always holds.
    assert 0.917 <= held / 400 <= 0.99


def test_no_effect_without_a_period_before_or_a_control() -> None:
    outcome = np.zeros((4, 3))
    with pytest.raises(ValueError, match="period before"):
        effect.att_gt(outcome, np.array([0, 0, NEVER, NEVER]))
    with pytest.raises(ValueError, match="without a control"):
        effect.att_gt(outcome, np.array([1, 1, 2, 2]))


def test_a_randomisation_p_is_a_share_of_ranks() -> None:
    placebos = np.array([-3.0, -1.0, 0.5, 2.0])
    assert randomisation_p(2.5, placebos) == pytest.approx(2 / 5)
    assert randomisation_p(9.0, placebos) == pytest.approx(1 / 5)
    assert spread(placebos[:, None])[0] == pytest.approx(np.sqrt((9 + 1 + 0.25 + 4) / 4))
