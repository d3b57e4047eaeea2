"""A card leads to what it sums up, at an address that a path prefix keeps whole."""

from __future__ import annotations

import pytest

from dashboard.components.kpi_card import GAP_CARDS, figure
from dashboard.page import PAGES
from tests.unit.dashboard.conftest import AskFor


def test_every_card_leads_on_below_the_address_of_the_product(ask_for: AskFor) -> None:
    for page in PAGES.values():
        for place in ("000000", "S000010"):
            ask = ask_for(page.key, f"?place={place}")
            assert all(figure(code, ask).href.startswith("./") for code in page.cards), (page.key, place)


@pytest.mark.parametrize(
    ("page", "code"), [("overview", "G10:R02"), ("divide", "G12:R02"), *(("divide", c) for c in GAP_CARDS)]
)
def test_a_gap_leads_to_the_page_about_gaps(ask_for: AskFor, page: str, code: str) -> None:
    assert figure(code, ask_for(page, "?place=440000")).href.startswith("./divide?place=440000")


def test_a_gap_in_what_that_page_does_not_offer_leads_to_its_theme(ask_for: AskFor) -> None:
    assert "R07" not in PAGES["divide"].indicators
    assert figure("G10:R07", ask_for("overview")).href.startswith("./usage?")
