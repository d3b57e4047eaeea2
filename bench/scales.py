"""Scales by name: where `make` keeps their warehouses."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from data_access.gate import Gate

_VAR = Path("var")


def url_of(scale: str) -> str:
    """The address of a scale's warehouse, or `scale` itself where it is an address; a missing demo is built."""
    if scale not in ("demo", "nation"):
        return scale
    file = _VAR / f"{scale}.duckdb"
    url = f"duckdb:///{file}"
    if scale == "demo" and not file.is_file():
        _VAR.mkdir(exist_ok=True)
        _seed("build", "--scale", scale, "--out", str(file))
    elif scale == "demo" and not Gate(url).snapshot().held.cubes:
        _seed("rollups", str(file))  # `make run` made it and was stopped before it had them
    return url


def _seed(*arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "seed", *arguments], check=True)  # noqa: S603 - our own command
