"""Every page stands, fits and looks as it was accepted, in each language, theme and width, and asks nobody but us.

A page is opened once for a language and a theme, on a telephone in light and on a desk in dark, and is then drawn on
the other width. `make screenshots-accept` accepts how every page looks now.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.e2e.conftest import ContextOf, OpenAs
from tests.e2e.pictures import BASELINE, Easel
from tests.e2e.screen import Screen

PATHS = (
    "/",
    "/school",
    "/usage",
    "/training",
    "/divide",
    "/pilots",
    "/literacy",
    "/sharing",
    "/platforms",
    "/programmes",
    "/area",
    "/compare",
    "/quality",
    "/indicators",
    "/brief",
)
HTML_LANG = {"zh": "zh-CN", "en": "en"}
WIDTHS = (1440, 390)
READERS = ("director", "principal")
"""They take turns over the pages, for CI has little time: `make axe` opens each for all."""
ACCEPT = "ACCEPT" in os.environ
TOLERANCE = 0.02
"""The share of blocks that may be apart: a line of text that breaks elsewhere, not a panel."""
# What depends on the clock: the footer, the release's name, the list of releases.
TIMELESS = ".foot, .trust-item:has(.icon-tag), .kind-releases .block { visibility: hidden; }"
SHIFT = """() => new Promise(resolve => {
  let sum = 0;
  new PerformanceObserver(list => list.getEntries().forEach(entry => (sum += entry.hadRecentInput ? 0 : entry.value)))
    .observe({type: 'layout-shift', buffered: true});
  setTimeout(() => resolve(sum), 100);
})"""
WIDE = """() => [...document.querySelectorAll('main *, header *')].filter(n => {
  const box = n.getBoundingClientRect();
  if (!box.width || box.right <= innerWidth + 1) return false;
  for (let up = n.parentElement; up; up = up.parentElement)
    if (['auto', 'scroll', 'hidden', 'clip'].includes(getComputedStyle(up).overflowX)) return false;
  return true;
}).map(n => n.tagName + '.' + n.className)"""


@dataclass(frozen=True)
class Visit:
    """A page that is open: how, and how far its parts had jumped (CLS) when it had its numbers."""

    path: str
    language: str
    theme: str
    screen: Screen
    jumped: float

    def picture(self, width: int) -> str:
        """The file of this page's accepted picture on a width."""
        return name_of(self.path, self.language, self.theme, width)


def name_of(path: str, language: str, theme: str, width: int) -> str:
    """The file of a page in a look."""
    return "-".join((path.strip("/") or "overview", language, theme, str(width))) + ".webp"


@pytest.fixture(
    scope="module",
    params=list(product(PATHS, HTML_LANG, ("light", "dark"))),
    ids=lambda look: "-".join((look[0].strip("/") or "overview", *look[1:])),
)
def visit(request: pytest.FixtureRequest, shared: ContextOf, server: str) -> Iterator[Visit]:
    """A page in a language and a theme; a school has a page of its own only for who has one."""
    path, language, theme = request.param
    page = shared("principal" if path == "/school" else "ministry", theme).new_page()
    page.set_viewport_size({"width": 390 if theme == "light" else 1440, "height": 900})
    screen = Screen(page, server)
    screen.goto(f"{path}?lang={language}")
    yield Visit(path, language, theme, screen, page.evaluate(SHIFT))
    page.close()


@pytest.fixture(scope="module")
def easel(browser: Browser) -> Iterator[Easel]:
    """Where pictures are compared."""
    made = Easel(browser)
    yield made
    made.close()


def test_the_pages_are_all_of_them(open_as: OpenAs) -> None:
    links = open_as("ministry").page.locator("nav.navigation a").evaluate_all("all => all.map(a => a.pathname)")
    assert sorted(links) == sorted(PATHS), "a new page is listed here, and so tried below"


def test_a_page_stands_without_a_fault(visit: Visit) -> None:
    page = visit.screen.page
    assert visit.screen.faults == []
    assert page.locator(".panel.error, .kpi.error").count() == 0
    assert page.locator("h1").count() == 1
    assert visit.screen.title.strip()
    assert page.locator("html").get_attribute("lang") == HTML_LANG[visit.language]
    assert page.locator("html").get_attribute("data-theme") == visit.theme
    assert page.locator(".demo:visible").count() >= 1, "demo data is called so"
    assert page.locator("#finding").inner_text().strip()
    assert visit.jumped < 0.02


@pytest.mark.parametrize(("path", "name"), [(path, READERS[n % len(READERS)]) for n, path in enumerate(PATHS)])
def test_a_page_stands_for_other_readers(open_as: OpenAs, path: str, name: str) -> None:
    screen = open_as(name, path)
    assert screen.faults == []
    assert screen.page.locator(".panel.error, .kpi.error").count() == 0


@pytest.mark.parametrize("width", WIDTHS)
def test_a_page_looks_as_it_was_accepted(visit: Visit, easel: Easel, tmp_path: Path, width: int) -> None:
    visit.screen.resize(width)
    page, kept = visit.screen.page, BASELINE / visit.picture(width)
    page.add_style_tag(content=TIMELESS)
    shot = page.screenshot(full_page=True)
    if ACCEPT:
        kept.write_bytes(easel.small(shot))
    assert kept.exists(), "nobody has accepted this look: make screenshots-accept"
    found = easel.difference(shot, kept.read_bytes())
    (tmp_path / "now.png").write_bytes(shot)
    assert found.share <= TOLERANCE, f"{found.share:.1%} is elsewhere, at {found.apart}; see {tmp_path}/now.png"


def test_a_page_fits_a_telephone(visit: Visit) -> None:
    for width in (390, 320):
        visit.screen.resize(width)
        assert visit.screen.page.evaluate(WIDE) == [], "nothing is cut off that cannot be scrolled to"


def test_a_missing_panel_and_the_wrong_theme_are_seen(open_as: OpenAs, easel: Easel) -> None:
    screen = open_as("ministry", "/sharing?lang=zh")
    kept = easel.small(screen.page.screenshot(full_page=True))
    screen.page.evaluate("document.documentElement.dataset.theme = 'dark'")
    assert easel.difference(screen.page.screenshot(full_page=True), kept).share > 10 * TOLERANCE
    screen.page.evaluate("document.documentElement.dataset.theme = 'light'")
    assert easel.difference(screen.page.screenshot(full_page=True), kept).share <= TOLERANCE
    screen.page.evaluate("document.querySelector('.panel:not(.away) .chart, .panel:not(.away) .block').remove()")
    assert easel.difference(screen.page.screenshot(full_page=True), kept).share > TOLERANCE


def test_the_kept_pictures_are_small_and_none_is_left_over() -> None:
    sizes = {file.name: file.stat().st_size for file in BASELINE.iterdir()}
    assert sizes.keys() == {name_of(*look) for look in product(PATHS, HTML_LANG, ("light", "dark"), WIDTHS)}
    assert max(sizes.values()) < 25_000
