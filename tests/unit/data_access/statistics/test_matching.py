"""Nearest neighbours by standardised distance."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_access.statistics.matching import balance, nearest, standardised

SEEDS = st.integers(0, 2**32 - 1)


def nothing(of: np.ndarray, pool: np.ndarray) -> np.ndarray:
    return np.zeros((len(of), len(pool)), dtype=bool)


@given(SEEDS, st.integers(1, 6))
def test_the_nearest_are_those_of_a_full_sort(seed: int, k: int) -> None:
    features = np.random.default_rng(seed).normal(size=(20, 3))
    of, pool = np.arange(4), np.arange(4, 20)
    found = nearest(features, of, pool, nothing(of, pool), ~nothing(of, pool), k=k, far=2.0)
    full = np.linalg.norm(features[of][:, None] - features[pool][None], axis=2)
    assert found.distance == pytest.approx(np.sort(full, axis=1)[:, :k], abs=1e-6)
    assert np.all(np.isin(found.index, pool))


@given(SEEDS)
def test_the_forbidden_are_never_chosen_and_the_near_come_first(seed: int) -> None:
    features = np.random.default_rng(seed).normal(size=(12, 2))
    of, pool = np.arange(3), np.arange(3, 12)
    forbidden, near = nothing(of, pool), nothing(of, pool)
    forbidden[:, :6], near[:, 8] = True, True
    found = nearest(features, of, pool, forbidden, near, k=4, far=1e6)
    assert found.index[:, 0].tolist() == [11, 11, 11]
    assert np.isin(found.index[:, :3], pool[6:]).all()
    assert found.index[:, 3].tolist() == [-1, -1, -1], "there are but three that may be chosen"
    assert np.isinf(found.distance[:, 3]).all()


def test_a_feature_is_measured_in_standard_deviations_of_the_pool() -> None:
    features = np.array([[10.0, 5.0], [0.0, 5.0], [2.0, 5.0]])
    pool = np.array([False, True, True])
    assert standardised(features, pool) == pytest.approx(np.array([[9.0, 0.0], [-1.0, 0.0], [1.0, 0.0]]))


def test_matching_is_judged_by_what_it_leaves_of_the_difference() -> None:
    features = np.array([[4.0], [0.0], [4.0], [2.0]])
    weight = np.array([0.0, 0.0, 1.0, 0.0])
    before, after = balance(features, np.array([0]), np.array([1, 2, 3]), weight)
    assert before[0] == pytest.approx(2 / np.std([0, 4, 2]))
    assert after[0] == pytest.approx(0.0)
