"""Quartiles that are nobody's value: each is an average over neighbouring units.

Harrell & Davis 1982 (Biometrika 69, 635–640): a quantile as the expected order statistic, a mean of all of them with
weights from the beta distribution. It varies less than a single order statistic, and no single unit's value is told.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betainc

QUARTILES = (0.25, 0.5, 0.75)


def harrell_davis(values: ArrayLike, p: float) -> float:
    """The quantile `p` (between 0 and 1) of `values`, at least one."""
    ordered = np.sort(np.asarray(values, dtype=float))
    n = len(ordered)
    if n == 0:
        raise ValueError("a quantile needs a value")
    edges = betainc((n + 1) * p, (n + 1) * (1 - p), np.arange(n + 1) / n)
    return float(np.diff(edges) @ ordered)


def quartiles(values: ArrayLike) -> tuple[float, float, float]:
    """First quartile, median and third quartile of `values`, at least one."""
    low, middle, high = (harrell_davis(values, p) for p in QUARTILES)
    return low, middle, high
