"""How far a rank is certain: the ranks that each unit may have, given the errors of all of them.

Mogstad, Romano, Shaikh & Wilhelm 2024 (Review of Economic Studies 91, 476–518): compare every pair, and a unit's rank
set runs from 1 + the number surely better to n − the number surely worse. Values are taken as independent and normal.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr, ndtri

Floats = NDArray[np.float64]
Draws = NDArray[np.float32]
Counts = NDArray[np.int64]
Units = NDArray[np.intp]
Method = Literal["step_down", "tukey_kramer", "sidak"]
STEP_DOWN: Method = "step_down"
TUKEY_KRAMER: Method = "tukey_kramer"
SIDAK: Method = "sidak"

COVERAGE = 0.95
SIMULATED = 50
"""Up to so many units the critical value is simulated, which is the sharpest and grows with their pairs."""

_DRAWS, _SEED = 1_000, 20_240_131
_NOTHING = 1e-30
_CELLS = 1_000_000
"""A share of the greatest error that is as good as none; pairs that are compared at a time."""


@dataclass(frozen=True)
class RankSets:
    """Estimated rank and first and last rank of each unit's set; 1 is the best, units alike share the better rank.

    `method` says where the critical value comes from: simulated and stepped down, the studentised range, or Šidák.
    """

    rank: Counts
    first: Counts
    last: Counts
    method: Method

    def surely_top(self, count: int) -> NDArray[np.bool_]:
        """Which units are among the best `count`, whatever chance did: only they may be called so."""
        return self.last <= count

    def possibly_top(self, count: int) -> NDArray[np.bool_]:
        """Which units may be among the best `count`."""
        return self.first <= count


def rank_sets(values: ArrayLike, errors: ArrayLike, *, simultaneous: bool, coverage: float = COVERAGE) -> RankSets:
    """The rank sets of all units, a higher value being better; negate values where a lower one is.

    `errors` are standard errors, 0 or more. Simultaneous sets are all right together with the given coverage: for a
    list. Marginal ones are each right with it: for the reader of one. Up to `SIMULATED` units the critical value is
    simulated with a fixed seed and stepped down; above, it is that of the studentised range (Tukey–Kramer,
    conservative for unequal errors: Hayter 1984) or Šidák's (1967), both valid and a little wider. Raises ValueError
    for values that are missing, and for errors that are missing or negative.
    """
    x, s = _checked(values, errors)
    if len(x) < 2:
        alone = np.ones(len(x), dtype=np.int64)
        return RankSets(alone, alone, alone, STEP_DOWN)
    if len(x) <= SIMULATED:
        signs = _together(x, s, coverage) if simultaneous else _apart(x, s, coverage)
        return RankSets(_rank(x), 1 + (signs < 0).sum(1), len(x) - (signs > 0).sum(1), STEP_DOWN)
    if simultaneous:
        critical, method = studentised_range(len(x), coverage) / math.sqrt(2), TUKEY_KRAMER
    else:
        critical, method = _sidak(len(x), coverage), SIDAK
    better, worse = _certain(x, s, critical)
    return RankSets(_rank(x), 1 + better, len(x) - worse, method)


def rank_set(values: ArrayLike, errors: ArrayLike, unit: int, *, coverage: float = COVERAGE) -> tuple[int, int, int]:
    """Rank, first and last rank of one unit among any number, as `rank_sets` has them when they are marginal."""
    x, s = _checked(values, errors)
    if len(x) < 2:
        return 1, 1, 1
    if len(x) <= SIMULATED:
        signs = _against(x, s, _noise(s), unit, coverage)
        better, worse = int((signs < 0).sum()), int((signs > 0).sum())
    else:
        bar = _sidak(len(x), coverage) * np.hypot(s, s[unit])
        better, worse = int((x - x[unit] > bar).sum()), int((x[unit] - x > bar).sum())
    return int(1 + (x > x[unit]).sum()), 1 + better, len(x) - worse


def rate_errors(numerators: ArrayLike, denominators: ArrayLike) -> Floats:
    """Standard errors of rates of people, never 0: two successes and two failures are added (Agresti & Coull 1998)."""
    n = np.asarray(denominators, dtype=float) + 4
    p = (np.asarray(numerators, dtype=float) + 2) / n
    return np.asarray(np.sqrt(p * (1 - p) / n))


def studentised_range(units: int, coverage: float = COVERAGE) -> float:
    """The quantile of the range of so many independent standard normals: n ∫ φ(z) (Φ(z) − Φ(z − q))^(n − 1) dz."""
    z = np.linspace(-9, 9, 721)
    density = np.exp(-z * z / 2) / np.sqrt(2 * np.pi) * (z[1] - z[0])
    low, high = 0.0, 20.0
    for _ in range(50):
        middle = (low + high) / 2
        inside = units * float(density @ (ndtr(z) - ndtr(z - middle)) ** (units - 1))
        low, high = (middle, high) if inside < coverage else (low, middle)
    return high


def _checked(values: ArrayLike, errors: ArrayLike) -> tuple[Floats, Floats]:
    x, s = np.asarray(values, dtype=float), np.asarray(errors, dtype=float)
    if x.shape != s.shape or x.ndim != 1:
        raise ValueError("a value and a standard error a unit, please")
    if not (np.isfinite(x).all() and np.isfinite(s).all() and (s >= 0).all()):
        raise ValueError("a rank needs a value and a standard error of 0 or more")
    return x, s


def _rank(x: Floats) -> Counts:
    return 1 + len(x) - np.searchsorted(np.sort(x), x, side="right")


def _sidak(units: int, coverage: float) -> float:
    return float(ndtri((1 + coverage ** (1 / (units - 1))) / 2))


def _noise(s: Floats) -> Draws:
    """Draws of the errors, one a column, in units of the greatest of them (its own size is too much for 32 bits)."""
    share = (s / (s.max() or 1.0)).astype(np.float32)
    return np.random.default_rng(_SEED).standard_normal((len(s), _DRAWS), dtype=np.float32) * share[:, None]


def _stepped(t: Floats, drawn: Draws, coverage: float) -> Floats:
    """The sign of each comparison that is certain, 0 where none is.

    `t` are the studentised differences and `drawn` the same of noise (comparisons × draws). What is certain one way
    need no longer be guarded against that way, which lowers the bar for the others (Romano & Wolf 2005).
    """
    certain = np.zeros(len(t))
    guarded = np.abs(drawn)
    while True:
        bar = float(np.quantile(guarded.max(0), coverage, method="higher"))
        now = np.where(np.abs(t) > bar, np.sign(t), 0.0)
        new = now != certain
        if not new.any():
            return certain
        guarded[new] = -np.sign(t[new, None]) * drawn[new]
        certain = now


def _studentised(difference: Floats, scale: Floats) -> Floats:
    """Differences by their errors; without any error a difference is certain, and none is none."""
    certain = np.where(difference == 0, 0.0, np.copysign(np.inf, difference))
    with np.errstate(over="ignore"):
        return np.divide(difference, scale, out=certain, where=scale > 0)


def _drawn(noise: Draws, s: Floats, i: Units, j: Units) -> Draws:
    """The noise of i less that of j by its error; none where both are certain, or next to it."""
    scale = np.hypot(s[i], s[j]) / (s.max() or 1.0)
    return (noise[i] - noise[j]) / np.where(scale > _NOTHING, scale, np.inf).astype(np.float32)[:, None]


def _together(x: Floats, s: Floats, coverage: float) -> Floats:
    """The certain sign of row minus column, all pairs being one family."""
    i, j = np.triu_indices(len(x), 1)
    signs = np.zeros((len(x), len(x)))
    signs[i, j] = _stepped(_studentised(x[i] - x[j], np.hypot(s[i], s[j])), _drawn(_noise(s), s, i, j), coverage)
    return signs - signs.T


def _apart(x: Floats, s: Floats, coverage: float) -> Floats:
    """The certain sign of row minus column, the pairs of each row being a family of their own."""
    noise = _noise(s)
    return np.array([_against(x, s, noise, unit, coverage) for unit in range(len(x))])


def _against(x: Floats, s: Floats, noise: Draws, unit: int, coverage: float) -> Floats:
    every = np.arange(len(x))
    drawn = _drawn(noise, s, np.full_like(every, unit), every)
    return _stepped(_studentised(x[unit] - x, np.hypot(s, s[unit])), drawn, coverage)


def _certain(x: Floats, s: Floats, critical: float) -> tuple[Counts, Counts]:
    """How many units are surely better than each, and how many surely worse."""
    better, worse = np.zeros(len(x), dtype=np.int64), np.zeros(len(x), dtype=np.int64)
    rows = max(1, _CELLS // len(x))
    for start in range(0, len(x), rows):
        part = slice(start, start + rows)
        difference = x[None, :] - x[part, None]
        bar = critical * np.sqrt(np.square(s)[None, :] + np.square(s)[part, None])
        better[part], worse[part] = (difference > bar).sum(1), (-difference > bar).sum(1)
    return better, worse
