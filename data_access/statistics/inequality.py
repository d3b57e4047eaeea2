"""How unequal schools are: indices of totals by school over the whole period, never of monthly terms.

A school counts with its denominator `d` (its students, where the rate is per student) and its value `n / d`. All
indices are made of sums over schools, so that an engine adds up what stands in `Terms` and nothing else leaves it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce


@dataclass(frozen=True)
class Terms:
    """Sums over the schools with `d > 0`.

    `numerator` and `denominator` are the sums of n and d, `logs` of n ln(n / d), `squares` of n² / d; `least` is the
    smallest n.
    """

    schools: int
    numerator: float
    denominator: float
    logs: float
    squares: float
    least: float

    @classmethod
    def of(cls, totals: Iterable[tuple[float, float]]) -> Terms:
        """The sums over schools, each given by its total numerator and denominator."""
        held = [(n, d) for n, d in totals if d > 0]
        return cls(
            len(held),
            math.fsum(n for n, _ in held),
            math.fsum(d for _, d in held),
            math.fsum(n * math.log(n / d) for n, d in held if n > 0),
            math.fsum(n * n / d for n, d in held),
            min((n for n, _ in held), default=0.0),
        )

    def __add__(self, other: Terms) -> Terms:
        """The sums over the schools of both."""
        return Terms(
            self.schools + other.schools,
            self.numerator + other.numerator,
            self.denominator + other.denominator,
            self.logs + other.logs,
            self.squares + other.squares,
            min(self.least, other.least),
        )

    @property
    def comparable(self) -> bool:
        """True where an index exists: two schools or more, none below zero, not all of them at zero."""
        return self.schools > 1 and self.least >= 0 and self.numerator > 0


def theil(terms: Terms) -> float | None:
    """Theil T, Σ (n/N) ln((n/N) / (d/D)): 0 where all schools are alike; None where there is nothing to compare.

    Theil 1967; with equal denominators it is (1/k) Σ (y/μ) ln(y/μ), where 0 ln 0 is 0.
    """
    if not terms.comparable:
        return None
    return max(0.0, _theil(terms))


def decomposed(groups: Sequence[Terms]) -> tuple[float, float] | None:
    """Theil T between groups and within them: both add up to that of all schools together."""
    whole = reduce(Terms.__add__, groups) if groups else None
    if whole is None or not whole.comparable:
        return None
    held = [group for group in groups if group.numerator > 0]
    mean = whole.numerator / whole.denominator
    shares = [(group.numerator / whole.numerator, group) for group in held]
    between = math.fsum(s * math.log(g.numerator / g.denominator / mean) for s, g in shares)
    return between, math.fsum(s * _theil(g) for s, g in shares)


def variation(terms: Terms) -> float | None:
    """Coefficient of variation, √(Σ d (y − μ)² / D) / μ, weighted by the denominators; None as for `theil`.

    The measure of 教督〔2017〕6号 (Quality and Balanced Compulsory Education), weighted by students.
    """
    if not terms.comparable:
        return None
    return math.sqrt(max(0.0, terms.squares * terms.denominator / terms.numerator**2 - 1))


def parity(disadvantaged: float, advantaged: float) -> float | None:
    """The adjusted parity index of the UNESCO Institute for Statistics: 1 at parity, and always within 0 and 2."""
    if disadvantaged < 0 or advantaged < 0 or not (disadvantaged or advantaged):
        return None
    if disadvantaged <= advantaged:
        return disadvantaged / advantaged
    return 2 - advantaged / disadvantaged


def _theil(terms: Terms) -> float:
    return terms.logs / terms.numerator - math.log(terms.numerator / terms.denominator)
