"""Kept answers: bounded in bytes, asked once however many wait, errors never kept."""

from __future__ import annotations

import threading
from collections import Counter, OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from typing import Any


def weight(made: Any) -> int:
    """Bytes of what is kept, nearly: what says its own number of bytes or of cells, nothing, or a list of rows."""
    if made is None:
        return 1000
    if hasattr(made, "nbytes"):
        return 1000 + int(made.nbytes)
    return 1000 + 8 * int(made.size) if hasattr(made, "size") else 1000 + 400 * len(made)


class Cache:
    """A least-recently-used store of computed values. Thread-safe; `counters` has hit, miss and wait."""

    def __init__(self, limit: int) -> None:
        """Keep values of at most `limit` bytes in all."""
        self._limit, self._held = limit, 0
        self._lock = threading.Lock()
        self._kept: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._running: dict[Hashable, Future[Any]] = {}
        self.counters: Counter[str] = Counter()

    def get(self, key: Hashable, make: Callable[[], Any], size: Callable[[Any], int]) -> Any:
        """Return what is kept under `key`, or make it; who asks while it is made waits for the same answer."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                self.counters["hit"] += 1
                return self._kept[key][0]
            running = self._running.get(key)
            self.counters["miss" if running is None else "wait"] += 1
            if running is None:
                mine: Future[Any] = Future()
                self._running[key] = mine
        if running is not None:
            return running.result()
        try:
            value = make()
            held = size(value)
        except BaseException as error:
            with self._lock:
                del self._running[key]
            mine.set_exception(error)
            raise
        with self._lock:
            del self._running[key]
            self._keep(key, value, held)
        mine.set_result(value)
        return value

    def clear(self) -> None:
        """Let go of all that is kept."""
        with self._lock:
            self._kept.clear()
            self._held = 0

    def _keep(self, key: Hashable, value: Any, size: int) -> None:
        if size > self._limit:
            return
        self._kept[key] = (value, size)
        self._held += size
        while self._held > self._limit:
            _, (_, freed) = self._kept.popitem(last=False)
            self._held -= freed
