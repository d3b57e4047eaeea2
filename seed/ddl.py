"""The contract tables as statements of each engine: what the loaders run, and what `seed ddl` prints."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from duckdb_sqlalchemy import Dialect as DuckDB
from sqlalchemy import Dialect, Index, MetaData, String, Table, Text
from sqlalchemy.dialects.postgresql.base import PGDialect
from sqlalchemy.schema import (
    CreateIndex,
    CreateTable,
    ExecutableDDLElement,
    SetColumnComment,
    SetTableComment,
)

from data_access import schema
from data_access.engines import clickhouse_ddl
from data_access.engines.clickhouse_ddl import ClickHouseText
from data_access.rollups import cubes, ledger, owed, regions, totals
from seed import policies
from seed.words import Words

Statements = Iterator[ExecutableDDLElement]
WHOLE, SHARD = "warehouse", "warehouse_local"
"""The databases of a cluster: what readers ask, and what each server holds of it."""
# Every server makes these roll-ups alike, from dimensions that all of them hold.
_LISTS = (cubes.basin, cubes.region_basin, cubes.member, cubes.state)
_OTHERS = {"school": (["region_code"],), "unit_closure": (["region_code"],)}


def printed(engine: str) -> str:
    """All statements that make an empty warehouse on `engine`, as text."""
    make, dialect = ENGINES[engine]
    return "".join(f"{str(statement.compile(dialect=dialect)).strip()};\n" for statement in make())


def duckdb() -> Statements:
    """Tables with comments."""
    for table in schema.metadata.sorted_tables:
        yield from with_comments(table)


def postgresql() -> Statements:
    """Tables with comments, the indexes that matter, and row-level security (in the schema `public`)."""
    yield from policies.prelude("public")
    made = [bytewise(table) for table in schema.metadata.sorted_tables]
    for table in made:
        yield from with_comments(table)
    for table in made:
        yield from indexes(table)
    for table in schema.metadata.sorted_tables:
        yield from policies.guards(table)


def clickhouse() -> Statements:
    """Tables with comments."""
    yield from (CreateTable(table) for table in schema.metadata.sorted_tables)


def cluster() -> Statements:
    """What each server of a cluster runs: its shard of the facts, all dimensions, and the whole over all shards.

    A server's shard is a warehouse by itself, on which its roll-ups are built; they add up over the shards.
    """
    yield Words("CREATE DATABASE {name}", name=WHOLE)
    yield Words("CREATE DATABASE {name}", name=SHARD)
    for table in schema.metadata.sorted_tables:
        if "unit" in table.info:
            yield _placed(table, SHARD, _replicated(table.name, "{shard}", "{replica}"))
            yield _over_shards(table, f"cityHash64({table.info['unit']})")
        else:
            yield _placed(table, WHOLE, _replicated(table.name, "all", "{shard}-{replica}"))
            names = {"shard": SHARD, "whole": WHOLE, "name": table.name}
            yield Words("CREATE VIEW {shard}.{name} AS SELECT * FROM {whole}.{name}", **names)
    for table in rollups():
        yield CreateTable(table.to_metadata(MetaData(), schema=SHARD))
        if table in _LISTS:
            names = {"shard": SHARD, "whole": WHOLE, "name": table.name}
            yield Words("CREATE VIEW {whole}.{name} AS SELECT * FROM {shard}.{name}", **names)
        else:
            yield _over_shards(table, "rand()")


ENGINES: dict[str, tuple[Callable[[], Statements], Dialect]] = {
    "duckdb": (duckdb, DuckDB(paramstyle="named")),
    "postgresql": (postgresql, PGDialect(paramstyle="named")),  # type: ignore[no-untyped-call]
    "clickhouse": (clickhouse, ClickHouseText(paramstyle="named")),
    "clickhouse-cluster": (cluster, ClickHouseText(paramstyle="named")),
}


def rollups() -> list[Table]:
    """The tables of all roll-ups."""
    made = {
        *_LISTS,
        cubes.issue,
        *owed.tables(),
        *ledger.tables(),
        *regions.tables().values(),
        *totals.tables().values(),
    }
    return sorted({*made, *(t for cube in cubes.cubes().values() for t in cube.tables())}, key=str)


def with_comments(table: Table) -> Statements:
    """`table` and what its comments say."""
    yield CreateTable(table)
    yield SetTableComment(table)
    yield from (SetColumnComment(column) for column in table.columns)


def bytewise(table: Table, namespace: str | None = None) -> Table:
    """A copy of `table` for PostgreSQL: its text is ordered by its bytes, as on the other engines."""
    made = table.to_metadata(MetaData(), schema=namespace) if namespace else table.to_metadata(MetaData())
    for column in made.columns:
        if isinstance(column.type, String):
            column.type = Text(collation="C")
    return made


def indexes(table: Table) -> Iterator[CreateIndex]:
    """Facts by unit and time (weekly ones by range of pages: they are laid in that order), anything else by key."""
    info = table.info
    if info.get("grain") == "week":
        named = [("brin", [info["unit"], info["time"]])]
    elif "unit" in info:
        named = [("btree", [info["unit"], info["time"]])]
    else:
        key = list(info.get("key", clickhouse_ddl.sorted_by(table)[:4]))
        named = [("btree", names) for names in (key, *_OTHERS.get(table.name, ())) if names]
    for method, names in named:
        columns = [table.c[name] for name in names]
        yield CreateIndex(Index(f"{table.name}_by_{'_'.join(names)}"[:63], *columns, postgresql_using=method))


def _placed(table: Table, database: str, engine: str, *, sort: bool = True) -> CreateTable:
    made = table.to_metadata(MetaData(), schema=database)
    made.info = {**table.info, "clickhouse": {"engine": engine, "sorted": sort}}
    return CreateTable(made)


def _replicated(name: str, shard: str, replica: str) -> str:
    return f"ReplicatedMergeTree('/clickhouse/tables/{shard}/{WHOLE}/{name}', '{replica}')"


def _over_shards(table: Table, key: str) -> CreateTable:
    return _placed(table, WHOLE, f"Distributed('{{cluster}}', '{SHARD}', '{table.name}', {key})", sort=False)
