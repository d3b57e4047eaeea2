"""A big screen shows a view without controls, says its place, filters and time, and goes through the chosen pages."""

from __future__ import annotations

from tests.e2e.conftest import OpenAs

VIEW = "place=440000&period=2025-09..2026-08&stage=primary&lang=zh"
CONTROLS = (".top-bar", ".navigation", ".card-actions", ".filter-menu", ".period", ".line-actions", "#reset")
STEP = "document.dispatchEvent(new Event('screen-step'))"
AT_THE_END = "window.scrollY + window.innerHeight >= document.documentElement.scrollHeight - 8"


def test_a_big_screen_has_no_controls_and_says_what_it_shows(open_as: OpenAs) -> None:
    screen = open_as("ministry", f"/usage?{VIEW}&screen=1", width=1920)
    for control in CONTROLS:
        assert not screen.page.locator(control).first.is_visible(), control
    screen.page.wait_for_selector("#clock:visible")
    assert "年" in screen.page.locator("#clock").inner_text()
    assert screen.page.locator(".crumbs").is_visible()
    assert screen.page.locator(".chip:visible").count() == 1
    assert screen.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    screen.page.keyboard.press("Escape")
    screen.page.wait_for_selector(".top-bar:visible")
    assert "screen" not in screen.page.url
    assert "stage=primary" in screen.page.url
    assert screen.faults == []


def test_it_shows_all_of_a_page_and_then_the_next(open_as: OpenAs) -> None:
    screen = open_as(
        "ministry", f"/indicators?{VIEW}&screen=1&pages=no-such-page,usage,indicators&every=3600", width=1920
    )
    seen = [0.0]
    while not screen.page.evaluate(AT_THE_END):
        screen.page.evaluate(STEP)
        seen.append(screen.page.evaluate("window.scrollY"))
        assert seen[-1] > seen[-2], "each step goes further down"
    assert "/indicators" in screen.page.url
    screen.page.evaluate(STEP)
    screen.page.wait_for_url("**/usage?*")
    screen.wait()
    for part in ("screen=1", "place=440000", "stage=primary", "every=3600"):
        assert part in screen.page.url
    assert screen.faults == []


def test_a_server_that_is_gone_leaves_what_is_shown(open_as: OpenAs) -> None:
    screen = open_as("ministry", f"/usage?{VIEW}&screen=1&pages=training", width=1920, own=True)
    screen.page.evaluate("window.scrollTo(0, document.documentElement.scrollHeight)")
    screen.page.context.set_offline(True)
    screen.page.evaluate(STEP)
    screen.page.wait_for_selector("#offline:visible")
    assert "/usage" in screen.page.url
