"""Intervals of indices of inequality by drawing schools again and again, with a fixed seed.

Efron & Tibshirani 1993, percentile method, each draw being as many schools with replacement. Of very many schools
12,000 are drawn, and the interval narrows by the square root of the share (m out of n; Bickel, Götze & van Zwet 1997):
2,000 draws then cost the same however large the nation is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from data_access.statistics import entropy, lorenz
from data_access.statistics.concentration import of_cumulated
from data_access.statistics.schools import Schools

Floats = NDArray[np.float64]
Units = NDArray[np.int32]

DRAWS, COVERAGE = 2_000, 0.95
FEWEST = 3
"""Schools; fewer say nothing of how the others are."""
_SEED, _MOST, _AT_A_TIME = 20_170_006, 12_000, 4

Index = Callable[[Floats, Floats], Floats]
INDICES: dict[str, Index] = {
    "gini": lorenz.gini_of,
    "theil": entropy.theil_of,
    "variation": entropy.variation_of,
    "mld": entropy.mean_log_deviation_of,
}


@dataclass(frozen=True)
class Interval:
    """The ends of an interval."""

    lower: float
    upper: float


def interval(
    schools: Schools, index: str, draws: int = DRAWS, coverage: float = COVERAGE, most: int = _MOST
) -> Interval | None:
    """The interval of one of `INDICES` over schools; None where there is no index, or there are fewer than three.

    Of more than `most` schools so many are drawn each time, and the interval is narrowed for it: cheaper, as sure.
    Raises KeyError for an index that is not there.
    """
    of, ordered = INDICES[index], schools.ordered()
    n, d = ordered.numerators, ordered.denominators
    if not schools.comparable or len(n) < FEWEST or (index == "mld" and not n.all()):
        return None
    return _interval(len(n), lambda drawn: of(n[drawn], d[drawn]), float(of(n, d)), draws, coverage, most)


def concentration_interval(
    schools: Schools, groups: ArrayLike, draws: int = DRAWS, coverage: float = COVERAGE, most: int = _MOST
) -> Interval | None:
    """The interval of the concentration index over groups of schools, None as for `interval`.

    `groups` are numbers of the schools of `schools`, the lowest being the worst-off.
    """
    by = np.asarray(groups)
    order = np.argsort(by, kind="stable")
    n, d = schools.numerators[order], schools.denominators[order]
    first = np.flatnonzero(np.diff(by[order], append=np.inf)) + 1  # where the next group begins
    if not schools.comparable or len(n) < FEWEST or len(first) < 2:
        return None

    def index(drawn: Units) -> Floats:
        upto = np.array([np.searchsorted(row, first) for row in drawn])
        people, totals = (np.take_along_axis(_cumulated(x[drawn]), upto, axis=-1) for x in (d, n))
        return of_cumulated(people, totals)

    estimate = float(index(np.arange(len(n), dtype=np.int32)[None])[0])
    return _interval(len(n), index, estimate, draws, coverage, most)


def _interval(
    schools: int, index: Callable[[Units], Floats], estimate: float, draws: int, coverage: float, most: int
) -> Interval | None:
    """`index` gets the places of drawn schools in order, draws × schools."""
    noise, size, found = np.random.default_rng(_SEED), min(schools, most), []
    at_a_time = max(_AT_A_TIME, _MOST * _AT_A_TIME // size)
    for start in range(0, draws, at_a_time):
        drawn = noise.integers(0, schools, (min(at_a_time, draws - start), size), dtype=np.int32)
        drawn.sort(axis=1)
        with np.errstate(divide="ignore", invalid="ignore"):  # all that was drawn may be at 0
            found.append(index(drawn))
    values = np.concatenate(found)
    values = values[np.isfinite(values)]
    if not len(values):
        return None
    ends = np.quantile(values, [(1 - coverage) / 2, (1 + coverage) / 2])
    lower, upper = estimate + np.sqrt(size / schools) * (ends - estimate)
    return Interval(float(lower), float(upper))


def _cumulated(x: Floats) -> Floats:
    return np.concatenate([np.zeros((len(x), 1)), np.cumsum(x, axis=-1)], axis=-1)
