"""Brief: one sheet of paper about a place: what changed, what is at risk, the evidence and what stands behind it."""

from dashboard.page import READERS, Panel, page

_CODES = ("R03", "R02", "T04", "G08", "R05", "T03", "L02", "G01", "G05")

page(
    "brief",
    "/brief",
    group="output",
    icon="file-text",
    roles=READERS,
    indicators=_CODES,
    panels=(
        Panel("changes", "changes", _CODES, columns=6),
        Panel("risks", "risks", ("R03", "R02", "T04", "G08", "R05"), columns=6),
        Panel("trend", "trend", columns=6),
        Panel("funnel", "funnel", ("T01", "T02", "T05", "T03", "T04"), columns=6),
        Panel("basis", "basis", _CODES[:5], columns=12),
    ),
)
