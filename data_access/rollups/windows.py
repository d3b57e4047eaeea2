"""The periods for which the spread of schools is kept: what pages open with, and each month, term or year alone."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from datetime import date

from data_access.period import Period, school_year_of, term_of

Window = tuple[str, str]
"""The first and the last label of a run of months, terms or school years."""
EVER: Window = ("", "")
"""Everything that was reported."""

_MONTHS, _YEARS, _TERMS = 37, 5, 6
# What every engine holds as a date.
_EARLIEST, _LATEST = date(1900, 1, 1), date(2299, 12, 31)


def windows(span: Period, grain: str) -> list[Window]:
    """The windows of a fact whose reports are told apart by `grain` (month, term, school_year)."""
    labels = _touched(span, grain)
    held = {EVER, *((label, label) for label in labels[-_MONTHS:])}
    if grain == "month":
        usual = [Period(span.last, span.last).reaching_back(12)]
        for name, least in ((school_year_of, _YEARS), (term_of, _TERMS)):
            named = list(dict.fromkeys(name(month) for month in span.months()))[-least:]
            usual += [whole for label in named if (whole := Period.parse(label).within(span)) is not None]
        usual += [period.year_before() for period in usual]
        held |= {window(period, grain) for period in usual}
    else:
        held |= set(itertools.pairwise(labels))
    return sorted(held)


def window(period: Period, grain: str) -> Window:
    """The window that `period` is."""
    labels = period.labels(grain)
    return labels[0], labels[-1]


def asked(period: Period | None, span: Period, grain: str, group: str | None) -> dict[Window, str | None]:
    """The windows that answer a question, each with its bucket of `group`; without one there is one window."""
    if group is None:
        return {EVER if period is None else window(period, grain): None}
    labels = _touched(span, grain) if period is None else period.labels(grain)
    buckets: dict[str, list[str]] = {}
    for label in labels:
        buckets.setdefault(_bucket(label, grain, group), []).append(label)
    return {(held[0], held[-1]): bucket for bucket, held in buckets.items()}


def bounds(held: Sequence[Window], grain: str) -> Iterable[tuple[str, str, date | str, date | str]]:
    """Each window with the first and the last time that belong to it, as the fact has them."""
    for first, last in held:
        if grain == "month":
            low = _EARLIEST if not first else date.fromisoformat(f"{first}-01")
            high = _LATEST if not last else Period.parse(last).end
            yield first, last, low, high
        else:
            yield first, last, first, last or "~"


def _touched(span: Period, grain: str) -> list[str]:
    """The labels of `span`, and those of the terms or years that it only touches: their reports may be in."""
    name = {"term": term_of, "school_year": school_year_of}.get(grain)
    ends = [] if name is None else [name(span.first), name(span.last)]
    return sorted({*span.labels(grain), *ends})


def _bucket(label: str, grain: str, group: str) -> str:
    if grain == group:
        return label
    if grain == "month":
        month = date.fromisoformat(f"{label}-01")
        return term_of(month) if group == "term" else school_year_of(month)
    return f"{label[:4]}-{int(label[:4]) + 1}"
