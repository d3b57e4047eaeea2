"""Take the pictures of README and guide anew: a server on the demo warehouse, Chromium, both languages."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

_ROOT = Path(__file__).parent.parent
_OUT = Path(__file__).parent / "images"
_CHROMIUM = "/usr/bin/chromium-headless-shell"
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
_PICTURES = {
    f"{name}-{lang}.png": (user, f"{path}?lang={lang}")
    for lang in ("zh", "en")
    for name, user, path in (
        ("overview-nation", "ministry", "/"),
        ("training-area", "director", "/training"),
        ("school", "principal", "/school"),
        ("divide", "director", "/divide"),
        ("pilots", "ministry", "/pilots"),
    )
}
_DRAWN = "!!document.querySelector('.card') && !document.querySelector('.loading')"


def main() -> None:
    """Serve, photograph, stop."""
    port = _free_port()
    environment = {**os.environ, "PYTHONPATH": str(_ROOT)}
    command = [sys.executable, "-m", "dashboard", "run", "--port", str(port)]
    server = subprocess.Popen(command, cwd=_ROOT, env=environment)  # noqa: S603 - our own command
    try:
        _wait(f"http://127.0.0.1:{port}/healthz")
        _photograph(f"http://127.0.0.1:{port}")
    finally:
        server.terminate()
        server.wait()


def _photograph(base: str) -> None:
    _OUT.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_CHROMIUM, args=_FLAGS)
        for name, (user, path) in _PICTURES.items():
            page = browser.new_page(viewport={"width": 1440, "height": 1000})
            page.context.add_cookies([{"name": "toured", "value": "all", "url": base}])  # no tour opens
            page.goto(f"{base}/login")
            page.fill("#name", user)
            page.fill("#password", f"demo-{user}")
            page.click("button[type=submit]")
            page.goto(base + path)
            _wait_until_drawn(page)
            page.screenshot(path=_OUT / name)
            page.close()
        browser.close()


def _wait_until_drawn(page: Page) -> None:
    """Ask the page again and again: its content policy does not let `wait_for_function` evaluate anything."""
    for _ in range(600):
        if page.evaluate(_DRAWN):
            page.wait_for_timeout(1000)  # the last chart is drawn after its data came
            return
        page.wait_for_timeout(100)
    raise SystemExit(f"{page.url} was not drawn within a minute")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(url: str) -> None:
    for _ in range(120):
        try:
            urllib.request.urlopen(url, timeout=1).close()  # noqa: S310 - our own server
            return
        except OSError:
            time.sleep(1)
    raise SystemExit(f"{url} did not answer within two minutes")


if __name__ == "__main__":
    main()
