"""Whatever a page is filtered by, each of its panels, cards and its head has an answer: by what it groups by, too."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from dashboard.components.kpi_card import figure
from dashboard.findings import finding
from dashboard.page import PAGES
from dashboard.panels import draw
from dashboard.view import SEGMENTS
from data_access.gate import Gate
from data_access.scope import NATION
from tests.unit.dashboard.conftest import AskFor

YEAR = "period=2025-09..2026-08"


@pytest.fixture(scope="module")
def facts_only(tiny_warehouse: str) -> Iterator[Gate]:
    """The door to a warehouse whose roll-ups are not made yet: nothing is short for a statement there."""
    gate = Gate(tiny_warehouse, seconds=60, memory="auto", rollups=False)
    yield gate
    gate.close()


@pytest.mark.parametrize("name", [*SEGMENTS, "stage", "setting"])
def test_a_page_filtered_by_a_segment_has_all_its_answers(ask_for: AskFor, facts_only: Gate, name: str) -> None:
    gate = facts_only
    codes = {"stage": ["primary"], "setting": ["rural"]}.get(name) or gate.codes(NATION, SEGMENTS[name])[:2]
    assert codes
    for key, page in PAGES.items():
        if name in page.segments or name in ("stage", "setting"):
            for code in codes:
                ask = replace(ask_for(key, f"?place=000000&{YEAR}&{name}={code}"), gate=gate)
                assert not ask.view.notes
                finding(ask)
                for card in page.cards_on(ask.view.place.level):
                    figure(card, ask)
                for panel in page.panels:
                    if panel.stands_on(ask.view.place.level):
                        draw(panel, ask)
