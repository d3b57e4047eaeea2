"""A progress bar on stderr for work that takes longer than two seconds."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import TextIO

Progress = Callable[[float, str], None]
"""Called with the share done (0 to 1) and what is being done now."""

_PATIENCE = 2.0
_WIDTH = 30


def silent(share: float, label: str) -> None:
    """Report nothing."""


class Bar:
    """Draws one line on a terminal, or a line per step into a log; short work stays silent."""

    def __init__(self, stream: TextIO | None = None) -> None:
        """Draw on `stream`, by default stderr."""
        self._stream = stream or sys.stderr
        self._started = time.monotonic()
        self._last = ""
        self._drawn = False

    def __call__(self, share: float, label: str) -> None:
        """Show `share` (0 to 1) and `label`."""
        if time.monotonic() - self._started < _PATIENCE:
            return
        share = min(max(share, 0.0), 1.0)
        if self._stream.isatty():
            filled = round(share * _WIDTH)
            bar = "█" * filled + "░" * (_WIDTH - filled)
            self._stream.write(f"\r\x1b[K{bar} {share:4.0%} {label}")
            self._drawn = True
        elif label != self._last:
            self._stream.write(f"{share:4.0%} {label}\n")
        self._last = label
        self._stream.flush()

    def close(self) -> None:
        """Clear the line, so that what follows starts on a clean one."""
        if self._drawn:
            self._stream.write("\r\x1b[K")
            self._stream.flush()


def part(progress: Progress, start: float, end: float) -> Progress:
    """Return a progress whose 0 to 1 is `start` to `end` of `progress`."""
    return lambda share, label: progress(start + (end - start) * share, label)
