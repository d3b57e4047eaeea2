"""What an answer was read from: tables, SQL and numbers of rows, for those who question it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, Table
from sqlalchemy.sql import visitors

from data_access.scope import Scope

_HEARD: ContextVar[list[tuple[Scope, Select[Any]]] | None] = ContextVar("heard", default=None)


@dataclass(frozen=True)
class Read:
    """One statement: the facts and roll-ups that it reads, its SQL, and the rows read where the engine tells."""

    tables: tuple[str, ...]
    sql: str
    rows: int | None

    def __str__(self) -> str:
        """The read as a person reads it."""
        rows = "unknown" if self.rows is None else f"{self.rows:,}"
        return f"reads {', '.join(self.tables) or 'places only'}\nrows read: {rows}\n{self.sql}"


def tables_of(statement: Select[Any]) -> tuple[str, ...]:
    """The facts and roll-ups that `statement` reads, in the order in which it names them."""
    named = (e.name for e in visitors.iterate(statement) if isinstance(e, Table))
    return tuple(dict.fromkeys(name for name in named if name.startswith(("fact_", "rollup_"))))


@contextmanager
def heard() -> Iterator[list[tuple[Scope, Select[Any]]]]:
    """A list that fills with every statement of the block and the scope that it runs under: nothing kept answers it."""
    statements: list[tuple[Scope, Select[Any]]] = []
    token = _HEARD.set(statements)
    try:
        yield statements
    finally:
        _HEARD.reset(token)


@contextmanager
def unheard() -> Iterator[None]:
    """A block whose statements are not told: what judges whether a number is shown is not what it was read from."""
    token = _HEARD.set(None)
    try:
        yield
    finally:
        _HEARD.reset(token)


def listening() -> bool:
    """Whether somebody is to hear of every statement, so that nothing may come from what is kept."""
    return _HEARD.get() is not None


def tell(scope: Scope, statement: Select[Any]) -> None:
    """Say that `statement` runs under `scope`, if somebody listens."""
    if (statements := _HEARD.get()) is not None:
        statements.append((scope, statement))
