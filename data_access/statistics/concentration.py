"""The concentration index: does what is counted gather among the better-off, or among the worse-off?

O'Donnell, van Doorslaer, Wagstaff & Lindelow 2008 (World Bank, Analyzing Health Equity, chapter 8): 0 where it does
not follow the order, above 0 where the better-off have more than their share, below 0 where the worse-off have.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def of_groups(people: ArrayLike, totals: ArrayLike) -> float | None:
    """Σ (p_t L_{t+1} − p_{t+1} L_t) of groups from the worst-off to the best-off, by cumulative shares p and L.

    `totals` are what is counted in each group (rate × people). None with fewer than two groups that have people, for
    totals below 0 and where nothing was counted.
    """
    n, d = np.asarray(people, dtype=float), np.asarray(totals, dtype=float)
    if (n > 0).sum() < 2 or (n < 0).any() or (d < 0).any() or not d.sum() > 0:
        return None
    return float(of_cumulated(np.cumsum(n), np.cumsum(d)))


def of_cumulated(people: Floats, totals: Floats) -> Floats:
    """The index along the last axis of sums that are cumulated from the worst-off group to the best-off."""
    p, share = people / people[..., -1:], totals / totals[..., -1:]
    return np.asarray((p[..., :-1] * share[..., 1:] - p[..., 1:] * share[..., :-1]).sum(-1))


def of_units_in_groups(people: Floats, totals: Floats, new: NDArray[np.bool_]) -> Floats:
    """`of_groups` along the last axis of units from the worst-off to the best-off.

    All but the first begin a `new` group, or belong to that of the unit before. A unit is set against what all groups
    before its own have, Σ_i (p_g l_i − p_i L_g).
    """
    every, whole = np.cumsum(people, axis=-1), np.cumsum(totals, axis=-1)
    before, had = (np.zeros_like(every) for _ in range(2))
    for cumulated, held in ((every, before), (whole, had)):
        np.multiply(cumulated[..., :-1], new, out=held[..., 1:])
        np.maximum.accumulate(held, axis=-1, out=held)  # what cumulates does not fall
    return np.asarray((before * totals - people * had).sum(-1) / (every[..., -1] * whole[..., -1]))


def of_units(values: ArrayLike, ranking: ArrayLike, weights: ArrayLike | None = None) -> float | None:
    """2 cov(y, r) / μ, r being the mid-rank of each unit by `ranking` from the worst-off; ties share their rank.

    None with fewer than two units with a weight above 0, for values below 0 and where their mean is 0.
    """
    y, by = np.asarray(values, dtype=float), np.asarray(ranking, dtype=float)
    w = np.ones(len(y)) if weights is None else np.asarray(weights, dtype=float)
    y, by, w = y[w > 0], by[w > 0], w[w > 0]
    if len(y) < 2 or (y < 0).any():
        return None
    mean = np.average(y, weights=w)
    if not mean > 0:
        return None
    _, group = np.unique(by, return_inverse=True)
    size = np.bincount(group, weights=w)
    rank = ((np.cumsum(size) - size / 2) / size.sum())[group]
    return float(2 * np.average((y - mean) * (rank - 0.5), weights=w) / mean)


def erreygers(index: float, mean: float, lower: float = 0.0, upper: float = 1.0) -> float:
    """The index of a variable with bounds, 4 μ C / (upper − lower): successes and failures give the same but its sign.

    Erreygers 2009 (Journal of Health Economics 28, 504–515).
    """
    return 4 * mean * index / (upper - lower)


def wagstaff(index: float, mean: float) -> float | None:
    """The index of a rate within 0 and 1 by its greatest possible, C / (1 − μ); None where all succeed.

    Wagstaff 2005 (Health Economics 14, 429–432).
    """
    return index / (1 - mean) if mean < 1 else None
