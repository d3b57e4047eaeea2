"""A value that varies by chance, with what is known of how much."""

from __future__ import annotations

from dataclasses import dataclass

from data_access.statistics.intervals import Interval


@dataclass(frozen=True)
class Estimate:
    """A value with its standard error and its two intervals, all in the unit of the indicator.

    `error` and the intervals are None where nothing varies: a full count, such as a school's devices. `people` is None
    where it counts things. `enough` is False for fewer people or schools than can be spoken of.
    """

    value: float
    error: float | None
    likely: Interval | None
    certain: Interval | None
    people: float | None
    enough: bool
