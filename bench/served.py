"""The product as `make run` serves it, with accounts of its own in a folder that goes away."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.session import Session
from data_access import engine as warehouse

_ROOT = Path(__file__).parents[1]
_PATIENCE = 120.0


@dataclass(frozen=True)
class Served:
    """A running product: its port and the process of gunicorn's master."""

    port: int
    pid: int

    def sign_in(self) -> Session:
        """A new session of the ministry, which may see every place."""
        return Session(self.port, "ministry", "demo-ministry")


@contextmanager
def served(url: str) -> Iterator[Served]:
    """Serve the warehouse at `url` until the end of the block; raises RuntimeError when that fails."""
    with TemporaryDirectory(prefix="bench-") as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
        probe.close()
        log = Path(folder) / "log"
        command = [sys.executable, "-m", "dashboard", "run", "--port", str(port)]
        command += ["--warehouse", warehouse.resolve(url)]
        own = {name: text for name, text in os.environ.items() if not name.startswith("DASHBOARD_")}
        with log.open("wb") as out:
            process = subprocess.Popen(  # noqa: S603 - our own command
                command, cwd=folder, env=own | {"PYTHONPATH": str(_ROOT)}, stdout=out, stderr=out
            )
        try:
            _wait(port, process, log)
            yield Served(port, process.pid)
        finally:
            process.terminate()
            process.wait(timeout=30)


def _wait(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError(f"the product does not start:\n{log.read_text()[-2000:]}")
