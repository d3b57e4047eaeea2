"""How large a demo warehouse is, and how much of everything it holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
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
    usage_from: date
    presence: Mapping[str, float] = field(
        default_factory=lambda: {"student": 0.99, "teacher": 0.98, "other": 0.85, "parent": 0.7}
    )
    """Chance that a user role has a row in a school-week; views are raised in turn, so totals do not depend on it."""
    by_kind: bool = False
    """One row for each role and kind of resource in a school-week, instead of one for each role."""
    places: str | None = None
    """A file of this package that fixes how many schools stand where; without it the census decides."""
    batch: int = 12_000
    """Schools whose facts are made in one go: it bounds the memory."""

    @property
    def factor(self) -> float:
        """The share of China's schools that this warehouse holds."""
        return self.schools / sum(SCHOOLS_IN_CHINA.values())


SCALES = {
    "tiny": Scale(
        "tiny",
        schools=304,
        usage_from=date(2025, 9, 1),
        presence={"student": 0.85, "teacher": 0.8, "other": 0.65, "parent": 0.55},
        places="tiny_places.csv",
    ),
    "demo": Scale("demo", schools=12_000, usage_from=date(2023, 9, 1)),
}
