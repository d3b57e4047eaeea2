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
