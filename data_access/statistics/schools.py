"""Totals by school that an index of inequality is taken over, and when there is nothing to be said of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

MISSING = 0.2
"""With a greater share of the schools missing, an index says more of who reported than of how unequal they are."""


@dataclass(frozen=True)
class Schools:
    """Numerators and denominators above 0 of the schools that are known, and the share that is missing.

    The value of a school is its numerator by its denominator, and it counts with its denominator.
    """

    numerators: Floats
    denominators: Floats
    missing: float = 0.0

    @classmethod
    def of(cls, numerators: ArrayLike, denominators: ArrayLike, expected: int | None = None) -> Schools:
        """The schools of two arrays; NaN is missing, and so is what lacks of the number `expected` to be there.

        A school with a denominator of 0 has no value, and nothing is missing there.
        """
        n, d = np.asarray(numerators, dtype=float), np.asarray(denominators, dtype=float)
        known = np.isfinite(n) & np.isfinite(d)
        due = max(len(n), expected or 0)
        held = known & (d > 0)
        return cls(n[held], d[held], 1 - float(known.sum()) / due if due else 0.0)

    @property
    def comparable(self) -> bool:
        """True where an index exists: two schools or more, none below zero, not all at zero, few missing."""
        n = self.numerators
        return len(n) > 1 and bool((n >= 0).all()) and bool(n.any()) and self.missing <= MISSING

    def ordered(self) -> Schools:
        """The schools from the lowest value to the highest."""
        order = np.argsort(self.numerators / self.denominators, kind="stable")
        return Schools(self.numerators[order], self.denominators[order], self.missing)
