"""Rank sets: those of PISA 2018, what must hold for any units, and coverage by simulation."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from data_access.statistics.ranks import SIMULATED, RankSets, rank_set, rank_sets, rate_errors, studentised_range

# Mean scores and standard errors as R's csranks 1.2 prints them (github.com/danielwilhelm/R-CS-ranks, README.md), from
# OECD, PISA 2018 Database.
PISA = list(csv.DictReader((Path(__file__).parent / "pisa_2018_maths.csv").read_text(encoding="utf-8").splitlines()))
COUNTRIES = [row["jurisdiction"] for row in PISA]
SCORES, ERRORS = ([float(row[column]) for row in PISA] for column in ("score", "error"))

units = st.lists(st.tuples(st.integers(0, 40), st.floats(0, 8)), min_size=2, max_size=12)
sizes = pytest.mark.parametrize("count", [20, SIMULATED + 30])
together = pytest.mark.parametrize("simultaneous", [True, False])


@pytest.mark.parametrize(
    ("simultaneous", "country", "first", "last"),
    [
        (False, "United Kingdom", 7, 23),
        (True, "United Kingdom", 6, 24),
        (True, "Korea", 1, 7),
        (True, "Germany", 7, 25),
        (True, "Japan", 1, 6),
    ],
)
def test_countries_have_the_rank_sets_of_the_literature(
    simultaneous: bool, country: str, first: int, last: int
) -> None:
    sets, place = rank_sets(SCORES, ERRORS, simultaneous=simultaneous), COUNTRIES.index(country)
    assert sets.first[place] == pytest.approx(first, abs=1)
    assert sets.last[place] == pytest.approx(last, abs=1)


def test_the_united_kingdom_is_thirteenth_and_twelve_countries_may_be_among_the_top_five() -> None:
    sets = rank_sets(SCORES, ERRORS, simultaneous=True)
    assert len(COUNTRIES) == 37 and sets.rank[COUNTRIES.index("United Kingdom")] == 13
    assert sets.possibly_top(5).sum() == pytest.approx(12, abs=1)
    assert set(np.flatnonzero(sets.surely_top(10))) <= set(np.flatnonzero(sets.possibly_top(10)))


@pytest.mark.parametrize("count", [3, 37, 400])
def test_the_studentised_range_is_that_of_scipy(count: int) -> None:
    expected = stats.studentized_range.ppf(0.95, count, np.inf)
    assert studentised_range(count) == pytest.approx(expected, abs=1e-4)


@together
@given(units)
@settings(max_examples=40)
def test_a_set_holds_the_rank_and_does_not_depend_on_the_unit_of_measure(
    simultaneous: bool, given_units: list[tuple[int, float]]
) -> None:
    values, errors = (np.array(column, dtype=float) for column in zip(*given_units, strict=True))
    sets = rank_sets(values, errors, simultaneous=simultaneous)
    assert ((sets.first >= 1) & (sets.first <= sets.rank)).all()
    assert ((sets.rank <= sets.last) & (sets.last <= len(values))).all()
    assert same(rank_sets(4 * values + 3, 4 * errors, simultaneous=simultaneous), sets)


@together
@sizes
def test_without_errors_a_set_is_the_rank_and_with_great_ones_it_says_nothing(count: int, simultaneous: bool) -> None:
    values = np.random.default_rng(1).permutation(count).astype(float)
    exact = rank_sets(values, np.zeros(count), simultaneous=simultaneous)
    assert (exact.first == exact.rank).all() and (exact.last == exact.rank).all()
    assert exact.rank[values.argmax()] == 1
    vague = rank_sets(values, np.full(count, 1e6), simultaneous=simultaneous)
    assert (vague.first == 1).all() and (vague.last == count).all()


@together
@sizes
def test_units_that_are_alike_share_the_better_rank_and_may_have_any(count: int, simultaneous: bool) -> None:
    sets = rank_sets(np.zeros(count), np.zeros(count), simultaneous=simultaneous)
    assert (sets.rank == 1).all() and (sets.first == 1).all() and (sets.last == count).all()


@sizes
def test_the_sets_of_all_together_are_wider_than_that_of_one(count: int) -> None:
    noise = np.random.default_rng(2)
    values, errors = noise.normal(size=count), noise.uniform(0.05, 0.3, count)
    all_of_them, each = (rank_sets(values, errors, simultaneous=choice) for choice in (True, False))
    assert (all_of_them.last - all_of_them.first).sum() > (each.last - each.first).sum()
    for unit in (0, count // 2, count - 1):
        assert rank_set(values, errors, unit) == (each.rank[unit], each.first[unit], each.last[unit])


def test_the_cheap_bars_for_many_units_are_wider_than_the_simulated_ones_and_not_by_much() -> None:
    noise = np.random.default_rng(3)
    values, errors = noise.normal(size=SIMULATED), noise.uniform(0.1, 0.3, SIMULATED)
    # A unit far below all others costs one more rank at the end, and makes the units too many to simulate.
    more_values, more_errors = np.append(values, -1e9), np.append(errors, 0.1)
    for simultaneous in (True, False):
        few = rank_sets(values, errors, simultaneous=simultaneous)
        many = rank_sets(more_values, more_errors, simultaneous=simultaneous)
        assert few.method == "step_down" and many.method in ("tukey_kramer", "sidak")
        narrow, wide = few.last - few.first, (many.last - many.first)[:-1]
        assert narrow.mean() <= wide.mean() <= 1.2 * narrow.mean() + 1


@pytest.mark.parametrize("count", [12, SIMULATED + 10])
def test_simultaneous_sets_cover_all_true_ranks_at_once_ties_among_them(count: int) -> None:
    noise = np.random.default_rng(4)
    truth = np.sort(noise.integers(0, 6, count)).astype(float)
    errors = noise.uniform(0.2, 1.5, count)
    best, worst = 1 + (truth > truth[:, None]).sum(1), count - (truth < truth[:, None]).sum(1)
    covered = 0
    for _ in range(200):
        sets = rank_sets(truth + errors * noise.standard_normal(count), errors, simultaneous=True)
        covered += bool(((sets.first <= best) & (sets.last >= worst)).all())
    assert covered / 200 >= 0.95


def test_a_marginal_set_covers_the_true_rank_of_its_unit() -> None:
    noise = np.random.default_rng(5)
    truth, errors = np.repeat(np.arange(5.0), 3), np.full(15, 0.8)
    best, worst = 1 + (truth > truth[7]).sum(), 15 - (truth < truth[7]).sum()
    drawn = [rank_set(truth + errors * noise.standard_normal(15), errors, 7) for _ in range(400)]
    assert sum(first <= best and last >= worst for _, first, last in drawn) / 400 >= 0.95


def test_one_unit_is_the_first_and_none_has_no_rank() -> None:
    assert rank_set([3.0], [1.0], 0) == (1, 1, 1)
    assert len(rank_sets([], [], simultaneous=True).rank) == 0


@pytest.mark.parametrize(("values", "errors"), [([1.0, np.nan], [1, 1]), ([1, 2], [1, -1.0]), ([1, 2], [1.0])])
def test_what_has_no_value_or_error_has_no_rank(values: list[float], errors: list[float]) -> None:
    with pytest.raises(ValueError, match="standard error"):
        rank_sets(values, errors, simultaneous=True)


def test_a_school_where_all_pass_is_no_more_certain_than_its_size() -> None:
    small, large = rate_errors([10, 1000], [10, 1000])
    assert small > large > 0
    assert rate_errors([500], [1000])[0] == pytest.approx(np.sqrt(0.25 / 1004))


def same(one: RankSets, other: RankSets) -> bool:
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in ("rank", "first", "last"))
