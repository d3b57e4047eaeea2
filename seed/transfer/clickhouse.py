"""Filling ClickHouse, as a server or in this process: tables beside those that readers use, then exchanges."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, MetaData, Table, inspect
from sqlalchemy.schema import CreateTable

from data_access import schema
from seed.progress import Progress, part
from seed.transfer.source import Source
from seed.words import Words


def fill(connection: Connection, source: Source, progress: Progress) -> None:
    """Replace all tables of the connection's database, the release last: each table is whole at any time."""
    made = {table.name: table.to_metadata(MetaData(), name=f"{table.name}__loading") for table in source.tables}
    for table in made.values():
        connection.execute(Words("DROP TABLE IF EXISTS {table}", table=table))
        connection.execute(CreateTable(table))
    for table, chunk in source.chunks("parquet", part(progress, 0.0, 0.95)):
        _insert(connection, made[table.name], chunk)
    source.prove(connection, made)
    progress(0.95, "publishing")
    _swap(connection, made)


def _insert(connection: Connection, table: Table, chunk: Path) -> None:
    driver: Any = connection.connection.driver_connection
    if hasattr(driver, "client"):
        with chunk.open("rb") as rows:
            driver.client.raw_insert(table.name, table.columns.keys(), rows, fmt="Parquet")
    else:
        words = "INSERT INTO {table} ({columns}) FROM INFILE {chunk} FORMAT Parquet"
        connection.execute(Words(words, table=table, columns=table.columns, chunk=chunk))


def _swap(connection: Connection, made: dict[str, Table]) -> None:
    """Put the new tables in the place of the old ones; roll-ups of the old release go with it."""
    held = set(inspect(connection).get_table_names())
    for name in sorted(held - set(made)):
        if name.startswith("rollup_") and name.removesuffix("__loading") not in made:
            connection.execute(Words("DROP TABLE {name}", name=name))
    for name in sorted(made, key=lambda name: name == schema.data_release.name):
        if name in held:
            connection.execute(Words("EXCHANGE TABLES {new} AND {name}", new=made[name], name=name))
            connection.execute(Words("DROP TABLE {old}", old=made[name]))
        else:
            connection.execute(Words("RENAME TABLE {new} TO {name}", new=made[name], name=name))
