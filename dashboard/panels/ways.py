"""The way to a school's page from a place that is none: the places one level below, then schools."""

from __future__ import annotations

from dashboard.ask import Ask
from dashboard.page import Panel
from dashboard.panels.drawing import Cell, Drawing, Table


def draw(panel: Panel, ask: Ask) -> Drawing:
    """List what lies below the view's place, each a link that stays on this page."""
    below = ask.gate.children(ask.scope, ask.view.place)
    rows: list[list[Cell]] = [
        [{"t": ask.t.place(place), "h": place.code}, ask.t(f"level.{place.level}")] for place in below
    ]
    head = [ask.t("table.place"), ask.t("table.level")]
    heading = ask.t("panel.ways.title", place=ask.where)
    table = Table(head, rows)
    return Drawing(
        title=heading,
        subtitle=ask.t("panel.ways.subtitle") if rows else ask.t("panel.ways.none"),
        block=table.block,
        table=table,
        listed=True,
    )
