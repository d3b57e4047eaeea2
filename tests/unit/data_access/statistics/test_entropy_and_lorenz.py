"""Indices of totals by school: published values, the axioms of inequality, and where there is nothing to compare."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from data_access.statistics.entropy import atkinson, decomposed, mean_log_deviation, theil_of, variation_of
from data_access.statistics.inequality import Terms, theil, variation
from data_access.statistics.lorenz import curve, gini, palma
from data_access.statistics.schools import Schools

TENS = np.arange(10.0, 70, 10)

Index = Callable[[Schools], float | None]
INDICES: tuple[Index, ...] = (gini, mean_log_deviation, atkinson)
every = pytest.mark.parametrize("index", [*INDICES, palma])
totals = st.lists(st.tuples(st.integers(1, 500), st.integers(1, 500)), min_size=2, max_size=40)


def alike(values: np.ndarray) -> Schools:
    return Schools.of(values, np.ones(len(values)))


def of(pairs: list[tuple[int, int]]) -> Schools:
    return Schools.of([n for n, _ in pairs], [d for _, d in pairs])


@pytest.mark.parametrize(
    ("index", "values", "reference"),
    [
        (gini, np.arange(1.0, 6), 0.2666667),
        (gini, TENS, 0.2777778),
        (mean_log_deviation, TENS, 0.1562211),
        (atkinson, TENS, 0.0688225),
        (palma, np.arange(1.0, 101), 1.1646341),
    ],
)
def test_indices_are_those_of_the_literature(index: Index, values: np.ndarray, reference: float) -> None:
    assert index(alike(values)) == pytest.approx(reference, abs=1e-7)


def test_mean_log_deviation_between_and_within() -> None:
    parts = decomposed([alike(TENS[:3]), alike(TENS[3:])])
    assert parts == (pytest.approx(0.1014704, abs=1e-7), pytest.approx(0.0547507, abs=1e-7))


@given(totals, st.integers(1, 39))
def test_the_parts_sum_to_the_whole(pairs: list[tuple[int, int]], cut: int) -> None:
    parts, whole = decomposed([of(pairs[:cut]), of(pairs[cut:])]), mean_log_deviation(of(pairs))
    assert parts is not None and whole is not None
    assert sum(parts) == pytest.approx(whole, abs=1e-12) and min(parts) > -1e-12


@given(totals)
def test_on_arrays_theil_and_variation_are_what_sums_give(pairs: list[tuple[int, int]]) -> None:
    schools, terms = of(pairs), Terms.of((float(n), float(d)) for n, d in pairs)
    n, d = schools.numerators, schools.denominators
    assert float(theil_of(n, d)) == pytest.approx(theil(terms), abs=1e-9)
    assert float(variation_of(n, d)) == pytest.approx(variation(terms), abs=1e-6)
    assert theil_of(np.stack([n, 2 * n]), np.stack([d, d])) == pytest.approx([float(theil_of(n, d))] * 2, abs=1e-12)


@every
@given(totals, st.floats(0.01, 100))
def test_the_unit_of_measure_changes_nothing(index: Index, pairs: list[tuple[int, int]], factor: float) -> None:
    schools = of(pairs)
    scaled = Schools.of(factor * schools.numerators, schools.denominators)
    assert index(scaled) == pytest.approx(index(schools), abs=1e-9)


@every
@given(totals, st.integers(2, 4))
def test_schools_over_again_change_nothing(index: Index, pairs: list[tuple[int, int]], times: int) -> None:
    assert index(of(pairs * times)) == pytest.approx(index(of(pairs)), abs=1e-9)


@every
@given(totals)
def test_a_school_cut_in_two_alike_changes_nothing(index: Index, pairs: list[tuple[int, int]]) -> None:
    """Each counts with its people: that is what weighting by the denominator is."""
    halved = [(n / 2, d / 2) for n, d in pairs for _ in range(2)]
    assert index(of(halved)) == pytest.approx(index(of(pairs)), abs=1e-9)  # type: ignore[arg-type]


@pytest.mark.parametrize("index", INDICES)
@given(totals, st.data())
def test_a_transfer_from_the_better_to_the_worse_off_lowers_every_index(
    index: Index, pairs: list[tuple[int, int]], data: st.DataObject
) -> None:
    schools = of(pairs).ordered()
    n, d = schools.numerators.copy(), schools.denominators
    poor, rich = sorted(data.draw(st.lists(st.integers(0, len(n) - 1), min_size=2, max_size=2, unique=True)))
    until = (n[rich] * d[poor] - n[poor] * d[rich]) / (d[rich] + d[poor])  # what makes them equal
    assume(until > 0.05)
    moved = until * data.draw(st.floats(0.1, 0.9))
    n[poor] += moved
    n[rich] -= moved
    after, before = index(Schools.of(n, d)), index(schools)
    assert after is not None and before is not None and after < before


@pytest.mark.parametrize("index", INDICES)
@given(totals)
def test_indices_are_within_their_bounds_and_nought_where_all_are_alike(
    index: Index, pairs: list[tuple[int, int]]
) -> None:
    value = index(of(pairs))
    assert value is not None and value >= 0 and (index is mean_log_deviation or value < 1)
    level = index(Schools.of([3.0 * d for _, d in pairs], [d for _, d in pairs]))
    assert level == pytest.approx(0, abs=1e-9)


@every
@pytest.mark.parametrize(
    ("numerators", "denominators", "expected"),
    [
        ([], [], None),
        ([5.0], [10.0], None),
        ([0.0, 0.0], [10.0, 5.0], None),
        ([-1.0, 5.0], [2.0, 3.0], None),
        ([5.0, 5.0], [0.0, 3.0], None),
        ([5.0, 5.0], [0.0, 0.0], None),
        ([1.0, 2.0, np.nan], [1.0, 1.0, 1.0], None),
        ([1.0, 2.0, 3.0], [1.0, 1.0, 1.0], 4),
    ],
)
def test_where_there_is_nothing_to_compare_or_too_much_is_missing_there_is_no_index(
    index: Index, numerators: list[float], denominators: list[float], expected: int | None
) -> None:
    schools = Schools.of(numerators, denominators, expected)
    assert index(schools) is None and curve(schools) is None


@every
def test_up_to_a_fifth_may_be_missing(index: Index) -> None:
    some = Schools.of([1.0, 2.0, np.nan, 3.0, 4.0], [1.0] * 5)
    assert some.missing == pytest.approx(0.2) and index(some) == index(alike(np.arange(1.0, 5)))
    assert Schools.of([1.0, 2.0], [1.0, 0.0], 2).missing == 0


def test_a_school_at_nought_has_no_logarithm_and_a_lowest_part_with_nothing_no_ratio() -> None:
    some = Schools.of([0.0, 5.0, 5.0], [1.0, 1.0, 1.0])
    assert mean_log_deviation(some) is None and gini(some) == pytest.approx(1 / 3)
    assert decomposed([some]) is None and decomposed([]) is None
    assert palma(Schools.of([0.0, 5.0], [1.0, 1.0])) is None


@given(totals)
def test_the_curve_sags_from_corner_to_corner_and_twice_the_area_above_it_is_the_gini_coefficient(
    pairs: list[tuple[int, int]],
) -> None:
    drawn, index = curve(of(pairs)), gini(of(pairs))
    assert drawn is not None and index is not None
    assert (drawn.people[0], drawn.values[0]) == (0, 0) and (drawn.people[-1], drawn.values[-1]) == (1, 1)
    assert (drawn.values <= drawn.people + 1e-12).all()
    slopes = np.diff(drawn.values) / np.diff(drawn.people)
    assert (np.diff(slopes) >= -1e-9).all()
    assert 1 - 2 * np.trapezoid(drawn.values, drawn.people) == pytest.approx(index, abs=1e-9)


def test_many_schools_are_drawn_through_few_of_their_own_points() -> None:
    noise = np.random.default_rng(15)
    schools = Schools.of(noise.gamma(0.3, 1, 12_000), noise.integers(10, 900, 12_000))
    drawn, index = curve(schools), gini(schools)
    assert drawn is not None and index is not None and 100 < len(drawn.people) <= 200
    assert (drawn.people[-1], drawn.values[-1]) == (1, 1) and (np.diff(drawn.people) > 0).all()
    assert 1 - 2 * np.trapezoid(drawn.values, drawn.people) == pytest.approx(index, abs=1e-3)
