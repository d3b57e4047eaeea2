"""Filling PostgreSQL: a schema beside the one that readers use, then one short transaction that swaps the tables."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, func, inspect, select
from sqlalchemy.schema import CreateSchema, DropSchema

from seed import ddl
from seed.errors import Refused
from seed.progress import Progress, part
from seed.transfer.source import Source
from seed.words import Words

_LOCK = 20261001
_BLOCK = 1 << 20


def fill(connection: Connection, source: Source, progress: Progress) -> None:
    """Replace all tables of the session's schema: readers wait for the swap only, and never see a part of it."""
    if not connection.scalar(select(func.pg_try_advisory_lock(_LOCK))):
        raise Refused("Another loader is filling this database; wait until it has finished.")
    home = str(connection.scalar(select(func.current_schema())))
    aside = f"{home}_loading"
    connection.execute(DropSchema(aside, cascade=True, if_exists=True))
    connection.execute(CreateSchema(aside))
    made = {table.name: ddl.bytewise(table, aside) for table in source.tables}
    for table in made.values():
        for statement in ddl.with_comments(table):
            connection.execute(statement)
    for table, chunk in source.chunks("csv", part(progress, 0.0, 0.8)):
        _copy(connection, made[table.name], chunk)
    source.prove(connection, made)
    for done, table in enumerate(made.values()):
        progress(0.8 + 0.2 * done / len(made), f"indexes of {table.name}")
        for index in ddl.indexes(table):
            connection.execute(index)
        connection.execute(Words("ANALYZE {table}", table=table))
    _swap(connection, made.values(), home)
    connection.execute(DropSchema(aside))


def _copy(connection: Connection, table: Table, chunk: Path) -> None:
    words = Words(r"COPY {table} ({columns}) FROM STDIN (FORMAT csv, NULL '\N')", table=table, columns=table.columns)
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(str(words.compile(connection))) as copy, chunk.open("rb") as rows:
        while block := rows.read(_BLOCK):
            copy.write(block)


def _swap(connection: Connection, made: Collection[Table], home: str) -> None:
    """Put the new tables in the place of the old ones; roll-ups of the old release go with it."""
    names = {table.name for table in made}
    with connection.engine.execution_options(isolation_level="READ COMMITTED").begin() as swapping:
        for name in inspect(swapping).get_table_names(schema=home):
            if name in names or name.startswith("rollup_"):
                swapping.execute(Words("DROP TABLE {home}.{name}", home=home, name=name))
        for table in made:
            swapping.execute(Words("ALTER TABLE {table} SET SCHEMA {home}", table=table, home=home))
