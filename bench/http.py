"""Panels over HTTP: how many a second for how many readers, and what the product then holds."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench import memory
from bench.bodies import Bodies
from bench.served import Served, served
from bench.session import Session
from bench.timing import percentiles
from bench.views import Views
from data_access.gate import Gate

_PATIENCE = 120.0
_FASTEST = 400
"""Requests made beforehand for a second of a phase; one that outruns them ends early."""


def over_http(
    url: str, gate: Gate, views: Views, clients: Sequence[int], seconds: float, repeated: int
) -> dict[str, Any]:
    """Serve the warehouse at `url` and measure every number of clients without and with kept answers.

    Phases without take views that nobody asked for before, phases with take `repeated` ones again and again.
    """
    share = max(int(seconds * _FASTEST), 1)
    with TemporaryDirectory(prefix="bench-") as folder, served(url) as product:
        sessions = [product.sign_in() for _ in range(max(clients))]
        bodies = Bodies(sessions[0]).of(gate, views.distinct(share * (len(clients) + 1) + repeated))
        load = _Load(product, sessions, Path(folder), seconds)
        again = list(islice(bodies, repeated))
        load.run(islice(bodies, share), max(clients))  # the engine's buffers are warm in service
        phases = [{"kept": False, **load.run(islice(bodies, share), n)} for n in clients]
        load.run(again * 2 * max(clients), max(clients), seconds=_PATIENCE)  # both workers keep every one of them
        phases += [{"kept": True, **load.run(again, n, again=True)} for n in clients]
        return {"phases": phases, "memory": memory.held(product.pid)}


class _Load:
    """Runs the load generator as another process."""

    def __init__(self, product: Served, sessions: Sequence[Session], folder: Path, seconds: float) -> None:
        self._product, self._sessions, self._folder, self._seconds = product, sessions, folder, seconds

    def run(
        self, bodies: Iterable[str], clients: int, *, again: bool = False, seconds: float | None = None
    ) -> dict[str, Any]:
        """Send `bodies` for `seconds`, else for the length of a phase, or until they run out."""
        lines, plan = self._folder / "bodies", self._folder / "plan"
        lines.write_text("\n".join(bodies))
        told = {
            "port": self._product.port,
            "cookies": [session.cookie for session in self._sessions[:clients]],
            "bodies": str(lines),
            "seconds": seconds or self._seconds,
            "again": again,
        }
        plan.write_text(json.dumps(told))
        before = memory.seconds_used(self._product.pid)
        command = [sys.executable, "-m", "bench.load", str(plan)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - our own command
        seen = json.loads(done.stdout)
        used = [b - a for a, b in zip(before, memory.seconds_used(self._product.pid), strict=False)]
        times = seen.pop("times_ms")
        return {
            **seen,
            "requests": len(times),
            "per_second": len(times) / seen["seconds"],
            **percentiles(times),
            "faults": dict(Counter(seen["faults"])),
            "worker_cores": [seconds / seen["seconds"] for seconds in used[1:]],
        }
