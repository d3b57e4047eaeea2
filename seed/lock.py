"""One loader at a time for one warehouse."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from seed.errors import Refused


@contextmanager
def locked(target: Path) -> Iterator[None]:
    """Hold the lock of `target`; raises `Refused` while another loader holds it.

    The kernel drops the lock with the process, so a killed loader never leaves one behind.
    """
    path = target.with_name(f".{target.name}.lock")
    handle = _acquire(path, target)
    try:
        os.truncate(handle, 0)
        os.write(handle, str(os.getpid()).encode())
        yield
    finally:
        path.unlink(missing_ok=True)
        os.close(handle)


def _acquire(path: Path, target: Path) -> int:
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(handle, 20).decode(errors="replace") or "unknown"
            os.close(handle)
            raise Refused(
                f"Another loader (process {holder}) is writing {target}; wait until it has finished."
            ) from None
        # Its former holder removes the file: make sure that ours is the one that the next loader will find.
        if path.exists() and os.fstat(handle).st_ino == path.stat().st_ino:
            return handle
        os.close(handle)
