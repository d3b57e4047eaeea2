"""Pilot comparison: areas side by side."""

from dashboard.page import READERS, Panel, page

page(
    "pilots",
    "/pilots",
    group="themes",
    icon="flag",
    roles=READERS,
    indicators=("R03", "R02", "T04", "R05", "P01"),
    cards=("P01", "R03", "R02", "T04"),
    finding="pilots",
    children="area",
    panels=(
        Panel("areas", "areas", ("R03", "T04", "R05"), columns=12, levels=("-school",)),
        Panel("milestones", "milestones", ("P01",), columns=6),
        Panel("children", "ranked", columns=6, levels=("-school",)),
        Panel("ledger", "ledger", ("P01",), columns=6),
        Panel("trend", "trend", columns=6),
    ),
)
