"""False discoveries: the procedure agrees with statsmodels and keeps the rate it promises."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.multitest import multipletests

from data_access.statistics.discovery import adjusted, discoveries, p_values


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_the_procedure_is_that_of_benjamini_and_hochberg(p: list[float]) -> None:
    rejected, corrected, *_ = multipletests(p, alpha=0.05, method="fdr_bh")
    assert adjusted(p) == pytest.approx(corrected, abs=1e-12)
    assert (discoveries(p) == rejected).all() or min(abs(adjusted(p) - 0.05)) < 1e-12


def test_what_was_not_tested_is_no_discovery_and_counts_for_nothing() -> None:
    with_gaps = adjusted([0.01, np.nan, 0.04, np.nan])
    assert with_gaps[[0, 2]] == pytest.approx(adjusted([0.01, 0.04])) and np.isnan(with_gaps[[1, 3]]).all()
    assert discoveries([np.nan, 0.01]).tolist() == [False, True]
    assert len(adjusted([])) == 0


@given(st.floats(-8, 8), st.integers(1, 300))
def test_p_values_are_two_sided(statistic: float, degrees: int) -> None:
    assert p_values(statistic) == pytest.approx(2 * stats.norm.sf(abs(statistic)))
    assert p_values([statistic], [degrees])[0] == pytest.approx(2 * stats.t.sf(abs(statistic), degrees))


def test_of_the_discoveries_no_more_than_the_rate_are_false() -> None:
    noise = np.random.default_rng(14)
    shifts = np.where(np.arange(200) < 40, 3.5, 0.0)
    shares, found = [], []
    for _ in range(300):
        called = discoveries(p_values(shifts + noise.standard_normal(200)))
        shares.append(called[40:].sum() / max(1, called.sum()))
        found.append(called[:40].mean())
    assert np.mean(shares) <= 0.05 and np.mean(found) > 0.6
