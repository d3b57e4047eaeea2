"""Faults of quality, each found by a detector of its own: reports that came in and cannot be right, or that stopped."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Select

from data_access.quality import bursts, impossible, jumps, outliers, repeats, stopped
from data_access.quality.issue import Reader
from data_access.query import Query

Detector = Callable[[Query, Reader], Select[Any]]
DETECTORS: dict[str, Detector] = {
    "stopped": stopped.statement,
    "impossible": impossible.statement,
    "jump": jumps.statement,
    "outlier": outliers.statement,
    "repeat": repeats.statement,
    "burst": bursts.statement,
}
"""Kinds of faults, the gravest first, and the select that finds each, as `issue.listed` takes it."""
