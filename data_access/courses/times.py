"""Time in memory: `data_access.buckets` for the few distinct times that a course has."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from data_access.buckets import months_of, wide
from data_access.period import Period
from data_access.query import Query

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Time = date | str
_LENGTH = {"week": len("2024-09-02"), "month": len("2024-09")}


def laid(
    times: Sequence[Time], grain: str, group: str | None, query: Query, span: Period
) -> tuple[Flags, Ints, list[str]]:
    """Which of `times`, of `grain`, lie in the period of `query`, the bucket of `group` of each, and the buckets.

    A time outside of all buckets has -1. Without a group there is one bucket, without a name.
    """
    return _laid(tuple(times), grain, group, query.period, span)


@lru_cache(maxsize=512)
def _laid(
    times: tuple[Time, ...], grain: str, group: str | None, period: Period | None, span: Period
) -> tuple[Flags, Ints, list[str]]:
    # The courses of a fact have the same times, whatever the place.
    inside = _inside(times, grain, period)
    if group is None:
        return inside, np.zeros(len(times), dtype=np.int64), [""]
    labels = _labels(times, grain, group, span)
    names = sorted({label for label in labels if label is not None})
    numbers = {name: n for n, name in enumerate(names)}
    bucket = np.fromiter((-1 if n is None else numbers[n] for n in labels), dtype=np.int64, count=len(times))
    return inside, bucket, names


def _inside(times: Sequence[Time], grain: str, period: Period | None) -> Flags:
    if period is None:
        return np.ones(len(times), dtype=bool)
    first, last = period.first, period.end
    named = frozenset() if not times or isinstance(times[0], date) else frozenset(period.labels(grain))
    held = (first <= t <= last if isinstance(t, date) else t in named for t in times)
    return np.fromiter(held, dtype=bool, count=len(times))


def _labels(times: Sequence[Time], grain: str, group: str, span: Period) -> list[str | None]:
    if group == grain or group == "month":
        return [str(time)[: _LENGTH.get(group)] for time in times]
    if grain == "term":
        years = {f"{year[:4]}-{half}": year for year in wide(span).labels("school_year") for half in "12"}
        return [years.get(str(time)) for time in times]
    held = {month: label for label, months in months_of(group, span).items() for month in months}
    return [held.get(time.replace(day=1)) if isinstance(time, date) else None for time in times]
