"""The gap between two sides, such as rural and urban schools: absolute, as a ratio, as adjusted parity, in people."""

from __future__ import annotations

import math
from dataclasses import dataclass

from data_access.statistics.inequality import parity


@dataclass(frozen=True)
class Side:
    """The value of one side with its interval, Wilson's inside one school or the one clustered by school."""

    value: float
    lower: float
    upper: float


@dataclass(frozen=True)
class Estimate:
    """A value with its interval; a ratio to a side that may be at 0 has no upper bound and is infinite there."""

    value: float
    lower: float
    upper: float


@dataclass(frozen=True)
class Gap:
    """The weaker side against the stronger one, which have no school in common.

    `absolute` is stronger less weaker in the unit of the values, `ratio` weaker by stronger, and `parity` the adjusted
    index of the UNESCO Institute for Statistics, 1 at parity and within 0 and 2. The last two are None for values
    that are negative or all 0.
    """

    absolute: Estimate
    ratio: Estimate | None
    parity: Estimate | None


def gap(weaker: Side, stronger: Side) -> Gap:
    """The gap, with intervals made of those of the sides (MOVER), each of the level that theirs have.

    Of two Wilson intervals it is the hybrid score interval of Newcombe 1998 (Statistics in Medicine 17, 873–890,
    method 10), of two symmetric ones that of the sum of their variances; for the ratio Donner & Zou 2012 (Statistical
    Methods in Medical Research 21, 347–359).
    """
    ratio = _ratio(weaker, stronger)
    return Gap(_difference(stronger, weaker), ratio, None if ratio is None else _folded(ratio, weaker, stronger))


def behind(absolute: float, people: float, scale: float = 1.0) -> int:
    """How many of the weaker side's `people` would have to change for it to reach the stronger side's rate.

    `absolute` is the gap in the unit of the values, of which `scale` is the whole (100 for per cent); 0 where the side
    is not behind.
    """
    # What is whole but for rounding is whole.
    return max(0, math.ceil(round(people * absolute / scale, 6)))


def _difference(one: Side, other: Side) -> Estimate:
    value = one.value - other.value
    return Estimate(
        value,
        value - math.hypot(one.value - one.lower, other.upper - other.value),
        value + math.hypot(one.upper - one.value, other.value - other.lower),
    )


def _ratio(over: Side, under: Side) -> Estimate | None:
    if over.value < 0 or under.value < 0 or not (over.value or under.value):
        return None
    value = over.value / under.value if under.value else math.inf
    product = over.value * under.value
    least, most = _arc(over, max(0.0, over.lower)), _arc(over, over.upper)
    below, above = _arc(under, max(0.0, under.lower)), _arc(under, under.upper)
    bottom = product + math.sqrt(max(0.0, product**2 - least * above))
    top = product + math.sqrt(max(0.0, product**2 - most * below))
    return Estimate(value, max(0.0, least / bottom) if bottom else 0.0, top / below if below > 0 else math.inf)


def _arc(side: Side, end: float) -> float:
    return end * (2 * side.value - end)


def _folded(ratio: Estimate, weaker: Side, stronger: Side) -> Estimate | None:
    value = parity(disadvantaged=weaker.value, advantaged=stronger.value)
    return None if value is None else Estimate(value, _fold(ratio.lower), _fold(ratio.upper))


def _fold(ratio: float) -> float:
    return ratio if ratio <= 1 else 2 - 1 / ratio
