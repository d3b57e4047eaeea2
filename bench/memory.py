"""What a process and its children hold and have used, as Linux tells it."""

from __future__ import annotations

import os
from pathlib import Path

Process = dict[str, int | str]


def family(pid: int) -> list[int]:
    """A process and its children."""
    return [pid, *(int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]


def held(pid: int) -> list[Process]:
    """Megabytes that the master and each worker hold; `pss_mb` shares out what they have in common."""
    return [
        {"process": "master" if number == 0 else f"worker {number}", **_megabytes(member)}
        for number, member in enumerate(family(pid))
    ]


def _megabytes(pid: int) -> Process:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    kilobytes = {name: int(rest.split()[0]) for name, _, rest in (line.partition(":") for line in lines)}
    return {"rss_mb": kilobytes["Rss"] // 1024, "pss_mb": kilobytes["Pss"] // 1024}


def seconds_used(pid: int) -> list[float]:
    """Processor seconds that a process and each of its children have used so far."""
    return [_seconds(member) for member in family(pid)]


def _seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
