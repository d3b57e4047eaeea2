"""IT Capability Project 2.0 by its six measures: schools that reported each, and what was done there."""

from __future__ import annotations

from typing import Any

from dashboard.ask import Ask
from dashboard.i18n.numbers import count
from dashboard.page import Panel
from dashboard.panels.drawing import Cell, Drawing, Table
from data_access.query import records

_PROGRAMME = "it_capability_2"
TRACKERS = ("school_plan", "team_training", "school_research", "classroom_use", "assessment", "demonstration")
"""The measures in the order in which a school takes them."""
_AMOUNTS = ("classes", "lessons", "events")


def draw(panel: Panel, ask: Ask) -> Drawing:
    """List the measures over all terms that were reported: the project is over, whatever period is looked at."""
    t, place = ask.t, ask.view.place
    filters = ask.view.filters(())
    found = {
        r["tracker"]: r
        for r in records(ask.gate.register(ask.scope, "activity", place, None))
        if r["programme_code"] == _PROGRAMME
    }
    taking_part = sum(
        int(r["schools"])
        for r in records(ask.gate.register(ask.scope, "participants", place, None))
        if r["programme_code"] == _PROGRAMME
    )
    rows: list[list[Cell]] = [_row(name, found.get(name), ask) for name in TRACKERS] if found else []
    head = [t("table.tracker"), *(t(f"table.{name}") for name in ("schools", *_AMOUNTS))]
    heading = t("panel.trackers.title", place=ask.where)
    told = {"shown": count(taking_part, t.language), "n": taking_part}
    subtitle = t("panel.trackers.subtitle", **told) if found else t("panel.trackers.none")
    note = t("panel.trackers.note")
    table = Table(head, rows, (1, 2, 3, 4))
    return Drawing(
        title=heading,
        subtitle=subtitle,
        note=f"{note} {t('panel.trackers.whole')}" if filters else note,
        block=table.block,
        table=table,
        listed=True,
    )


def _row(name: str, row: dict[str, Any] | None, ask: Ask) -> list[Cell]:
    t = ask.t
    told: Cell = t.code("tracker", name)
    if row is None:
        return [told, *[{"t": t("state.not_reported"), "s": "not_reported"}] * (1 + len(_AMOUNTS))]
    return [told, *(_amount(row[column], ask) for column in ("schools", *_AMOUNTS))]


def _amount(of: Any, ask: Ask) -> Cell:
    if of is None or of != of:
        return {"t": ask.t("state.not_reported"), "s": "not_reported"}
    return count(float(of), ask.t.language)
