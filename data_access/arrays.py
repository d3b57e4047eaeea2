"""Cells of answers as columns with gaps, and back: what pandas does too, without asking of each cell what it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

_TEXT = pd.StringDtype(na_value=np.nan)


def numbers(values: Sequence[Any]) -> pd.arrays.FloatingArray:
    """Floats, empty for null."""
    gaps = _gaps(values)
    held = [0.0 if gap else value for value, gap in zip(values, gaps, strict=True)]
    return pd.arrays.FloatingArray(np.array(held, dtype=np.float64), np.array(gaps, dtype=bool))


def counts(values: Sequence[Any]) -> pd.arrays.IntegerArray:
    """Integers, empty for null."""
    gaps = _gaps(values)
    held = [0 if gap else int(value) for value, gap in zip(values, gaps, strict=True)]
    return pd.arrays.IntegerArray(np.array(held, dtype=np.int64), np.array(gaps, dtype=bool))


def texts(values: Sequence[Any]) -> Any:
    """Texts, NaN for null."""
    return pd.array(np.array(values, dtype=object), dtype=_TEXT)


def told(column: pd.Series) -> list[Any]:
    """The cells of a column of any kind, None where a number is empty."""
    if isinstance(column.dtype, pd.Float64Dtype):
        floats = column.array.to_numpy(dtype=np.float64, na_value=np.nan).tolist()
        return [None if value != value else value for value in floats]
    if isinstance(column.dtype, pd.Int64Dtype):
        return list(column.array.to_numpy(dtype=object, na_value=None).tolist())
    return list(column.to_numpy(dtype=object).tolist())


def _gaps(values: Sequence[Any]) -> list[bool]:
    # NaN is the only value unlike itself, and pd.NA cannot say what it is like.
    return [value is None or value is pd.NA or bool(value != value) for value in values]
