"""The rules of disclosure (trust.md section 3.2), one by one and as laws."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_access.disclosure import (
    DOMINATED,
    FEW_PEOPLE,
    FEW_SCHOOLS,
    Rules,
    blurred,
    dominated,
    percentage,
    rounded,
    withheld,
)

RULES = Rules()
COUNTS = st.integers(0, 100_000)
SIDES = st.lists(st.integers(0, 500), min_size=1, max_size=30)


@given(COUNTS)
def test_rounding_is_off_by_two_at_most_and_settles(count: int) -> None:
    shown = rounded(count, RULES.base)
    assert shown % 5 == 0
    assert abs(shown - count) <= 2
    assert rounded(shown, RULES.base) == shown


@given(COUNTS, COUNTS)
def test_rounding_keeps_the_order(one: int, other: int) -> None:
    assert (one <= other) <= (rounded(one, 5) <= rounded(other, 5))


@given(st.integers(0, 3000), st.integers(0, 3000))
def test_a_percentage_tells_no_more_than_its_rounded_parts(passed: int, failed: int) -> None:
    shown = percentage(passed, passed + failed, RULES)
    if shown is None:
        assert passed + failed <= 2
        return
    assert percentage(rounded(passed, 5), rounded(passed + failed, 5), RULES) == shown
    assert 0 <= shown.value <= 100
    if rounded(passed + failed, 5) <= 100:
        assert shown.value == int(shown.value)
        assert 5 <= shown.value <= 95
        assert (shown.bound == "at_least") <= (shown.value == 95)
    else:
        assert shown.bound is None
        assert abs(shown.value - round(shown.value, 1)) < 1e-9


@pytest.mark.parametrize(
    ("passed", "of", "value", "bound"),
    [
        (0, 40, 5, "at_most"),
        (40, 40, 95, "at_least"),
        (38, 40, 95, "at_least"),
        (99, 99, 95, "at_least"),
        (110, 110, 100, None),
        (0, 110, 0, None),
    ],
)
def test_ends_are_shown_as_ends_only_where_people_are_many(passed: int, of: int, value: float, bound: str) -> None:
    shown = percentage(passed, of, RULES)
    assert shown is not None
    assert (shown.value, shown.bound) == (value, bound)


@given(SIDES)
def test_dominance_is_the_p_percent_rule(parts: list[int]) -> None:
    ordered = [*sorted(parts, reverse=True), 0, 0]
    rest = sum(parts) - ordered[0] - ordered[1]
    assert dominated(parts, 0.1) == (rest < 0.1 * ordered[0])


@given(SIDES, st.randoms(use_true_random=False))
def test_the_order_of_the_schools_does_not_matter(parts: list[int], rng: np.random.Generator) -> None:
    shuffled = list(parts)
    rng.shuffle(shuffled)
    assert dominated(parts, 0.1) == dominated(shuffled, 0.1)


@given(SIDES, st.integers(0, 40), st.integers(1, 40))
def test_a_higher_threshold_withholds_no_less(parts: list[int], people: int, schools: int) -> None:
    mild = withheld(parts, parts, Rules(people=people, schools=schools), personal=True)
    strict = withheld(parts, parts, Rules(people=people + 5, schools=schools + 1, share=0.2), personal=True)
    assert (mild is not None) <= (strict is not None)


def test_what_each_rule_withholds() -> None:
    even = [20] * 5
    assert withheld(even, even, RULES, personal=True) is None
    assert withheld(even[:4], even[:4], RULES, personal=False) == FEW_SCHOOLS
    assert withheld([500, 400, 10, 10, 10], even, RULES, personal=False) == DOMINATED  # on the numerator alone
    assert withheld(even, [500, 400, 10, 10, 10], RULES, personal=False) == DOMINATED
    assert withheld([1] * 5, [1] * 5, RULES, personal=True) == FEW_PEOPLE
    assert withheld([1] * 5, [1] * 5, RULES, personal=False) is None  # five things are no people
    assert withheld([-9, -8, 7, 7, 7], None, RULES, personal=False) is None


def test_a_quartile_is_blurred() -> None:
    assert blurred(81.46, whole=True) == 81
    assert blurred(1234.5, whole=False) == 1230
    assert blurred(0.012345, whole=False) == 0.0123


def test_other_thresholds_are_other_answers() -> None:
    assert RULES.fingerprint == Rules().fingerprint
    assert Rules(people=11).fingerprint != RULES.fingerprint
