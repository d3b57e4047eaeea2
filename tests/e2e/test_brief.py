"""The brief is one sheet of paper for whoever asks: changes, risks, evidence, definitions, who and when."""

from __future__ import annotations

import re

import pytest

from tests.e2e.conftest import OpenAs
from tests.e2e.test_files import characters


@pytest.mark.parametrize(
    ("name", "place", "language"), [("ministry", "000000", "en"), ("ministry", "440000", "zh"), ("principal", "", "zh")]
)
def test_a_brief_is_one_sheet(open_as: OpenAs, name: str, place: str, language: str) -> None:
    screen = open_as(name, f"/brief?place={place}&lang={language}", scheme="dark")
    assert screen.page.locator(".panel.value").count() == 5
    assert screen.page.locator(".kind-changes .attention-item").count() <= 5
    assert screen.page.locator(".kind-risks .attention-item").count() <= 3
    assert name in screen.page.locator(".foot").inner_text()
    assert screen.faults == []
    paper = screen.page.pdf(prefer_css_page_size=True)
    boxes = re.findall(rb"/MediaBox ?\[0 0 ([\d.]+) ([\d.]+)\]", paper)
    assert len(boxes) == 1, "one page"
    assert float(boxes[0][0]) < float(boxes[0][1]), "that stands"
    assert characters(paper) >= set("指标" if language == "zh" else "Indicator")


DRAWN = "[...document.querySelectorAll('.js-plotly-plot .main-svg')].map(chart => chart.getBoundingClientRect().height)"


def test_the_charts_of_a_brief_are_drawn_for_the_sheet_and_drawn_back(open_as: OpenAs) -> None:
    screen = open_as("ministry", "/brief?lang=en")
    before = screen.page.evaluate(DRAWN)
    screen.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert max(screen.page.evaluate(DRAWN)) <= 215 < max(before)
    screen.page.evaluate("dispatchEvent(new Event('afterprint'))")
    screen.until(f"before => String({DRAWN}) === String(before)", arg=before)


NARROW = """() => [...document.querySelectorAll('.kpi > *, .panel .spine-own')]
  .filter(part => part.textContent.trim().length > 4 && part.getBoundingClientRect().width < 40).length"""


@pytest.mark.parametrize(("name", "path"), [("ministry", "/training"), ("principal", "/")])
def test_paper_is_light_and_no_telephone(open_as: OpenAs, name: str, path: str) -> None:
    screen = open_as(name, f"{path}?lang=en", scheme="dark", own=True)
    light = screen.page.evaluate("window.sedLight")
    box_of_peers = (
        "() => getComputedStyle(document.documentElement).getPropertyValue('--peer-box').trim().toUpperCase()"
    )
    dark = screen.page.evaluate(box_of_peers)
    screen.page.emulate_media(media="print")
    screen.page.set_viewport_size({"width": 794, "height": 1123})  # the width of paper that stands, which queries see
    assert screen.page.evaluate(box_of_peers) == light[dark].upper()
    assert screen.page.evaluate(NARROW) == 0
