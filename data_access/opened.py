"""The release that a warehouse holds now: opened at the first question, and anew when another one has come."""

from __future__ import annotations

import threading
import time

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from data_access import engine
from data_access.release import Snapshot, newest
from data_access.scope import NATION

# How often a server is asked whether it holds another release.
_LOOK = 5.0


class Opened:
    """A warehouse that is read. Thread-safe; a newly published file is picked up by the next look."""

    def __init__(self, url: str, *, seconds: float, memory: str) -> None:
        """Bind to the warehouse at `url`, whose queries may take `seconds` and `memory`."""
        self._url, self._seconds, self._memory = url, seconds, memory
        self._lock = threading.Lock()
        self._opened: tuple[str, object, Snapshot] | None = None
        self._mark = engine.mark(url)
        self._look_at = 0.0

    def snapshot(self) -> Snapshot:
        """What the warehouse holds now; raises `WarehouseUnreadable`."""
        opened, mark = self._opened, self._mark()
        past = opened is not None and self._is_past(opened[2])
        if opened is not None and not past and mark is not None and opened[1] == mark:
            return opened[2]
        address = engine.resolve(self._url)
        if opened is None or opened[0] != address or past:
            with self._lock:
                if self._opened is None or self._opened is opened:
                    reader = engine.reader(address, memory=self._memory, seconds=self._seconds)
                    self._opened = (address, mark, self._read(reader))
                    if opened is not None:
                        opened[2].engine.dispose()  # queries that still run keep their connections until they end
                opened = self._opened
        return opened[2]

    def close(self) -> None:
        """Let go of the connections; the next look opens new ones."""
        with self._lock:
            if self._opened is not None:
                self._opened[2].engine.dispose()
                self._opened = None

    def _is_past(self, snap: Snapshot) -> bool:
        """Tell whether another release has come: a file's has an address of its own, a server's has not."""
        if engine.is_file(snap.engine) or time.monotonic() < self._look_at:
            return False
        self._look_at = time.monotonic() + _LOOK
        try:
            return newest(lambda s: engine.run(snap.engine, s, seconds=self._seconds, scope=NATION)) != snap.release
        except (SQLAlchemyError, engine.QueryTooSlow):
            return False  # a server that does not answer is not another release: the question itself will tell

    def _read(self, reader: Engine) -> Snapshot:
        try:
            return Snapshot.read(reader, lambda s: engine.run(reader, s, seconds=self._seconds, scope=NATION))
        except SQLAlchemyError as error:
            reason = str(error.__cause__ or error).splitlines()[0]
            shown = reader.url.render_as_string()
            raise engine.WarehouseUnreadable(
                f"The warehouse {shown} lacks tables of the contract ({reason}); see python -m seed check."
            ) from error
