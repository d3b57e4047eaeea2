"""Intervals of indices of inequality by drawing schools again and again, with a fixed seed.

Efron & Tibshirani 1993, percentile method, each draw being as many schools with replacement. Of very many schools
12,000 are drawn, and the interval narrows by the square root of the share (m out of n; Bickel, Götze & van Zwet 1997):
2,000 draws then cost the same however large the nation is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from data_access.statistics import entropy, lorenz
from data_access.statistics.concentration import of_units_in_groups
from data_access.statistics.schools import Schools

Floats = NDArray[np.float64]
Units = NDArray[np.intp]

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
_TERMS: dict[str, Index] = {"theil": entropy.logs, "variation": entropy.squares, "mld": entropy.deviations}
"""What a school adds to an index is the same in every draw; the third sum of `_FROM_SUMS`."""
_FROM_SUMS: dict[str, Callable[[Floats, Floats, Floats], Floats]] = {
    "theil": entropy.theil_from,
    "variation": entropy.variation_from,
    "mld": entropy.mld_from,
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
    return intervals(schools, (index,), draws, coverage, most)[index]


def intervals(
    schools: Schools, indices: Sequence[str], draws: int = DRAWS, coverage: float = COVERAGE, most: int = _MOST
) -> dict[str, Interval | None]:
    """The `interval` of each of some `indices`, all of the same draws."""
    ordered = schools.ordered()
    n, d = ordered.numerators, ordered.denominators
    estimates = {index: INDICES[index] for index in indices if index != "mld" or n.all()}
    if not schools.comparable or len(n) < FEWEST or not estimates:
        return dict.fromkeys(indices)
    terms = {index: _TERMS[index](n, d) for index in estimates if index in _TERMS}

    def drawn(schools: Units) -> Floats:
        own, people = n[schools], d[schools]
        sums = own.sum(-1), people.sum(-1)
        return np.stack(
            [
                _FROM_SUMS[index](*sums, terms[index][schools].sum(-1)) if index in terms else of(own, people)
                for index, of in estimates.items()
            ]
        )

    found = _intervals(len(n), drawn, [float(of(n, d)) for of in estimates.values()], draws, coverage, most)
    return dict.fromkeys(indices) | dict(zip(estimates, found, strict=True))


def concentration_interval(
    schools: Schools, groups: ArrayLike, draws: int = DRAWS, coverage: float = COVERAGE, most: int = _MOST
) -> Interval | None:
    """The interval of the concentration index over groups of schools, None as for `interval`.

    `groups` are numbers of the schools of `schools`, the lowest being the worst-off.
    """
    by = np.asarray(groups)
    order = np.argsort(by, kind="stable")
    n, d = schools.numerators[order], schools.denominators[order]
    group = np.cumsum(np.diff(by[order], prepend=-np.inf) > 0, dtype=np.int32)
    if not schools.comparable or len(n) < FEWEST or group[-1] < 2:
        return None

    def index(drawn: Units) -> Floats:
        of = group[drawn]
        return of_units_in_groups(d[drawn], n[drawn], of[:, 1:] != of[:, :-1])[None]

    estimate = float(index(np.arange(len(n))[None])[0, 0])
    return _intervals(len(n), index, [estimate], draws, coverage, most)[0]


def _intervals(
    schools: int, index: Callable[[Units], Floats], estimates: list[float], draws: int, coverage: float, most: int
) -> list[Interval | None]:
    """`index` gets the places of drawn schools in order, draws × schools, and gives estimates × draws."""
    noise, size, found = np.random.default_rng(_SEED), min(schools, most), []
    at_a_time = max(_AT_A_TIME, _MOST * _AT_A_TIME // size)
    for start in range(0, draws, at_a_time):
        drawn = noise.integers(0, schools, (min(at_a_time, draws - start), size), dtype=np.int32)
        drawn.sort(axis=1)
        with np.errstate(divide="ignore", invalid="ignore"):  # all that was drawn may be at 0
            found.append(index(drawn.astype(np.intp)))
    narrowed = float(np.sqrt(size / schools))
    held = zip(np.concatenate(found, axis=-1), estimates, strict=True)
    return [_between(values[np.isfinite(values)], estimate, coverage, narrowed) for values, estimate in held]


def _between(values: Floats, estimate: float, coverage: float, narrowed: float) -> Interval | None:
    if not len(values):
        return None
    ends = np.quantile(values, [(1 - coverage) / 2, (1 + coverage) / 2])
    lower, upper = estimate + narrowed * (ends - estimate)
    return Interval(float(lower), float(upper))
