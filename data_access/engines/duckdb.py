"""DuckDB, embedded: read-only, without files, extensions or settings, and interrupted when it takes too long."""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
from sqlalchemy import URL, Connection, Engine, QueuePool, Select, create_engine, event

from data_access.engines.explain import Explain
from data_access.engines.kind import Limits, WarehouseUnreadable, slow_when
from data_access.engines.watchdog import WATCHDOG
from data_access.scope import Scope

# DuckDB's read_only is not a sandbox: without these a SELECT may read and write files (trust.md F3).
_HARDENED = {
    "enable_external_access": "false",
    "autoload_known_extensions": "false",
    "autoinstall_known_extensions": "false",
    "allow_community_extensions": "false",
    "lock_configuration": "true",
}
_LEAST, _MOST = 160, 320
"""Megabytes that `auto` allows a file: an eighth of it, between these; most of that are blocks that are kept."""
GROUP = 16_384
"""Rows of a roll-up that are laid together, of 122,880 that are usual: a question about one place reads few others."""


def resolve(url: URL) -> URL:
    """Follow the symbolic link that the publisher turns to a new file (trust.md F4)."""
    return url.set(database=str(Path(url.database).resolve())) if url.database else url


def mark(url: URL) -> object:
    """The file behind the link; another one is another warehouse."""
    try:
        seen = os.stat(url.database or "")
    except OSError:
        return None
    return seen.st_dev, seen.st_ino, seen.st_mtime_ns


def reader(url: URL, limits: Limits) -> Engine:
    """Open the file; a pool of open connections shares one database instance, and with it the buffers."""
    path = url.database or ""
    if not Path(path).is_file():
        raise WarehouseUnreadable(f"There is no warehouse file {path}.")
    memory = _allowed(Path(path)) if limits.memory == "auto" else limits.memory
    config = {**_HARDENED, "memory_limit": memory, "threads": str(limits.threads)}
    if not limits.scratch:
        config["temp_directory"] = ""
    arguments = {"read_only": True, "config": config}
    pool = {"pool_size": 8, "max_overflow": 0, "pool_timeout": 10}
    # Nothing is written: a transaction around each query would only cost its begin and its end.
    engine = create_engine(url, connect_args=arguments, isolation_level="AUTOCOMMIT", pool_reset_on_return=None, **pool)
    engine.dialect.do_rollback = _no_transaction  # type: ignore[method-assign]
    return engine


def _allowed(path: Path) -> str:
    return f"{min(max(path.stat().st_size // 8_000_000, _LEAST), _MOST)}MB"


def _no_transaction(dbapi_connection: object) -> None:
    """Roll nothing back: there is nothing."""


def loader(url: URL) -> Engine:
    """Open the file for writing, within the memory that a loader may use; what it adds is laid in `GROUP` rows each."""
    shared = URL.create(url.drivername, database=f":memory:{uuid.uuid4().hex}")
    engine = create_engine(shared, poolclass=QueuePool, connect_args={"config": {"memory_limit": "2500MB"}})
    path = str(url.database).replace("'", "''")

    @event.listens_for(engine, "connect")
    def _attach(connection: Any, record: object) -> None:
        # The size of groups is a property of what is attached; a connection that is opened has no word for it.
        connection.execute(f"ATTACH IF NOT EXISTS '{path}' AS warehouse (ROW_GROUP_SIZE {GROUP})")
        connection.execute("USE warehouse")

    return engine


def refusal(connection: Connection) -> str | None:
    """Nothing: DuckDB has no roles, and the file is open for reading only."""
    return None


@contextmanager
def limited(connection: Connection, seconds: float, scope: Scope | None = None) -> Iterator[None]:
    """DuckDB has no statement timeout: the watchdog interrupts the connection (trust.md F5)."""
    driver: Any = connection.connection.driver_connection

    def is_late(error: Exception) -> bool:
        return deadline.passed or isinstance(getattr(error, "orig", None) or error, duckdb.OutOfMemoryException)

    with WATCHDOG.limit(seconds, driver.interrupt) as deadline, slow_when(is_late, seconds):
        yield


def rows_read(connection: Connection, statement: Select[Any], parameters: Mapping[str, Any]) -> int | None:
    """What the scans read: row groups that statistics rule out are not counted."""
    row = connection.execute(Explain(statement), dict(parameters)).one()
    return int(json.loads(row[1])["cumulative_rows_scanned"])
