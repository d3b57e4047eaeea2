"""Digital divide."""

from dashboard.page import READERS, Panel, page

_OF_A_SCHOOL = ("R02", "R05", "T04", "G01", "G02", "G03", "G04", "G05", "G06", "G07")

page(
    "divide",
    "/divide",
    group="themes",
    icon="signal",
    roles=READERS,
    indicators=("R02", "G01", "G02", "G03", "G04", "G05", "G06", "G07", "G08", "G09", "T04", "R05"),
    cards=("gap:absolute", "gap:ratio", "gap:behind", "G12:R02", "G01", "G08"),
    school_cards=("G01", "G03", "G04", "G05", "G06", "G07"),
    finding="divide",
    panels=(
        Panel("equipment", "equipment", ("G03", "G01", "G05", "G04", "G07"), columns=12, levels=("school",)),
        Panel("similar", "spine", _OF_A_SCHOOL, columns=12, levels=("school",)),
        Panel("between", "divides", columns=12, levels=("-school",)),
        Panel("gap", "gap", columns=6, levels=("-school",)),
        Panel("levels", "levels", columns=6, levels=("-school",)),
        Panel("lorenz", "lorenz", columns=4, levels=("-school",)),
        Panel("regions", "divide_regions", columns=4, levels=("nation",)),
        Panel("flows", "flows", columns=4, levels=("-school",)),
        Panel(
            "gaps",
            "gap_table",
            ("R02", "R03", "R05", "T04", "G01", "G02", "G05", "G06", "G08"),
            columns=6,
            levels=("-school",),
        ),
        Panel("children", "ranked", columns=6, rows=2, levels=("-school",)),
        Panel("trend", "trend", columns=6),
    ),
)
