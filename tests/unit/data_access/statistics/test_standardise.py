"""Indirect standardisation: the values of PHEindicatormethods' own tests, and exactness where numbers are small."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from data_access.statistics.standardise import byar, count_limits, exact_poisson, expected_counts, standardised_ratios


@pytest.mark.parametrize(
    ("observed", "expected", "scale", "reference"),
    [
        (895, 835.883561, 100, (107.0723, 100.1715, 114.3233)),
        (91, 835.883561, 100, (10.88668, 8.76504, 13.36658)),
        (9, 835.883561, 9349.883092, (100.670658, 46.033035, 191.104267)),
    ],
)
def test_ratios_are_those_of_ohid(
    observed: int, expected: float, scale: float, reference: tuple[float, float, float]
) -> None:
    found = standardised_ratios([observed], [expected], scale=scale)
    digits = 10 ** -len(str(reference[0]).partition(".")[2])
    assert (found.values[0], found.lower[0], found.upper[0]) == pytest.approx(reference, abs=digits)


def test_limits_of_counts_are_those_of_ohid() -> None:
    lower, upper = byar([65, 1045])
    assert lower == pytest.approx([50.163188, 982.593202], abs=1e-6)
    assert upper == pytest.approx([82.849139, 1110.331213], abs=1e-6)


@given(st.integers(0, 9), st.sampled_from([0.95, 0.998]))
def test_small_numbers_have_limits_that_leave_out_exactly_their_share(observed: int, coverage: float) -> None:
    lower, upper = (float(limit[0]) for limit in count_limits([observed], coverage))
    tail = (1 - coverage) / 2
    assert stats.poisson.cdf(observed, upper) == pytest.approx(tail)
    assert lower == 0 if observed == 0 else stats.poisson.sf(observed - 1, lower) == pytest.approx(tail)


@given(st.integers(10, 100_000))
def test_byars_limits_are_close_to_the_exact_ones(observed: int) -> None:
    for near, exact in zip(byar([observed]), exact_poisson([observed]), strict=True):
        assert near[0] == pytest.approx(exact[0], rel=3e-3)


def test_what_is_expected_is_the_sum_over_strata() -> None:
    people, rates = [[100, 50], [0, 200], [10, 0]], [0.8, 0.5]
    assert expected_counts(people, rates) == pytest.approx([105, 100, 8])
    assert expected_counts([[100, 0]], [0.8, np.nan]) == pytest.approx([80])


@given(st.lists(st.tuples(st.integers(1, 50), st.integers(50, 90)), min_size=1, max_size=6))
def test_a_unit_that_goes_as_its_strata_do_has_a_ratio_of_one_hundred(strata: list[tuple[int, int]]) -> None:
    passed, people = (np.array(column, dtype=float) for column in zip(*strata, strict=True))
    found = standardised_ratios([passed.sum()], expected_counts([people], passed / people))
    assert found.values[0] == pytest.approx(100)
    assert found.lower[0] < 100 < found.upper[0]


def test_where_nothing_was_expected_there_is_no_ratio() -> None:
    found = standardised_ratios([5, 5], [0, 5])
    assert np.isnan([found.values[0], found.lower[0], found.upper[0]]).all() and found.values[1] == 100
