"""Many comparisons at once: which of them are worth a look when some stand out by chance."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr, stdtr

Floats = NDArray[np.float64]

RATE = 0.05
"""Of what is called a discovery, so much is expected to be none."""


def p_values(statistics: ArrayLike, degrees: ArrayLike | None = None) -> Floats:
    """Two-sided p-values of z statistics or, with degrees of freedom, of t statistics; NaN stays NaN."""
    size = -np.abs(np.asarray(statistics, dtype=float))
    return np.asarray(2 * (ndtr(size) if degrees is None else stdtr(np.asarray(degrees, dtype=float), size)))


def adjusted(p: ArrayLike) -> Floats:
    """The false discovery rate at which each would just be a discovery; NaN, where nothing was tested, stays NaN.

    Benjamini & Hochberg 1995 (Journal of the Royal Statistical Society B 57, 289–300): p (m / rank), made monotone.
    It holds for independent tests and for positively dependent ones (Benjamini & Yekutieli 2001).
    """
    values = np.asarray(p, dtype=float)
    tested = np.flatnonzero(np.isfinite(values))
    order = tested[np.argsort(values[tested], kind="stable")]
    raised = values[order] * len(order) / np.arange(1, len(order) + 1)
    out = np.full(len(values), np.nan)
    out[order] = np.minimum(1, np.minimum.accumulate(raised[::-1])[::-1])
    return out


def discoveries(p: ArrayLike, rate: float = RATE) -> NDArray[np.bool_]:
    """Which tests are discoveries when the false discovery rate is kept at `rate`."""
    return adjusted(p) <= rate
