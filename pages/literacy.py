"""Digital literacy and learning: teachers and students by dimension, portraits, courses and hands-on work."""

from dashboard.page import READERS, Panel, page

page(
    "literacy",
    "/literacy",
    group="themes",
    icon="file-text",
    roles=READERS,
    indicators=("L02", "L01", "T08", "T07", "L03", "L04", "L05", "L06", "R11", "T09"),
    cards=("L02", "L01", "T08", "L03", "L04", "L06"),
    panels=(
        Panel("students", "dimensions", ("L01",), by="dimension", columns=6),
        Panel("teachers", "dimensions", ("T08",), by="dimension", columns=6),
        Panel("portraits", "segments", ("L03",), by="kind", columns=6),
        Panel("grades", "segments", ("L03",), by="grade", columns=6, rows=2),
        Panel("gain", "gain", ("T09",), by="programme_code", columns=6),
        Panel("children", "ranked", columns=6, rows=2, levels=("-school",)),
        Panel("trend", "trend", columns=6),
        Panel("profile", "profile", columns=6),
    ),
)
