"""The only place that connects to a warehouse: hardened, read-only for the dashboard, writable for the loaders."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import duckdb
import numpy as np
import pandas as pd
from sqlalchemy import URL, Connection, Engine, Row, Select, inspect, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError

from data_access import engines
from data_access.engines.explain import as_text
from data_access.engines.held_scope import KEY
from data_access.engines.kind import Kind, Limits, QueryTooSlow, WarehouseUnreadable
from data_access.scope import Scope

T = TypeVar("T")

__all__ = [
    "QueryTooSlow",
    "WarehouseUnreadable",
    "columns",
    "is_file",
    "loader",
    "mark",
    "printed",
    "reader",
    "resolve",
    "rows",
    "rows_read",
    "run",
    "unopened",
    "writer",
]


def resolve(url: str) -> str:
    """Return `url` with a DuckDB file's symbolic link followed, so that a newly published file is a new address."""
    parsed = _parsed(url)
    return engines.of_url(parsed).resolve(parsed).render_as_string(hide_password=False)


def mark(url: str) -> Callable[[], object]:
    """A look, cheaper than `resolve`, at what `url` leads to: where it sees the same as before, so would `resolve`."""
    parsed = _parsed(url)
    return lambda: engines.of_url(parsed).mark(parsed)


def reader(
    url: str,
    *,
    memory: str = "2GB",
    threads: int = 1,
    scratch: bool = False,
    may_write: bool = False,
    seconds: float = 600.0,
) -> Engine:
    """Open the warehouse at `url` for reading; raises `WarehouseUnreadable` when it cannot be read now.

    A role that may write is refused, unless `may_write` says that it is a loader that looks at its work.
    See `Limits` for the rest.
    """
    parsed = _parsed(resolve(url))
    kind = engines.of_url(parsed)
    shown = parsed.difference_update_query([KEY]).render_as_string()
    try:
        engine = kind.reader(parsed, Limits(memory, threads, scratch, seconds))
        refusal = _refusal(engine, kind, may_write=may_write)
    except (NoSuchModuleError, ImportError) as error:
        raise _no_driver(parsed) from error
    except (SQLAlchemyError, duckdb.Error) as error:
        reason = str(error.__cause__ or error).splitlines()[0]
        raise WarehouseUnreadable(f"The warehouse {shown} cannot be read: {reason}") from error
    if refusal:
        engine.dispose()
        raise WarehouseUnreadable(f"The warehouse {shown} is not read: {refusal}.")
    return engine


def _refusal(engine: Engine, kind: Kind, *, may_write: bool) -> str | None:
    """Why a warehouse that answers is not read; what cannot be asked leaves no connection behind."""
    try:
        inspect(engine).get_table_names()
        with engine.connect() as connection:
            return None if may_write else kind.refusal(connection)
    except BaseException:
        engine.dispose()
        raise


def is_file(engine: Engine) -> bool:
    """Tell whether a newly published warehouse has another address, because it is another file."""
    return engine.dialect.name == "duckdb"


def rows(
    engine: Engine,
    statement: Select[Any],
    *,
    seconds: float,
    parameters: Mapping[str, Any] | None = None,
    scope: Scope | None = None,
) -> list[dict[str, Any]]:
    """Execute `statement` and return its rows, each by column name; `scope` and `QueryTooSlow` are those of `run`."""
    names, found = _fetched(engine, statement, seconds, parameters, scope)
    return [dict(zip(names, row, strict=True)) for row in found]


def columns(
    engine: Engine,
    statement: Select[Any],
    *,
    seconds: float,
    parameters: Mapping[str, Any] | None = None,
    scope: Scope | None = None,
) -> dict[str, Any]:
    """Execute `statement` and return its columns as arrays; `scope` and `QueryTooSlow` are those of `run`."""

    def fetch(connection: Connection) -> dict[str, Any]:
        result = connection.execute(statement, parameters)
        names = list(result.keys())
        # DuckDB hands arrays over as they are: no object is made for a number.
        arrays = getattr(result.cursor, "fetchnumpy", None)
        if arrays is not None:
            held = arrays()
            result.close()
            return {name: held[name] for name in names}
        found = list(zip(*result.fetchall(), strict=True)) or [()] * len(names)
        return {name: np.array(values, dtype=object) for name, values in zip(names, found, strict=True)}

    return _in_time(engine, seconds, scope, fetch)


def run(
    engine: Engine,
    statement: Select[Any],
    *,
    seconds: float,
    parameters: Mapping[str, Any] | None = None,
    scope: Scope | None = None,
) -> pd.DataFrame:
    """Execute `statement` and return its rows; raises `QueryTooSlow` when it takes longer than `seconds`.

    Where the engine has row-level security, it is shown the rows of `scope`, its places told with the areas in them;
    without one none, unless it is the owner's who is connected.
    """
    names, found = _fetched(engine, statement, seconds, parameters, scope)
    # A frame asks every row of another type what it is: half of the time of a large answer.
    return pd.DataFrame([tuple(row) for row in found], columns=names)


def rows_read(
    engine: Engine,
    statement: Select[Any],
    *,
    seconds: float,
    parameters: Mapping[str, Any] | None = None,
    scope: Scope | None = None,
) -> int | None:
    """Execute `statement` and return how many rows its scans read; None where the engine does not say."""
    kind = engines.of(engine.dialect.name)
    return _in_time(engine, seconds, scope, lambda connection: kind.rows_read(connection, statement, parameters or {}))


def printed(engine: Engine, statement: Select[Any], parameters: Mapping[str, Any] | None = None) -> str:
    """Return `statement` as text in the SQL of `engine`, with the values in their places."""
    return as_text(engine.dialect, statement, parameters or {})


def unopened() -> None:
    """Close what the driver of DuckDB opens by being imported: its thread would be waited for in every fork."""
    duckdb.close()


def loader(url: str) -> Engine:
    """Open the warehouse at `url` for writing, each statement for itself; raises `WarehouseUnreadable`."""
    parsed = _parsed(url)
    try:
        return engines.of_url(parsed).loader(parsed)
    except (NoSuchModuleError, ImportError) as error:
        raise _no_driver(parsed) from error


def _fetched(
    engine: Engine, statement: Select[Any], seconds: float, parameters: Mapping[str, Any] | None, scope: Scope | None
) -> tuple[list[str], Sequence[Row[Any]]]:
    def fetch(connection: Connection) -> tuple[list[str], Sequence[Row[Any]]]:
        result = connection.execute(statement, parameters)
        return list(result.keys()), result.fetchall()

    return _in_time(engine, seconds, scope, fetch)


def _in_time(
    engine: Engine, seconds: float, scope: Scope | None, work: Callable[[Connection], T], *, again: bool = True
) -> T:
    kind = engines.of(engine.dialect.name)
    try:
        with engine.connect() as connection, kind.limited(connection, seconds, scope):
            return work(connection)
    except DBAPIError as error:
        # The server was started anew since the connection was made: the pool has let go of all such connections.
        if not (again and error.connection_invalidated):
            raise
    return _in_time(engine, seconds, scope, work, again=False)


def _no_driver(url: URL) -> WarehouseUnreadable:
    return WarehouseUnreadable(f"The driver of {url.drivername} is not installed here: make drivers")


def _parsed(url: str) -> URL:
    try:
        return make_url(url)
    except ArgumentError as error:
        raise WarehouseUnreadable(f"This is no address of a warehouse: {error}") from error


@contextmanager
def writer(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the DuckDB file at `path` for a loader; it is made when missing."""
    # Short texts in the storage of 1.0 took twice as long to write.
    connection = duckdb.connect(str(path), config={"storage_compatibility_version": "v1.5.0"})
    try:
        connection.execute("SET preserve_insertion_order = true")
        yield connection
    finally:
        connection.close()
