"""Every page looks as it was accepted, in each language, theme and width (`make screenshots-accept` accepts anew)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.e2e.conftest import OpenAs
from tests.e2e.pictures import BASELINE, Easel
from tests.e2e.test_pages import PATHS

LOOKS = [(language, theme, width) for width in (1440, 390) for theme in ("light", "dark") for language in ("zh", "en")]
EVERYTHING = os.environ.get("LOOKS") == "all"
"""Else the pages take turns in the looks, for CI has little time."""
ACCEPT = "ACCEPT" in os.environ
TURNS = [(path, LOOKS[n % len(LOOKS)]) for n, path in enumerate(PATHS)]
CASES = [(path, look) for path in PATHS for look in LOOKS] if EVERYTHING else TURNS
TOLERANCE = 0.02
"""The share of blocks that may be apart: a line of text that breaks elsewhere, not a panel."""
# What depends on the clock: the footer, the release's name, the list of releases.
TIMELESS = ".foot, .trust-item:has(.icon-tag), .kind-releases .block { visibility: hidden; }"


@pytest.fixture(scope="module")
def easel(browser: Browser) -> Iterator[Easel]:
    """Where pictures are compared."""
    made = Easel(browser)
    yield made
    made.close()


def name_of(path: str, look: tuple[str, str, int]) -> str:
    """The file of a page in a look."""
    return "-".join(map(str, (path.strip("/") or "overview", *look))) + ".webp"


def picture(open_as: OpenAs, path: str, look: tuple[str, str, int]) -> bytes:
    """The whole page as it is now; a school has its own page only for who has one."""
    language, theme, width = look
    reader = "principal" if path == "/school" else "ministry"
    screen = open_as(reader, f"{path}?lang={language}", width=width, scheme=theme)
    assert screen.faults == []
    assert screen.page.locator(".panel.error, .kpi.error").count() == 0
    screen.page.add_style_tag(content=TIMELESS)
    return screen.page.screenshot(full_page=True)


@pytest.mark.parametrize(("path", "look"), CASES, ids=[name_of(*case) for case in CASES])
def test_a_page_looks_as_it_was_accepted(
    open_as: OpenAs, easel: Easel, tmp_path: Path, path: str, look: tuple[str, str, int]
) -> None:
    shot, kept = picture(open_as, path, look), BASELINE / name_of(path, look)
    if ACCEPT:
        kept.write_bytes(easel.small(shot))
    if EVERYTHING and not kept.exists():
        pytest.skip("nobody has accepted this look yet: make screenshots-accept")
    found = easel.difference(shot, kept.read_bytes())
    (tmp_path / "now.png").write_bytes(shot)
    assert found.share <= TOLERANCE, f"{found.share:.1%} is elsewhere, at {found.apart}; see {tmp_path}/now.png"


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
    every = {name_of(path, look) for path in PATHS for look in LOOKS}
    sizes = {file.name: file.stat().st_size for file in BASELINE.iterdir()}
    assert {name_of(*turn) for turn in TURNS} <= sizes.keys() <= every
    assert max(sizes.values()) < 25_000
