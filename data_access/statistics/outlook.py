"""Whether a place is on course for its own target: its trend with an interval, held against the value and the day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtrit

from data_access.statistics.gap import Estimate

FEWEST = 4
"""Years with a value; a line through fewer has next to nothing left to tell its own error by."""
LIKELY, CERTAIN = 0.95, 0.998


class Prospect(StrEnum):
    """What can be said of a target."""

    MET = "met"
    """The latest value has reached it."""
    MISSED = "missed"
    """The day has passed and the value of that day fell short."""
    ON_COURSE = "on_course"
    """All of the 95 % interval for that day reaches it."""
    AT_RISK = "at_risk"
    """All of the 99.8 % interval for that day falls short, beyond chance and by a difference that matters."""
    LEANING = "leaning"
    """The 95 % interval falls short, the 99.8 % one does not: worth a look."""
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True)
class Outlook:
    """What can be said and why not more; `expected` is where the trend leads, with its 95 % interval."""

    prospect: Prospect
    reason: str | None = None
    expected: Estimate | None = None


REASONS = ("not_reported", "no_direction", "few_years", "too_far", "open")


def outlook(
    values: Sequence[float | None],
    ahead: float,
    target: float,
    *,
    direction: str,
    matters: float = 0.0,
    bounds: tuple[float, float] = (-np.inf, np.inf),
) -> Outlook:
    """Hold `target` against the trend of yearly `values`, the oldest first and the latest last, None where unknown.

    `ahead` is how many years after the latest value the target is due, 0 or less when the day has passed and the latest
    value is that of the day. `direction` is `up` or `down`, whichever way is better; `matters` the smallest shortfall
    worth a word and `bounds` what values can be, both in the unit of the values. The trend is a straight line by least
    squares and the interval that of one more value on it (`predicted`). Never says at risk for what chance explains.
    """
    now = values[-1] if len(values) else None
    sign = {"up": 1.0, "down": -1.0}.get(direction, 0.0)
    if not sign:
        return Outlook(Prospect.CANNOT_TELL, "no_direction")
    if now is None:
        return Outlook(Prospect.CANNOT_TELL, "not_reported")
    if sign * (now - target) >= 0:
        return Outlook(Prospect.MET)
    if ahead <= 0:
        return Outlook(Prospect.MISSED)
    known = [(float(i - len(values) + 1), v) for i, v in enumerate(values) if v is not None]
    if len(known) < FEWEST:
        return Outlook(Prospect.CANNOT_TELL, "few_years")
    times, seen = zip(*known, strict=True)
    if ahead > -times[0]:
        return Outlook(Prospect.CANNOT_TELL, "too_far")
    likely, certain = (predicted(times, seen, ahead, coverage=c) for c in (LIKELY, CERTAIN))
    shown = Estimate(*(float(np.clip(end, *bounds)) for end in (likely.value, likely.lower, likely.upper)))
    short, best, surely = (sign * (target - end) for end in (likely.value, _best(likely, sign), _best(certain, sign)))
    if sign * ((likely.lower if sign > 0 else likely.upper) - target) >= 0:
        return Outlook(Prospect.ON_COURSE, None, shown)
    if short >= matters and best > 0:
        return Outlook(Prospect.AT_RISK if surely > 0 else Prospect.LEANING, None, shown)
    return Outlook(Prospect.CANNOT_TELL, "open", shown)


def predicted(times: ArrayLike, values: ArrayLike, at: float, *, coverage: float) -> Estimate:
    """One more value at the time `at` on the line of least squares through at least three points, with its interval.

    Student's t with n − 2 degrees of freedom; the errors of the points are taken as independent and of one size
    (Draper & Smith 1998, Applied Regression Analysis, 3rd ed., 3.1).
    """
    x, y = np.asarray(times, dtype=float), np.asarray(values, dtype=float)
    n, spread = len(x), float(np.square(x - x.mean()).sum())
    slope = float(((x - x.mean()) * y).sum() / spread)
    value = float(y.mean() + slope * (at - x.mean()))
    variance = float(np.square(y - y.mean() - slope * (x - x.mean())).sum() / (n - 2))
    error = np.sqrt(variance * (1 + 1 / n + (at - x.mean()) ** 2 / spread))
    half = float(stdtrit(n - 2, (1 + coverage) / 2) * error)
    return Estimate(value, value - half, value + half)


def _best(of: Estimate, sign: float) -> float:
    """The end of an interval that is nearest to a target on the better side."""
    return of.upper if sign > 0 else of.lower
