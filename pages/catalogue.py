"""Indicators: the catalogue."""

from dashboard.page import Panel, page

page(
    "indicators",
    "/indicators",
    group="data",
    icon="list",
    indicators=(),
    finding="catalogue",
    panels=(Panel("catalogue", "catalogue", columns=12), Panel("glossary", "glossary", columns=12)),
)
