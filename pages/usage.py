"""Resource usage."""

from dashboard.page import READERS, Panel, page

page(
    "usage",
    "/usage",
    group="themes",
    icon="square-play",
    roles=READERS,
    indicators=("R01", "R02", "R03", "R04", "R05", "R06", "R07", "R08", "R09", "R10", "R11", "R12", "R13"),
    cards=("R01", "R02", "R03", "R04", "R05", "R07"),
    segments=("kind", "role"),
    panels=(
        Panel("trend", "trend", columns=7),
        Panel("kinds", "segments", ("R01",), by="resource_kind", columns=5),
        Panel("children", "ranked", columns=6, rows=2, levels=("-school",)),
        Panel("weeks", "weeks", ("R05", "R06"), columns=6),
        Panel("against", "scatter", ("R07", "R02"), columns=6, levels=("-school",)),
        Panel("roles", "segments", ("R01",), by="user_role", columns=6),
        Panel("platforms", "platform_use", ("R01",), by="platform_code", columns=6),
        Panel("profile", "profile", columns=12),
    ),
)
