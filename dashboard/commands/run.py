"""`python -m dashboard run`: prepares a demo on loopback, then hands over to gunicorn."""

from __future__ import annotations

import argparse
import hashlib
import os
import secrets
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from dashboard.auth.users import save
from dashboard.commands import CannotDo
from dashboard.settings import load
from dashboard.store import Store
from dashboard.warehouse import opened, starting
from data_access.gate import Gate
from data_access.places import Place

_VAR = Path("var")
_DEMO = _VAR / "demo.duckdb"
_HOST = "127.0.0.1"
_LOW = 15
"""The priority of work that nobody waits for."""
_PASSWORD = "demo-{role}"  # noqa: S105 - demo accounts are known by design and served on loopback only


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
    _VAR.mkdir(exist_ok=True)
    url = options.warehouse or f"duckdb:///{_prepared(options.data)}"
    environment = {
        **os.environ,
        "DASHBOARD_WAREHOUSE_URL": url,
        "DASHBOARD_APP_DB_URL": os.environ.get("DASHBOARD_APP_DB_URL") or f"sqlite:///{_VAR / 'app.sqlite'}",
        "DASHBOARD_SECRET_KEY": os.environ.get("DASHBOARD_SECRET_KEY") or _secret_key(),
        "DASHBOARD_DEMO": "true",
        "DASHBOARD_HOST": _HOST,
        "DASHBOARD_PORT": str(port),
        # In the window that started it stand the accounts, not a line for each request.
        "DASHBOARD_LOG_LEVEL": os.environ.get("DASHBOARD_LOG_LEVEL") or "warning",
    }
    os.environ.update(environment)
    settings = load()  # a bad setting is said once, here, and not by each worker
    gate = opened(settings)
    try:
        with starting(settings):
            accounts = _accounts(gate, Store(settings.app_db_url))
    except (SQLAlchemyError, OSError) as error:
        reason = str(error.__cause__ or error).splitlines()[0]
        raise CannotStart(f"The accounts at {settings.app_db_url} cannot be used: {reason}") from error
    print(f"\n  Smart Education Dashboard   http://{_HOST}:{port}/\n")
    print("  demo accounts (user / password: what they see)")
    for name, place in accounts:
        print(
            f"    {name:<10} / {_PASSWORD.format(role=name):<15}: {place.name('zh')} {place.name('en')} ({place.code})"
        )
    print(f"\n  warehouse {url}")
    if url == f"duckdb:///{_DEMO}" and not gate.snapshot().held.cubes:
        _roll_up_beside(_DEMO)
    print("  stop with Ctrl+C\n", flush=True)
    command = [sys.executable, "-m", "gunicorn", "app:server", "--config", "python:dashboard.serving"]
    command += ["--bind", f"{_HOST}:{port}", "--timeout", "60", "--log-level", "warning"]
    command += ["--access-logfile", "/dev/null", "--no-control-socket"]
    os.execve(sys.executable, command, environment)  # noqa: S606 - our own interpreter with our own arguments


def _prepared(data: str | None) -> Path:
    """The warehouse to serve: the folder's, loaded anew, or the demo's, built when it is missing."""
    if data is None:
        if not _DEMO.is_file():
            _seed("build", "--scale", "demo", "--no-rollups", "--out", str(_DEMO))
        return _DEMO
    folder = Path(data)
    if not folder.is_dir():
        raise CannotStart(f"DATA={data} is no folder.")
    # Two folders of one name are two warehouses, and none of them is the demo's.
    place = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:6]
    target = _VAR / f"data-{folder.resolve().name}-{place}.duckdb"
    _seed("load", "auto", str(folder), "--out", str(target))
    return target


def _seed(*arguments: str) -> None:
    # `seed` fills warehouses and the dashboard only reads them: they meet on the command line, not in code.
    done = subprocess.run([sys.executable, "-m", "seed", *arguments], check=False)  # noqa: S603 - our own command
    if done.returncode:
        raise CannotStart("The warehouse could not be made; the reason stands above.")


def _roll_up_beside(warehouse: Path) -> None:
    """Start adding roll-ups to `warehouse` while it is served: a first visitor need not wait for them."""
    with (_VAR / "rollups.log").open("w") as log:
        command = [sys.executable, "-m", "seed", "rollups", str(warehouse)]
        made = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)  # noqa: S603 - our own command
    os.setpriority(os.PRIO_PROCESS, made.pid, _LOW)
    print(f"  sums are being added to it, pages are slower until then (some minutes; {log.name} tells)")


def _accounts(gate: Gate, store: Store) -> list[tuple[str, Place]]:
    """Make the demo accounts over the warehouse's first area (else province) and first school."""
    snapshot = gate.snapshot()
    root = snapshot.places.root
    areas = snapshot.places.areas()
    area = next((a for a in areas if a.code == "area:wuhan"), areas[0] if areas else None)
    directed = area or next(iter(snapshot.places.children(root)), root)
    school = gate.first_school(directed if snapshot.release.is_demo else root)
    held = [("ministry", root, "nation"), ("director", directed, "area" if area else "region")]
    held.append(("steward", root, "nation"))  # who answers doubts
    if school is not None:
        held.append(("principal", school, "school"))
    else:
        save(store, "principal", "principal", secrets.token_urlsafe(), [])  # what an earlier warehouse gave is void
    for role, place, kind in held:
        save(store, role, role, _PASSWORD.format(role=role), [(kind, place.code)])
    return [(role, place) for role, place, _ in held]


def _checked(text: str) -> int:
    """The port, if it is one and is free."""
    if not text.isascii() or not text.isdigit():
        raise CannotStart(f"PORT={text[:40]} is no number; choose one: make run PORT=8051.")
    port = int(text)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((_HOST, port))
        except (OSError, OverflowError) as error:
            raise CannotStart(
                f"Port {port} of {_HOST} cannot be used ({error}); choose another: make run PORT=8051."
            ) from error
    return port


def _secret_key() -> str:
    """The key of this installation's sessions, made once and readable by its owner only."""
    path = _VAR / "secret-key"
    if not path.is_file():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(32))  # whose letters spell no well-known word
    return path.read_text().strip()
