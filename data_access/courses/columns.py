"""Columns of an answer of an engine as arrays of one kind each, whatever the driver made of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data_access.courses.course import Floats
from data_access.courses.times import Ints, Time

Columns = Mapping[str, Any]
"""An array by name of column."""
Coded = tuple[Ints, NDArray[Any]]
"""A column as numbers of its distinct values, and these."""
_FEW = 4
"""So many times as many possible groups as rows are counted rather than sorted."""


def floats(values: Any) -> Floats:
    """Numbers, NaN for null."""
    if isinstance(values, np.ma.MaskedArray):
        return np.ma.filled(values.astype(np.float64), np.nan)
    if isinstance(values, np.ndarray) and values.dtype != object:
        return values.astype(np.float64)
    return np.array([np.nan if v is None else float(v) for v in values], dtype=np.float64)


def numbered(*columns: Any) -> tuple[list[Time], list[Ints]]:
    """The distinct times of all `columns` in order, and each column as numbers of them, `NONE` for null."""
    held = [_filled(column) for column in columns]
    dated = any(h.dtype.kind == "M" or any(isinstance(v, date) for v in h[:1]) for h in held)
    plain = [h.astype("datetime64[D]" if dated else object) for h in held]
    codes, times = pd.factorize(np.concatenate(plain), sort=True)
    bounds = np.cumsum([len(p) for p in plain])[:-1]
    distinct = [pd.Timestamp(t).date() for t in times] if dated else [str(t) for t in times]
    return [*distinct], [part.astype(np.int64) for part in np.split(codes, bounds)]


def grouped(columns: Sequence[Any], size: int) -> tuple[list[tuple[Any, ...]], Ints]:
    """The distinct rows of `columns`, and each row as a number of them; without columns all rows are one group."""
    return told_apart([coded(column) for column in columns], size)


def coded(column: Any) -> Coded:
    """Each value of `column` as a number of the distinct ones."""
    codes, distinct = pd.factorize(_filled(column), use_na_sentinel=False)
    if distinct.dtype == object:
        distinct[pd.isna(distinct)] = None
    return codes.astype(np.int64), distinct


def told_apart(columns: Sequence[Coded], size: int) -> tuple[list[tuple[Any, ...]], Ints]:
    """As `grouped`, of columns that are numbers of their distinct values already."""
    codes: Ints = np.zeros(size, dtype=np.int64)
    if not columns:
        return [()], codes
    most = 1
    for own, distinct in columns:
        codes, most = codes * len(distinct) + own, most * len(distinct)
    if size and most <= _FEW * size:
        groups = np.flatnonzero(np.bincount(codes, minlength=most))
        number = np.empty(most, dtype=np.int64)
        number[groups] = np.arange(len(groups))
        codes = number[codes]
    else:
        groups, codes = np.unique(codes, return_inverse=True)
    parts: list[NDArray[Any]] = []
    for _, distinct in reversed(columns):
        groups, own = np.divmod(groups, max(len(distinct), 1))
        parts.insert(0, distinct[own])
    return list(zip(*parts, strict=True)), codes.astype(np.int64)


def _filled(values: Any) -> NDArray[Any]:
    if not isinstance(values, np.ma.MaskedArray):
        held: NDArray[Any] = values
        return held
    if values.dtype.kind == "M":
        return values.filled(np.datetime64("NaT"))
    plain = np.asarray(values.data, dtype=object).copy()
    plain[np.ma.getmaskarray(values)] = None
    return plain
