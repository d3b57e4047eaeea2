"""Sharing: lessons from where there are many to schools that need them."""

from dashboard.page import READERS, Panel, page

page(
    "sharing",
    "/sharing",
    group="themes",
    icon="arrow-down-up",
    roles=READERS,
    indicators=("G09", "R08", "G08"),
    cards=("G09", "R08", "G08"),
    school_cards=("G09", "R11", "R12"),
    panels=(
        Panel("routes", "routes", columns=12, levels=("-school",)),
        Panel("children", "ranked", columns=6, rows=2, levels=("-school",)),
        Panel("trend", "trend", columns=6),
        Panel("channels", "channels", columns=6, levels=("-school",)),
        Panel("rural", "rural_pilot", columns=12),
    ),
)
