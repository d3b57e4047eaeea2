"""The share of the way to a line: its value, and how often its interval holds what is true."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_access.statistics.gap import Estimate, Side
from data_access.statistics.improvement import improvement

LINE = 95.0
rates = st.floats(10, 90)
halves = st.floats(0.1, 4)


def side(value: float, half: float) -> Side:
    return Side(value, value - half, value + half)


@given(rates, halves, st.floats(10, 110), halves)
def test_the_interval_holds_the_score(was: float, of_was: float, now: float, of_now: float) -> None:
    found = improvement(side(was, of_was), side(now, of_now), LINE)
    assert found is not None
    assert found.value == pytest.approx((now - was) / (LINE - was))
    assert found.lower < found.value < found.upper


@given(rates, halves, st.floats(10, 110), halves)
def test_a_line_that_is_to_be_undercut_is_the_same_in_a_mirror(
    was: float, of_was: float, now: float, of_now: float
) -> None:
    up = improvement(side(was, of_was), side(now, of_now), LINE)
    down = improvement(side(-was, of_was), side(-now, of_now), -LINE)
    assert up is not None and down is not None
    assert (down.value, down.lower, down.upper) == pytest.approx((up.value, up.lower, up.upper))


def test_a_start_that_may_have_been_at_the_line_leaves_no_share_to_tell() -> None:
    assert improvement(side(94, 1.5), side(95, 1), LINE) is None
    assert improvement(side(92, 1.5), side(95, 1), LINE) is not None


def test_with_small_errors_it_is_that_of_the_delta_method() -> None:
    was, now, half = 60.0, 81.0, 0.01
    found = improvement(side(was, half), side(now, half), LINE)
    by_hand = half * math.hypot(1.0, (LINE - now) / (LINE - was)) / (LINE - was)
    assert isinstance(found, Estimate)
    assert found.upper - found.value == pytest.approx(by_hand, rel=1e-3)
    assert found.value - found.lower == pytest.approx(by_hand, rel=1e-3)


@pytest.mark.parametrize(("was", "now"), [(60.0, 80.0), (85.0, 84.0), (85.0, 97.0)])
def test_it_holds_what_is_true_in_nineteen_of_twenty_worlds(was: float, now: float) -> None:
    rng, se, held = np.random.default_rng(20261127), 1.5, 0
    draws = rng.normal([was, now], se, (2000, 2))
    for one, other in draws:
        found = improvement(side(one, 1.959964 * se), side(other, 1.959964 * se), LINE)
        held += found is not None and found.lower <= (now - was) / (LINE - was) <= found.upper
    assert 0.94 < held / len(draws) < 0.965
