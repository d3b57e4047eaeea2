"""Pilot comparison: areas side by side."""

from dashboard.page import READERS, Panel, page

page(
    "pilots",
    "/pilots",
    group="themes",
    icon="flag",
    roles=READERS,
    indicators=("R03", "R02", "T04", "R05", "P01", "P02"),
    cards=("P01", "R03", "R02", "T04"),
    school_cards=("R03", "R02", "T04", "R05"),
    finding="pilots",
    children="area",
    panels=(
        Panel("effects", "effects", ("R03", "T04", "R02"), columns=12, levels=("-school", "-county")),
        Panel("events", "event_study", columns=7, levels=("-school", "-county")),
        Panel("firmness", "firmness", columns=5, levels=("-school", "-county")),
        Panel("ledger", "ledger", ("P01",), columns=8, levels=("-school",)),
        Panel("milestones", "milestones", ("P01",), columns=4, levels=("-school",)),
        Panel("neighbours", "neighbours", columns=6, levels=("-school", "-county")),
        Panel("balance", "balance", columns=6, levels=("-school", "-county")),
        Panel("areas", "areas", ("R03", "T04", "R05"), columns=12, levels=("-school",)),
        Panel("progress", "areas", ("P03:R03", "P03:T04", "P03:R02"), columns=12, levels=("-school",)),
        Panel("children", "ranked", columns=6, levels=("-school",)),
        Panel("trend", "trend", columns=6),
    ),
)
