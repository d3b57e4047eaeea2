"""Compare: any places on several indicators."""

from dashboard.page import READERS, Panel, page

_HELD = ("R03", "R02", "R04", "R05", "T04", "T03", "G01", "G02", "G05")

page(
    "compare",
    "/compare",
    group="analysis",
    icon="table",
    roles=READERS,
    indicators=_HELD,
    finding="compare",
    panels=(
        Panel("matrix", "matrix", _HELD, columns=12),
        Panel("list", "compared", columns=8, rows=2),
        Panel("scatter", "scatter", _HELD, columns=4),
        Panel("pick", "pick", columns=4, levels=("-school",)),
        Panel("adjusted", "adjusted", columns=12, levels=("-school",)),
    ),
)
