"""Two workers of a real server count failed logins together (trust.md, SEC-7) and start at once on one database."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest

from dashboard.auth.users import save
from dashboard.store import Store
from tests.conftest import ROOT


@pytest.fixture
def port(tiny_warehouse: str, secret_key: str, tmp_path: Path) -> Iterator[int]:
    """The port of a server with two workers and accounts of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = int(probe.getsockname()[1])
    environment = os.environ | {
        "DASHBOARD_WAREHOUSE_URL": tiny_warehouse,
        "DASHBOARD_APP_DB_URL": f"sqlite:///{tmp_path / 'app.sqlite'}",
        "DASHBOARD_SECRET_KEY": secret_key,
        "DASHBOARD_DEMO": "true",
    }
    command = [sys.executable, "-m", "gunicorn", "app:server", "--config", "python:dashboard.serving"]
    command += ["--bind", f"127.0.0.1:{free}", "--timeout", "120", "--no-control-socket"]
    with (tmp_path / "log").open("w") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        deadline = time.monotonic() + 180
        while time.monotonic() < deadline and process.poll() is None:
            try:
                if ask(free, "GET", "/healthz")[0] == 200:
                    break
            except OSError:
                time.sleep(0.2)
        else:
            pytest.fail((tmp_path / "log").read_text())
        save(Store(environment["DASHBOARD_APP_DB_URL"]), "head", "principal", "the password of head", [])
        yield free
    finally:
        process.terminate()
        process.wait(30)


def ask(
    port: int, method: str, path: str, form: dict[str, str] | None = None, cookie: str = ""
) -> tuple[int, str, str]:
    """Send one request over a connection of its own, so that either worker may take it."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        connection.request(method, path, urlencode(form) if form else None, headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode(), (answer.getheader("Set-Cookie") or "").partition(";")[0]
    finally:
        connection.close()


def test_ten_wrong_logins_are_stopped_at_the_sixth(port: int) -> None:
    for _ in range(2):
        name = f"head{_ or ''}"
        statuses = []
        for _attempt in range(10):
            _, page, cookie = ask(port, "GET", "/login")
            token = re.search(r'name="token" value="([^"]+)"', page)
            assert token is not None
            form = {"name": name, "password": "wrong", "token": token[1]}
            statuses.append(ask(port, "POST", "/login", form, cookie)[0])
        assert statuses == [401] * 5 + [429] * 5
