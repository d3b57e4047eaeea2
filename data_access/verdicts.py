"""The verdict on one estimate against another, or against a value that is taken as known."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum

from data_access.estimate import Estimate
from data_access.statistics import discovery, gap, intervals
from data_access.statistics.intervals import Z95, Interval


class Verdict(StrEnum):
    """The words of trust.md 6.2 (a): beyond chance, worth a look, like the comparison, too few to say, different."""

    BETTER = "better"
    WORSE = "worse"
    DIFFERENT = "different"
    LOOK_BETTER = "look_better"
    LOOK_WORSE = "look_worse"
    LOOK = "look"
    LIKE = "like"
    FEW = "few"

    @property
    def beyond(self) -> bool:
        """True where a difference is beyond chance: outside the 99.8 % limits."""
        return self in (Verdict.BETTER, Verdict.WORSE, Verdict.DIFFERENT)


def judge(difference: float, likely: Interval, certain: Interval, direction: str, matters: float) -> Verdict:
    """The verdict on a difference with its 95 % (`likely`) and 99.8 % (`certain`) intervals.

    A difference smaller than `matters` is none, however many people were counted.
    """
    if abs(difference) < matters or likely.holds(0.0):
        return Verdict.LIKE
    beyond = not certain.holds(0.0)
    if direction not in ("up", "down"):
        return Verdict.DIFFERENT if beyond else Verdict.LOOK
    if (difference > 0) == (direction == "up"):
        return Verdict.BETTER if beyond else Verdict.LOOK_BETTER
    return Verdict.WORSE if beyond else Verdict.LOOK_WORSE


def against_fixed(own: Estimate, centre: float, direction: str, matters: float) -> Verdict | None:
    """The verdict on a value against a value that is taken as known; None where nothing varies."""
    if not own.enough:
        return Verdict.FEW
    if own.likely is None or own.certain is None:
        return None
    likely, certain = (Interval(i.low - centre, i.high - centre) for i in (own.likely, own.certain))
    return judge(own.value - centre, likely, certain, direction, matters)


def against_other(own: Estimate, other: Estimate, direction: str, matters: float) -> Verdict | None:
    """The verdict on a value against another estimate, such as the same place a year ago, taken as independent."""
    if not (own.enough and other.enough):
        return Verdict.FEW
    if own.likely is None or own.certain is None or other.likely is None or other.certain is None:
        return None
    likely = intervals.apart(own.value, own.likely, other.value, other.likely)
    certain = intervals.apart(own.value, own.certain, other.value, other.certain)
    return judge(own.value - other.value, likely, certain, direction, matters)


def nearer(own: Estimate, other: Estimate | float, neutral: float, matters: float) -> Verdict | None:
    """The verdict on a gap that is best at `neutral` (0, parity 1): better where `own` is nearer to it than `other`.

    Where the sides have changed places it is no better and no worse, but different.
    """
    value = other.value if isinstance(other, Estimate) else other
    sign = -1.0 if value < neutral else 1.0
    distance = sign * (own.value - neutral)
    direction = "none" if distance < 0 and -distance >= matters else "down"
    if isinstance(other, Estimate):
        return against_other(_times(own, sign), _times(other, sign), direction, matters)
    return against_fixed(_times(own, sign), sign * value, direction, matters)


def _times(of: Estimate, sign: float) -> Estimate:
    if sign > 0:
        return of
    likely, certain = (None if i is None else Interval(-i.high, -i.low) for i in (of.likely, of.certain))
    return replace(of, value=-of.value, likely=likely, certain=certain)


def apart(one: Estimate, other: Estimate) -> Estimate:
    """The estimate of the difference one − other of two that have no unit in common (MOVER, see `gap.gap`)."""
    both = ((one.likely, other.likely), (one.certain, other.certain))
    ends = [None if a is None or b is None else intervals.apart(one.value, a, other.value, b) for a, b in both]
    return Estimate(one.value - other.value, None, ends[0], ends[1], None, one.enough and other.enough)


def parity(weaker: Estimate, stronger: Estimate) -> Estimate | None:
    """The adjusted parity index of two estimates that have no unit in common, with both its intervals."""
    made = [relative(weaker, stronger, step) for step in ("likely", "certain")]
    indices = [None if found is None else found.parity for found in made]
    if indices[0] is None or indices[1] is None:
        return None
    likely, certain = (Interval(i.lower, i.upper) for i in indices if i is not None)
    return Estimate(indices[0].value, None, likely, certain, None, weaker.enough and stronger.enough)


def relative(weaker: Estimate, stronger: Estimate, step: str = "likely") -> gap.Gap | None:
    """The gap of two estimates by their intervals `likely` or `certain`; None where one does not vary."""
    ends: list[Interval | None] = [getattr(side, step) for side in (weaker, stronger)]
    if ends[0] is None or ends[1] is None:
        return None
    return gap.gap(*(gap.Side(e.value, i.low, i.high) for e, i in ((weaker, ends[0]), (stronger, ends[1]))))


def p_value(own: Estimate, other: Estimate | float) -> float | None:
    """The two-sided p-value of a difference, by the side of its 95 % interval that faces zero; None where none is had.

    It is below 0.05 where the interval leaves zero out.
    """
    value = other.value if isinstance(other, Estimate) else other
    if own.likely is None:
        return None
    likely = Interval(own.likely.low - value, own.likely.high - value)
    if isinstance(other, Estimate):
        if other.likely is None:
            return None
        likely = intervals.apart(own.value, own.likely, value, other.likely)
    difference = own.value - value
    half = difference - likely.low if difference > 0 else likely.high - difference
    return float(discovery.p_values(Z95 * difference / half)) if half > 0 else None
