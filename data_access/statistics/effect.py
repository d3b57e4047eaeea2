"""Difference in differences with staggered starts, after Callaway and Sant'Anna (2021), J. Econometrics 225:200-230.

Controls are never treated, the base of a cohort is its last period before the start (a *universal* base: all periods,
before and after, are set against it), there are no covariates. Standard errors come from influence functions,
clustered by unit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy.special import chdtrc, stdtrit

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

NEVER = -1
"""The cohort of a unit that is never treated."""


@dataclass(frozen=True)
class Estimate:
    """A value with its standard error; `influence` has a row a unit, and sums of its squares are variances."""

    value: float
    se: float
    influence: Floats

    def interval(self, confidence: float, df: float) -> tuple[float, float]:
        """The interval of Student's t: with few units the normal one is too narrow."""
        half = quantile(confidence, df) * self.se
        return self.value - half, self.value + half


@dataclass(frozen=True)
class Effects:
    """Effects by cohort and period: the cell k is that of the cohort `cohorts[k]` in the period `periods[k]`.

    Both are positions on the axis of time; `att` are the effects, `influence` is units by cells, `share` the part of
    all units that the cohort of a cell has, `member` units by cells, true where a unit belongs to the cohort.
    """

    cohorts: Ints
    periods: Ints
    att: Floats
    influence: Floats
    share: Floats
    member: npt.NDArray[np.bool_]

    @property
    def since(self) -> Ints:
        """Periods since the start; the base is -1."""
        return self.periods - self.cohorts

    @property
    def covariance(self) -> Floats:
        """The covariance of the cells."""
        return self.influence.T @ self.influence


def att_gt(outcome: Floats, cohort: Ints, control: dict[int, Floats] | None = None) -> Effects:
    """Effects of each cohort in each period but its base.

    `outcome` is units by periods without gaps, `cohort` the position of each unit's first treated period or `NEVER`.
    `control` gives each cohort the weights of all units as controls (matched ones), else every never treated unit
    counts the same. Raises ValueError where a cohort has no period before its start, or no control.
    """
    n, length = outcome.shape
    cohorts: list[int] = sorted(int(g) for g in set(cohort.tolist()) - {NEVER})
    cells = [(g, t) for g in cohorts for t in range(length) if t != g - 1]
    att, influence = np.empty(len(cells)), np.zeros((n, len(cells)))
    for k, (g, t) in enumerate(cells):
        if g < 1:
            raise ValueError("a cohort without a period before its start has no effect")
        treated = cohort == g
        weight = control[g] if control is not None else (cohort == NEVER).astype(np.float64)
        if not weight.sum():
            raise ValueError("a cohort without a control has no effect")
        change = outcome[:, t] - outcome[:, g - 1]
        own, others = change[treated].mean(), np.average(change, weights=weight)
        att[k] = own - others
        influence[treated, k] = (change[treated] - own) / treated.sum()
        influence[:, k] -= weight * (change - others) / weight.sum()
    groups, periods = (np.array([cell[i] for cell in cells], dtype=np.int64) for i in (0, 1))
    member = cohort[:, None] == groups[None, :]
    return Effects(groups, periods, att, influence, member.mean(axis=0), member)


def combined(effects: Effects, cells: npt.NDArray[np.bool_]) -> Estimate:
    """The mean of the cells where `cells` is true, each weighed with the size of its cohort.

    The sizes are drawn too: their part of the error is in (equation 4.7 of the source).
    """
    share, att = effects.share[cells], effects.att[cells]
    total = share.sum()
    weight = share / total
    drawn = (effects.member[:, cells] - share) / len(effects.member)
    sizes = (drawn - drawn.sum(axis=1, keepdims=True) * weight) / total
    influence = effects.influence[:, cells] @ weight + sizes @ att
    return Estimate(float(att @ weight), float(np.sqrt(influence @ influence)), influence)


def simple(effects: Effects) -> Estimate:
    """The mean of all effects since the start, by the size of cohorts."""
    return combined(effects, effects.since >= 0)


def event_study(effects: Effects) -> dict[int, Estimate]:
    """Effects by periods since the start; -1, the base, is left out, for it is zero by construction."""
    return {int(e): combined(effects, effects.since == e) for e in np.unique(effects.since)}


def by_group(effects: Effects) -> dict[int, Estimate]:
    """The mean effect of each cohort since its start."""
    after = effects.since >= 0
    return {int(g): combined(effects, after & (effects.cohorts == g)) for g in np.unique(effects.cohorts)}


def mean(estimates: Sequence[Estimate]) -> Estimate:
    """The plain mean of estimates of the same units."""
    influence = np.mean([estimate.influence for estimate in estimates], axis=0)
    value = float(np.mean([estimate.value for estimate in estimates]))
    return Estimate(value, float(np.sqrt(influence @ influence)), influence)


@dataclass(frozen=True)
class Wald:
    """A joint test that all of several effects are zero."""

    statistic: float
    df: int
    p: float


def pretrend(effects: Effects) -> Wald | None:
    """Test that cohorts moved with their controls before the start; None where there is but one period before."""
    before = effects.since < -1
    return wald(effects.att[before], effects.covariance[np.ix_(before, before)]) if before.any() else None


def wald(values: Floats, covariance: Floats) -> Wald:
    """The Wald test; directions in which nothing varies are no degrees of freedom."""
    df = int(np.linalg.matrix_rank(covariance, hermitian=True))
    statistic = float(values @ np.linalg.pinv(covariance, hermitian=True) @ values)
    return Wald(statistic, df, float(chdtrc(df, statistic)) if df else 1.0)


def two_by_two(treated: tuple[float, float], control: tuple[float, float]) -> float:
    """Difference in differences of four means, each side before and after (Card and Krueger 1994, table 3)."""
    return (treated[1] - treated[0]) - (control[1] - control[0])


@lru_cache(maxsize=256)
def quantile(confidence: float, df: float) -> float:
    """The two-sided quantile of Student's t."""
    return float(stdtrit(df, 0.5 + confidence / 2))
