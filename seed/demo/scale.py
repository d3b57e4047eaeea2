"""How large a demo warehouse is, and how much of everything it holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

FIRST_DAY = date(2016, 9, 1)
AS_OF = date(2026, 10, 31)
MONTHS = (AS_OF.year - FIRST_DAY.year) * 12 + AS_OF.month - FIRST_DAY.month + 1
"""Months from the first to the last, both included; month 0 is 2016-09."""

SCHOOLS_IN_CHINA = {
    "primary": 136_300,
    "junior": 33_100,
    "nine_year": 19_000,
    "senior": 14_000,
    "twelve_year": 1_800,
    "vocational": 8_000,
    "teaching_point": 30_000,
}
"""Primary, junior and nine_year, senior and twelve_year are the published numbers of 2024; the other two are ours."""


@dataclass(frozen=True)
class Scale:
    """One size of warehouse; every scale runs the same generator."""

    name: str
    schools: int
    years: int
    """School years of usage before the one that runs; the other facts begin with the warehouse."""
    presence: Mapping[str, float] = field(
        default_factory=lambda: {"student": 0.99, "teacher": 0.98, "other": 0.85, "parent": 0.7}
    )
    """Chance that a user role has a row in a school-week; views are raised in turn, so totals do not depend on it."""
    by_kind: bool = False
    """Rows for each role and kind of resource in a school-week, the main kinds by platform, instead of one a role."""
    places: str | None = None
    """A file of this package that fixes how many schools stand where; without it the census decides."""
    batch: int = 6_000
    """Schools whose facts are made in one go: it bounds the memory."""

    @property
    def usage_from(self) -> date:
        """The first day of usage: the start of a school year."""
        return date(AS_OF.year - self.years, FIRST_DAY.month, FIRST_DAY.day)

    def sized(self, schools: int | None, years: int | None) -> Scale:
        """Return this scale with another number of schools, which the census then places, and of years."""
        placed = self if schools is None else replace(self, schools=schools, places=None)
        return placed if years is None else replace(placed, years=years)

    @property
    def label(self) -> str:
        """Return the name, with the size where it is not the one that the name stands for."""
        usual = SCALES[self.name]
        schools = f", {self.schools} schools" if self.schools != usual.schools else ""
        return self.name + schools + (f", {self.years} years of usage" if self.years != usual.years else "")

    @property
    def factor(self) -> float:
        """The share of China's schools that this warehouse holds."""
        return self.schools / sum(SCHOOLS_IN_CHINA.values())


SCALES = {
    "tiny": Scale(
        "tiny",
        schools=304,
        years=1,
        presence={"student": 0.85, "teacher": 0.8, "other": 0.65, "parent": 0.55},
        places="tiny_places.csv",
    ),
    "demo": Scale("demo", schools=12_000, years=3),
    "nation": Scale(
        "nation",
        schools=204_000,
        years=5,
        presence={"student": 0.96, "teacher": 0.95, "other": 0.82, "parent": 0.66},
        by_kind=True,
    ),
}
