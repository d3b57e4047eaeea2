"""Reads the generator's files and hands frames to DuckDB."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import duckdb
import numpy as np
import numpy.typing as npt
import pandas as pd

from data_access import schema

Numbers = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


def read(path: str) -> pd.DataFrame:
    """Return the CSV file `path` of `seed` as text, with None where a cell is empty."""
    with (files("seed") / path).open(encoding="utf-8") as stream:
        frame = pd.read_csv(stream, dtype=str, keep_default_na=False)
    return frame.astype(object).where(frame != "", None)


@cache
def statement(name: str) -> str:
    """Return the SQL of the file `name` of this package, as it was when it was first asked for."""
    return (files("seed") / "demo" / name).read_text(encoding="utf-8")


def insert(connection: duckdb.DuckDBPyConnection, table: str, frame: pd.DataFrame) -> None:
    """Append `frame` to the contract table `table`; columns that it lacks become null."""
    columns = [column.name for column in schema.metadata.tables[table].columns]
    unknown = set(frame.columns) - set(columns)
    if unknown:
        raise KeyError(f"{table} has no column {', '.join(sorted(unknown))}")
    if len(frame):
        connection.from_df(frame.reindex(columns=columns)).insert_into(table)


def dates(values: pd.Series | list[str | None]) -> pd.Series:
    """Return ISO days as dates; None stays empty."""
    return pd.to_datetime(pd.Series(values, dtype=object), format="%Y-%m-%d").astype("datetime64[us]")
