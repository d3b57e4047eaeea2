"""Percentiles of times."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import quantiles


def percentile(values: Sequence[float], percent: int) -> float | None:
    """The value that `percent` of the values do not pass; None for no values."""
    if len(values) < 2:
        return values[0] if values else None
    return quantiles(values, n=100, method="inclusive")[percent - 1]


def percentiles(times: Sequence[float]) -> dict[str, float | None]:
    """Median, 95th percentile and longest of times in milliseconds."""
    return {"p50_ms": percentile(times, 50), "p95_ms": percentile(times, 95), "max_ms": max(times, default=None)}
