"""The kinds of panels: each a function from what may be asked to what is drawn. Pages name them."""

from __future__ import annotations

from collections.abc import Callable

from dashboard.ask import Ask
from dashboard.page import Panel
from dashboard.panels import (
    areas,
    attention,
    brief,
    catalogue,
    compared,
    divides,
    dots,
    effects,
    equipment,
    event_study,
    figures,
    firmness,
    flows,
    funnel,
    funnel_plot,
    gap,
    glossary,
    integration,
    levels,
    lorenz,
    milestones,
    passrates,
    profile,
    programmes,
    question,
    ranked,
    scatter,
    segments,
    sharing,
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
    "balance": firmness.draw_balance,
    "basis": brief.draw_basis,
    "catalogue": catalogue.draw,
    "changes": brief.draw_changes,
    "channels": sharing.draw_channels,
    "compared": compared.draw_list,
    "dimensions": dots.draw_dimensions,
    "divide_regions": divides.draw_regions,
    "divides": divides.draw,
    "equipment": equipment.draw,
    "effects": effects.draw,
    "event_study": event_study.draw,
    "figures": figures.draw,
    "firmness": firmness.draw,
    "flows": flows.draw,
    "funnel": funnel.draw,
    "funnel_plot": funnel_plot.draw,
    "gain": dots.draw_gain,
    "gap": gap.draw,
    "gap_table": gap.draw_table,
    "gates": integration.draw_gates,
    "levels": levels.draw,
    "lorenz": lorenz.draw,
    "glossary": glossary.draw,
    "ledger": milestones.draw_ledger,
    "matrix": compared.draw_matrix,
    "milestones": milestones.draw,
    "neighbours": firmness.draw_neighbours,
    "passrates": passrates.draw,
    "pick": compared.draw_pick,
    "profile": profile.draw,
    "programmes": programmes.draw,
    "question": question.draw,
    "ranked": ranked.draw,
    "risks": attention.draw_risks,
    "routes": sharing.draw_routes,
    "scatter": scatter.draw,
    "segments": segments.draw,
    "spine": spine.draw,
    "systems": integration.draw_systems,
    "tiles": tiles.draw,
    "trend": trend.draw,
    "turns": turns.draw,
    "ways": ways.draw,
    "weeks": weeks.draw,
}
BLOCKS = frozenset(
    {
        "attention",
        "balance",
        "basis",
        "catalogue",
        "changes",
        "channels",
        "compared",
        "equipment",
        "figures",
        "firmness",
        "gap_table",
        "gates",
        "glossary",
        "ledger",
        "matrix",
        "neighbours",
        "pick",
        "profile",
        "programmes",
        "question",
        "risks",
        "spine",
        "systems",
        "tiles",
        "ways",
    }
)
"""Kinds that are lists or tiles of HTML; all others are Plotly figures."""
WIDE = frozenset({"effects", "routes"})
"""Figures that keep their width on a narrow screen and are moved sideways in their card."""


def draw(panel: Panel, ask: Ask) -> Drawing:
    """Draw `panel`."""
    return KINDS[panel.kind](panel, ask)
