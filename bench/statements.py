"""What a part of a page sends to the warehouse: its statements, their tables, the rows that they read."""

from __future__ import annotations

import math
import time
from datetime import date
from types import TracebackType
from typing import Any

from sqlalchemy import Engine, Select, Table, event
from sqlalchemy.sql import visitors

from data_access import engine as warehouse

_LIMIT = 60.0


class Statements:
    """Listens to an engine within a `with` block; after `seconds` the next statement raises `QueryTooSlow`."""

    def __init__(self, engine: Engine, seconds: float = math.inf) -> None:
        self._engine, self._until = engine, time.monotonic() + seconds
        self.seen: list[Select[Any]] = []

    def __enter__(self) -> Statements:
        """Start to listen."""
        event.listen(self._engine, "before_execute", self._note)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Stop to listen."""
        event.remove(self._engine, "before_execute", self._note)

    def _note(self, _connection: object, statement: object, *_rest: object) -> None:
        if time.monotonic() > self._until:
            raise warehouse.QueryTooSlow("the part has had its time")
        if isinstance(statement, Select):
            self.seen.append(statement)

    def tables(self) -> tuple[str, ...]:
        """The facts and roll-ups that were read, by name."""
        named = {
            node.name
            for statement in self.seen
            for node in visitors.iterate(statement)
            if isinstance(node, Table) and node.name.startswith(("fact_", "rollup_"))
        }
        return tuple(sorted(named))

    def rows_read(self, as_of: date) -> int | None:
        """How many rows the scans of all statements read, told by running each of them again."""
        try:
            told = [
                warehouse.rows_read(self._engine, s, seconds=_LIMIT, parameters={"as_of": as_of}) for s in self.seen
            ]
        except warehouse.QueryTooSlow:
            return None
        return None if any(count is None for count in told) else sum(count or 0 for count in told)
