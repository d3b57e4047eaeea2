"""A page of the dashboard as somebody in front of it sees it, and everything that went wrong behind it."""

from __future__ import annotations

import json
import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Error, Locator, Page, Request

# Every card has its numbers, and every chart of them is drawn.
_READY = """() => {
  const title = document.querySelector('#title');
  return !!title && title.textContent.trim() !== '' && !document.querySelector('.card.loading, .travelling')
    && [...document.querySelectorAll('.kind-ranked .chart, .kind-trend .chart')]
      .every(c => c.offsetParent === null || c.querySelector('.js-plotly-plot .main-svg'));
}"""
# Every chart is as wide as what it stands in: charts follow a new width after a moment.
_FITS = """width => innerWidth === width && document.body.scrollWidth <= width
  && document.documentElement.scrollWidth <= width
  && [...document.querySelectorAll('.chart .js-plotly-plot')].every(plot => plot.offsetParent === null
    || Math.abs(plot.querySelector('.main-svg').getBoundingClientRect().width - plot.clientWidth) < 2)"""
# The address says the place, and the server has said it back.
_ARRIVED = """code => [location.search, document.querySelector('a.language.active')?.search]
  .every(search => new URLSearchParams(search).get('place') === code)"""
# Where a mark stands on the screen: Plotly knows its axes in pixels.
_MARK = """([panel, code]) => {
  const gd = document.getElementById(panel).querySelector('.js-plotly-plot');
  const i = gd.data[0].customdata.indexOf(code);
  const point = gd.calcdata[0][i];
  if (!point || !gd._fullLayout) return null;
  gd.scrollIntoView({block: 'center'});
  const {xaxis, yaxis} = gd._fullLayout, box = gd.getBoundingClientRect();
  return [box.left + xaxis._offset + xaxis.d2p(point.x), box.top + yaxis._offset + yaxis.d2p(point.y)];
}"""


class Screen:
    """Wraps a page; `faults` collects console errors, page errors, failed requests and requests to others."""

    def __init__(self, page: Page, server: str) -> None:
        self.page = page
        self.faults: list[str] = []
        self._under_way: set[Request] = set()
        page.on("request", lambda r: self._under_way.add(r))
        page.on("requestfinished", lambda r: self._under_way.discard(r))
        page.on("requestfailed", lambda r: self._under_way.discard(r))
        page.on("console", lambda m: self.faults.append(f"console: {m.text}") if m.type == "error" else None)
        page.on("pageerror", lambda e: self.faults.append(f"page: {e}"))
        page.on("requestfailed", self._failed)
        page.on("response", lambda r: self.faults.append(f"{r.status}: {r.url}") if r.status >= 400 else None)
        page.on("request", lambda r: None if self._own(r.url, server) else self.faults.append(f"foreign: {r.url}"))

    def _failed(self, request: Request) -> None:
        """A browser gives up what it asked for when the reader goes on before it is there: that is no fault."""
        if request.failure != "net::ERR_ABORTED":
            self.faults.append(f"failed: {request.url} {request.failure}")

    @staticmethod
    def _own(url: str, server: str) -> bool:
        return url.startswith((f"{server}/", "data:", "blob:"))

    def goto(self, address: str) -> None:
        """Open an address and wait for its numbers."""
        self.page.goto(address)
        self.wait()

    def until(self, script: str, arg: object = None, timeout: float = 60_000) -> None:
        """Wait until a script is true in the page.

        `wait_for_function` waits inside the page, where our content policy forbids it to evaluate texts.
        """
        end, seen = time.monotonic() + timeout / 1000, "false"
        while time.monotonic() < end:
            try:
                if self.page.evaluate(script, arg):
                    return
            except Error as error:  # the page may be on its way to the next one
                seen = str(error)
            self.page.wait_for_timeout(50)
        raise TimeoutError(f"{script} with {arg!r} stayed {seen} at {self.page.url}")

    def wait(self) -> None:
        """Wait until every card has its numbers and nothing more is on its way."""
        self.until(_READY)
        quiet = 0
        for _ in range(300):
            self.page.wait_for_timeout(50)
            quiet = 0 if self._under_way else quiet + 1
            if quiet == 4:
                return
        raise AssertionError(f"still under way: {[request.url for request in self._under_way]}")

    def resize(self, width: int) -> None:
        """Make the window so wide, and wait until nothing is wider and every chart has followed."""
        self.page.set_viewport_size({"width": width, "height": 900})
        self.until(_FITS, arg=width, timeout=5_000)

    def wait_for_place(self, code: str) -> None:
        """Wait until the view is of a place, and its numbers are there."""
        self.until(_ARRIVED, arg=code)
        self.wait()

    @property
    def view(self) -> dict[str, str]:
        """The parameters of the address."""
        return {name: values[0] for name, values in parse_qs(urlsplit(self.page.url).query).items()}

    @property
    def title(self) -> str:
        """The heading of the page."""
        return self.page.locator("h1#title").inner_text()

    @property
    def shown(self) -> tuple[str, str]:
        """What tells one view from another: its address and its heading."""
        return self.page.url, self.title

    def select(self, name: str) -> Locator:
        """The select of a filter, its menu opened."""
        self.page.evaluate("document.querySelectorAll('.filter-menu').forEach(menu => menu.open = true)")
        return self.page.locator(f'select[id=\'{{"name":"{name}","type":"filter"}}\']')

    def part(self, panel: str, part: str, kind: str = "chart") -> Locator:
        """A part of a panel, such as `part("usage.trend", "title")`."""
        return self.page.locator(f"[id='{self._id(panel, part, kind)}']")

    def wait_for_title(self, text: str) -> None:
        """Wait until the heading says just this, and its numbers are there."""
        self.until("text => document.querySelector('#title')?.innerText === text", arg=text)
        self.wait()

    @staticmethod
    def _id(panel: str, part: str, kind: str = "chart") -> str:
        return json.dumps({"panel": panel, "type": f"{kind}-{part}"}, separators=(",", ":"))

    def figure(self, panel: str) -> list[dict[str, Any]]:
        """The traces of a chart, as Plotly holds them."""
        script = "id => document.getElementById(id).querySelector('.js-plotly-plot').data.map(t => ({...t}))"
        found: list[dict[str, Any]] = self.page.evaluate(script, self._id(panel, "figure"))
        return found

    def click_mark(self, panel: str, code: str) -> None:
        """Click the mark of a place on a chart."""
        # The menu of filters lies over the charts while it is open.
        self.page.evaluate("document.querySelectorAll('.filter-menu').forEach(menu => menu.open = false)")
        where: list[float] | None = None
        for _ in range(100):
            before, where = where, self.page.evaluate(_MARK, [self._id(panel, "figure"), code])
            if where is not None and where == before:
                break
            self.page.wait_for_timeout(100)
        assert where is not None, f"{panel} has no mark of {code}"
        self.page.mouse.move(*where)
        self.page.mouse.click(*where)

    def open_table(self, panel: str) -> Locator:
        """The table behind a chart, opened."""
        twin = self.part(panel, "twin")
        if not twin.is_visible():
            self.part(panel, "card").locator("button[data-toggle=twin]").click()
        return twin
