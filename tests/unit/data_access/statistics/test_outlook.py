"""Who is called at risk is so beyond chance; the interval is the textbook's."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import assume, given
from hypothesis import strategies as st

from data_access.statistics.outlook import FEWEST, REASONS, Outlook, Prospect, outlook, predicted

VALUES = st.lists(st.floats(0, 100), min_size=FEWEST, max_size=12)
SPEED = (
    *(4, 4, 7, 7, 8, 9, 10, 10, 10, 11, 11, 12, 12, 12, 12, 13, 13, 13, 13, 14, 14, 14, 14, 15, 15, 15, 16, 16, 17),
    *(17, 17, 18, 18, 18, 18, 19, 19, 19, 20, 20, 20, 20, 20, 22, 23, 24, 24, 24, 24, 25),
)
DISTANCE = (
    *(2, 10, 4, 22, 16, 10, 18, 26, 34, 17, 28, 14, 20, 24, 28, 26, 34, 34, 46, 26, 36, 60, 80, 20, 26, 54, 32, 40),
    *(32, 40, 50, 42, 56, 76, 84, 36, 46, 68, 32, 48, 52, 56, 64, 66, 54, 70, 92, 93, 120, 85),
)
"""R's data set `cars` (Ezekiel 1930)."""


def test_it_is_what_r_predicts() -> None:
    found = predicted(SPEED, DISTANCE, 10.0, coverage=0.95)
    assert (found.value, found.lower, found.upper) == pytest.approx((21.74499, -9.809601, 53.29959), abs=1e-5)


@given(VALUES, st.floats(0.1, 5), st.sampled_from([0.8, 0.95, 0.998]))
def test_it_is_the_interval_of_an_observation_in_a_regression(
    values: list[float], ahead: float, coverage: float
) -> None:
    times = np.arange(len(values), dtype=float)
    at = times[-1] + ahead
    fit = sm.OLS(values, sm.add_constant(times)).fit()
    frame = fit.get_prediction([[1.0, at]]).summary_frame(alpha=1 - coverage)
    found = predicted(times, values, at, coverage=coverage)
    expected = [float(frame[name].iloc[0]) for name in ("mean", "obs_ci_lower", "obs_ci_upper")]
    assert [found.value, found.lower, found.upper] == pytest.approx(expected, rel=1e-6, abs=1e-5)


@given(VALUES, st.floats(0.1, 3), st.floats(0, 100))
def test_up_and_down_are_mirrored(values: list[float], ahead: float, target: float) -> None:
    up = outlook(values, ahead, target, direction="up", matters=1.0)
    down = outlook([-v for v in values], ahead, -target, direction="down", matters=1.0)
    assert (up.prospect, up.reason) == (down.prospect, down.reason)


@given(VALUES, st.floats(0.1, 3), st.floats(0, 100), st.floats(0, 20))
def test_a_harder_target_is_never_nearer(values: list[float], ahead: float, target: float, more: float) -> None:
    order = [Prospect.AT_RISK, Prospect.LEANING, Prospect.CANNOT_TELL, Prospect.ON_COURSE, Prospect.MET]
    easy, hard = (outlook(values, ahead, t, direction="up") for t in (target, target + more))
    assume(easy.reason != "too_far")
    assert order.index(hard.prospect) <= order.index(easy.prospect)


def test_a_place_that_is_bound_for_its_target_is_hardly_ever_called_at_risk() -> None:
    noise, n = np.random.default_rng(7), 4000
    target = 80 + 2 * 7.0  # where a true trend of two points a year leads, two years after the sixth value
    made = [outlook(80 + 2 * np.arange(6.0) + noise.normal(0, 1.5, 6), 2.0, target, direction="up") for _ in range(n)]
    said = [m.prospect for m in made if m.prospect is not Prospect.MET]
    assert said.count(Prospect.AT_RISK) / n < 0.004, "0.1 % are what chance leaves"
    assert (said.count(Prospect.AT_RISK) + said.count(Prospect.LEANING)) / n < 0.035
    assert said.count(Prospect.ON_COURSE) / n < 0.035


def test_a_place_that_stands_still_far_below_is_found() -> None:
    noise = np.random.default_rng(8)
    made = [outlook(70 + noise.normal(0, 0.5, 6), 1.0, 80.0, direction="up", matters=1.0) for _ in range(400)]
    assert sum(m.prospect is Prospect.AT_RISK for m in made) > 380


@pytest.mark.parametrize(
    ("values", "ahead", "target", "expected"),
    [
        ([70, 72, 74, 76.1, 78], 1.0, 77, Outlook(Prospect.MET)),
        ([70, 72, 74, 76.1, 78], 0.0, 79, Outlook(Prospect.MISSED)),
        ([70, 72, 74, 76.1, None], 1.0, 79, Outlook(Prospect.CANNOT_TELL, "not_reported")),
        ([None, None, 74, 76.1, 78], 1.0, 79, Outlook(Prospect.CANNOT_TELL, "few_years")),
        ([70, 72, 74, 76.1, 78], 4.5, 79, Outlook(Prospect.CANNOT_TELL, "too_far")),
        ([], 1.0, 79, Outlook(Prospect.CANNOT_TELL, "not_reported")),
    ],
)
def test_what_needs_no_trend_or_has_none(
    values: list[float | None], ahead: float, target: float, expected: Outlook
) -> None:
    assert outlook(values, ahead, target, direction="up") == expected


def test_a_shortfall_that_does_not_matter_is_no_risk_and_shares_stay_shares() -> None:
    values = [95.0, 95.1, 95.2, 95.3, 95.4, 95.5]
    assert outlook(values, 1.0, 95.9, direction="up").prospect is Prospect.AT_RISK, (
        "a straight line has no chance in it"
    )
    assert outlook(values, 1.0, 95.9, direction="up", matters=1.0) == Outlook(
        Prospect.CANNOT_TELL, "open", outlook(values, 1.0, 95.9, direction="up").expected
    )
    steep = outlook([80, 85, 90.5, 94, 98.0], 2.0, 99.0, direction="up", bounds=(0, 100))
    assert steep.expected is not None and steep.expected.upper == 100.0


def test_a_target_without_a_better_side_is_not_judged() -> None:
    assert outlook([1, 2, 3, 4], 1.0, 5, direction="one") == Outlook(Prospect.CANNOT_TELL, "no_direction")
    assert set(REASONS) >= {"open", "no_direction"}
