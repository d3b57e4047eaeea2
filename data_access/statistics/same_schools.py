"""The gap between two groups of people who are found in the same schools, such as boys and girls.

What a school has in common for both groups cancels out, so that the intervals of the two rates must not be put
together as if they were independent (as `gap` does for sides that share no school).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri, stdtrit

from data_access.statistics.gap import Estimate

FEWEST = 3
"""Schools; fewer say nothing of how the others are."""


def gap_within(
    weaker: tuple[ArrayLike, ArrayLike],
    stronger: tuple[ArrayLike, ArrayLike],
    *,
    coverage: float = 0.95,
    people: bool = True,
) -> Estimate | None:
    """The rate of the stronger group less that of the weaker, each a ratio of sums, with its interval.

    Each group is given by numerators and denominators, an element a school in the same order, 0 or NaN where a school
    has none of the group. The variance of both ratios together is linearised and clustered by school, with Student's
    t (Cochran 1977, Sampling Techniques, 6.19; Binder 1983); where the denominators are `people`, the interval is at
    least as wide as chance among as many people alone would make it. None with fewer than three schools, and where a
    group has nobody.
    """
    (n1, d1), (n2, d2) = ((_known(n), _known(d)) for n, d in (weaker, stronger))
    schools = int(((d1 > 0) | (d2 > 0)).sum())
    if schools < FEWEST or not d1.sum() > 0 or not d2.sum() > 0:
        return None
    p1, p2 = float(n1.sum() / d1.sum()), float(n2.sum() / d2.sum())
    residuals = (n2 - p2 * d2) / d2.sum() - (n1 - p1 * d1) / d1.sum()
    error = np.sqrt(schools / (schools - 1) * np.square(residuals).sum())
    half = float(stdtrit(schools - 1, (1 + coverage) / 2) * error)
    if people:
        alone = np.sqrt(p1 * (1 - p1) / d1.sum() + p2 * (1 - p2) / d2.sum())
        half = max(half, float(ndtri((1 + coverage) / 2) * alone))
    return Estimate(p2 - p1, p2 - p1 - half, p2 - p1 + half)


def _known(totals: ArrayLike) -> NDArray[np.float64]:
    return np.asarray(np.nan_to_num(np.asarray(totals, dtype=float), nan=0.0))
