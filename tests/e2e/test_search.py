"""The search of places works by keyboard, leads to the place, keeps every filter and shows nobody more than theirs."""

from __future__ import annotations

import pytest

from data_access.places import Place
from tests.e2e.conftest import OpenAs


@pytest.mark.parametrize(
    ("language", "typed", "name"), [("zh", "中山市", "中山市"), ("en", "zhongshan ci", "Zhongshan City")]
)
def test_a_place_is_found_and_opened_by_keyboard(open_as: OpenAs, language: str, typed: str, name: str) -> None:
    screen = open_as("ministry", f"/usage?lang={language}&stage=primary&indicator=R02")
    page = screen.page
    page.locator("body").press("/")
    field = page.locator("#search-text")
    assert field.evaluate("field => field === document.activeElement")
    page.keyboard.type(typed)
    page.wait_for_selector("#search-found [role=option]")
    assert field.get_attribute("aria-expanded") == "true"
    page.keyboard.press("ArrowDown")
    active = field.get_attribute("aria-activedescendant")
    chosen = page.locator(f"#{active}")
    assert chosen.get_attribute("aria-selected") == "true"
    assert name in chosen.inner_text()
    page.keyboard.press("Enter")
    screen.wait_for_place("442000")
    assert screen.view["stage"] == "primary"
    assert screen.view["indicator"] == "R02"
    assert name in screen.title
    assert page.locator("#search-list").is_hidden()
    assert screen.faults == []


def test_what_is_found_are_links(open_as: OpenAs) -> None:
    screen = open_as("ministry", "/training?lang=zh&stage=primary")
    screen.page.fill("#search-text", "zss")
    screen.page.wait_for_selector("#search-found [role=option]")
    hrefs = screen.page.locator("#search-found a").evaluate_all("all => all.map(a => a.href)")
    assert len(hrefs) > 1
    assert all("/training?" in href and "stage=primary" in href for href in hrefs)
    screen.page.keyboard.press("Escape")
    assert screen.page.locator("#search-list").is_hidden()


def test_a_principal_finds_the_own_school_and_no_other_place(open_as: OpenAs, own_school: Place) -> None:
    screen = open_as("principal", "/?lang=zh")
    for typed, expected in ((own_school.name_zh, 1), ("中山市", 0), ("442000", 0), ("没有这个地方", 0)):
        screen.page.locator("#search-said").evaluate("said => (said.textContent = '')")
        screen.page.fill("#search-text", typed)
        screen.page.wait_for_selector("#search-said:not(:empty)")
        assert screen.page.locator("#search-found a").count() == expected, typed


def test_it_opens_on_a_telephone(open_as: OpenAs) -> None:
    screen = open_as("ministry", "/?lang=zh", width=390)
    assert screen.page.locator("#search-text").is_hidden()
    screen.page.locator("[data-search]").click()
    screen.page.fill("#search-text", "雄安")
    screen.page.locator("#search-found a").first.click()
    screen.wait_for_place("area:xiongan")
    assert screen.page.locator("#search-text").is_hidden()
