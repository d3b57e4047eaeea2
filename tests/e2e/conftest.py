"""A served dashboard over the tiny warehouse, and browsers signed in to it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.conftest import PASSWORD, ROOT, token_in
from tests.e2e.screen import Screen

CHROMIUM = "/usr/bin/chromium-headless-shell"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
OpenAs = Callable[..., Screen]
ContextOf = Callable[[str, str], BrowserContext]


@pytest.fixture(scope="session")
def server(
    tiny_warehouse: str, accounts_url: str, secret_key: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The address of a dashboard that is served as `make run` serves it, by one process."""
    with serving(tiny_warehouse, accounts_url, secret_key, tmp_path_factory.mktemp("server") / "log") as address:
        yield address


@contextmanager
def serving(warehouse: str, accounts: str, key: str, log: Path, **settings: str) -> Iterator[str]:
    """Serve the dashboard until the end of the block, with more `settings` from the environment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {
        "DASHBOARD_WAREHOUSE_URL": warehouse,
        "DASHBOARD_APP_DB_URL": accounts,
        "DASHBOARD_SECRET_KEY": key,
        "DASHBOARD_DEMO": "true",
        "DASHBOARD_QUERY_SECONDS": "60",
        **settings,
    }
    command = [sys.executable, "-m", "gunicorn", "app:server", "--config", "python:dashboard.serving"]
    # One process, so that what one test made the server work out is there for the next.
    command += [
        "--bind",
        f"127.0.0.1:{port}",
        "--timeout",
        "60",
        "--no-control-socket",
        "--workers",
        "1",
        "--threads",
        "8",
    ]
    with log.open("w") as out:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=out)
        try:
            address = f"http://127.0.0.1:{port}"
            _wait(address, process, log)
            yield address
        finally:
            process.terminate()
            process.wait(20)


def _wait(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until the server answers; fail with its log when it does not."""
    for _ in range(300):
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=2):  # noqa: S310 - our own server
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"the server did not start: {log.read_text()}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium, which asks nobody but us."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def context_of(browser: Browser, server: str) -> Callable[[str, str], BrowserContext]:
    """Make a browser of an account that is signed in; light or dark by the system's choice."""

    def make(name: str, scheme: str) -> BrowserContext:
        context = browser.new_context(
            base_url=server,
            color_scheme=scheme,  # type: ignore[arg-type]
            accept_downloads=True,
            reduced_motion="reduce",
        )
        context.set_default_timeout(45_000)
        # What the form sends, without it: a browser that opened it would go on to a page that nobody asked for.
        form = {"name": name, "password": PASSWORD.format(name=name)}
        form["token"] = token_in(context.request.get("/login").text())
        answer = context.request.post("/login", form=form, max_redirects=0)
        assert answer.status == 302, answer.text()
        context.add_cookies([{"name": "toured", "value": "all", "url": server}])
        return context

    return make


@pytest.fixture(scope="session")
def shared(context_of: ContextOf) -> ContextOf:
    """The browser of an account that the tests share: its caches are warm, its session must not end."""
    kept: dict[tuple[str, str], BrowserContext] = {}

    def of(name: str, scheme: str) -> BrowserContext:
        if (name, scheme) not in kept:
            kept[name, scheme] = context_of(name, scheme)
        return kept[name, scheme]

    return of


@pytest.fixture
def open_as(
    server: str,
    context_of: ContextOf,
    shared: ContextOf,
) -> Iterator[OpenAs]:
    """Open a page as an account: `open_as("ministry", "/usage", width=390)`; `own` to sign out or change cookies."""
    pages: list[Page] = []
    contexts: list[BrowserContext] = []

    def make(name: str, address: str = "/", *, width: int = 1280, scheme: str = "light", own: bool = False) -> Screen:
        context = context_of(name, scheme) if own else shared(name, scheme)
        if own:
            contexts.append(context)
        page = context.new_page()
        pages.append(page)
        page.set_viewport_size({"width": width, "height": 900})
        screen = Screen(page, server)
        screen.goto(address)
        return screen

    yield make
    for opened in (*pages, *contexts):
        opened.close()
