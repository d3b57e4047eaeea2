"""Data quality: what came in, when, and what of it cannot be right."""

from dashboard.page import READERS, Panel, page

page(
    "quality",
    "/quality",
    group="data",
    icon="database",
    roles=READERS,
    indicators=("P06", "P07"),
    cards=("P06", "P07"),
    segments=("feed",),
    finding="quality",
    panels=(
        Panel("issues", "issues", columns=12),
        Panel("units", "reporting", columns=7, levels=("-school",)),
        Panel("feeds", "reporting_feeds", columns=5),
        Panel("releases", "releases", columns=12, levels=("-school",)),
    ),
)
