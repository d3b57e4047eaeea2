"""Indicators: the catalogue."""

from dashboard.page import READERS, Panel, page

page(
    "indicators",
    "/indicators",
    group="data",
    icon="list",
    roles=READERS,
    indicators=(),
    finding="catalogue",
    panels=(Panel("catalogue", "catalogue", columns=12), Panel("glossary", "glossary", columns=12)),
)
