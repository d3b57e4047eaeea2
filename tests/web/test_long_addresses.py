"""Long addresses reach the application through gunicorn; absurd ones get a plain answer from gunicorn itself."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from urllib.parse import urlencode

import pytest

from tests.conftest import PASSWORD, ROOT
from tests.web.wire import UPDATE, Wire

LONG = "?" + urlencode({"place": "x" * 10_000})
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
JSON = {"Content-Type": "application/json"}


class Browser:
    """One signed-in reader who speaks HTTP over a socket; a minute is a hang, also where all is slow."""

    def __init__(self, port: int) -> None:
        self.port, self.cookie = port, ""
        token = re.search(r'name="token" value="([^"]+)"', self.ask("GET", "/login")[1])
        assert token is not None
        form = {"name": "ministry", "password": PASSWORD.format(name="ministry"), "token": token[1]}
        assert self.ask("POST", "/login", urlencode(form), FORM)[0] == 302

    def ask(self, method: str, path: str, body: str = "", headers: dict[str, str] | None = None) -> tuple[int, str]:
        """The status and the text of an answer."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body or None, {"Cookie": self.cookie, **(headers or {})})
            answer = connection.getresponse()
            given = [c.partition(";")[0] for c in answer.headers.get_all("Set-Cookie", []) if c.startswith("session=")]
            self.cookie = given[-1] if given else self.cookie
            return answer.status, answer.read().decode()
        finally:
            connection.close()


@pytest.fixture(scope="module")
def browser(tiny_warehouse: str, accounts_url: str, secret_key: str, ministry_wire: Wire) -> Iterator[Browser]:
    """A reader of the dashboard as gunicorn serves it; the wire's first login would end an earlier one's session."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {
        "DASHBOARD_WAREHOUSE_URL": tiny_warehouse,
        "DASHBOARD_APP_DB_URL": accounts_url,
        "DASHBOARD_SECRET_KEY": secret_key,
        "DASHBOARD_DEMO": "true",
        "DASHBOARD_HOST": "127.0.0.1",
    }
    command = [sys.executable, "-m", "gunicorn", "app:server", "--config", "python:dashboard.serving"]
    command += ["--bind", f"127.0.0.1:{port}", "--workers", "1", "--no-control-socket"]
    server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(300):
            assert server.poll() is None, "gunicorn ended"
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield Browser(port)
    finally:
        server.terminate()
        server.wait(timeout=20)


@pytest.mark.parametrize("path", ["/", "/usage", "/export/usage/trend.csv"])
def test_an_address_of_10000_characters_is_answered_by_the_application(browser: Browser, path: str) -> None:
    assert browser.ask("GET", path + LONG)[0] == 200


def test_its_page_says_what_was_clamped(browser: Browser, ministry_wire: Wire) -> None:
    head = next(c for c in ministry_wire.calls("/usage", LONG) if c.name.startswith("head-data"))
    status, text = browser.ask("POST", UPDATE, json.dumps(head.body), JSON)
    assert status == 200
    assert json.loads(json.loads(text)["response"]["head-data"]["data"])["notes"]


def test_a_stranger_is_led_to_the_login_and_that_address_is_answered_too(browser: Browser) -> None:
    target = "/login?" + urlencode({"next": "/usage" + LONG.replace("x", "%E4")[:10_000]})
    assert len(target) > 10_000
    assert browser.ask("GET", target)[0] == 200


def test_a_head_may_come_in_pieces(browser: Browser) -> None:
    head = f"GET /usage{LONG} HTTP/1.1\r\nHost: x\r\nCookie: {browser.cookie}\r\n\r\n".encode()
    with socket.create_connection(("127.0.0.1", browser.port), timeout=60) as connection:
        for start in range(0, len(head), 4096):
            connection.sendall(head[start : start + 4096])
            time.sleep(0.02)
        assert connection.recv(12) == b"HTTP/1.1 200"


def test_an_absurd_address_is_refused(browser: Browser) -> None:
    assert browser.ask("GET", "/usage?place=" + "x" * 60_000)[0] == 414


def test_an_absurd_header_is_refused(browser: Browser) -> None:
    assert browser.ask("GET", "/usage", headers={"X-Absurd": "x" * 30_000})[0] == 431
