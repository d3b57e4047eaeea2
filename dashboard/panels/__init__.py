"""The kinds of panels: each a function from what may be asked to what is drawn. Pages name them."""

from __future__ import annotations

from collections.abc import Callable

from dashboard.ask import Ask
from dashboard.page import Panel
from dashboard.panels import (
    areas,
    attention,
    catalogue,
    divides,
    dots,
    equipment,
    flows,
    funnel,
    funnel_plot,
    gap,
    glossary,
    levels,
    lorenz,
    milestones,
    passrates,
    profile,
    ranked,
    segments,
    spine,
    tiles,
    trend,
    turns,
    ways,
    weeks,
)
from dashboard.panels.drawing import Drawing

KINDS: dict[str, Callable[[Panel, Ask], Drawing]] = {
    "areas": areas.draw,
    "attention": attention.draw,
    "catalogue": catalogue.draw,
    "dimensions": dots.draw_dimensions,
    "equipment": equipment.draw,
    "divide_regions": divides.draw_regions,
    "divides": divides.draw,
    "flows": flows.draw,
    "funnel": funnel.draw,
    "funnel_plot": funnel_plot.draw,
    "gain": dots.draw_gain,
    "gap": gap.draw,
    "gap_table": gap.draw_table,
    "levels": levels.draw,
    "lorenz": lorenz.draw,
    "glossary": glossary.draw,
    "ledger": milestones.draw_ledger,
    "milestones": milestones.draw,
    "passrates": passrates.draw,
    "profile": profile.draw,
    "ranked": ranked.draw,
    "segments": segments.draw,
    "spine": spine.draw,
    "tiles": tiles.draw,
    "trend": trend.draw,
    "turns": turns.draw,
    "ways": ways.draw,
    "weeks": weeks.draw,
}
BLOCKS = frozenset(
    {"attention", "catalogue", "equipment", "gap_table", "glossary", "ledger", "profile", "spine", "tiles", "ways"}
)
"""Kinds that are lists or tiles of HTML; all others are Plotly figures."""


def draw(panel: Panel, ask: Ask) -> Drawing:
    """Draw `panel`."""
    return KINDS[panel.kind](panel, ask)
