"""The tour comes once, at the first visit of the home page, goes by keyboard, and comes again when asked for."""

from __future__ import annotations

import pytest

from tests.e2e.conftest import OpenAs
from tests.e2e.screen import Screen
from tests.e2e.test_axe import violations

SEEN = """() => {
  const inside = node => {
    const box = node.getBoundingClientRect();
    return box.width > 0 && box.left >= 0 && box.right <= innerWidth && box.top >= 0 && box.bottom <= innerHeight;
  };
  return {card: inside(document.querySelector('.tour-card')), spot: inside(document.querySelector('.tour-spot')),
    focus: document.activeElement.dataset.tour,
    step: document.querySelector('.tour section:not([hidden]) h2').innerText};
}"""


def first_visit(open_as: OpenAs, name: str, width: int) -> Screen:
    """The home page of an account that has not had the tour; the tour is open."""
    screen = open_as(name, "/indicators?lang=zh", width=width, own=True)
    screen.page.context.clear_cookies(name="toured")
    screen.goto("/?lang=en")
    screen.page.wait_for_selector("#tour[open]")
    return screen


@pytest.mark.parametrize(("name", "width"), [("ministry", 1280), ("director", 390), ("principal", 320)])
def test_it_goes_by_keyboard_and_comes_once(open_as: OpenAs, name: str, width: int) -> None:
    screen = first_visit(open_as, name, width)
    assert violations(screen, "#tour") == []
    steps = []
    for _ in range(5):
        seen = screen.page.evaluate(SEEN)
        assert seen["card"] and seen["spot"] and seen["focus"] == "next", seen
        steps.append(seen["step"])
        screen.page.keyboard.press("Enter")
    assert len(set(steps)) == 5
    assert screen.page.locator("#tour").is_hidden()
    assert screen.page.evaluate("document.activeElement.id") == "title"
    screen.goto("/?lang=en")
    screen.page.wait_for_timeout(600)
    assert screen.page.locator("#tour").is_hidden(), "it was had"
    assert screen.faults == []


def test_escape_skips_it_and_the_help_of_another_page_starts_it_again(open_as: OpenAs) -> None:
    screen = first_visit(open_as, "ministry", 1280)
    screen.page.keyboard.press("Escape")
    screen.goto("/indicators?lang=en")
    screen.page.locator("[data-dialog=help]:visible").click()
    screen.page.locator("#help [data-tour=start]").click()
    screen.page.wait_for_selector("#tour[open]")
    assert "/indicators" not in screen.page.url
    screen.page.keyboard.press("ArrowRight")
    screen.page.keyboard.press("ArrowLeft")
    assert screen.page.locator("#tour section:not([hidden]) .tour-count").inner_text() == "1 of 5"
