"""An answer as columns of plain cells: cheap to make, to walk through and to add to; a frame where one is wanted."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from data_access import arrays

COLUMNS = ("place_code", "name_zh", "name_en", "period", "numerator", "denominator", "value")
COUNTS = ("n_reported", "n_expected", "state")
JUDGED = (
    "people",
    "error",
    "low_95",
    "high_95",
    "low_998",
    "high_998",
    "status",
    "benchmark",
    "difference",
    "verdict",
    "p",
    "rank_first",
    "rank_last",
)
_NUMBERS = frozenset((*COLUMNS[4:], *JUDGED, "shrunken")) - {"status", "verdict"}
_WHOLE = frozenset(COUNTS[:2])
_NO_TEXT = math.nan


@dataclass(frozen=True, eq=False)
class Cells:
    """Columns of one length by name: floats and whole numbers, None where empty, all else is text, NaN where empty."""

    columns: Mapping[str, Sequence[Any]]

    @classmethod
    def of(cls, rows: Sequence[Sequence[Any]], names: Sequence[str]) -> Cells:
        """The cells of `rows`, each in the order of `names`."""
        columns = list(zip(*rows, strict=True)) or [()] * len(names)
        return cls({name: _plain(name, column) for name, column in zip(names, columns, strict=True)})

    @classmethod
    def stacked(cls, parts: Sequence[Cells]) -> Cells:
        """The rows of all `parts`, which have the same columns."""
        return cls({name: [value for part in parts for value in part[name]] for name in parts[0].columns})

    def adding(self, columns: Mapping[str, Sequence[Any]]) -> Cells:
        """These cells with more columns, or others in place of some."""
        return Cells({**self.columns, **{name: _plain(name, column) for name, column in columns.items()}})

    def rows(self) -> list[dict[str, Any]]:
        """The rows, each by column name, for the caller to do with as it likes."""
        names = tuple(self.columns)
        return [dict(zip(names, row, strict=True)) for row in zip(*self.columns.values(), strict=True)]

    @cached_property
    def frame(self) -> pd.DataFrame:
        """The cells as a frame, whose empty numbers are `pd.NA`."""
        return pd.DataFrame({name: _column(name, held) for name, held in self.columns.items()}, copy=False)

    @property
    def size(self) -> int:
        """The number of cells."""
        return len(self.columns) * len(self)

    def __len__(self) -> int:
        """The number of rows."""
        return len(next(iter(self.columns.values()), ()))

    def __getitem__(self, name: str) -> Sequence[Any]:
        """The column `name`."""
        return self.columns[name]


def _plain(name: str, column: Sequence[Any]) -> list[Any]:
    if name in _NUMBERS:
        return [None if value is None or value != value else float(value) for value in column]
    if name in _WHOLE:
        return [None if value is None or value != value else int(value) for value in column]
    return [value if isinstance(value, str) else _NO_TEXT if _is_empty(value) else str(value) for value in column]


def _column(name: str, column: Sequence[Any]) -> Any:
    kind = arrays.numbers if name in _NUMBERS else arrays.counts if name in _WHOLE else arrays.texts
    return kind(column)


def _is_empty(value: Any) -> bool:
    # NaN is the only value unlike itself.
    return value is None or bool(value != value)
