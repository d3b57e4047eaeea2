"""What the figures were measured on and with, and what the warehouse held."""

from __future__ import annotations

import os
import platform
from importlib.metadata import version
from pathlib import Path
from typing import Any

from sqlalchemy import func, inspect, make_url, select, table

from data_access import engine as warehouse
from data_access.gate import Gate

_PACKAGES = ("dash", "duckdb", "sqlalchemy", "pandas", "gunicorn")


def machine() -> dict[str, Any]:
    """Cores, model, memory and versions."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "cores": len(os.sched_getaffinity(0)),
        "cpu": _cpu(),
        "memory_gb": round(memory / 2**30, 1),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        **{name: version(name) for name in _PACKAGES},
    }


def _cpu() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.is_file() else []
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def contents(gate: Gate, url: str) -> dict[str, Any]:
    """The release, its months, its size and the rows of its schools, facts and roll-ups."""
    snap = gate.snapshot()
    parsed = make_url(warehouse.resolve(url))
    file = Path(parsed.database or "")
    names = [n for n in inspect(snap.engine).get_table_names() if n.startswith(("fact_", "rollup_")) or n == "school"]
    rows = {n: warehouse.run(snap.engine, _count(n), seconds=600).iloc[0].tolist()[0] for n in sorted(names)}
    return {
        "engine": parsed.get_backend_name(),
        "release": snap.release.release_id,
        "months": str(snap.months),
        "megabytes": round(file.stat().st_size / 1e6) if file.is_file() else None,
        "rows": rows,
    }


def _count(name: str) -> Any:
    return select(func.count()).select_from(table(name))
