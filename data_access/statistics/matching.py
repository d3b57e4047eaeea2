"""Nearest neighbours: which units most resemble a unit in what is known of both before the start."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from data_access.statistics.effect import Floats, Ints

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Neighbours:
    """The neighbours of each of some units: `index` and `distance` are units by neighbours, the nearest first."""

    index: Ints
    distance: Floats


def standardised(features: Floats, pool: Bools) -> Floats:
    """Features in standard deviations of the `pool`; one that does not vary there is left at zero."""
    centre, scale = features[pool].mean(axis=0), features[pool].std(axis=0)
    return np.asarray((features - centre) / np.where(scale > 0, scale, np.inf))


def nearest(features: Floats, of: Ints, pool: Ints, forbidden: Bools, near: Bools, *, k: int, far: float) -> Neighbours:
    """The `k` units of `pool` nearest to each unit `of` by Euclidean distance, with replacement.

    `features` is units by features, standardised. `forbidden` and `near` are `of` by `pool`: pairs that may not be, and
    pairs to be preferred; the square of the distance of all others is `far` larger. Units with fewer than `k` pairs
    have -1 and infinity in their place.
    """
    own, others = features[of], features[pool]
    square = (own**2).sum(axis=1)[:, None] + (others**2).sum(axis=1)[None, :]
    square -= 2 * own @ others.T
    np.maximum(square, 0.0, out=square)
    np.add(square, far, out=square, where=~near)
    np.copyto(square, np.inf, where=forbidden)
    kept = min(k, len(pool))
    order = np.argpartition(square, kept - 1, axis=1)[:, :kept] if kept < len(pool) else None
    if order is None:
        order = np.tile(np.arange(len(pool)), (len(of), 1))
    by_distance = np.take_along_axis(square, order, axis=1)
    sorted_ = np.argsort(by_distance, axis=1, kind="stable")
    distance = np.sqrt(np.take_along_axis(by_distance, sorted_, axis=1))
    index = pool[np.take_along_axis(order, sorted_, axis=1)]
    index = np.where(np.isfinite(distance), index, -1)
    short = k - kept
    return Neighbours(
        np.pad(index, ((0, 0), (0, short)), constant_values=-1),
        np.pad(distance, ((0, 0), (0, short)), constant_values=np.inf),
    )


def balance(features: Floats, treated: Ints, pool: Ints, weight: Floats) -> tuple[Floats, Floats]:
    """Standardised mean differences of the treated from the whole pool, and from the pool weighed as it was matched."""
    scale = features[pool].std(axis=0)
    scale = np.where(scale > 0, scale, np.inf)
    own = features[treated].mean(axis=0)
    before = (own - features[pool].mean(axis=0)) / scale
    return before, (own - np.average(features, axis=0, weights=weight)) / scale
