"""Time limits for queries: one thread a process watches all deadlines and stops what is late."""

from __future__ import annotations

import heapq
import itertools
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

# A stop that comes just before its query begins is lost on it, so it is repeated until the query has ended.
_AGAIN = 0.05


@dataclass(order=True)
class Deadline:
    """When a block must have ended; `passed` tells that it had not."""

    at: float
    number: int
    stop: Callable[[], object] = field(compare=False)
    passed: bool = field(default=False, compare=False)
    over: bool = field(default=False, compare=False)


class Watchdog:
    """Calls the `stop` of every block that is late. Thread-safe; a forked process starts with a new one."""

    def __init__(self) -> None:
        self._forget()
        os.register_at_fork(after_in_child=self._forget)

    def _forget(self) -> None:
        self._due: list[Deadline] = []
        self._changed = threading.Condition()
        self._numbers = itertools.count()
        self._thread: threading.Thread | None = None

    @contextmanager
    def limit(self, seconds: float, stop: Callable[[], object]) -> Iterator[Deadline]:
        """Call `stop` once the block takes longer than `seconds`, and never after the block has ended."""
        deadline = Deadline(time.monotonic() + seconds, next(self._numbers), stop)
        with self._changed:
            heapq.heappush(self._due, deadline)
            if self._thread is None:
                self._thread = threading.Thread(target=self._watch, name="watchdog", daemon=True)
                self._thread.start()
            elif self._due[0] is deadline:
                self._changed.notify()
        try:
            yield deadline
        finally:
            # Under the lock: a stop that runs now must not hit the next query on the same connection.
            with self._changed:
                deadline.over = True

    def _watch(self) -> None:
        with self._changed:
            while True:
                while self._due and (self._due[0].over or self._due[0].at <= time.monotonic()):
                    self._stop(heapq.heappop(self._due))
                self._changed.wait(self._due[0].at - time.monotonic() if self._due else None)

    def _stop(self, deadline: Deadline) -> None:
        if deadline.over:
            return
        deadline.passed = True
        # A connection that broke in the meantime must not take the only watchdog along.
        with suppress(Exception):
            deadline.stop()
        deadline.at = time.monotonic() + _AGAIN
        heapq.heappush(self._due, deadline)


WATCHDOG = Watchdog()
