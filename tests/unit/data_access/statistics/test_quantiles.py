"""Quartiles of Harrell and Davis: near the sample's, smooth, and nobody's own value."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats.mstats import hdquantiles

from data_access.statistics.quantiles import harrell_davis, quartiles

VALUES = st.lists(st.floats(0, 100), min_size=5, max_size=60)


@given(VALUES)
def test_they_are_those_of_scipy(values: list[float]) -> None:
    assert quartiles(values) == pytest.approx(tuple(hdquantiles(values, (0.25, 0.5, 0.75))), abs=1e-9)


@given(VALUES, st.floats(-5, 5), st.floats(0.1, 3))
def test_they_move_with_the_values(values: list[float], shift: float, scale: float) -> None:
    moved = quartiles([scale * v + shift for v in values])
    assert moved == pytest.approx([scale * q + shift for q in quartiles(values)], abs=1e-6)


@given(VALUES, st.integers(0, 59), st.floats(0, 100))
def test_one_value_moves_them_by_a_part_of_its_move(values: list[float], at: int, to: float) -> None:
    at %= len(values)
    other = [*values[:at], to, *values[at + 1 :]]
    for before, after in zip(quartiles(values), quartiles(other), strict=True):
        assert abs(after - before) <= 0.5 * abs(to - values[at]) + 1e-9


def test_alike_is_alike_and_symmetry_is_kept() -> None:
    assert quartiles([7.0] * 9) == pytest.approx((7, 7, 7))
    assert harrell_davis(np.arange(11), 0.5) == pytest.approx(5)
    with pytest.raises(ValueError, match="needs a value"):
        harrell_davis([], 0.5)
