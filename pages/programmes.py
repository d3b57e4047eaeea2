"""Programmes: the register of what runs, and published figures beside the warehouse."""

from dashboard.page import READERS, Panel, page

page(
    "programmes",
    "/programmes",
    group="analysis",
    icon="box",
    roles=READERS,
    indicators=(),
    finding="programmes",
    panels=(
        Panel("register", "programmes", columns=12),
        Panel("targets", "targets", columns=12),
        Panel("figures", "figures", columns=12),
    ),
)
