"""The dashboard works behind a proxy under a prefix, whether the proxy takes the prefix off or passes it on."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser

from tests.conftest import PASSWORD
from tests.e2e.conftest import serving
from tests.e2e.screen import Screen

PREFIX = "/education"
HOP = {"connection", "keep-alive", "transfer-encoding", "content-length"}


class Proxy(BaseHTTPRequestHandler):
    """Passes what is under the prefix on to `port`, and answers 404 to everything else."""

    port = 0
    strips = False

    def do_GET(self) -> None:  # named by the standard library
        """Pass a request on."""
        if not self.path.startswith(f"{PREFIX}/"):
            return self.send_error(404)
        path = self.path.removeprefix(PREFIX) if self.strips else self.path
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        onward = HTTPConnection("127.0.0.1", self.port, timeout=60)
        onward.request(self.command, path, body, {n: t for n, t in self.headers.items() if n.lower() not in HOP})
        answer = onward.getresponse()
        data = answer.read()
        self.send_response(answer.status)
        for name, text in answer.getheaders():
            if name.lower() not in HOP:
                self.send_header(name, text)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)
        onward.close()

    do_POST = do_GET

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def behind(
    tiny_warehouse: str, accounts_url: str, secret_key: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The port of a dashboard that is told its prefix."""
    log = tmp_path_factory.mktemp("behind") / "log"
    with serving(tiny_warehouse, accounts_url, secret_key, log, DASHBOARD_PATH_PREFIX=PREFIX) as address:
        yield address.rpartition(":")[2]


@pytest.mark.parametrize("strips", [False, True])
def test_it_works_under_a_prefix(behind: str, browser: Browser, strips: bool) -> None:
    handler = type("Handler", (Proxy,), {"port": int(behind), "strips": strips})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as proxy:
        threading.Thread(target=proxy.serve_forever, daemon=True).start()
        base = f"http://127.0.0.1:{proxy.server_address[1]}"
        context = browser.new_context(base_url=base, reduced_motion="reduce")
        context.set_default_timeout(45_000)
        try:
            screen = Screen(context.new_page(), f"{base}{PREFIX}")
            screen.page.goto(f"{PREFIX}/training?place=440000&lang=en")
            screen.page.wait_for_url(f"**{PREFIX}/login?next=**")
            screen.page.fill("#name", "ministry")
            screen.page.fill("#password", PASSWORD.format(name="ministry"))
            screen.page.click("button[type=submit]")
            screen.page.wait_for_url(f"**{PREFIX}/training?**")
            screen.wait()
            assert "Guangdong" in screen.title
            screen.page.locator("nav.navigation a[href*='usage']").click()
            screen.page.wait_for_url(f"**{PREFIX}/usage?**")
            screen.wait()
            hrefs = screen.page.locator("a[href]").evaluate_all("all => all.map(a => new URL(a.href).pathname)")
            assert all(href.startswith(f"{PREFIX}/") for href in hrefs)
            assert screen.faults == []
        finally:
            context.close()
            proxy.shutdown()
