"""What may be shown of small numbers: thresholds and rules, in one place (trust.md section 3.2)."""

from __future__ import annotations

import hashlib
from dataclasses import astuple, dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

VERSION = 1
"""Of the rules as they are written here: part of every key under which a protected answer is kept."""

FEW_SCHOOLS, DOMINATED, FEW_PEOPLE = "few_schools", "dominated", "few_people"
"""Why a number is withheld: too few units behind it, one or two that make it up, too few people."""


@dataclass(frozen=True)
class Rules:
    """The thresholds: a setting each, with the defaults of the policy.

    `people` is the least number of people behind a number (DISC-1, DISC-2, DISC-4), `own_school` that for a principal's
    own school. `base` is what counts are rounded to outside the own scope, `precise` the denominator from which a
    percentage has a decimal and shows its ends, `end` the percentage at which it stops below that. A benchmark needs
    `schools` other schools, and the rest beside its two largest must be `share` of the largest (DISC-5).
    """

    people: int = 10
    own_school: int = 5
    base: int = 5
    precise: int = 100
    end: float = 5.0
    schools: int = 5
    share: float = 0.1

    @property
    def fingerprint(self) -> str:
        """A short text that differs where the rules or their thresholds do."""
        return hashlib.sha256(repr((VERSION, astuple(self))).encode()).hexdigest()[:12]


@dataclass(frozen=True)
class Shown:
    """A value as it may be shown; `bound` is ``at_most`` or ``at_least`` where it is only the end of a range."""

    value: float
    bound: str | None = None


def rounded(count: float, base: int) -> int:
    """The multiple of `base` that is nearest to `count`, half of it upwards: at most `base` / 2 away."""
    return int(np.floor(count / base + 0.5)) * base


def percentage(numerator: float, denominator: float, rules: Rules) -> Shown | None:
    """A share of people outside the own scope, from rounded parts; None where these leave nothing to divide by."""
    above, below = rounded(numerator, rules.base), rounded(denominator, rules.base)
    if below <= 0:
        return None
    share = 100.0 * min(max(above / below, 0.0), 1.0)
    if below > rules.precise:  # so that what was rounded up to it does not count
        return Shown(round(share, 1))
    if share <= rules.end:
        return Shown(rules.end, "at_most")
    if share >= 100.0 - rules.end:
        return Shown(100.0 - rules.end, "at_least")
    return Shown(float(round(share)))


def dominated(parts: ArrayLike, share: float) -> bool:
    """Tell whether the second largest part could work the largest out to within `share` of it (p%-rule).

    Parts may be below zero: their size counts. Nothing but zeros is not dominated.
    """
    sizes = np.sort(np.abs(np.asarray(parts, dtype=float)))[::-1]
    largest = float(sizes[0]) if len(sizes) else 0.0
    return float(sizes[2:].sum()) < share * largest


def withheld(
    numerators: ArrayLike, denominators: ArrayLike | None, rules: Rules, *, personal: bool, people: float | None = None
) -> str | None:
    """Why a number over these other schools may not leave, or None: a row a school, both sides of a ratio.

    `people` is the number of people behind all of it where that is not the sum of the denominators.
    """
    sides = [side for side in (numerators, denominators) if side is not None]
    if len(np.asarray(sides[0])) < rules.schools:
        return FEW_SCHOOLS
    if any(dominated(side, rules.share) for side in sides):
        return DOMINATED
    if personal:
        behind = float(np.sum(np.asarray(sides[-1], dtype=float))) if people is None else people
        return FEW_PEOPLE if behind < rules.people else None
    return None


def blurred(value: float, *, whole: bool) -> float:
    """A quartile as it may be shown: a whole number for a share of people, else three figures that count."""
    if whole or value == 0 or not np.isfinite(value):
        return float(round(value))
    return float(f"{value:.3g}")


def parts_of(frame: Any, name: str) -> Floats:
    """The column `name` of a frame of totals as numbers, missing ones as zero."""
    return np.asarray(np.nan_to_num(np.asarray(frame[name], dtype=float)), dtype=np.float64)
