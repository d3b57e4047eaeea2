"""Everything is reached by keyboard, and focus goes where the reader goes (trust.md A-3)."""

from __future__ import annotations

from tests.e2e.conftest import OpenAs

FOCUS = """() => {
  const node = document.activeElement, box = node.getBoundingClientRect();
  return {tag: node.tagName, inMain: !!node.closest('main'), wide: box.width, high: box.height,
    outline: getComputedStyle(node).outlineStyle, text: (node.innerText || node.ariaLabel || '').slice(0, 30)};
}"""


def test_the_skip_link_comes_first_and_leads_to_the_content(open_as: OpenAs) -> None:
    screen = open_as("ministry", "/?lang=en")
    screen.page.keyboard.press("Tab")
    assert screen.page.evaluate("document.activeElement.className") == "skip"
    screen.page.keyboard.press("Enter")
    screen.page.keyboard.press("Tab")
    assert screen.page.evaluate(FOCUS)["inMain"]


def test_the_content_is_not_far_and_focus_is_seen_on_the_way(open_as: OpenAs) -> None:
    screen = open_as("ministry", "/?lang=en")
    stops = []
    for _ in range(60):
        screen.page.keyboard.press("Tab")
        stops.append(screen.page.evaluate(FOCUS))
        if stops[-1]["inMain"]:
            break
    pages = screen.page.locator("#navigation a").count()
    assert len(stops) - pages <= 16, [stop["text"] for stop in stops]
    assert all(stop["outline"] != "none" or stop["tag"] in ("INPUT", "SELECT") for stop in stops), stops


def test_focus_goes_to_the_heading_of_another_view(open_as: OpenAs) -> None:
    screen = open_as("ministry", "/?lang=en")
    screen.page.locator("a.tile[href*='place=440000']").press("Enter")
    screen.wait_for_place("440000")
    assert screen.page.evaluate("document.activeElement.id") == "title"


def test_menus_open_close_and_give_focus_back(open_as: OpenAs) -> None:
    screen = open_as("ministry", "/usage?lang=en")
    for menu in (".filter-menu", ".account", ".line-actions .pop"):
        summary = screen.page.locator(f"{menu} > summary")
        summary.press("Enter")
        assert screen.page.locator(f"{menu} .pop-items").is_visible()
        screen.page.keyboard.press("Tab")
        screen.page.keyboard.press("Escape")
        assert not screen.page.locator(f"{menu} .pop-items").is_visible()
        assert summary.evaluate("node => node === document.activeElement")
    screen.page.locator("[data-dialog=help]:visible").press("Enter")
    assert screen.page.locator("#help").is_visible()
    screen.page.keyboard.press("Escape")
    assert screen.page.locator("#help").is_hidden()


def test_what_is_clicked_is_large_enough(open_as: OpenAs) -> None:
    screen = open_as("ministry", "/usage?lang=zh", width=390)
    small = screen.page.locator("button:visible, summary:visible, select:visible").evaluate_all(
        "all => all.map(n => [n.className, n.getBoundingClientRect()]).filter(([, b]) => b.width < 24 || b.height < 24)"
    )
    assert small == []
