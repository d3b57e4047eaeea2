"""The Lorenz curve of schools and what is read off it: Gini coefficient and Palma ratio.

Lorenz 1905, Gini 1914; schools are ordered by value, and each counts with its denominator.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data_access.statistics.schools import Schools

Floats = NDArray[np.float64]

POINTS = 200


@dataclass(frozen=True)
class Curve:
    """The share of the whole (`values`) that the lowest share of the people (`people`) has, from (0, 0) to (1, 1)."""

    people: Floats
    values: Floats


def curve(schools: Schools, points: int = POINTS, together: int = 1) -> Curve | None:
    """The Lorenz curve through at most so many of its own points; None where there is nothing to compare.

    From one point to the next are `together` schools at least.
    """
    if not schools.comparable:
        return None
    people, values = _shares(schools)
    if together > 1 and len(people) > together + 1:
        ends = np.arange(0, len(people) - together, together)
        kept = np.append(ends, len(people) - 1)
        people, values = people[kept], values[kept]
    if len(people) > points:
        # Evenly along the curve rather than along an axis: it is steep where few have much.
        along = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(people), np.diff(values)))])
        kept = np.unique(np.searchsorted(along, np.linspace(0, along[-1], points)).clip(0, len(people) - 1))
        people, values = people[kept], values[kept]
    return Curve(people, values)


def gini(schools: Schools) -> float | None:
    """The Gini coefficient: 0 where all are alike, towards 1 where one school has all. None as for `curve`."""
    if not schools.comparable:
        return None
    ordered = schools.ordered()
    return max(0.0, float(gini_of(ordered.numerators, ordered.denominators)))


def palma(schools: Schools) -> float | None:
    """The share of the highest tenth by that of the lowest two fifths of the people (Palma 2011; Cobham & Sumner 2013).

    A school at the border counts in part. None as for `curve`, and where the lowest have nothing.
    """
    if not schools.comparable:
        return None
    people, values = _shares(schools)
    low, high = np.interp([0.4, 0.9], people, values)
    return float((1 - high) / low) if low > 0 else None


def gini_of(numerators: Floats, denominators: Floats) -> Floats:
    """The Gini coefficients along the last axis of totals that are ordered by value there."""
    rank = np.cumsum(denominators, axis=-1)
    people = rank[..., -1].copy()
    rank -= denominators / 2
    return np.asarray(2 * (numerators * rank).sum(-1) / (numerators.sum(-1) * people) - 1)


def _shares(schools: Schools) -> tuple[Floats, Floats]:
    ordered = schools.ordered()
    people, values = (np.concatenate([[0.0], np.cumsum(x)]) for x in (ordered.denominators, ordered.numerators))
    return people / people[-1], values / values[-1]
