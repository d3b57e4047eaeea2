"""A CSV or Parquet file as a table of text, each record with the line it starts on; typing comes later."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from io import TextIOWrapper
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
from sqlalchemy import BigInteger, Column, MetaData, Table, Text
from sqlalchemy.schema import CreateTable, DropTable

from seed.errors import Refused, first_line
from seed.progress import Progress
from seed.tables import sql

_CHUNK = 100_000
_BLOCK = 1 << 20


@dataclass(frozen=True)
class Source:
    """One file of a folder, the contract table it fills, and its columns: header as written, name in the stage."""

    path: Path
    target: Table
    headers: tuple[str, ...]
    names: tuple[str, ...]

    @cached_property
    def stage(self) -> Table:
        """The table of text that `fill` makes: ``_line``, ``_fields`` (null = as many as the header), the columns."""
        columns: list[Column[Any]] = [Column("_line", BigInteger), Column("_fields", BigInteger)]
        columns += [Column(name, Text) for name in self.names]
        return Table("stage", MetaData(), *columns, prefixes=["TEMPORARY"])

    @property
    def extra(self) -> list[str]:
        """The headers that are no columns of the contract."""
        return [
            header for header, name in zip(self.headers, self.names, strict=True) if name not in self.target.columns
        ]

    def has(self, name: str) -> bool:
        """Tell whether the file has the contract column `name`."""
        return name in self.names


def open_source(connection: duckdb.DuckDBPyConnection, path: Path, target: Table) -> Source:
    """Read the header of `path`; raises `Refused` when it is unreadable or names a column twice."""
    is_csv = path.suffix.lower() == ".csv"
    try:
        headers = _csv_header(path) if is_csv else connection.read_parquet(str(path)).columns
    except (OSError, duckdb.Error) as error:
        raise Refused(f"{path.name} cannot be read: {first_line(error)}") from error
    lowered = [header.strip().lower() for header in headers]
    twice = sorted({name for name in lowered if name and lowered.count(name) > 1})
    if twice:
        raise Refused(f"{path.name} has the column {twice[0]} twice in its header.")
    names = [name if name in target.columns else f"_extra_{n}" for n, name in enumerate(lowered)]
    return Source(path, target, tuple(header.strip() for header in headers), tuple(names))


def fill(connection: duckdb.DuckDBPyConnection, source: Source, progress: Progress) -> None:
    """Fill the table ``stage`` with the records of `source`; raises `Refused` when the file breaks off."""
    connection.execute(sql(DropTable(source.stage, if_exists=True)))
    connection.execute(sql(CreateTable(source.stage)))
    try:
        if source.path.suffix.lower() == ".csv":
            _fill_csv(connection, source, progress)
        else:
            _fill_parquet(connection, source)
    except (OSError, duckdb.InvalidInputException, duckdb.IOException, csv.Error) as error:
        raise Refused(f"{source.path.name} cannot be read: {first_line(error)}") from error


def _fill_csv(connection: duckdb.DuckDBPyConnection, source: Source, progress: Progress) -> None:
    width = len(source.headers)
    size = max(source.path.stat().st_size, 1)
    with source.path.open("rb") as raw, TextIOWrapper(raw, encoding=_encoding(source.path), newline="") as text:
        reader = csv.reader(text)
        next(reader)
        for lines, fields, rows in _chunks(reader, width):
            numbers = {"_line": pd.Series(lines, dtype="int64"), "_fields": pd.Series(fields, dtype="Int64")}
            columns = zip(source.names, zip(*rows, strict=True), strict=True)
            # Objects, not pandas' own strings, which may be Arrow's: pyarrow is not among our packages.
            cells = {name: pd.Series(cells, dtype=object) for name, cells in columns}
            connection.append("stage", pd.DataFrame({**numbers, **cells}))
            progress(raw.tell() / size, source.path.name)


def _chunks(reader: Any, width: int) -> Iterator[tuple[list[int], list[int | None], list[list[str]]]]:
    """Yield first lines, wrong field counts and cells of the records, blank lines left out."""
    lines: list[int] = []
    fields: list[int | None] = []
    rows: list[list[str]] = []
    first = reader.line_num + 1
    for row in reader:
        if row and not (width > 1 and len(row) == 1 and not row[0].strip()):
            wrong = len(row) != width
            lines.append(first)
            fields.append(len(row) if wrong else None)
            rows.append([""] * width if wrong else row)
        first = reader.line_num + 1
        if len(rows) == _CHUNK:
            yield lines, fields, rows
            lines, fields, rows = [], [], []
    if rows:
        yield lines, fields, rows


def _fill_parquet(connection: duckdb.DuckDBPyConnection, source: Source) -> None:
    """Parquet has no lines: a record is named by its row, counted from 1."""
    records = connection.read_parquet(str(source.path), file_row_number=True)
    number = duckdb.ColumnExpression("file_row_number") + duckdb.ConstantExpression(1)
    # What pandas writes for "nothing" in a column of floats is no number.
    nothing = duckdb.ConstantExpression("nan")
    cells = [
        duckdb.FunctionExpression("nullif", duckdb.ColumnExpression(column).cast("VARCHAR"), nothing)
        if str(kind) in ("DOUBLE", "FLOAT")
        else duckdb.ColumnExpression(column).cast("VARCHAR")
        for column, kind in zip(records.columns[:-1], records.types[:-1], strict=True)
    ]
    records.select(number, duckdb.ConstantExpression(None).cast("BIGINT"), *cells).insert_into("stage")


def _csv_header(path: Path) -> list[str]:
    with path.open(encoding=_encoding(path), newline="") as handle:
        try:
            header = next(csv.reader(handle), [])
        except csv.Error as error:
            raise Refused(f"{path.name} cannot be read: {error}") from error
    if not any(cell.strip() for cell in header):
        raise Refused(f"{path.name} has no header.")
    if len(header) == 1 and (other := next((mark for mark in ";\t|" if mark in header[0]), None)):
        raise Refused(f"{path.name} is separated by {other!r}; separate its columns by commas.")
    return header


def _encoding(path: Path) -> str:
    """Return the encoding in which the whole file can be read: UTF-8 with or without a mark, else GB18030."""
    for encoding in ("utf-8-sig", "gb18030"):
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            with path.open("rb") as handle:
                while block := handle.read(_BLOCK):
                    if b"\0" in block:
                        raise Refused(f"{path.name} is not a text file in UTF-8 or GB18030.")
                    decoder.decode(block)
                decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return encoding
    raise Refused(f"{path.name} is not a text file in UTF-8 or GB18030.")
