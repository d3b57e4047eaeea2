"""Platform integration: who has joined the national platform, who sends what is due, and whose systems are safe."""

from dashboard.page import READERS, Panel, page

page(
    "platforms",
    "/platforms",
    group="themes",
    icon="link",
    roles=READERS,
    indicators=("P05", "R10", "P06", "P07", "P08", "R12", "R13"),
    cards=("P05", "P06", "P07", "P08"),
    school_cards=("R10", "R12", "P06", "P07"),
    panels=(
        Panel("gates", "gates", columns=7, levels=("-school",)),
        Panel("use", "platform_use", ("R01",), by="platform_code", columns=5),
        Panel("children", "ranked", columns=6, rows=2, levels=("-school",)),
        Panel("trend", "trend", columns=6),
        Panel("systems", "systems", columns=6, levels=("-school",)),
    ),
)
