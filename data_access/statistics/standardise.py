"""Indirect standardisation: what was observed against what would be if each stratum went as it does elsewhere.

Two units' ratios are not to be compared with each other: each is weighted by its own mix of strata. Methods of the
Office for Health Improvement and Disparities (PHEindicatormethods). Their limits are for counts; the places of a
screen have the clustered intervals of `data_access.adjusted`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaincinv, ndtri

Floats = NDArray[np.float64]

COVERAGE = 0.95
_FEW = 10
"""Byar's approximation is for this many or more; fewer have exact limits."""


@dataclass(frozen=True)
class Ratios:
    """Standardised ratios with their intervals, an element a unit; NaN where nothing was expected."""

    values: Floats
    lower: Floats
    upper: Floats


def expected_counts(people: ArrayLike, rates: ArrayLike) -> Floats:
    """E_i = Σ_j n_ij r_j: the numbers expected in units of `people` (units × strata) at the strata's reference rates.

    A stratum where a unit has nobody counts for nothing, even if its rate is not known (NaN).
    """
    n, r = np.asarray(people, dtype=float), np.asarray(rates, dtype=float)
    return np.asarray(np.where(n == 0, 0.0, n * r).sum(-1))


def standardised_ratios(
    observed: ArrayLike, expected: ArrayLike, *, scale: float = 100.0, coverage: float = COVERAGE
) -> Ratios:
    """`scale` times observed by expected; 100 is as expected.

    Limits are those of a count: of people of whom most succeed they are wider than need be.
    """
    e = np.asarray(expected, dtype=float)
    factor = np.divide(scale, e, out=np.full(e.shape, np.nan), where=e > 0)
    lower, upper = count_limits(observed, coverage)
    return Ratios(np.asarray(observed, dtype=float) * factor, lower * factor, upper * factor)


def count_limits(observed: ArrayLike, coverage: float = COVERAGE) -> tuple[Floats, Floats]:
    """Limits of Poisson counts: Byar's, exact ones for fewer than 10."""
    o = np.asarray(observed, dtype=float)
    few = o < _FEW
    near, exact = byar(np.where(few, _FEW, o), coverage), exact_poisson(np.where(few, o, 0), coverage)
    return np.where(few, exact[0], near[0]), np.where(few, exact[1], near[1])


def byar(observed: ArrayLike, coverage: float = COVERAGE) -> tuple[Floats, Floats]:
    """Byar's limits of Poisson counts above 0: O (1 − 1/9O − z/3√O)³, and with + of O + 1 (Breslow & Day 1987)."""
    o, z = np.asarray(observed, dtype=float), float(ndtri((1 + coverage) / 2))
    return _cubed(o, -z), _cubed(o + 1, z)


def exact_poisson(observed: ArrayLike, coverage: float = COVERAGE) -> tuple[Floats, Floats]:
    """Exact limits of Poisson counts: χ²(α/2; 2O) / 2 and χ²(1 − α/2; 2 (O + 1)) / 2, the first 0 for 0."""
    o, tail = np.asarray(observed, dtype=float), (1 - coverage) / 2
    lower = np.where(o > 0, gammaincinv(np.maximum(o, 1), tail), 0.0)
    return lower, np.asarray(gammaincinv(o + 1, 1 - tail))


def _cubed(o: Floats, z: float) -> Floats:
    return np.asarray(o * (1 - 1 / (9 * o) + z / (3 * np.sqrt(o))) ** 3)
