"""The only place that connects to a warehouse: hardened, read-only for the dashboard, writable for the loaders."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
from sqlalchemy import Engine, Select, create_engine, inspect
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

# DuckDB's read_only is not a sandbox: without these a SELECT may read and write files (trust.md F3).
_HARDENED = {
    "enable_external_access": "false",
    "autoload_known_extensions": "false",
    "autoinstall_known_extensions": "false",
    "allow_community_extensions": "false",
    "lock_configuration": "true",
}


class WarehouseUnreadable(Exception):
    """The warehouse cannot be opened; the message says which and why in one sentence."""


class QueryTooSlow(Exception):
    """A query ran into its time limit and was stopped; the connection is free again."""


def resolve(url: str) -> str:
    """Return `url` with a DuckDB file's symbolic link followed, so that a newly published file is a new address."""
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise WarehouseUnreadable(f"This is no address of a warehouse: {error}") from error
    if not parsed.drivername.startswith("duckdb") or not parsed.database:
        return url
    return f"{parsed.drivername}:///{Path(parsed.database).resolve()}"


def reader(url: str, *, memory: str = "2GB", threads: int = 2) -> Engine:
    """Open the warehouse at `url` for reading; raises `WarehouseUnreadable` when it cannot be read now."""
    try:
        parsed = make_url(url)
        if parsed.drivername.startswith("duckdb"):
            engine = _duckdb_reader(resolve(url), memory, threads)
        else:
            engine = create_engine(url, pool_pre_ping=True)
    except (ArgumentError, NoSuchModuleError, ImportError) as error:
        raise WarehouseUnreadable(f"This is no address of a warehouse that can be opened here: {error}") from error
    try:
        inspect(engine).get_table_names()
    except (SQLAlchemyError, duckdb.Error) as error:
        reason = str(error.__cause__ or error).splitlines()[0]
        raise WarehouseUnreadable(f"The warehouse {parsed.render_as_string()} cannot be read: {reason}") from error
    return engine


def _duckdb_reader(url: str, memory: str, threads: int) -> Engine:
    path = make_url(url).database or ""
    if not Path(path).is_file():
        raise WarehouseUnreadable(f"There is no warehouse file {path}.")
    config = {**_HARDENED, "memory_limit": memory, "threads": str(threads)}
    # A pool of open connections shares one database instance, and with it the buffers.
    return create_engine(
        url, connect_args={"read_only": True, "config": config}, pool_size=8, max_overflow=0, pool_timeout=10
    )


def run(
    engine: Engine, statement: Select[Any], *, seconds: float, parameters: Mapping[str, Any] | None = None
) -> pd.DataFrame:
    """Execute `statement` and return its rows; raises `QueryTooSlow` when it takes longer than `seconds`."""
    with engine.connect() as connection, _watchdog(connection.connection.driver_connection, seconds) as expired:
        try:
            result = connection.execute(statement, parameters)
            return pd.DataFrame(result.fetchall(), columns=list(result.keys()))
        except (SQLAlchemyError, duckdb.Error) as error:
            if expired.is_set():
                raise QueryTooSlow(f"stopped after {seconds:g} s") from error
            raise


@contextmanager
def _watchdog(driver: Any, seconds: float) -> Iterator[threading.Event]:
    """DuckDB has no statement timeout: interrupt the connection from a timer instead (trust.md F5)."""
    expired = threading.Event()

    def stop() -> None:
        expired.set()
        if hasattr(driver, "interrupt"):
            driver.interrupt()

    timer = threading.Timer(seconds, stop)
    timer.daemon = True
    timer.start()
    try:
        yield expired
    finally:
        timer.cancel()


@contextmanager
def writer(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the DuckDB file at `path` for a loader; it is made when missing."""
    connection = duckdb.connect(str(path))
    try:
        connection.execute("SET preserve_insertion_order = true")
        yield connection
    finally:
        connection.close()


def is_writable(path: Path) -> bool:
    """Tell whether a file may be put beside `path`."""
    return os.access(path.parent, os.W_OK)
