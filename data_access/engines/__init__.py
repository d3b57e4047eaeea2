"""The engines that a warehouse may live on, by the name that a SQLAlchemy URL gives them."""

from __future__ import annotations

from sqlalchemy import URL

from data_access.engines import clickhouse, clickhouse_ddl, duckdb, postgresql
from data_access.engines.kind import Kind, WarehouseUnreadable

__all__ = ["KINDS", "clickhouse_ddl", "of", "of_url"]

KINDS: dict[str, Kind] = {
    "duckdb": duckdb,
    "postgresql": postgresql,
    "clickhousedb": clickhouse,
    "chdb": clickhouse,
}


def of(name: str) -> Kind:
    """The engine behind a dialect's name; raises `WarehouseUnreadable` for one that we do not know."""
    found = KINDS.get(name)
    if found is None:
        raise WarehouseUnreadable(f"A warehouse does not live on {name[:40]!r}; known are {', '.join(KINDS)}.")
    return found


def of_url(url: URL) -> Kind:
    """The engine that `url` leads to."""
    return of(url.get_backend_name())
