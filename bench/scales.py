"""Scales by name: where `make` keeps their warehouses."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

_VAR = Path("var")


def url_of(scale: str) -> str:
    """The address of a scale's warehouse, or `scale` itself where it is an address; a missing demo is built."""
    if scale not in ("demo", "nation"):
        return scale
    file = _VAR / f"{scale}.duckdb"
    if scale == "demo" and not file.is_file():
        _VAR.mkdir(exist_ok=True)
        command = [sys.executable, "-m", "seed", "build", "--scale", scale, "--out", str(file)]
        subprocess.run(command, check=True)  # noqa: S603 - our own command
    return f"duckdb:///{file}"
