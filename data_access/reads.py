"""What an answer was read from: tables, SQL and numbers of rows, for those who question it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, Table
from sqlalchemy.sql import visitors


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
