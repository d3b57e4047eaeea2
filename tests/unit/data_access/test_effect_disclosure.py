"""What an effect tells of schools elsewhere: no more than a benchmark over them does (DISC-2, 5 and 6)."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_access import indicators
from data_access.disclosure import Rules
from data_access.effects.foreign import blurred, opened, weighed
from data_access.effects.model import Effect, Interval, Point, Question
from data_access.parts import Parts
from data_access.statistics.sensitivity import Bound

RATE, SCORE, THINGS = (indicators.get(code) for code in ("R02", "T07", "R06"))
PERIODS = ("2018-1", "2018-2")
NOBODY: frozenset[str] = frozenset()


def parts(people: dict[str, float]) -> Parts:
    """Schools by name with their people, of whom half are active."""
    below = np.array(list(people.values()), dtype=float)
    return Parts(np.array(list(people), dtype=object), below / 2, below, below)


def neighbours(*counties: int, people: float = 100.0) -> tuple[Parts, dict[str, str], dict[str, float]]:
    """Counties with so many schools each: all schools as parts, the county of each, and one vote for each county."""
    home = {f"{c}{s}": str(c) for c, n in enumerate(counties) for s in range(n)}
    return parts(dict.fromkeys(home, people)), home, {str(c): 1 / len(counties) for c in range(len(counties))}


@given(st.lists(st.integers(1, 6), min_size=1, max_size=6))
def test_neighbours_count_as_they_are_weighed_whatever_their_schools(counties: list[int]) -> None:
    part, home, weight = neighbours(*counties)
    made = weighed(part, home, weight)
    assert made.below is not None
    assert made.above.sum() == pytest.approx(0.5)
    for county, share in weight.items():
        own = [home[unit] == county for unit in made.units]
        assert made.below[own].sum() == pytest.approx(share)
    assert (made.people == part.people).all()


@pytest.mark.parametrize(
    ("counties", "hidden"),
    [((7, 7, 7, 7, 7), False), ((1, 1, 1), True), ((1, 1, 1, 1), True), ((1, 1, 2, 1), False), ((5,), False)],
    ids=str,
)
def test_a_mean_of_neighbours_needs_five_schools_none_of_which_dominates(
    counties: tuple[int, ...], hidden: bool
) -> None:
    """Each county has one vote, however many schools it has."""
    part, home, weight = neighbours(*counties)
    cells = {(period,): weighed(part, home, weight) for period in PERIODS}
    assert opened(cells, (), PERIODS, NOBODY, Rules(), RATE) is hidden


def test_a_school_that_is_most_of_its_county_is_not_hidden_by_small_ones() -> None:
    people = dict(zip("abcdef", (1000.0, 50.0, 10.0, 10.0, 10.0, 10.0), strict=True))
    part = weighed(parts(people), dict.fromkeys(people, "county"), {"county": 1.0})
    assert opened({(PERIODS[0],): part}, (), PERIODS, NOBODY, Rules(), RATE)


def test_what_the_reader_sees_is_taken_away_first() -> None:
    part, home, weight = neighbours(4, 4)
    cells = {(PERIODS[0],): weighed(part, home, weight)}
    assert not opened(cells, (), PERIODS, NOBODY, Rules(), RATE)
    assert opened(cells, (), PERIODS, frozenset(f"0{s}" for s in range(4)), Rules(), RATE)
    assert not opened(cells, (), PERIODS, frozenset(home), Rules(), RATE), "nothing is left to be opened"


def test_one_period_or_a_kind_of_school_beside_it_is_enough_to_withhold() -> None:
    safe, few = parts({str(i): 100.0 for i in range(8)}), parts({str(i): 100.0 for i in range(2)})
    first, second = PERIODS
    assert not opened({(first,): safe, (second,): safe}, (), PERIODS, NOBODY, Rules(), RATE)
    assert opened({(first,): safe, (second,): few}, (), PERIODS, NOBODY, Rules(), RATE)
    beside = {(first, "urban"): safe, (first, "rural"): few}
    assert opened(beside, ("urban",), PERIODS, NOBODY, Rules(), RATE), "all less urban ones would be the rural ones"
    assert not opened({(first, "urban"): safe, (first, "rural"): safe}, ("urban",), PERIODS, NOBODY, Rules(), RATE)


def effect(value: float, low: float, high: float, wording: str = "descriptive_above") -> Effect:
    """An effect with one point and all that hangs on it."""
    held, wide = Interval(low, high), Interval(low - 1, high + 1)
    return Effect(
        Question("R02", "A"),
        ("A",),
        wording,
        value=value,
        interval=held,
        wide=wide,
        points=(Point(-1, "2018-2", 0.0, None), Point(0, "2019-1", value, held)),
        bound=Bound(1.0, low, high, low - 1, high + 1),
        placebo_start=(value, held),
        without=(("B", value),),
    )


def test_numbers_on_others_are_rounded_as_a_benchmark_is() -> None:
    found = effect(3.14159, 1.04159, 5.24159)
    near, coarse = (blurred(found, RATE, people, Rules()) for people in (101.0, 100.0))
    assert [near.value, coarse.value] == [3.1, 3.0]
    assert near.interval is not None
    assert [near.interval.low, near.interval.high] == pytest.approx([1.0, 5.2])
    assert near.points[1].value == 3.1 and near.points[0] == Point(-1, "2018-2", 0.0, None)
    assert near.placebo_start is not None and near.placebo_start[0] == 3.1
    assert near.without == (("B", 3.1),)
    assert near.bound is not None
    bound = near.bound
    assert [bound.low, bound.high, bound.ci_low, bound.ci_high] == pytest.approx([1.0, 5.2, 0.0, 6.2])
    assert near.wording == found.wording


def test_who_sees_all_of_it_and_who_asks_of_things_gets_it_as_it_is() -> None:
    found = effect(3.14159, 1.04159, 5.24159)
    assert blurred(found, RATE, 0.0, Rules()) is found
    assert blurred(found, THINGS, 1000.0, Rules()) is found
    assert blurred(found, SCORE, 1000.0, Rules()).value == 3.14


def test_the_words_fit_the_rounded_interval() -> None:
    assert blurred(effect(2.0, 0.04, 3.96), RATE, 1000.0, Rules()).reason is None
    told = blurred(effect(2.04, 0.03, 4.05), RATE, 1000.0, Rules())
    assert (told.wording, told.reason) == ("cannot_tell", "zero_inside")
