"""Funnel plots: is a unit's rate further from the centre than chance, given its size, explains?

Spiegelhalter 2005 (Statistics in Medicine 24, 1185–1202). Limits are exact binomial. Where the units differ by more
than chance, over-dispersed limits on the arcsine scale decide; they are drawn nowhere inside the exact ones.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import bdtrik, betainc

from data_access.statistics.dispersion import Dispersion, dispersion

Floats = NDArray[np.float64]

NEAR, FAR = 1.959964, 3.090232
"""Standard normal quantiles of the 95 % and the 99.8 % limits."""
_NEAR_TAIL, _FAR_TAIL = 0.025, 0.001
_POINTS = 150


@dataclass(frozen=True)
class Limits:
    """Limits of 95 % (`lower`, `upper`) and of 99.8 % (`lower_far`, `upper_far`), an element for each size."""

    lower: Floats
    upper: Floats
    lower_far: Floats
    upper_far: Floats


@dataclass(frozen=True)
class Funnel:
    """What is said of each unit, and of all of them.

    `beyond` is 0 within the limits that decide, ±1 beyond those of 95 % and ±2 beyond those of 99.8 %; `z` is the
    score by chance alone, NaN for a unit that has no one to speak of. `over_dispersed` says which limits decided.
    """

    centre: float
    beyond: NDArray[np.int8]
    z: Floats
    spread: Dispersion

    @property
    def over_dispersed(self) -> bool:
        """True where over-dispersed limits decided."""
        return self.spread.tau2 > 0


@dataclass(frozen=True)
class Curves:
    """Limits at `sizes`, to draw and to tabulate; `wide` are the over-dispersed ones, None where they do not decide."""

    sizes: Floats
    exact: Limits
    wide: Limits | None

    @property
    def deciding(self) -> Limits:
        """The limits that decide."""
        return self.exact if self.wide is None else self.wide


def funnel(numerators: ArrayLike, denominators: ArrayLike, centre: float) -> Funnel:
    """Where each of many units stands around `centre`, a rate within 0 and 1.

    Numerators are successes and denominators people, arrays of the same shape; a unit without people, or whose
    numbers are missing, is within and has no score. Raises ValueError for more successes than people or below none.
    """
    x, n = np.asarray(numerators, dtype=float), np.asarray(denominators, dtype=float)
    held = np.isfinite(x) & (n > 0)
    if not 0 <= centre <= 1 or (x[held] < 0).any() or (x[held] > n[held]).any():
        raise ValueError("a funnel is drawn around a rate of people: 0 <= numerator <= denominator")
    error = 0.5 / np.sqrt(n[held])
    z = np.full(len(x), np.nan)
    z[held] = (np.arcsin(np.sqrt(x[held] / n[held])) - np.arcsin(np.sqrt(centre))) / error
    spread = dispersion(z[held], error)
    beyond = np.zeros(len(x), dtype=np.int8)
    beyond[held] = _beyond_exact(x[held], n[held], centre)
    if spread.tau2 > 0:
        wide = np.abs(z[held]) / np.sqrt(1 + spread.tau2 / np.square(error))
        level = (wide > NEAR).astype(np.int8) + (wide > FAR)
        beyond[held] = np.sign(beyond[held]) * np.minimum(np.abs(beyond[held]), level)
    return Funnel(centre, beyond, z, spread)


def curves(drawn: Funnel, sizes: ArrayLike) -> Curves:
    """The limits of a funnel at `sizes`, exact and, where they decide, over-dispersed."""
    n = np.asarray(sizes, dtype=float)
    exact = exact_limits(drawn.centre, n)
    return Curves(n, exact, _wide(drawn.centre, n, drawn.spread.tau2, exact) if drawn.over_dispersed else None)


def grid(denominators: ArrayLike, points: int = _POINTS) -> Floats:
    """Sizes to draw limits at: from the smallest unit to the largest, closer together where the limits bend."""
    n = np.asarray(denominators, dtype=float)
    n = n[n > 0]
    if not len(n):
        return np.array([])
    return np.unique(np.round(np.geomspace(n.min(), n.max(), points)))


def exact_limits(centre: float, sizes: ArrayLike) -> Limits:
    """Limits outside which a rate has an exact binomial tail below 2.5 % (0.1 %); between whole numbers they go on
    smoothly, as the incomplete beta function does, and a point is outside them where its own tail is that small.
    """
    n = np.asarray(sizes, dtype=float)
    if centre in (0, 1):
        return Limits(*(np.full(len(n), float(centre)) for _ in range(4)))
    (lower, upper), (lower_far, upper_far) = (_exact(centre, n, tail) for tail in (_NEAR_TAIL, _FAR_TAIL))
    return Limits(lower, upper, lower_far, upper_far)


def normal_limits(centre: float, sizes: ArrayLike, z: float = NEAR) -> tuple[Floats, Floats]:
    """θ ± z √(θ (1 − θ) / n), cut to 0 and 1: what OHID draws; for large units only."""
    half = z * np.sqrt(centre * (1 - centre) / np.asarray(sizes, dtype=float))
    return np.clip(centre - half, 0, 1), np.clip(centre + half, 0, 1)


def arcsine_limits(centre: float, sizes: ArrayLike, tau2: float, z: float = NEAR) -> tuple[Floats, Floats]:
    """sin²(asin √θ ± z √(1 / 4n + τ²)), cut to 0 and 1; `tau2` is on the arcsine scale."""
    middle, half = np.arcsin(np.sqrt(centre)), z * np.sqrt(0.25 / np.asarray(sizes, dtype=float) + tau2)
    lower, upper = (np.square(np.sin(np.clip(end, 0, np.pi / 2))) for end in (middle - half, middle + half))
    return lower, upper


def _exact(centre: float, n: Floats, tail: float) -> tuple[Floats, Floats]:
    # P(X ≤ x) < tail below the first; P(X ≥ x) < tail, which is P(X ≤ x − 1) > 1 − tail, above the second.
    return bdtrik(tail, n, centre) / n, np.minimum(1, (bdtrik(1 - tail, n, centre) + 1) / n)


def _beyond_exact(x: Floats, n: Floats, centre: float) -> NDArray[np.int8]:
    """±1 and ±2 by the tail at the unit's own count: nothing is searched for, so that many units cost little."""
    above = x > n * centre
    certain = np.where(above, x <= 0, x >= n)  # the whole distribution is the tail
    tail = np.where(
        above,
        betainc(np.where(certain, 1, x), n - x + 1, centre),
        betainc(np.where(certain, 1, n - x), x + 1, 1 - centre),
    )
    tail = np.where(certain, 1.0, tail)
    level = (tail < _NEAR_TAIL).astype(np.int8) + (tail < _FAR_TAIL)
    return np.where(above, level, -level).astype(np.int8)


def _wide(centre: float, n: Floats, tau2: float, exact: Limits) -> Limits:
    near, far = (arcsine_limits(centre, n, tau2, z) for z in (NEAR, FAR))
    return Limits(
        np.minimum(near[0], exact.lower),
        np.maximum(near[1], exact.upper),
        np.minimum(far[0], exact.lower_far),
        np.maximum(far[1], exact.upper_far),
    )
