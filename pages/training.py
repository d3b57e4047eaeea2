"""Teacher training."""

from dashboard.page import READERS, Panel, page

page(
    "training",
    "/training",
    group="themes",
    icon="graduation-cap",
    roles=READERS,
    indicators=("T04", "T03", "T01", "T02", "T05", "T06", "T07", "T08", "T09", "T10", "T11", "T12"),
    cards=("T01", "T02", "T05", "T03", "T04"),
    segments=("programme", "cohort"),
    finding="training",
    panels=(
        Panel("funnel", "funnel", ("T01", "T02", "T05", "T03", "T04"), columns=5),
        Panel("plot", "funnel_plot", ("T04",), columns=7, levels=("-school",)),
        Panel("programmes", "passrates", ("T04", "T03"), by="programme_code", columns=4),
        Panel("cohorts", "passrates", ("T04", "T03"), by="cohort", columns=4),
        Panel("years", "passrates", ("T04", "T03"), by="school_year", columns=4),
        Panel("dimensions", "dimensions", ("T08",), by="dimension", columns=7),
        Panel("gain", "gain", ("T09",), by="programme_code", columns=5),
        Panel("children", "ranked", columns=6, rows=2, levels=("-school",)),
        Panel("trend", "trend", columns=6),
        Panel("profile", "profile", columns=6),
        Panel("trackers", "trackers", columns=12),
    ),
)
