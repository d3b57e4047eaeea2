"""What a reader takes away: a picture of a chart, a workbook, paper, the address of one panel."""

from __future__ import annotations

import re
import struct
import unicodedata
import zlib
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.e2e.conftest import OpenAs

VIEW = "place=440000&period=2025-09..2026-08&lang=zh"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_chart_can_be_taken_as_a_picture(open_as: OpenAs, tmp_path: Path, scheme: str) -> None:
    screen = open_as("ministry", f"/usage?{VIEW}", scheme=scheme)
    card = screen.part("usage.trend", "card")
    card.locator("summary").click()
    with screen.page.expect_download() as waiting:
        card.locator("[data-png]").click()
    assert waiting.value.suggested_filename == "usage-trend-440000.png"
    path = tmp_path / "chart.png"
    waiting.value.save_as(path)
    data = path.read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", data[16:24])
    shown = card.locator(".js-plotly-plot").bounding_box()
    assert shown is not None
    assert width == pytest.approx(2 * shown["width"], abs=4), "drawn at twice the size of the screen"
    assert height > 2 * shown["height"], "title and source stand around it"
    assert screen.faults == []


def test_a_page_can_be_taken_as_a_workbook(open_as: OpenAs, tmp_path: Path) -> None:
    screen = open_as("ministry", f"/usage?{VIEW}&indicator=R02")
    rows = screen.open_table("usage.children").locator("tbody tr").count()
    screen.page.locator(".line-actions summary").click()
    with screen.page.expect_download() as waiting:
        screen.page.locator("#workbook").click()
    path = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(path)
    assert path.name == "usage-440000.xlsx"
    book = load_workbook(path)
    page = next(p for p in book.worksheets if p.title.startswith("下级"))
    blank = next(i for i, row in enumerate(page.iter_rows(values_only=True)) if row[0] is None)
    assert page.max_row - blank - 2 == rows


def characters(paper: bytes) -> set[str]:
    """The characters that the fonts of a PDF are mapped to: what a reader can search and copy.

    Noto draws 广 and the radical ⼴ by one glyph, which Chromium maps to the radical: both are one character here.
    """
    maps = [text for begin in re.finditer(rb"stream\r?\n", paper) if b"begincmap" in (text := unpacked(paper, begin))]
    single = [code for text in maps for code in re.findall(rb"(?m)^<[0-9A-F]+> <([0-9A-F]{4})>$", text)]
    ranges = [r for text in maps for r in re.findall(rb"(?m)^<([0-9A-F]+)> <([0-9A-F]+)> <([0-9A-F]{4})>$", text)]
    spread = {chr(int(to, 16) + i) for low, high, to in ranges for i in range(int(high, 16) - int(low, 16) + 1)}
    return set(unicodedata.normalize("NFKC", "".join({chr(int(code, 16)) for code in single} | spread)))


def unpacked(paper: bytes, begin: re.Match[bytes]) -> bytes:
    """The stream of a PDF that begins behind a match; empty when it is packed in another way."""
    try:
        return zlib.decompressobj().decompress(paper[begin.end() :])
    except zlib.error:
        return b""


def test_paper_has_text_and_charts_and_no_navigation(open_as: OpenAs) -> None:
    screen = open_as("ministry", f"/usage?{VIEW}&stage=primary", scheme="dark")
    screen.page.emulate_media(media="print")
    screen.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    screen.page.wait_for_timeout(500)
    for hidden in (".top-bar", ".navigation", ".card-actions", ".filter-menu", ".period"):
        assert not screen.page.locator(hidden).first.is_visible(), hidden
    assert screen.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    ink = screen.page.evaluate("document.querySelector('.kind-trend .js-plotly-plot').layout.font.color")
    assert ink == "#434C57", "charts are drawn in the light theme"
    assert screen.page.locator(".chip:visible").count() == 1, "filters stand there in words"
    wide = screen.page.locator(".js-plotly-plot:visible .main-svg").evaluate_all(
        "all => all.map(p => p.getBoundingClientRect().width)"
    )
    assert max(wide) <= 1032, "no chart is wider than A4"
    paper = screen.page.pdf(prefer_css_page_size=True)
    assert paper[:5] == b"%PDF-"
    assert {"广", "东", "省", "师"} <= characters(paper), "its text can be searched"
    screen.page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert screen.page.evaluate("document.querySelector('.kind-trend .js-plotly-plot').layout.font.color") != ink


def test_a_link_to_a_panel_leads_to_it(open_as: OpenAs) -> None:
    screen = open_as("ministry", f"/usage?{VIEW}#usage.weeks")
    screen.page.wait_for_selector(".pointed")
    assert screen.page.locator(".pointed.kind-weeks").count() == 1
    screen.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    screen.part("usage.weeks", "card").locator("[data-copy]").click()
    screen.page.wait_for_selector("#said:not(:empty)", state="attached")
    copied = screen.page.evaluate("navigator.clipboard.readText()")
    assert copied.endswith("#usage.weeks")
    assert "place=440000" in copied
