"""DuckDB as the loaders use it: SQLAlchemy as text, files of SQL, empty contract tables."""

from __future__ import annotations

from importlib.resources import files

import duckdb
from duckdb_sqlalchemy import Dialect
from sqlalchemy import ClauseElement

from seed import ddl

# Any parameter style but "pyformat", which would double every per cent sign in a literal.
_DIALECT = Dialect(paramstyle="named")


def sql(clause: ClauseElement) -> str:
    """Return `clause` as DuckDB text, values included as escaped literals."""
    return str(clause.compile(dialect=_DIALECT, compile_kwargs={"literal_binds": True}))


def statements(name: str) -> str:
    """Return the SQL file `name` of this package, such as ``sql/closure.sql``."""
    return (files("seed") / name).read_text(encoding="utf-8")


def create_all(connection: duckdb.DuckDBPyConnection) -> None:
    """Create every contract table, empty, with its comments."""
    connection.begin()
    for statement in ddl.duckdb():
        connection.execute(sql(statement))
    connection.commit()


def count(connection: duckdb.DuckDBPyConnection, name: str) -> int:
    """Return the number of rows of the table `name`."""
    return len(connection.table(name))
