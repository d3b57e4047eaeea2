"""The share of the way to a line that was covered, with its interval."""

from __future__ import annotations

import math

from data_access.statistics.gap import Estimate, Side


def improvement(was: Side, now: Side, line: float) -> Estimate | None:
    """(now − was) / (line − was), an estimate and two interval ends in parts of the way.

    It is 1 − a / b with what is left, a = line − now, and the whole way, b = line − was, taken as independent: the
    interval of a ratio by MOVER, Donner & Zou 2012 (Statistical Methods in Medical Research 21, 347–359), each side
    with the interval of a rate. The same schools twice are alike, so that it is rather too wide. None where the start
    may have been at the line already: no share of nothing can be told. `line` may lie on either side of both.
    """
    way = line - was.value
    sign = math.copysign(1.0, way)
    left, b = sign * (line - now.value), abs(way)
    a_low, a_high = sorted((sign * (line - now.lower), sign * (line - now.upper)))
    b_low, b_high = sorted((sign * (line - was.lower), sign * (line - was.upper)))
    below, above = b - b_low, b_high - b
    if b <= max(below, above):
        return None
    least = _root(left, b, left - a_low, (above, below), -1.0)
    most = _root(left, b, a_high - left, (below, above), 1.0)
    return Estimate(1 - left / b, 1 - most, 1 - least)


def _root(a: float, b: float, of_a: float, of_b: tuple[float, float], side: float) -> float:
    """The end θ of a / b at which a − θb is at the end of its interval; `of_b` are for a θ above and below zero."""
    for half, sign in zip(of_b, (1.0, -1.0), strict=True):
        square, rest = b**2 - half**2, a**2 - of_a**2
        end = (a * b + side * math.sqrt(max(0.0, (a * b) ** 2 - square * rest))) / square
        if sign * end >= 0:
            break
    return end
