"""The connection to the application database: SQLite by default, PostgreSQL by URL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from dashboard.store.schema import StoreUnusable, prepare
from dashboard.store.users import User

__all__ = ["Store", "StoreUnusable"]
_PATIENCE_MS = 10_000


class Store:
    """A connection to the application database at `url`; brings its tables up to date.

    Raises `StoreUnusable` when they cannot be brought up to date, and says what to do.
    """

    def __init__(self, url: str) -> None:
        self._engine = _engine(url)
        try:
            prepare(self._engine)
        except SQLAlchemyError as error:
            reason = str(error.__cause__ or error).splitlines()[0]
            raise StoreUnusable(f"The accounts at {self._engine.url!r} cannot be used: {reason}") from error
        self._session = sessionmaker(self._engine, expire_on_commit=False)
        # A look needs no transaction: on PostgreSQL that is two round trips less, on SQLite no lock.
        self.reads = self._engine.execution_options(
            reads=True, **({} if _is_sqlite(self._engine) else {"isolation_level": "AUTOCOMMIT"})
        )

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A transaction that writes: committed at the end, rolled back on an error."""
        with self._session.begin() as session:
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that only reads."""
        with Session(self.reads, expire_on_commit=False) as session:
            yield session

    def user(self, name: str) -> User | None:
        """The enabled account called `name`, with its grants."""
        with self.reading() as session:
            return session.scalar(select(User).where(User.name == name, User.disabled.is_(False)))


def _is_sqlite(engine: Engine) -> bool:
    return engine.dialect.name == "sqlite"


def _engine(url: str) -> Engine:
    parsed = make_url(url)
    # What a statement was asked with (names, hashes) has no place in a log of errors.
    if not parsed.drivername.startswith("sqlite"):
        return create_engine(url, hide_parameters=True, pool_pre_ping=True)
    if parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, hide_parameters=True)
    event.listen(engine, "connect", _opened)
    event.listen(engine, "begin", _begun)
    return engine


def _opened(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # transactions begin where we say so
    # Readers go on while a login is written; a second writer waits instead of failing.
    connection.executescript(f"PRAGMA journal_mode=WAL; PRAGMA busy_timeout={_PATIENCE_MS}; PRAGMA foreign_keys=ON")


def _begun(connection: Connection) -> None:
    if not connection.get_execution_options().get("reads"):
        # A transaction that first reads and then writes cannot wait for another such: it must ask for the lock at once.
        connection.exec_driver_sql("BEGIN IMMEDIATE")
