"""A page in Chromium with a stopwatch in it: when it last changed, what came over the wire, how far things jumped."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, sync_playwright

CHROMIUM = "/usr/bin/chromium-headless-shell"
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
_QUIET_MS = 500
_PATIENCE_MS = 60_000
# The last change that a reader sees: of a chart, a number or a text; and every jump that nobody caused.
_STOPWATCH = """(() => {
  const watch = window.watch = {changed: 0, jumped: 0, flying: 0};
  const send = window.fetch;
  const landed = () => { watch.flying--; watch.changed = performance.now(); };
  window.fetch = (...asked) => { watch.flying++; return send(...asked).finally(landed); };
  new MutationObserver(() => { watch.changed = performance.now(); })
    .observe(document, {subtree: true, childList: true, characterData: true, attributes: true});
  new PerformanceObserver(list => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) watch.jumped += entry.value;
  }).observe({type: 'layout-shift', buffered: true});
})()"""
_SETTLED = f"""() => {{
  const charts = [...document.querySelectorAll('.chart')].filter(c => c.offsetParent);
  return document.querySelector('#title')?.textContent && !document.querySelector('.card.loading')
    && charts.every(c => c.querySelector('.js-plotly-plot .main-svg'))
    && watch.flying === 0 && performance.now() - watch.changed > {_QUIET_MS};
}}"""


@dataclass(frozen=True)
class Load:
    """A page load or a click: milliseconds to the last change on the page, kilobytes, requests, layout shift."""

    ms: float
    kb: float
    requests: int
    shift: float


class Stopwatch:
    """Measures one page of a browser that is signed in."""

    def __init__(self, context: BrowserContext, network: dict[str, float] | None) -> None:
        self.page: Page = context.new_page()
        self.page.add_init_script(_STOPWATCH)
        self._bytes, self._requests = 0.0, 0
        cdp: CDPSession = context.new_cdp_session(self.page)
        cdp.send("Network.enable")
        if network is not None:
            cdp.send("Network.emulateNetworkConditions", {"offline": False, **network})
        cdp.on("Network.loadingFinished", self._finished)
        cdp.on("Network.responseReceived", self._received)

    def _finished(self, event: dict[str, Any]) -> None:
        self._bytes += event["encodedDataLength"]

    def _received(self, event: dict[str, Any]) -> None:
        answer = event["response"]
        if not answer["url"].startswith("data:") and not answer.get("fromDiskCache"):
            self._requests += 1

    def load(self, address: str) -> Load:
        """Open an address; time counts from its beginning."""
        return self._measured(lambda: self.page.goto(address), 0.0)

    def act(self, script: str) -> Load:
        """Do something on the page by a script; time counts from then."""
        return self._measured(lambda: self.page.evaluate(script), self.page.evaluate("performance.now()"))

    def _measured(self, begin: Callable[[], object], since: float) -> Load:
        self._bytes, self._requests = 0.0, 0
        before = self.page.evaluate("window.watch ? watch.jumped : 0") if since else 0.0
        begin()
        self.page.wait_for_function(_SETTLED, timeout=_PATIENCE_MS, polling=50)
        changed, jumped = self.page.evaluate("[watch.changed, watch.jumped]")
        return Load(changed - since, self._bytes / 1000, self._requests, jumped - before)


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=_FLAGS)
        try:
            yield browser
        finally:
            browser.close()
