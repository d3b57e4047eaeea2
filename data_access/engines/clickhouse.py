"""ClickHouse, as a server (`clickhousedb`) or within this process (`chdb`): one engine, told to speak standard SQL."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import URL, Connection, Engine, Select, create_engine, event

from data_access.engines.explain import as_text
from data_access.engines.kind import Limits, slow_when
from data_access.scope import Scope

_IN_PROCESS = "chdb"
# `readonly=2`: nothing can be written, and of the settings only `readonly` itself is locked.
_READING = {"readonly": "2"}
# Without these ClickHouse answers zero where SQL answers null.
_STANDARD = {
    "join_use_nulls": "1",
    "aggregate_functions_null_for_empty": "1",
    "cast_keep_nullable": "1",
    "union_default_mode": "DISTINCT",
    "timeout_overflow_mode": "throw",
}
_GRACE = 2
_LATE = ("TIMEOUT_EXCEEDED", "timed out", "MEMORY_LIMIT_EXCEEDED", "TOO_SLOW")
_LIMIT = "max_execution_time"


def resolve(url: URL) -> URL:
    """The same address: a new release is swapped in behind it."""
    return url


def mark(url: URL) -> object:
    """Nothing that changes: the address stays the same."""
    return url


def reader(url: URL, limits: Limits) -> Engine:
    """Open a pool of connections whose every query is read-only."""
    if url.host:
        # The server keeps the limit of each query; this is for one that does not answer at all.
        waits = {"connect_timeout": "5", "send_receive_timeout": str(math.ceil(limits.seconds) + _GRACE)}
        url = url.update_query_dict(waits)
    return _open(url, _READING | _STANDARD, pool_size=8, max_overflow=0, pool_timeout=10)


def loader(url: URL) -> Engine:
    """Open connections that may write."""
    return _open(url, _STANDARD)


def _open(url: URL, settings: Mapping[str, str], **options: Any) -> Engine:
    """Hand the settings to the driver, in the way that it wants them for every query of its connections."""
    if url.get_backend_name() != _IN_PROCESS:
        return create_engine(url.update_query_dict({f"ch_{name}": v for name, v in settings.items()}), **options)
    pairs = [("settings", f"{name}={value}") for name, value in settings.items()]
    engine = create_engine(url.difference_update_query(["database"]).update_query_pairs(pairs), **options)
    if database := url.query.get("database"):
        # One process has one folder of data, but as many databases in it as it likes.
        use = "USE " + engine.dialect.identifier_preparer.quote(str(database))
        event.listen(engine, "connect", lambda driver, _: driver.cursor().execute(use))
    return engine


def refusal(connection: Connection) -> str | None:
    """Nothing: what a user may do cannot be asked of every ClickHouse; docs/scale.md has the role for it."""
    return None


@contextmanager
def limited(connection: Connection, seconds: float, scope: Scope | None = None) -> Iterator[None]:
    """The engine stops a late query by itself."""
    if connection.dialect.name != _IN_PROCESS:
        connection.execution_options(settings={_LIMIT: seconds})
    elif connection.info.get(_LIMIT) != seconds:
        connection.exec_driver_sql("SET max_execution_time = ?", (seconds,))
        connection.info[_LIMIT] = seconds
    with slow_when(lambda error: any(name in str(error) for name in _LATE), seconds):
        yield


def rows_read(connection: Connection, statement: Select[Any], parameters: Mapping[str, Any]) -> int | None:
    """What the engine itself counted: its JSON says so, whatever the driver."""
    driver: Any = connection.connection.driver_connection
    asked = as_text(connection.dialect, statement, parameters)
    answer = (
        driver.client.raw_query(asked, fmt="JSON") if hasattr(driver, "client") else driver.query(asked, "JSON").bytes()
    )
    return int(json.loads(answer)["statistics"]["rows_read"])
