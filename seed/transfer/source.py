"""The DuckDB file that is carried over, in chunks small enough to hold."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
from sqlalchemy import ColumnElement, Connection, Table, column, func, select

from data_access import schema
from seed import ddl
from seed.errors import Refused
from seed.progress import Progress
from seed.tables import count, sql

CHUNK = 1_000_000


@dataclass(frozen=True)
class Source:
    """A warehouse file; `tables` are those of the contract, and the roll-ups that it holds."""

    connection: duckdb.DuckDBPyConnection
    folder: Path
    tables: list[Table]

    def rows(self, table: Table) -> int:
        """Return how many rows `table` has."""
        return count(self.connection, table.name)

    def prove(self, connection: Connection, made: Mapping[str, Table]) -> None:
        """Raise `Refused` unless the tables `made` behind `connection` have as many rows as those of this file."""
        for table in self.tables:
            found = connection.scalar(select(func.count()).select_from(made[table.name]))
            if found != self.rows(table):
                raise Refused(f"Of {self.rows(table)} rows of {table.name} {found} arrived; nothing was published.")

    def chunks(self, kind: str, progress: Progress) -> Iterator[tuple[Table, Path]]:
        """Yield the rows of every table as files of `kind` (csv or parquet), each of which is gone with the next."""
        sizes = {table.name: self.rows(table) for table in self.tables}
        total, done = sum(sizes.values()) or 1, 0
        path = self.folder / f"chunk.{kind}"
        for table in self.tables:
            for first in range(0, sizes[table.name], CHUNK):
                progress(done / total, table.name)
                self._write(table, first, path)
                yield table, path
                done += min(CHUNK, sizes[table.name] - first)

    def _write(self, table: Table, first: int, path: Path) -> None:
        number: ColumnElement[int] = column("rowid")
        rows = self.connection.sql(sql(select(*table.c).where(number >= first, number < first + CHUNK)))
        if path.suffix == ".csv":
            # Every value is quoted, so that no text can be taken for a null.
            rows.write_csv(str(path), header=False, na_rep=r"\N", quoting=csv.QUOTE_ALL)
        else:
            rows.write_parquet(str(path), compression="lz4")


@contextmanager
def reading(file: Path) -> Iterator[Source]:
    """Open the warehouse `file`."""
    with (
        duckdb.connect(str(file.resolve()), read_only=True) as connection,
        tempfile.TemporaryDirectory(prefix="chunks-", dir=file.parent) as folder,
    ):
        held = {name for (name,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
        known = [*schema.metadata.sorted_tables, *ddl.rollups()]
        yield Source(connection, Path(folder), [table for table in known if table.name in held])
