"""The rural pilot: schools that are taught from afar and what came of it, beside what was published of it."""

from __future__ import annotations

from typing import Any

from dashboard.ask import Ask
from dashboard.i18n.numbers import count
from dashboard.page import Panel
from dashboard.panels.drawing import Cell, Drawing, Table
from dashboard.programmes import source
from dashboard.programmes.published import UNANSWERED, published, said
from data_access.query import records

_PROGRAMME = "rural_pilot"
_PUBLISHED = {"class_hours": "rural_class_hours", "counties": "rural_counties", "students": "rural_students"}
"""What was published of what the panel counts, by the code of the figure."""
_HELD = ("schools", "classes", "class_hours")
"""What the warehouse counts; the other rows have a published figure only."""


def draw(panel: Panel, ask: Ask) -> Drawing:
    """List schools that take part now, classes and class hours of the period, each beside its published figure."""
    t, place, figures = ask.t, ask.view.place, published(ask)
    held = {"schools": _taking_part(ask)}
    for r in _own(records(ask.gate.register(ask.scope, "activity", place, ask.view.period))):
        held |= {"classes": r["classes"], "class_hours": r["lessons"]}
    rows: list[list[Cell]] = []
    for name in (*_HELD, *(n for n in _PUBLISHED if n not in _HELD)):
        figure = figures.get(_PUBLISHED.get(name, ""))
        told: list[Cell] = ["–"] * 3
        if figure is not None:
            told = [said(figure, ask), figure.as_of, source(figure.source, t.language)]
        rows.append([t(f"panel.rural_pilot.{name}"), _amount(name, held, ask), *told])
    head = [t("question.what"), *(t(f"table.{name}") for name in ("warehouse", "published", "as_of", "source"))]
    n = held["schools"]
    filtered = t("panel.rural_pilot.whole") if ask.view.filters(ask.page.segments) else ""
    table = Table(head, rows, (1, 2))
    return Drawing(
        title=t("panel.rural_pilot.title", place=ask.where, period=ask.when),
        subtitle=t("panel.rural_pilot.subtitle", n=n, shown=count(n, t.language)) if n else t("panel.rural_pilot.none"),
        note=" ".join(filter(None, (t("panel.rural_pilot.note"), filtered))),
        block=table.block,
        table=table,
        listed=True,
    )


def _own(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [r for r in rows if r["programme_code"] == _PROGRAMME]


def _taking_part(ask: Ask) -> int:
    rows = _own(records(ask.gate.register(ask.scope, "participants", ask.view.place, None)))
    return sum(int(r["schools"]) for r in rows)


def _amount(name: str, held: dict[str, Any], ask: Ask) -> Cell:
    if name not in _HELD:
        return {"t": ask.t(f"answer.{UNANSWERED}"), "s": "not_applicable"}
    of = held.get(name)
    if of is None or of != of:
        return {"t": ask.t("state.no_data"), "s": "not_reported"}
    return count(float(of), ask.t.language)
