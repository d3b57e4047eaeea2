"""Serving a demo: its accounts over a warehouse that is there, its secret key, and gunicorn."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from dashboard.auth.users import save
from dashboard.commands.run import DEMO, HOST, VAR, CannotStart
from dashboard.settings import load
from dashboard.store import Store
from dashboard.warehouse import opened, starting
from data_access.gate import Gate
from data_access.places import Place

_LOW = 15
"""The priority of work that nobody waits for."""
_PASSWORD = "demo-{role}"  # noqa: S105 - demo accounts are known by design and served on loopback only


def serve(url: str, port: int) -> None:
    """Make the accounts, tell them, and become gunicorn; raises `CannotStart` and what settings and warehouse raise."""
    environment = {
        **os.environ,
        "DASHBOARD_WAREHOUSE_URL": url,
        "DASHBOARD_APP_DB_URL": os.environ.get("DASHBOARD_APP_DB_URL") or f"sqlite:///{VAR / 'app.sqlite'}",
        "DASHBOARD_SECRET_KEY": os.environ.get("DASHBOARD_SECRET_KEY") or _secret_key(),
        "DASHBOARD_DEMO": "true",
        "DASHBOARD_HOST": HOST,
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
    print(f"\n  Smart Education Dashboard   http://{HOST}:{port}/\n")
    print("  demo accounts (user / password: what they see)")
    for name, place in accounts:
        print(
            f"    {name:<10} / {_PASSWORD.format(role=name):<15}: {place.name('zh')} {place.name('en')} ({place.code})"
        )
    print(f"\n  warehouse {url}")
    if url == f"duckdb:///{DEMO}" and not gate.snapshot().held.cubes:
        _roll_up_beside(DEMO)
    print("  stop with Ctrl+C\n", flush=True)
    command = [sys.executable, "-m", "gunicorn", "app:server", "--config", "python:dashboard.serving"]
    command += ["--bind", f"{HOST}:{port}", "--timeout", "60", "--log-level", "warning"]
    command += ["--access-logfile", "/dev/null", "--no-control-socket"]
    os.execve(sys.executable, command, environment)  # noqa: S606 - our own interpreter with our own arguments


def _roll_up_beside(warehouse: Path) -> None:
    """Start adding roll-ups to `warehouse` while it is served: a first visitor need not wait for them."""
    with (VAR / "rollups.log").open("w") as log:
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


def _secret_key() -> str:
    """The key of this installation's sessions, made once and readable by its owner only."""
    path = VAR / "secret-key"
    if not path.is_file():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(32))  # whose letters spell no well-known word
    return path.read_text().strip()
