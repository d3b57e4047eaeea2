"""Every page stands, in both languages and on every width, and asks nobody but our own server."""

from __future__ import annotations

import os
from collections.abc import Iterable
from itertools import product

import pytest

from tests.e2e.conftest import OpenAs

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
LOOKS = {"zh": ("zh-CN", "light"), "en": ("en", "dark")}
"""Each language in one of the themes."""
READERS = ("principal", "director")
EVERYTHING = os.environ.get("PAGES") == "all"
"""Else pages take turns (`test_looks.py` opens each in the other language), for CI has little time: `make pages`."""


def turns(ways: Iterable[str]) -> list[tuple[str, str]]:
    """Each page in each of the ways, or each in one of them."""
    held = tuple(ways)
    if EVERYTHING:
        return list(product(PATHS, held))
    return [(path, held[(n + 1) % len(held)]) for n, path in enumerate(PATHS)]


def test_the_pages_are_all_of_them(open_as: OpenAs) -> None:
    links = open_as("ministry").page.locator("nav.navigation a").evaluate_all("all => all.map(a => a.pathname)")
    assert sorted(links) == sorted(PATHS), "a new page is listed here, and so tried below"


@pytest.mark.parametrize(("path", "language"), turns(LOOKS))
def test_a_page_stands_without_a_fault(open_as: OpenAs, path: str, language: str) -> None:
    lang, theme = LOOKS[language]
    screen = open_as("ministry", f"{path}?lang={language}", scheme=theme)
    assert screen.faults == []
    assert screen.page.locator(".panel.error, .kpi.error").count() == 0
    assert screen.page.locator("h1").count() == 1
    assert screen.title.strip()
    assert screen.page.locator("html").get_attribute("lang") == lang
    assert screen.page.locator("html").get_attribute("data-theme") == theme
    assert screen.page.locator(".demo:visible").count() >= 1, "demo data is called so"
    assert screen.page.locator("#finding").inner_text().strip()


@pytest.mark.parametrize(("path", "name"), turns(READERS))
def test_a_page_stands_for_every_reader(open_as: OpenAs, path: str, name: str) -> None:
    screen = open_as(name, path)
    assert screen.faults == []
    assert screen.page.locator(".panel.error, .kpi.error").count() == 0


FITS = """width => innerWidth === width && document.body.scrollWidth <= width
  && document.documentElement.scrollWidth <= width"""
WIDE = """() => [...document.querySelectorAll('main *, header *')].filter(n => {
  const box = n.getBoundingClientRect();
  if (!box.width || box.right <= innerWidth + 1) return false;
  for (let up = n.parentElement; up; up = up.parentElement)
    if (['auto', 'scroll', 'hidden', 'clip'].includes(getComputedStyle(up).overflowX)) return false;
  return true;
}).map(n => n.tagName + '.' + n.className)"""


SHIFT = """() => new Promise(resolve => {
  let sum = 0;
  new PerformanceObserver(list => list.getEntries().forEach(entry => (sum += entry.hadRecentInput ? 0 : entry.value)))
    .observe({type: 'layout-shift', buffered: true});
  setTimeout(() => resolve(sum), 100);
})"""


@pytest.mark.parametrize("path", PATHS)
def test_a_page_fits_a_telephone_and_does_not_jump(open_as: OpenAs, path: str) -> None:
    screen = open_as("principal" if path == "/school" else "ministry", path, width=390)
    assert screen.page.evaluate(SHIFT) < 0.02
    for width in (390, 320):
        screen.page.set_viewport_size({"width": width, "height": 800})
        # Charts follow a new width after a moment.
        screen.until(FITS, arg=width, timeout=5_000)
        assert screen.page.evaluate(WIDE) == [], "nothing is cut off that cannot be scrolled to"
