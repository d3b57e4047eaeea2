"""Periods: a run of whole months, and the weeks, months, terms and school years that belong to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

GRAINS = ("week", "month", "term", "school_year")
_MONTH = r"(\d{4})-(0[1-9]|1[0-2])"
_LATEST = 9990
_RANGE = re.compile(rf"{_MONTH}(?:\.\.{_MONTH})?")
_SCHOOL_YEAR = re.compile(r"(\d{4})-(\d{4})")
_TERM = re.compile(r"(\d{4})-([12])")


@dataclass(frozen=True, order=True)
class Period:
    """The months from `first` to `last`, both given by their first day and both included."""

    first: date
    last: date

    def __post_init__(self) -> None:
        """Refuse a period that ends before it starts."""
        if self.last < self.first:
            raise ValueError(f"the period ends before it starts: {self}")

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read `2024-09..2025-08`, `2024-09`, the school year `2024-2025` or the term `2024-1`; else ValueError."""
        if any(int(year) > _LATEST for year in re.findall(r"[0-9]{4}", text)):
            raise ValueError(f"not a period of our time: {text[:20]!r}")
        if match := _RANGE.fullmatch(text):
            year, month, last_year, last_month = match.groups()
            first = date(int(year), int(month), 1)
            return cls(first, date(int(last_year), int(last_month), 1) if last_year else first)
        if (match := _SCHOOL_YEAR.fullmatch(text)) and int(match[2]) == int(match[1]) + 1:
            return cls(date(int(match[1]), 9, 1), date(int(match[2]), 8, 1))
        if match := _TERM.fullmatch(text):
            year = int(match[1])
            return (
                cls(date(year, 9, 1), date(year + 1, 1, 1))
                if match[2] == "1"
                else cls(date(year + 1, 2, 1), date(year + 1, 8, 1))
            )
        raise ValueError(f"not a period: {text[:20]!r}; write 2024-09..2025-08, 2024-09, 2024-2025 or 2024-1")

    def __str__(self) -> str:
        """The period as a URL says it."""
        # Not strftime: its years before 1000 are not padded everywhere.
        first, last = (f"{day.year:04d}-{day.month:02d}" for day in (self.first, self.last))
        return first if first == last else f"{first}..{last}"

    @property
    def end(self) -> date:
        """The last day."""
        return add_months(self.last, 1) - timedelta(days=1)

    @property
    def length(self) -> int:
        """Number of months."""
        return (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1

    def year_before(self) -> Period:
        """The same months a year earlier."""
        return Period(add_months(self.first, -12), add_months(self.last, -12))

    def reaching_back(self, months: int) -> Period:
        """The period that ends here and has at least `months` months."""
        return Period(min(self.first, add_months(self.last, 1 - months)), self.last)

    def months(self) -> Iterator[date]:
        """The first day of each month."""
        month = self.first
        while month <= self.last:
            yield month
            month = add_months(month, 1)

    def labels(self, grain: str) -> list[str]:
        """The weeks, months, terms or school years that belong to the period, oldest first.

        A week belongs to the month of its Monday. A term (a school year) belongs to a period that holds its middle
        month, so that the last twelve months hold two terms whatever the month; a shorter period has the term of its
        last month.
        """
        match grain:
            case "month":
                return [f"{month:%Y-%m}" for month in self.months()]
            case "week":
                monday = self.first + timedelta(days=-self.first.weekday() % 7)
                return [str(monday + timedelta(weeks=i)) for i in range((self.end - monday).days // 7 + 1)]
            case "term":
                middles = {11: lambda y: f"{y}-1", 5: lambda y: f"{y - 1}-2"}
                held = [middles[m.month](m.year) for m in self.months() if m.month in middles]
                return held or [term_of(self.last)]
            case "school_year":
                held = [school_year_of(m) for m in self.months() if m.month == 3]
                return held or [school_year_of(self.last)]
        raise ValueError(f"not a grain: {grain}")

    def buckets(self, group: str, grain: str) -> list[str]:
        """The weeks, months, terms or school years into which a fact of `grain` falls over the period, oldest first.

        Months of half a term make a bucket of that term; a report of a whole term belongs or does not.
        """
        if group in ("term", "school_year") and grain in ("week", "month", "day"):
            name = term_of if group == "term" else school_year_of
            return list(dict.fromkeys(name(month) for month in self.months()))
        return self.labels(group)

    def within(self, other: Period) -> Period | None:
        """The part that lies in `other`, or nothing."""
        first, last = max(self.first, other.first), min(self.last, other.last)
        return Period(first, last) if first <= last else None


def add_months(day: date, months: int) -> date:
    """Return the first day of the month that lies `months` after that of `day`; years stay within 1..9998."""
    index = day.year * 12 + day.month - 1 + months
    return date(min(max(index // 12, 1), 9998), index % 12 + 1, 1)


def term_of(day: date) -> str:
    """The term of a day: September to January is autumn (`2024-1`), February to August is spring (`2024-2`)."""
    if day.month >= 9:
        return f"{day.year}-1"
    return f"{day.year - 1}-1" if day.month == 1 else f"{day.year - 1}-2"


def school_year_of(day: date) -> str:
    """The school year of a day; it starts in September."""
    start = day.year if day.month >= 9 else day.year - 1
    return f"{start}-{start + 1}"
