"""The comparison: each unit beside its nearest never treated neighbours, and untreated places as placebos."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data_access.effects.panel import MIX, Panel
from data_access.statistics.effect import Floats, Ints
from data_access.statistics.matching import Bools, balance, nearest, standardised

NEIGHBOURS = 5
"""Control units a treated unit is set beside."""
_LEAST = 3
_FAR = 8.0
"""What another province adds to the square of a distance that is in standard deviations: its policies differ."""
_PLACEBO_UNITS = 200
FEATURES = ("level", "trend", *MIX)
_WEIGHT = np.array([1.0, 0.25, 1.0, 1.0, 1.0, 1.0, 1.0])
"""A trend of few periods is half noise: neighbours chosen for it drift back afterwards (Daw and Hatfield 2018)."""
UNIT = "unit"


@dataclass(frozen=True, eq=False)
class Matched:
    """Every unit beside its neighbours, from one start on.

    `difference` is units by periods: the change since the base less that of the neighbours; rows of units without
    neighbours are empty. `index` and `distance` are units by neighbours, -1 where there is none; `features` are
    standardised.
    """

    base: int
    pool: Bools
    features: Floats
    index: Ints
    distance: Floats
    difference: Floats

    @property
    def size(self) -> int:
        """Cells that it holds, for the cache."""
        return int(self.features.size + 2 * self.index.size + self.difference.size)

    def beside(self, units: Ints) -> Beside:
        """The neighbours of `units`, of which each has one."""
        held = self.index[units] >= 0
        own = self.index[units][held]
        vote = np.repeat(1.0 / held.sum(axis=1), held.sum(axis=1))
        weight: Floats = np.zeros(len(self.pool))
        np.add.at(weight, own, vote)
        near = np.full(len(self.pool), np.inf)
        np.minimum.at(near, own, self.distance[units][held])
        rows = np.flatnonzero(weight)
        apart = balance(self.features, units, np.flatnonzero(self.pool), weight)
        return Beside(rows, weight[rows], near[rows], np.column_stack(apart))


@dataclass(frozen=True, eq=False)
class Beside:
    """The neighbours (`rows`) of some units, what each counts, the neighbours of a unit sharing one vote, and how far
    it is from the nearest of them. `apart` is `FEATURES` by two: how far the units are from the pool and from these.
    """

    rows: Ints
    weight: Floats
    distance: Floats
    apart: Floats


def features(panel: Panel, before: int) -> Floats:
    """What units are matched by: level and trend over the first `before` periods, mix of schools and size."""
    past = panel.rate[:, :before]
    time = np.arange(before) - (before - 1) / 2
    trend = past @ time / max(float(time @ time), 1.0)
    return np.column_stack([past.mean(axis=1), trend, panel.mix])


def match(panel: Panel, never: Bools, start: int, kind: str) -> Matched:
    """Match every unit to never treated ones of its part of the country, outside its own place of the level `kind`.

    A placebo then has what an area has: neighbours outside itself. The same province goes before others.
    """
    standard = standardised(features(panel, start), never) * _WEIGHT
    n = len(panel.units)
    index = np.full((n, NEIGHBOURS), -1, dtype=np.int64)
    distance = np.full((n, NEIGHBOURS), np.inf)
    macro, own, province = (panel.parts[level] for level in ("macro", kind, "province"))
    home, left = macro * (province.max(initial=0) + 1) + province, np.ones(n, dtype=bool)
    # No other province comes as near as five of the same that are less far than what it adds: most look no farther.
    for around in (macro,) if kind == "province" else (home, macro):
        for part in np.unique(around[left]):
            of, pool = np.flatnonzero((around == part) & left), np.flatnonzero((around == part) & never)
            if not len(pool):
                continue
            forbidden, near = own[of][:, None] == own[pool][None], province[of][:, None] == province[pool][None]
            found = nearest(standard, of, pool, forbidden, near, k=NEIGHBOURS, far=_FAR)
            index[of], distance[of] = found.index, found.distance
        left = distance[:, -1] ** 2 >= _FAR
    change = panel.rate - panel.rate[:, [start - 1]]
    held = index >= 0
    count = held.sum(axis=1, keepdims=True)
    others = np.zeros_like(change)
    for nearer, there in zip(index.T, held.T, strict=True):
        others += change[nearer] * there[:, None]
    others /= np.maximum(count, 1)
    difference = np.where(count >= _LEAST, change - others, np.nan)
    return Matched(start - 1, never, standard, index, distance, difference)


def placebos(panel: Panel, matched: Matched, kind: str, units: Ints, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """The differences of places that were not treated, rows of periods, as if each had been an area like `units`, and
    the number of units in each.

    For one unit these are the never treated units nearest to it in size; else the places of the level `kind`, of
    which as many units are drawn as the area has, and at least a quarter as many are needed.
    """
    usable = matched.pool & np.isfinite(matched.difference[:, 0])
    if kind == UNIT:
        people = panel.mix[:, MIX.index("people")]
        apart = np.where(usable, np.abs(people - people[units].mean()), np.inf)
        order = np.argsort(apart, kind="stable")[: min(_PLACEBO_UNITS, int(usable.sum()))]
        return matched.difference[order], np.ones(len(order))
    named = usable & np.array([code != "" for code in panel.above[kind]])
    inside = np.flatnonzero(named)[np.argsort(panel.parts[kind][named], kind="stable")]
    groups = np.split(inside, np.flatnonzero(np.diff(panel.parts[kind][inside])) + 1) if len(inside) else []
    drawn = [rng.permutation(group)[: len(units)] for group in groups if 4 * len(group) >= len(units)]
    sizes = np.array([*map(len, drawn)], dtype=np.int64)
    if not len(sizes):
        return np.empty((0, panel.rate.shape[1])), np.empty(0)
    sums = np.add.reduceat(matched.difference[np.concatenate(drawn)], np.cumsum(sizes) - sizes, axis=0)
    return sums / sizes[:, None], sizes.astype(np.float64)


def corrected(paths: Floats, placebos: Floats, sizes: Floats, start: int) -> Floats:
    """`paths` with what their level and trend before the start foretell for the time after it taken out.

    Neighbours are never quite alike. What a difference in level and trend that was left turned into later is learned
    from `placebos`, places by periods, where nothing was done, each as good as it has units (`sizes`): the bias
    correction of matching by Abadie and Imbens (2011), J. Business & Econ. Statistics 29:1-11. Periods before the start
    stay as they are.
    """
    weight = np.sqrt(sizes)[:, None]
    told = np.linalg.lstsq(weight * _past(placebos, start), weight * placebos[:, start:], rcond=None)[0]
    return np.hstack([paths[:, :start], paths[:, start:] - _past(paths, start) @ told])


def leverage(path: Floats, placebos: Floats, sizes: Floats, start: int) -> float:
    """The part that the doubt about the correction adds to the variance of a corrected `path` after the start.

    The correction is learned from few places, and is the less sure the less alike to them in level and trend a place
    is: x (X'WX)⁻¹ x, as in the interval of a new observation (Draper & Smith 1998, Applied Regression Analysis, 3.1).
    """
    known, own = _past(placebos, start), _past(path[None], start)[0]
    inverse = np.linalg.pinv((known * (sizes / sizes.mean())[:, None]).T @ known)
    return float(own @ inverse @ own)


def _past(paths: Floats, start: int) -> Floats:
    time = np.arange(start) - (start - 1) / 2
    return np.column_stack([paths[:, :start] @ time / (time @ time), paths[:, :start].mean(axis=1)])
