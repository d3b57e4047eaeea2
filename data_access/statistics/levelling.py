"""How a gap between two sides changed: did the weaker side rise, or did the stronger one fall?

A gap that closes because the stronger side falls ("levelling down", Parfit 1997) is no success.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Course(StrEnum):
    """What became of a gap, and which side did it."""

    LEVELLING_UP = "levelling_up"
    """It narrowed, the weaker side rising."""
    LEVELLING_DOWN = "levelling_down"
    """It narrowed, the stronger side falling."""
    CONVERGING = "converging"
    """It narrowed from both sides."""
    PULLING_AWAY = "pulling_away"
    """It widened, the stronger side rising."""
    FALLING_BEHIND = "falling_behind"
    """It widened, the weaker side falling."""
    DIVERGING = "diverging"
    """It widened from both sides."""
    UNCHANGED = "unchanged"
    """It is as wide as before, whatever both sides did."""
    OVERTAKEN = "overtaken"
    """The side that was weaker is now the stronger one."""


@dataclass(frozen=True)
class Levelling:
    """The change of a gap in the parts that each side had in it, in the unit of the values.

    `before` and `after` are stronger less weaker, by the sides as they stood before; a side's part is above 0 where it
    narrowed the gap: `weaker` is the rise of the weaker side, `stronger` the fall of the stronger one.
    """

    before: float
    after: float
    weaker: float
    stronger: float
    course: Course

    @property
    def narrowed(self) -> float:
        """By how much the gap narrowed, below 0 where it widened: exactly the sum of both parts."""
        return self.weaker + self.stronger


def levelling(
    one: tuple[float, float], other: tuple[float, float], *, least: float = 0.0, lower_is_better: bool = False
) -> Levelling:
    """The change of the gap between two sides, each given by its value before and after.

    The weaker side is the one that was so before or, where both were alike, is so after. `least` is the smallest change
    that matters: a side that moved by less did not move, and a gap that changed by less is unchanged.
    """
    sign = -1 if lower_is_better else 1
    first, second = ((sign * before, sign * after) for before, after in (one, other))
    weak, strong = sorted((first, second))
    up, down = weak[1] - weak[0], strong[0] - strong[1]
    before, after = strong[0] - weak[0], strong[1] - weak[1]
    return Levelling(before, after, up, down, _course(before, after, up, down, least))


def _course(before: float, after: float, up: float, down: float, least: float) -> Course:
    if before > 0 > after and -after > least:
        return Course.OVERTAKEN
    if abs(up + down) <= least:
        return Course.UNCHANGED
    narrowing = up + down > 0
    # The side that did it is the one that moved that way; both, where each of them did by more than matters.
    rising, falling = (up > least, down > least) if narrowing else (up < -least, down < -least)
    if rising and falling:
        return Course.CONVERGING if narrowing else Course.DIVERGING
    weaker = rising if rising != falling else abs(up) >= abs(down)
    if narrowing:
        return Course.LEVELLING_UP if weaker else Course.LEVELLING_DOWN
    return Course.FALLING_BEHIND if weaker else Course.PULLING_AWAY
