"""Funnel plots of standardised ratios: observed over expected, around 1.

Spiegelhalter 2005, as FunnelPlotR has it: limits are exact Poisson; where the units differ by more than chance,
over-dispersed limits on the square-root scale (which bears an observed count of 0) decide, outside the exact ones.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammaincinv

from data_access.statistics.dispersion import dispersion
from data_access.statistics.funnel import FAR, NEAR, Curves, Funnel, Limits


def ratio_funnel(observed: ArrayLike, expected: ArrayLike) -> Funnel:
    """Where each of many units' ratios stands around 1; a unit with nothing expected, or missing, is within.

    Raises ValueError for an observed number below none.
    """
    o, e = np.asarray(observed, dtype=float), np.asarray(expected, dtype=float)
    held = np.isfinite(o) & (e > 0)
    if (o[held] < 0).any():
        raise ValueError("what is observed is counted: 0 or more")
    error = 0.5 / np.sqrt(e[held])
    z = np.full(len(o), np.nan)
    z[held] = (np.sqrt(o[held] / e[held]) - 1) / error
    spread = dispersion(z[held], error)
    limits = ratio_curves(Funnel(1.0, np.zeros(0, dtype=np.int8), z, spread), e[held]).deciding
    ratio = o[held] / e[held]
    above = (ratio > limits.upper).astype(np.int8) + (ratio > limits.upper_far)
    below = (ratio < limits.lower).astype(np.int8) + (ratio < limits.lower_far)
    beyond = np.zeros(len(o), dtype=np.int8)
    beyond[held] = above - below
    return Funnel(1.0, beyond, z, spread)


def ratio_curves(drawn: Funnel, expected: ArrayLike) -> Curves:
    """The limits of a funnel of ratios at numbers `expected`."""
    e = np.asarray(expected, dtype=float)
    exact = exact_ratio_limits(e)
    if not drawn.over_dispersed:
        return Curves(e, exact, None)
    root = np.sqrt(0.25 / e + drawn.spread.tau2)
    wide = Limits(
        np.minimum(exact.lower, np.square(np.maximum(0, 1 - NEAR * root))),
        np.maximum(exact.upper, np.square(1 + NEAR * root)),
        np.minimum(exact.lower_far, np.square(np.maximum(0, 1 - FAR * root))),
        np.maximum(exact.upper_far, np.square(1 + FAR * root)),
    )
    return Curves(e, exact, wide)


def exact_ratio_limits(expected: ArrayLike) -> Limits:
    """χ²(p; 2E) / 2E and χ²(1 − p; 2 (E + 1)) / 2E, for p = 2.5 % and 0.1 %."""
    e = np.asarray(expected, dtype=float)
    # The quantile of χ² with 2E degrees of freedom is twice that of the gamma distribution with shape E.
    return Limits(
        gammaincinv(e, 0.025) / e,
        gammaincinv(e + 1, 0.975) / e,
        gammaincinv(e, 0.001) / e,
        gammaincinv(e + 1, 0.999) / e,
    )
