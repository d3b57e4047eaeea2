"""Generalised entropy and Atkinson's index of totals by school, along the last axis of arrays or of all schools.

`inequality` has Theil T and the coefficient of variation from sums that an engine adds up; here are those that need
the schools themselves, and the same two for many resamples at once.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from data_access.statistics.schools import Schools

Floats = NDArray[np.float64]


def mean_log_deviation(schools: Schools) -> float | None:
    """MLD (Theil L), ln μ − Σ (d/D) ln y; None where there is nothing to compare or a school is at 0.

    Theil 1967; 0 where all are alike, and it looks at the lower end as Theil T does at the upper.
    """
    if not schools.comparable or not schools.numerators.all():
        return None
    return max(0.0, float(mean_log_deviation_of(schools.numerators, schools.denominators)))


def decomposed(groups: Sequence[Schools]) -> tuple[float, float] | None:
    """MLD between groups and within them, weighted by their people: both add up to that of all schools together."""
    held = [group for group in groups if len(group.numerators)]
    totals = Schools(
        np.array([math.fsum(group.numerators) for group in held]),
        np.array([math.fsum(group.denominators) for group in held]),
    )
    if sum(len(group.numerators) for group in held) < 2 or not all((group.numerators > 0).all() for group in held):
        return None
    between = float(mean_log_deviation_of(totals.numerators, totals.denominators))
    shares = totals.denominators / math.fsum(totals.denominators)
    inside = [float(mean_log_deviation_of(group.numerators, group.denominators)) for group in held]
    return between, math.fsum(share * own for share, own in zip(shares, inside, strict=True))


def atkinson(schools: Schools) -> float | None:
    """Atkinson's index with ε = 0.5, 1 − (Σ (d/D) √(y/μ))²: the share of the whole that equality would be worth.

    Atkinson 1970; None where there is nothing to compare.
    """
    if not schools.comparable:
        return None
    n, d = schools.numerators, schools.denominators
    return max(0.0, 1 - float(np.sqrt(n * d).sum()) ** 2 / (float(n.sum()) * float(d.sum())))


def mean_log_deviation_of(numerators: Floats, denominators: Floats) -> Floats:
    """MLD along the last axis."""
    return mld_from(numerators.sum(-1), denominators.sum(-1), deviations(numerators, denominators).sum(-1))


def theil_of(numerators: Floats, denominators: Floats) -> Floats:
    """Theil T along the last axis, as `inequality.theil` has it."""
    return theil_from(numerators.sum(-1), denominators.sum(-1), logs(numerators, denominators).sum(-1))


def variation_of(numerators: Floats, denominators: Floats) -> Floats:
    """The coefficient of variation along the last axis, as `inequality.variation` has it."""
    return variation_from(numerators.sum(-1), denominators.sum(-1), squares(numerators, denominators).sum(-1))


def deviations(numerators: Floats, denominators: Floats) -> Floats:
    """What each school adds to MLD: the third sum of `mld_from`."""
    return np.asarray(denominators * np.log(numerators / denominators))


def logs(numerators: Floats, denominators: Floats) -> Floats:
    """What each school adds to Theil T: the third sum of `theil_from`."""
    rate = numerators / denominators
    return np.asarray(numerators * np.log(np.where(rate > 0, rate, 1)))


def squares(numerators: Floats, denominators: Floats) -> Floats:
    """What each school adds to the coefficient of variation: the third sum of `variation_from`."""
    return np.asarray(numerators * numerators / denominators)


def mld_from(numerators: Floats, denominators: Floats, deviations: Floats) -> Floats:
    """MLD from sums over schools."""
    return np.asarray(np.log(numerators / denominators) - deviations / denominators)


def theil_from(numerators: Floats, denominators: Floats, logs: Floats) -> Floats:
    """Theil T from sums over schools."""
    return np.asarray(logs / numerators - np.log(numerators / denominators))


def variation_from(numerators: Floats, denominators: Floats, squares: Floats) -> Floats:
    """The coefficient of variation from sums over schools."""
    return np.asarray(np.sqrt(np.maximum(0, squares * denominators / np.square(numerators) - 1)))
