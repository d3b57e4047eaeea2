"""`python -m dashboard run`: makes a demo's warehouse where there is none, and has it served on loopback.

What serves it is loaded while the warehouse is made: the first time, Python has to compile it, which takes seconds.
"""

from __future__ import annotations

import argparse
import hashlib
import socket
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from dashboard.commands import CannotDo

VAR = Path("var")
DEMO = VAR / "demo.duckdb"
HOST = "127.0.0.1"


class CannotStart(CannotDo):
    """Why the dashboard does not start, in one sentence."""


def declare(commands: Any) -> None:
    """Add the command."""
    run = commands.add_parser("run", help="serve a demo on this machine")
    run.add_argument("--port", default="8050")
    run.add_argument("--warehouse", metavar="URL", help="SQLAlchemy URL of a warehouse that is there already")
    run.add_argument("--data", metavar="DIR", help="folder of OULAD files or contract tables to load first")
    run.set_defaults(do=_run)


def _run(options: argparse.Namespace) -> int:
    if options.data and options.warehouse:
        raise CannotStart("DATA= and WAREHOUSE= say two different things; give one of them.")
    port = _checked(options.port)
    VAR.mkdir(exist_ok=True)
    url = options.warehouse or f"duckdb:///{_prepared(options.data)}"
    import_module("dashboard.commands.served").serve(url, port)
    return 0


def _prepared(data: str | None) -> Path:
    """The warehouse to serve: the folder's, loaded anew, or the demo's, built when it is missing."""
    if data is None:
        if not DEMO.is_file():
            _seed("build", "--scale", "demo", "--no-rollups", "--unproved", "--out", str(DEMO))
        return DEMO
    folder = Path(data)
    if not folder.is_dir():
        raise CannotStart(f"DATA={data} is no folder.")
    # Two folders of one name are two warehouses, and none of them is the demo's.
    place = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:6]
    target = VAR / f"data-{folder.resolve().name}-{place}.duckdb"
    _seed("load", "auto", str(folder), "--out", str(target))
    return target


def _seed(*arguments: str) -> None:
    # `seed` fills warehouses and the dashboard only reads them: they meet on the command line, not in code.
    with subprocess.Popen([sys.executable, "-m", "seed", *arguments]) as making:  # noqa: S603 - our own command
        import_module("dashboard.commands.served")
    if making.returncode:
        raise CannotStart("The warehouse could not be made; the reason stands above.")


def _checked(text: str) -> int:
    """The port, if it is one and is free."""
    if not text.isascii() or not text.isdigit():
        raise CannotStart(f"PORT={text[:40]} is no number; choose one: make run PORT=8051.")
    port = int(text)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except (OSError, OverflowError) as error:
            raise CannotStart(
                f"Port {port} of {HOST} cannot be used ({error}); choose another: make run PORT=8051."
            ) from error
    return port
