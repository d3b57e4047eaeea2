"""Intervals of rates: Wilson inside one school, clustered by school above it, never narrower than Wilson."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

from scipy.special import stdtrit

Z95, Z998 = 1.959963984540054, 3.090232306167813
"""Two-sided quantiles of the normal distribution for 95 % and 99.8 %."""


@dataclass(frozen=True)
class Interval:
    """The ends of an interval, in the unit of the rate."""

    low: float
    high: float

    def holds(self, value: float) -> bool:
        """Tell whether `value` lies inside, ends included."""
        return self.low <= value <= self.high

    def scaled(self, factor: float) -> Interval:
        """Both ends times `factor`, which is positive."""
        return Interval(self.low * factor, self.high * factor)


@dataclass(frozen=True)
class Spread:
    """Sums over units (schools) with a denominator n > 0, each with its totals y and n of the queried period.

    `people` is how many different persons the denominators stand for: a person asked in twelve months is one.
    """

    units: int
    y: float
    n: float
    yy: float
    yn: float
    nn: float
    people: float

    @property
    def rate(self) -> float:
        """The ratio of sums."""
        return self.y / self.n

    @property
    def error(self) -> float | None:
        """The standard error of the rate, clustered by unit; None for a single unit.

        Linearised variance of a ratio estimator: k / (k − 1) · Σ (y − r n)² / (Σ n)² (Cochran 1977, section 6.4).
        """
        if self.units < 2:
            return None
        rest = self.yy - 2 * self.rate * self.yn + self.rate**2 * self.nn
        return math.sqrt(max(0.0, rest) * self.units / (self.units - 1)) / self.n


def wilson(x: float, n: float, z: float = Z95) -> Interval:
    """The score interval of a proportion x / n within 0 and 1 (Wilson 1927); n may be an effective number.

    Raises ValueError unless 0 ≤ x ≤ n and n > 0.
    """
    if not (0 <= x <= n and n > 0):
        raise ValueError(f"no proportion: {x} of {n}")
    half = z * math.sqrt(z * z + 4 * x * (1 - x / n))
    middle, below = 2 * x + z * z, 2 * (n + z * z)
    return Interval(max(0.0, (middle - half) / below), min(1.0, (middle + half) / below))


def clustered(spread: Spread, z: float = Z95) -> Interval | None:
    """The interval of a ratio of sums over several units, with t of units − 1; None for a single unit."""
    error = spread.error
    if error is None:
        return None
    half = t_quantile(spread.units - 1, z) * error
    return Interval(spread.rate - half, spread.rate + half)


def of_people(spread: Spread, z: float = Z95) -> Interval:
    """The interval of a share of people: Wilson in one unit, clustered over several, never narrower than Wilson."""
    own = wilson(spread.rate * spread.people, spread.people, z)
    wide = clustered(spread, z)
    if wide is None:
        return own
    return Interval(max(0.0, min(wide.low, own.low)), min(1.0, max(wide.high, own.high)))


def apart(one: float, of_one: Interval, other: float, of_other: Interval) -> Interval:
    """The interval of the difference one − other of two independent estimates, from the intervals of both.

    Square-and-add (Newcombe 1998, method 10; Zou and Donner 2008): it keeps the asymmetry of Wilson intervals.
    """
    difference = one - other
    below = math.hypot(one - of_one.low, of_other.high - other)
    above = math.hypot(of_one.high - one, other - of_other.low)
    return Interval(difference - below, difference + above)


@cache
def t_quantile(freedom: int, z: float) -> float:
    """The quantile of Student's t that covers as much as z does of the normal distribution."""
    return float(stdtrit(freedom, 0.5 * math.erfc(-z / math.sqrt(2))))
