"""From the nation to one school and back, every filter kept, every view in its address."""

from __future__ import annotations

import pytest

from data_access.gate import Gate
from data_access.scope import NATION
from tests.e2e.conftest import OpenAs
from tests.e2e.screen import Screen
from tests.e2e.test_pages import SHIFT

CHILDREN = "overview.children"
STAGE = "primary"


def stage_is_kept(screen: Screen) -> None:
    """The stage stands in the address and in its select."""
    assert screen.view["stage"] == STAGE
    assert screen.select("stage").input_value() == STAGE


def a_school(screen: Screen) -> str:
    """The first school among the marks of the places below."""
    return next(code for code in screen.figure(CHILDREN)[0]["customdata"] if code.startswith("S"))


def by_tile(screen: Screen, code: str) -> None:
    """Down by the tile of a province."""
    screen.page.locator(f"a.tile[href*='place={code}']").click()


def by_mark(screen: Screen, code: str) -> None:
    """Down by a mark of the chart."""
    screen.click_mark(CHILDREN, code)


def by_table(screen: Screen, code: str) -> None:
    """Down by the keyboard, on a link of the table behind the chart."""
    link = screen.open_table(CHILDREN).locator(f"a[href*='place={code}&'], a[href$='place={code}']").first
    link.focus()
    screen.page.keyboard.press("Enter")


def by_select(screen: Screen, code: str) -> None:
    """Down by the list of places below."""
    screen.select("below").select_option(code)


WAYS = {
    "Guangdong, Zhongshan": [(by_tile, "440000"), (by_mark, "442000"), (by_mark, "")],
    "Beijing, Dongcheng": [(by_tile, "110000"), (by_table, "110101"), (by_table, "")],
    "Guangdong by lists": [(by_select, "440000"), (by_select, "442000"), (by_select, "")],
}


@pytest.mark.parametrize("name", WAYS)
def test_from_the_nation_to_a_school_and_back(open_as: OpenAs, gate: Gate, name: str) -> None:
    screen = open_as("ministry", "/?lang=zh")
    screen.select("stage").select_option(STAGE)
    screen.page.wait_for_url(f"**stage={STAGE}**")
    screen.wait()
    seen = [screen.shown]
    for step, wanted in WAYS[name]:
        code = wanted or a_school(screen)
        step(screen, code)
        screen.wait_for_place(code)
        place = gate.place(NATION, code)
        assert place.name_zh in screen.title
        stage_is_kept(screen)
        seen.append(screen.shown)
    assert len({title for _, title in seen}) == len(seen)
    below = screen.page.locator(f"[id*='{CHILDREN}'].card:not(.away)")
    assert below.count() == 0, "a school has nothing below"

    for url, title in reversed(seen[:-1]):
        screen.page.go_back()
        screen.page.wait_for_url(url)
        screen.wait_for_title(title)
        stage_is_kept(screen)
    screen.page.go_forward()
    screen.wait_for_title(seen[1][1])
    assert screen.shown == seen[1]
    assert not screen.faults


def test_an_area_leads_to_its_counties_and_their_schools(open_as: OpenAs) -> None:
    area = "/?place=area:xiongan&lang=zh&stage=primary"
    screen = open_as("ministry", area)
    home = screen.title
    assert set(screen.figure(CHILDREN)[0]["customdata"]) == {"130629", "130632", "130638"}
    for county in ("130629", "130632", "130638"):
        by_mark(screen, county)
        screen.wait_for_place(county)
        stage_is_kept(screen)
        school = a_school(screen)
        by_mark(screen, school)
        screen.wait_for_place(school)
        stage_is_kept(screen)
        screen.page.go_back()
        screen.wait_for_place(county)
        screen.page.go_back()
        screen.wait_for_title(home)


def test_a_reload_and_a_copied_address_show_the_same(open_as: OpenAs) -> None:
    address = "/training?place=440000&period=2025-09..2026-08&stage=primary&programme=digital_literacy&lang=en"
    screen = open_as("ministry", address)
    by = screen.figure("training.children")[0]["customdata"]
    shown = screen.shown
    screen.page.reload()
    screen.wait()
    assert screen.shown == shown
    other = open_as("ministry", screen.page.url)
    assert other.shown == shown
    assert other.figure("training.children")[0]["customdata"] == by
    assert other.select("programme").input_value() == "digital_literacy"


def test_the_breadcrumb_leads_up_with_every_filter(open_as: OpenAs) -> None:
    screen = open_as("ministry", "/usage?place=110101&stage=primary&kind=lesson&lang=en")
    crumbs = screen.page.locator(".crumbs a:visible")
    assert crumbs.all_inner_texts()[0] == "China"
    assert len(crumbs.all_inner_texts()) == 3, "Beijing has no prefectures"
    crumbs.nth(1).click()
    screen.wait_for_place("110000")
    stage_is_kept(screen)
    assert screen.view["kind"] == "lesson"
    screen.page.locator(".crumbs a:visible").first.click()
    screen.wait_for_place("000000")
    stage_is_kept(screen)


def test_another_page_shows_the_same_place_and_filters(open_as: OpenAs) -> None:
    screen = open_as("ministry", "/usage?place=440000&period=2025-09..2026-08&stage=primary&lang=en")
    screen.page.locator("nav.navigation a", has_text="Teacher training").click()
    screen.page.wait_for_url("**/training?**")
    screen.until("document.querySelector('#title')?.innerText.includes('teacher training')")
    screen.wait()
    assert screen.view["place"] == "440000"
    assert screen.view["period"] == "2025-09..2026-08"
    stage_is_kept(screen)
    screen.page.go_back()
    screen.until("document.querySelector('#title')?.innerText.includes('resource usage')")
    assert screen.view["place"] == "440000"


def test_back_is_where_the_reader_was_and_nothing_jumps(open_as: OpenAs) -> None:
    """On the same page, and from another one."""
    screen = open_as("ministry", "/?place=000000&lang=zh", width=1440)
    screen.page.locator("a.tile[href*='place=440000']").scroll_into_view_if_needed()
    top = screen.page.evaluate("scrollY")
    assert top > 0
    by_tile(screen, "440000")
    screen.wait_for_place("440000")
    assert screen.page.evaluate("scrollY") == 0
    jumped = screen.page.evaluate(SHIFT)
    screen.page.go_back()
    screen.wait_for_place("000000")
    assert screen.page.evaluate("scrollY") == pytest.approx(top, abs=2)
    assert screen.page.evaluate(SHIFT) - jumped < 0.02
    screen.page.locator("nav.navigation a[href*='/quality']").click()
    screen.page.wait_for_url("**/quality?**")
    screen.wait()
    assert screen.page.evaluate("scrollY") == 0
    screen.page.go_back()
    screen.wait_for_place("000000")
    assert screen.page.evaluate("scrollY") == pytest.approx(top, abs=2)
