"""Overview: one template for the nation, a province, an area, a county and a school."""

from dashboard.page import READERS, Panel, page

page(
    "overview",
    "/",
    group="home",
    icon="house",
    roles=READERS,
    indicators=("R03", "R02", "R04", "R05", "T04", "T03", "G01", "G02", "G05", "G06", "G08"),
    cards=("R03", "R02", "T04", "G10:R02", "G08", "R05"),
    school_cards=("R03", "R02", "R05", "T04", "G01", "G05"),
    panels=(
        Panel("attention", "attention", ("R03", "R02", "T04", "G08", "R05"), columns=12),
        Panel("tiles", "tiles", columns=6, levels=("nation",)),
        Panel("children", "ranked", columns=6, rows=2, levels=("-school",)),
        Panel("trend", "trend", columns=6),
        Panel("profile", "profile", columns=12),
    ),
)
