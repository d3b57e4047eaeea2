"""Where an indicator is to be seen: the pages that show it on a card, in a panel, or offer it for choice."""

from __future__ import annotations

from dashboard.components.kpi_card import GAP_CARDS
from dashboard.page import PAGES, Page
from dashboard.panels import TAKES


def pages_with(code: str) -> list[Page]:
    """The pages on which the indicator `code` (of one taken over another: its first part) stands."""
    return [page for page in PAGES.values() if code in shown_on(page)]


def shown_on(page: Page) -> set[str]:
    """The codes of all indicators on a page; one taken over another counts by its own code and by the other's."""
    named = {*page.indicators, *(code for code in page.cards if code not in GAP_CARDS)}
    for panel in page.panels:
        named |= {*panel.indicators, *TAKES.get(panel.kind, ())}
    return {part for code in named for part in code.split(":")}
