"""What is asked of an engine, and what may go wrong with any of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import URL, Connection, Engine, Select

from data_access.scope import Scope


class WarehouseUnreadable(Exception):
    """The warehouse cannot be opened; the message says which and why in one sentence."""


class QueryTooSlow(Exception):
    """A query ran into its limit of time or memory and was stopped; the connection is free again."""


@dataclass(frozen=True)
class Limits:
    """What readers may use: `memory` and `threads` of an embedded engine, `seconds` before a dead server is given up.

    With `auto` for `memory` the size of the warehouse says how much. `scratch` lets DuckDB lay aside on disk what does
    not fit `memory`; without it such a query is stopped.
    """

    memory: str
    threads: int
    scratch: bool
    seconds: float


@contextmanager
def slow_when(is_late: Callable[[Exception], bool], seconds: float) -> Iterator[None]:
    """Turn the errors of a block that mean that it ran into a limit into `QueryTooSlow`."""
    try:
        yield
    except Exception as error:
        if is_late(error):
            raise QueryTooSlow(f"stopped after {seconds:g} s") from error
        raise


class Kind(Protocol):
    """One engine."""

    def resolve(self, url: URL) -> URL:
        """The address behind `url`: another one when another warehouse was published under it."""

    def mark(self, url: URL) -> object:
        """What is seen of `url` at a glance: the same as long as `resolve` says the same; None for nothing."""

    def reader(self, url: URL, limits: Limits) -> Engine:
        """Open the warehouse at `url` so that no connection can write."""

    def loader(self, url: URL) -> Engine:
        """Open the warehouse at `url` for writing."""

    def refusal(self, connection: Connection) -> str | None:
        """Why the dashboard must not read over this connection, if there is a reason."""

    def limited(
        self, connection: Connection, seconds: float, scope: Scope | None = None
    ) -> AbstractContextManager[None]:
        """Stop what runs on `connection` within the block when it takes longer than `seconds`: `QueryTooSlow`.

        An engine that has row-level security shows it the rows of `scope`, and none without one.
        """

    def rows_read(self, connection: Connection, statement: Select[Any], parameters: Mapping[str, Any]) -> int | None:
        """Run `statement` and count the rows that were read for it; None where the engine does not say."""
