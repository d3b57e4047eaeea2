"""Empirical-Bayes shrinkage: values of small units drawn towards the mean, as far as their errors outweigh the spread.

Morris 1983 (Journal of the American Statistical Association 78, 47–55); the variance between units by moments
(DerSimonian & Laird 1986).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from data_access.statistics.dispersion import between

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Shrunken:
    """Values θ0 + B (y − θ0) with B = τ² / (τ² + s²), an element a unit, and what they were drawn towards.

    `kept` is B, the share of a unit's own difference that is kept; `centre` is θ0 and `tau2` is τ². A unit that has
    no value of its own is NaN and keeps nothing.
    """

    values: Floats
    kept: Floats
    centre: float
    tau2: float


def shrunken(values: ArrayLike, errors: ArrayLike, centre: float | None = None) -> Shrunken:
    """Values drawn towards `centre`, or else towards their mean weighted by 1 / (τ² + s²).

    `errors` are standard errors above 0, NaN values are left out. Raises ValueError for errors that are not above 0:
    a unit where all or none succeed is not certain, its error comes from the rate of all (see `shrunken_rates`).
    """
    y, s = np.asarray(values, dtype=float), np.asarray(errors, dtype=float)
    held = np.isfinite(y)
    if not (s[held] > 0).all():
        raise ValueError("a standard error above 0, please")
    if not held.any():
        return Shrunken(np.full(len(y), np.nan), np.zeros(len(y)), np.nan if centre is None else centre, 0.0)
    own, variance = y[held], np.square(s[held])
    fixed = float((own / variance).sum() / (1 / variance).sum())
    tau2 = between(float((np.square(own - fixed) / variance).mean()), s[held])
    if centre is None:
        centre = float((own / (tau2 + variance)).sum() / (1 / (tau2 + variance)).sum())
    kept = np.zeros(len(y))
    kept[held] = tau2 / (tau2 + variance)
    return Shrunken(np.where(held, centre + kept * (np.where(held, y, 0) - centre), np.nan), kept, centre, tau2)


def shrunken_rates(numerators: ArrayLike, denominators: ArrayLike) -> Shrunken:
    """Rates of people drawn towards the rate of all: s² = θ0 (1 − θ0) / n, for a unit's own would be 0 at all or none.

    A unit without people has no value.
    """
    x, n = np.asarray(numerators, dtype=float), np.asarray(denominators, dtype=float)
    held = np.isfinite(x) & (n > 0)
    people = np.where(held, n, 1.0)
    rates = np.where(held, np.where(held, x, 0.0) / people, np.nan)
    overall = float(x[held].sum() / n[held].sum()) if held.any() else np.nan
    if not 0 < overall < 1:
        return Shrunken(rates, np.zeros(len(x)), overall, 0.0)
    return shrunken(rates, np.sqrt(overall * (1 - overall) / people), overall)
