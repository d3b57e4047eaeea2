"""Where an indicator is to be seen: the pages that show it on a card, in a panel, or offer it for choice."""

from __future__ import annotations

from dashboard.page import PAGES, Page
from data_access.indicators import REGISTRY

TAKES: dict[str, tuple[str, ...]] = {
    "channels": ("G09",),
    "divides": ("G11",),
    "effects": ("P04",),
    "flows": ("G09",),
    "gap": ("G10",),
    "gap_table": ("G10",),
    "gates": ("P05",),
    "lorenz": ("G12", "G13"),
    "routes": ("G09",),
    "systems": ("P08",),
}
"""Indicators that a kind of panel shows whatever its page names: those of one that was chosen, or its own."""


def pages_with(code: str) -> list[Page]:
    """The pages on which the indicator `code` (of one taken over another: its first part) stands."""
    return [page for page in PAGES.values() if code in shown_on(page)]


def shown_on(page: Page) -> set[str]:
    """The codes of all indicators on a page; one taken over another counts by its own code and by the other's."""
    # A card of a gap, `gap:ratio`, is of whatever indicator was chosen.
    named = {*page.indicators, *page.every_card}
    for panel in page.panels:
        named |= {*panel.indicators, *TAKES.get(panel.kind, ())}
    return {part for code in named for part in code.split(":")} & set(REGISTRY)
