"""Digital divide."""

from dashboard.page import Panel, page

page(
    "divide",
    "/divide",
    group="themes",
    icon="signal",
    indicators=("R02", "G01", "G02", "G03", "G04", "G05", "G06", "G07", "G08", "G09", "T04", "R05"),
    cards=("G10:R02", "G01", "G02", "G05", "G06", "G08"),
    finding="divide",
    panels=(
        Panel("gap", "gap", columns=6, levels=("-school",)),
        Panel(
            "gaps",
            "gap_table",
            ("R02", "R03", "R05", "T04", "G01", "G02", "G05", "G06", "G08"),
            columns=6,
            levels=("-school",),
        ),
        Panel("children", "ranked", columns=6, levels=("-school",)),
        Panel("trend", "trend", columns=6),
    ),
)
