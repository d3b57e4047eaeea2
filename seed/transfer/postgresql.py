"""Filling PostgreSQL: a schema beside the one that readers use, then one short transaction that swaps the tables."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, delete, func, insert, inspect, select
from sqlalchemy.schema import CreateSchema, DropSchema

from data_access.engines.held_scope import pads
from seed import ddl, policies
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
    for statement in policies.prelude(home):
        connection.execute(statement)
    _swap(connection, source.tables, aside, home)
    connection.execute(DropSchema(aside))


def keep(connection: Connection, key: str) -> None:
    """Make `key` the only one by which the session's schema believes a scope."""
    home = str(connection.scalar(select(func.current_schema())))
    for statement in policies.prelude(home):
        connection.execute(statement)
    with connection.engine.execution_options(isolation_level="READ COMMITTED").begin() as changing:
        changing.execute(delete(policies.scope_key))
        changing.execute(insert(policies.scope_key).values(pads(key)))


def _copy(connection: Connection, table: Table, chunk: Path) -> None:
    words = Words(r"COPY {table} ({columns}) FROM STDIN (FORMAT csv, NULL '\N')", table=table, columns=table.columns)
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(str(words.compile(connection))) as copy, chunk.open("rb") as rows:
        while block := rows.read(_BLOCK):
            copy.write(block)


def _swap(connection: Connection, tables: Collection[Table], aside: str, home: str) -> None:
    """Put the new tables, guarded, in the place of the old ones; roll-ups of the old release go with it."""
    names = {table.name for table in tables}
    with connection.engine.execution_options(isolation_level="READ COMMITTED").begin() as swapping:
        held = inspect(swapping).get_table_names(schema=home)
        old = [name for name in held if name in names or name.startswith("rollup_")]
        for words in ("DROP POLICY IF EXISTS reading ON {home}.{name}", "DROP TABLE {home}.{name}"):
            for name in old:  # the policies of some tables look into others
                swapping.execute(Words(words, home=home, name=name))
        for name in sorted(names):
            swapping.execute(Words("ALTER TABLE {aside}.{name} SET SCHEMA {home}", aside=aside, name=name, home=home))
        for table in tables:
            for statement in policies.guards(table):
                swapping.execute(statement)
