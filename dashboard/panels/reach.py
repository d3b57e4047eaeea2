"""Schools outside an area that its lessons reach: what it gave, by the province that received."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dashboard.ask import Ask
from dashboard.i18n.numbers import count
from dashboard.page import Panel
from dashboard.panels.drawing import Cell, Drawing, Table
from data_access.query import records

_COLUMNS = ("schools", "lessons", "class_hours")


def draw(panel: Panel, ask: Ask) -> Drawing:
    """List schools, lessons and class hours by province, the most class hours first; schools of the scope only."""
    t = ask.t
    filters = ask.view.filters(ask.page.segments)
    found = records(ask.gate.register(ask.scope, "reach", ask.view.place, ask.view.period, filters))
    found.sort(key=lambda r: (-_amount(r["class_hours"]), r["province"]))
    rows: list[list[Cell]] = [[_name(r["province"], ask), *(_told(r[name], ask) for name in _COLUMNS)] for r in found]
    schools, hours = (int(sum(_amount(r[name]) for r in found)) for name in ("schools", "class_hours"))
    heading = t("panel.reach.title", place=ask.where, period=ask.when)
    shown = {"shown": count(schools, t.language), "hours": count(hours, t.language)}
    subtitle = t("panel.reach.subtitle", n=schools, **shown) if rows else t("panel.reach.none")
    head = [t("table.to"), *(t(f"table.{name}") for name in _COLUMNS)]
    table = Table(head, rows, (1, 2, 3))
    return Drawing(
        title=heading,
        subtitle=subtitle,
        note=t("panel.reach.note" if ask.scope.everything else "panel.reach.scoped"),
        block=table.block,
        table=table,
        listed=True,
    )


def _name(code: str, ask: Ask) -> Cell:
    place = ask.gate.snapshot().places.get(code)
    if place is None:
        return ask.t.code("any", code)
    visible = ask.gate.snapshot().places.visible(place, ask.scope)
    return {"t": ask.t.place(place), "h": code, "p": "/sharing"} if visible else ask.t.place(place)


def _told(of: Any, ask: Ask) -> str:
    return "–" if pd.isna(of) else count(float(of), ask.t.language)


def _amount(of: Any) -> float:
    """A number to add up and to sort by."""
    return 0.0 if pd.isna(of) else float(of)
