"""The gap between two sides: published intervals, what must hold for any sides, and the course of a gap over time."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from data_access.statistics.gap import Gap, Side, behind, gap
from data_access.statistics.levelling import Course, levelling

rates = st.floats(0, 1)
counted = st.integers(1, 500).flatmap(lambda people: st.tuples(st.integers(0, people), st.just(people)))
# In tenths, so that sums and differences of them say what they say.
moves = st.tuples(*[st.integers(0, 100).map(float)] * 2)


def wilson(passed: int, people: int) -> Side:
    return Side(passed / people, *proportion_confint(passed, people, method="wilson"))


def symmetric(value: float, half: float) -> Side:
    return Side(value, value - half, value + half)


def test_inside_schools_the_interval_is_that_of_newcombe() -> None:
    """Newcombe 1998, table II (a): 56 of 70 against 48 of 80."""
    found = gap(wilson(48, 80), wilson(56, 70)).absolute
    assert (found.value, found.lower, found.upper) == pytest.approx((0.2, 0.0524, 0.3339), abs=5e-5)


def test_over_schools_the_variances_of_both_sides_add_up() -> None:
    found = gap(symmetric(40.0, 3.0), symmetric(50.0, 4.0)).absolute
    assert (found.value, found.lower, found.upper) == (10, 5, 15)


@pytest.mark.parametrize(("weaker", "stronger", "index", "ratio"), [(40, 50, 0.8, 0.8), (50, 40, 1.2, 1.25)])
def test_parity_is_folded(weaker: float, stronger: float, index: float, ratio: float) -> None:
    found = gap(symmetric(weaker, 2), symmetric(stronger, 2))
    assert found.parity is not None and found.parity.value == pytest.approx(index)
    assert found.ratio is not None and found.ratio.value == pytest.approx(ratio)


@given(counted, counted)
def test_an_interval_holds_its_value_whatever_the_sides(one: tuple[int, int], other: tuple[int, int]) -> None:
    found = gap(wilson(*one), wilson(*other))
    assert -1 - 1e-9 <= found.absolute.lower <= found.absolute.value <= found.absolute.upper <= 1 + 1e-9
    if one[0] == other[0] == 0:
        assert found.ratio is None and found.parity is None
    else:
        assert found.ratio is not None and found.parity is not None
        assert 0 <= found.ratio.lower <= found.ratio.value * (1 + 1e-9) <= found.ratio.upper * (1 + 2e-9)
        assert 0 <= found.parity.lower <= found.parity.value + 1e-9 <= found.parity.upper + 2e-9 <= 2 + 3e-9


@given(counted, counted)
def test_difference_and_ratio_agree_on_whether_there_is_a_gap(one: tuple[int, int], other: tuple[int, int]) -> None:
    """Both are made of the same two intervals: 0 is inside the one exactly where 1 is inside the other."""
    found = gap(wilson(*one), wilson(*other))
    if found.ratio is not None and min(abs(found.absolute.lower), abs(found.absolute.upper)) > 1e-9:
        inside = found.absolute.lower < 0 < found.absolute.upper
        assert (found.ratio.lower < 1 < found.ratio.upper) == inside


@pytest.mark.parametrize(("weaker", "stronger"), [((0, 20), (0, 30)), ((0, 20), (10, 20)), ((10, 20), (0, 20))])
def test_a_side_at_nought(weaker: tuple[int, int], stronger: tuple[int, int]) -> None:
    found = gap(wilson(*weaker), wilson(*stronger))
    if weaker[0] == stronger[0] == 0:
        assert found.ratio is None
    elif weaker[0] == 0:
        assert found.ratio is not None and found.ratio.lower == 0 < found.ratio.upper < 1
    else:
        assert found.ratio is not None and found.parity is not None
        assert found.ratio.value == found.ratio.upper == math.inf and found.parity.value == 2


def test_a_negative_value_has_a_difference_and_no_ratio() -> None:
    assert gap(symmetric(-4.0, 1.0), symmetric(2.0, 1.0)).absolute.value == 6
    assert gap(symmetric(-4.0, 1.0), symmetric(2.0, 1.0)).ratio is None


@pytest.mark.parametrize(("first", "second"), [(0.72, 0.8), (0.9, 0.97), (0.1, 0.2)])
def test_intervals_cover_the_truth(first: float, second: float) -> None:
    noise = np.random.default_rng(9)
    drawn = [gap(wilson(*a), wilson(*b)) for a, b in zip(passed(noise, first), passed(noise, second), strict=True)]

    def covered(part: str, truth: float) -> float:
        return float(np.mean([_holds(found, part, truth) for found in drawn]))

    for part, truth in (("absolute", second - first), ("ratio", first / second), ("parity", first / second)):
        assert 0.93 < covered(part, truth) < 0.98


def passed(noise: np.random.Generator, rate: float, people: int = 120) -> list[tuple[int, int]]:
    return [(int(x), people) for x in noise.binomial(people, rate, 1_000)]


def _holds(found: Gap, part: str, truth: float) -> bool:
    estimate = getattr(found, part)
    return bool(estimate.lower <= truth <= estimate.upper)


@pytest.mark.parametrize(
    ("absolute", "people", "scale", "count"),
    [(10.0, 250, 100, 25), (0.1, 251, 1, 26), (0, 100, 1, 0), (-5.0, 100, 100, 0), (0.3, 10, 1, 3)],
)
def test_students_behind_the_gap_are_whole(absolute: float, people: int, scale: float, count: int) -> None:
    assert behind(absolute, people, scale) == count


@given(counted, counted)
def test_that_many_more_reach_the_stronger_side_and_one_fewer_does_not(
    one: tuple[int, int], other: tuple[int, int]
) -> None:
    weaker, stronger = sorted((one, other), key=lambda side: side[0] / side[1])
    more = behind(stronger[0] / stronger[1] - weaker[0] / weaker[1], weaker[1])
    reached = (weaker[0] + more) * stronger[1] - stronger[0] * weaker[1]
    assert 0 <= reached < stronger[1]


@pytest.mark.parametrize(
    ("weaker", "stronger", "course"),
    [
        ((60, 70), (80, 80), Course.LEVELLING_UP),
        ((60, 70), (80, 82), Course.LEVELLING_UP),
        ((60, 60), (80, 70), Course.LEVELLING_DOWN),
        ((60, 55), (80, 70), Course.LEVELLING_DOWN),
        ((60, 65), (80, 75), Course.CONVERGING),
        ((60, 60), (80, 90), Course.PULLING_AWAY),
        ((60, 62), (80, 90), Course.PULLING_AWAY),
        ((60, 50), (80, 80), Course.FALLING_BEHIND),
        ((60, 55), (80, 85), Course.DIVERGING),
        ((60, 70), (80, 90), Course.UNCHANGED),
        ((60, 60.5), (80, 80), Course.UNCHANGED),
        ((60, 90), (80, 85), Course.OVERTAKEN),
        ((60, 80.5), (80, 80), Course.LEVELLING_UP),
        ((70, 80), (70, 70), Course.PULLING_AWAY),
    ],
)
def test_the_course_of_a_gap(weaker: tuple[float, float], stronger: tuple[float, float], course: Course) -> None:
    assert levelling(weaker, stronger, least=1.0).course is course
    assert levelling(stronger, weaker, least=1.0) == levelling(weaker, stronger, least=1.0)
    fewer = levelling((-weaker[0], -weaker[1]), (-stronger[0], -stronger[1]), least=1.0, lower_is_better=True)
    assert fewer == levelling(weaker, stronger, least=1.0)


@given(moves, moves, st.floats(0, 5))
def test_the_parts_are_the_change_of_the_gap(
    one: tuple[float, float], other: tuple[float, float], least: float
) -> None:
    found = levelling(one, other, least=least)
    assert found.before >= 0
    assert found.before - found.after == found.weaker + found.stronger == found.narrowed
    if found.course in (Course.LEVELLING_UP, Course.CONVERGING):
        assert found.weaker > 0
    if found.course in (Course.LEVELLING_DOWN, Course.CONVERGING):
        assert found.stronger > 0
    if found.course in (Course.PULLING_AWAY, Course.FALLING_BEHIND, Course.DIVERGING):
        assert found.narrowed < 0
