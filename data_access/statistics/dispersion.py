"""Over-dispersion: how much more units differ than chance alone would have them differ.

Spiegelhalter 2005 (Statistics in Medicine 24, 1185–1202; Quality and Safety in Health Care 14, 347–351).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

SHARE = 0.1
"""Of the z-scores that are set to the quantile of their end, at each of both ends."""


@dataclass(frozen=True)
class Dispersion:
    """`phi`, the mean square of the units' z-scores (1 is chance alone), and `tau2`, the variance between the units.

    `tau2` is 0 where chance explains all of it; it is in the square of the unit that the errors are in.
    """

    phi: float
    tau2: float


def dispersion(z: ArrayLike, errors: ArrayLike, share: float = SHARE) -> Dispersion:
    """The dispersion of units' z-scores, winsorised so that the few that stand out do not hide themselves.

    `errors` are the standard errors that the z-scores were made with, all above 0.
    """
    scores = np.asarray(z, dtype=float)
    if len(scores) < 2:
        return Dispersion(1.0, 0.0)
    phi = mean_square(winsorised(scores, share))
    return Dispersion(phi, between(phi, errors))


def mean_square(z: ArrayLike) -> float:
    """φ = Σ z² / I."""
    return float(np.mean(np.square(np.asarray(z, dtype=float))))


def between(phi: float, errors: ArrayLike) -> float:
    """τ² = (I φ − (I − 1)) / (Σw − Σw² / Σw), w = 1 / s², and 0 where I φ < I − 1 (DerSimonian & Laird 1986)."""
    w = 1 / np.square(np.asarray(errors, dtype=float))
    free = float(w.sum() - np.square(w).sum() / w.sum())
    excess = len(w) * phi - (len(w) - 1)
    return excess / free if excess > 0 and free > 0 else 0.0


def winsorised(z: ArrayLike, share: float = SHARE) -> Floats:
    """The scores with the `share` at each end set to the quantile there."""
    scores = np.asarray(z, dtype=float)
    low, high = np.quantile(scores, [share, 1 - share])
    return np.asarray(np.clip(scores, low, high))


def truncated(z: ArrayLike, share: float = SHARE) -> Floats:
    """The scores in order, without the `share` at each end, rounded down to whole scores."""
    scores = np.sort(np.asarray(z, dtype=float))
    cut = int(share * len(scores))
    return scores[cut : len(scores) - cut]
