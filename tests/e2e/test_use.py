"""What a reader does on a page: filter, reset, change the theme, read the table, download, follow a foreign link."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from data_access.places import Place
from tests.e2e.conftest import OpenAs

YEAR = "period=2025-09..2026-08"


def test_a_filter_changes_address_and_figure_without_a_reload(open_as: OpenAs) -> None:
    screen = open_as("ministry", f"/usage?place=440000&{YEAR}&indicator=R02&lang=en")
    screen.page.evaluate("window.stays = true")
    before, title = screen.figure("usage.trend")[0]["y"], screen.page.locator("#finding").inner_text()
    screen.select("setting").select_option("rural")
    screen.page.wait_for_url("**setting=rural**")
    screen.until("text => document.querySelector('#finding').innerText !== text", arg=title)
    screen.wait()
    assert screen.figure("usage.trend")[0]["y"] != before
    assert screen.page.evaluate("window.stays") is True
    assert screen.page.locator(".chip:visible").all_inner_texts() == ["Setting: Rural ✕"]

    screen.page.locator("#reset").click()
    screen.until("!location.search.includes('setting')")
    screen.until("text => document.querySelector('#finding').innerText === text", arg=title)
    screen.wait()
    assert screen.figure("usage.trend")[0]["y"] == before
    assert screen.select("setting").input_value() == "*"
    assert screen.page.locator("#reset").is_hidden()
    assert screen.faults == []


def test_a_chip_takes_its_own_filter_away(open_as: OpenAs) -> None:
    screen = open_as("ministry", f"/usage?place=440000&{YEAR}&stage=primary&setting=urban&lang=en")
    screen.page.locator(".chip:visible", has_text="Stage").click()
    screen.until("!location.search.includes('stage')")
    assert screen.view["setting"] == "urban"


def test_the_period_is_chosen_from_a_list(open_as: OpenAs) -> None:
    screen = open_as("ministry", "/training?place=440000&lang=en")
    title = screen.title
    screen.select("period").select_option("2023-09..2024-08")
    screen.page.wait_for_url("**period=2023-09..2024-08**")
    screen.until("text => document.querySelector('#title').innerText !== text", arg=title)
    assert "2023–2024" in screen.title


def test_every_select_says_what_is_chosen_even_when_nothing_is(open_as: OpenAs) -> None:
    screen = open_as("ministry", f"/usage?place=440000&{YEAR}&lang=en")
    said = {}
    for name in ("below", "period", "indicator", "stage", "setting", "kind", "role"):
        said[name] = screen.select(name).evaluate("s => s.selectedOptions[0]?.textContent ?? ''")
    assert said["stage"] == said["setting"] == said["kind"] == said["role"] == "All"
    assert said["below"] == "Choose a place below"
    assert said["indicator"].startswith("R01 ")
    assert "2025–2026" in said["period"]


def test_the_theme_is_kept_and_charts_follow_it(open_as: OpenAs) -> None:
    screen = open_as("ministry", f"/usage?place=440000&{YEAR}", own=True)
    ink = "() => document.querySelector('.kind-trend .js-plotly-plot')?.layout.font.color"
    light = screen.page.evaluate(ink)
    screen.page.locator("[data-theme-toggle]:visible").click()
    screen.until(f"old => ![old, undefined].includes(({ink})())", arg=light)
    assert screen.page.locator("html").get_attribute("data-theme") == "dark"
    screen.page.reload()
    screen.wait()
    assert screen.page.locator("html").get_attribute("data-theme") == "dark"
    assert screen.page.evaluate(ink) != light


@pytest.mark.parametrize("panel", ["usage.trend", "usage.children"])
def test_the_table_says_what_the_figure_shows(open_as: OpenAs, panel: str) -> None:
    screen = open_as("ministry", f"/usage?place=440000&{YEAR}&indicator=R02&lang=en")
    button = screen.part(panel, "card").locator("button[data-toggle=twin]")
    assert button.get_attribute("aria-expanded") == "false"
    assert not screen.part(panel, "twin").is_visible()
    button.click()
    assert button.get_attribute("aria-expanded") == "true"
    rows = screen.part(panel, "twin").locator("tbody tr")
    # A trend draws its interval first and the own line with marks.
    trace = next(t for t in screen.figure(panel) if "markers" in t.get("mode", ""))
    values = trace["y"] if panel == "usage.trend" else trace["x"]
    said = {row.split("\t")[1] for row in rows.all_inner_texts()}
    assert rows.count() == len(values)
    assert {f"{v:.1f} %" for v in values if v is not None} <= said
    button.click()
    assert not screen.part(panel, "twin").is_visible()


def test_a_download_holds_what_the_table_says(open_as: OpenAs, tmp_path: Path) -> None:
    screen = open_as("ministry", f"/usage?place=440000&{YEAR}&indicator=R02&lang=en")
    rows = screen.open_table("usage.children").locator("tbody tr").count()
    with screen.page.expect_download() as waiting:
        screen.part("usage.children", "card").locator("summary").click()
        screen.part("usage.children", "csv").click()
    path = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(path)
    assert path.name == "usage-children-440000.csv"
    lines = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    assert len([line for line in lines if not line[0].startswith("#")]) == rows + 1
    assert ["# Place", "Guangdong Province (440000)"] in lines


def test_the_definition_opens(open_as: OpenAs) -> None:
    screen = open_as("ministry", "/usage?indicator=R02&lang=en")
    screen.part("usage.trend", "card").locator("button[data-toggle=definition]").click()
    assert "Student monthly active rate" in screen.part("usage.trend", "definition").inner_text()


def test_a_link_to_the_nation_shows_a_principal_the_own_school_and_says_so(open_as: OpenAs, own_school: Place) -> None:
    screen = open_as("principal", "/usage?place=000000&lang=en")
    assert own_school.name_en in screen.title
    assert "outside your scope" in screen.page.locator("#notes").inner_text()
    assert screen.page.locator(".crumbs a:visible").count() == 1
    assert screen.faults == []


def test_the_other_language_shows_the_same_view(open_as: OpenAs) -> None:
    screen = open_as("ministry", f"/usage?place=440000&{YEAR}&stage=primary&lang=zh")
    screen.page.locator("a.language[lang=en]").click()
    screen.until("document.documentElement.lang === 'en'")
    screen.wait()
    assert screen.view | {"lang": "en"} == screen.view
    assert (screen.view["place"], screen.view["stage"]) == ("440000", "primary")
    assert "Guangdong" in screen.title


def test_who_logs_out_is_out(open_as: OpenAs) -> None:
    screen = open_as("director", own=True)
    screen.page.locator(".account summary").click()
    screen.page.locator("a[href='logout']").click()
    screen.page.locator("form button").click()
    screen.page.wait_for_url("**/login**")
    screen.page.goto("/usage")
    assert "/login?next=%2Fusage" in screen.page.url


def test_the_login_works_by_keyboard_and_leads_on(open_as: OpenAs) -> None:
    screen = open_as("ministry", own=True)
    context = screen.page.context
    screen.page.goto("about:blank")  # nothing of the first page is still on its way
    context.clear_cookies(name="session")
    screen.page.goto("/training?place=442000&lang=en")
    screen.page.wait_for_selector("#name:focus")
    screen.page.keyboard.type("ministry")
    screen.page.keyboard.press("Tab")
    screen.page.keyboard.type("pass-of-ministry")
    screen.page.keyboard.press("Enter")
    screen.page.wait_for_url("**/training?place=442000&lang=en")
    screen.wait()
    assert "teacher training" in screen.title


LEGENDS = """() => [...document.querySelectorAll('.js-plotly-plot:has(.legend)')].filter(plot => plot.offsetParent)
  .map(plot => plot.querySelector('.legend').getBoundingClientRect().bottom - plot.getBoundingClientRect().top
    - plot._fullLayout._size.t)"""
"""How far the legend of each chart reaches into its plot."""


def test_no_legend_lies_over_a_chart_when_a_telephone_is_turned(open_as: OpenAs) -> None:
    screen = open_as("ministry", "/training?lang=en", width=390)
    assert len(screen.page.evaluate(LEGENDS)) > 3
    for width in (900, 1440, 390):
        screen.resize(width)
        screen.until(f"() => ({LEGENDS})().every(into => into <= 0)", timeout=5_000)


SQUEEZED = """() => [...document.querySelectorAll('.table td, .table th')].filter(cell => cell.offsetParent
  && cell.textContent.length > 3 && cell.getBoundingClientRect().width < 40).map(cell => cell.textContent)"""


@pytest.mark.parametrize("path", ["/area", "/quality", "/indicators", "/pilots", "/brief"])
def test_no_text_of_a_table_stands_a_character_a_line(open_as: OpenAs, path: str) -> None:
    screen = open_as("ministry", f"{path}?lang=zh", width=390)
    assert screen.page.locator(".table td").count() > 5
    assert screen.page.evaluate(SQUEEZED) == []


def test_the_names_of_a_table_stay_in_sight_when_it_is_moved_sideways(open_as: OpenAs) -> None:
    screen = open_as("ministry", "/compare?lang=en", width=390)
    frame = screen.part("compare.matrix", "card", kind="list").locator(".block .table-frame")
    name = frame.locator("tbody th").first
    before = name.bounding_box()
    frame.evaluate("frame => (frame.scrollLeft = 300)")
    after = name.bounding_box()
    assert before is not None and after is not None and abs(before["x"] - after["x"]) < 1


TILES = """() => [...document.querySelectorAll('.tile')].filter(tile => [...tile.children].some(part => {
  const [inner, outer] = [part.getBoundingClientRect(), tile.getBoundingClientRect()];
  return inner.height && (inner.bottom > outer.bottom + 1 || inner.right > outer.right + 1);
})).map(tile => tile.textContent)"""


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_a_tile_says_stays_in_it(open_as: OpenAs, language: str) -> None:
    screen = open_as("ministry", f"/?lang={language}", width=390)
    assert screen.page.evaluate(TILES) == []


LOOKS = """([card, part, pseudo]) => ['value', 'suppressed', 'not_reported', 'not_applicable'].map(state => {
  const node = document.querySelector(card);
  node.className = node.className.replace(/\\b(value|loading|suppressed|not_reported|not_applicable)\\b/, state);
  const style = getComputedStyle(node.querySelector(part), pseudo);
  return [style.borderTopStyle, style.backgroundImage !== 'none', style.fontSize, style.fontWeight].join(' ');
})"""


@pytest.mark.parametrize(
    ("card", "part", "pseudo"), [(".kpi", ".kpi-number", None), (".panel", ".card-message", "::before")]
)
def test_kinds_of_no_number_never_look_alike(open_as: OpenAs, card: str, part: str, pseudo: str | None) -> None:
    screen = open_as("ministry", "/training?lang=en")
    looks = screen.page.evaluate(LOOKS, [card, part, pseudo])
    assert len(set(looks)) == 4, looks
