"""Published figures beside what the warehouse says of the same date and place."""

from __future__ import annotations

from dashboard.ask import Ask
from dashboard.i18n.numbers import large, with_unit
from dashboard.page import Panel
from dashboard.panels.drawing import Cell, Drawing, Table
from dashboard.panels.profile import page_of
from dashboard.programmes import Comparison, comparisons, source
from dashboard.programmes.published import Answer, Figure, apart, compared, published, said
from data_access.query import VALUE


def draw(panel: Panel, ask: Ask) -> Drawing:
    """List every published figure with date, place and source, our number, the difference and why both may differ."""
    t = ask.t
    rows, answered = [], 0
    for figure in published(ask).values():
        ours = compared(figure, ask)
        answered += ours.state == VALUE
        rows.append(_row(figure, ours, ask))
    names = ("figure", "published", "as_of", "place", "source", "warehouse", "apart", "why")
    head = [t(f"table.{name}") for name in names]
    heading = t("panel.figures.title")
    subtitle = t("panel.figures.subtitle", n=len(rows), answered=answered) if rows else t("panel.figures.none")
    demo = f" {t('trust.demo_long')}" if ask.gate.snapshot().release.is_demo else ""
    table = Table(head, rows, (5, 6))
    return Drawing(
        title=heading,
        subtitle=subtitle,
        note=f"{t('panel.figures.note')}{demo}",
        block=table.block,
        table=table,
        listed=True,
    )


def _row(figure: Figure, ours: Answer, ask: Ask) -> list[Cell]:
    t, asked = ask.t, comparisons().get(figure.code)
    place = ask.gate.snapshot().places.get(figure.scope)
    told = said(figure, ask)
    if asked is not None and asked.line:
        told = t("panel.figures.line", value=told)
    difference = apart(figure, ours.value, ask) if ours.value is not None else "–"
    return [
        figure.name[t.language],
        told,
        figure.as_of,
        figure.scope if place is None else t.place(place),
        source(figure.source, t.language),
        _ours(figure, ours, asked, ask),
        difference,
        "–" if asked is None else asked.why[t.language],
    ]


def _ours(figure: Figure, ours: Answer, asked: Comparison | None, ask: Ask) -> Cell:
    if ours.value is None:
        state = "not_reported" if ours.state == "not_reported" else "not_applicable"
        return {"t": ask.t(f"answer.{ours.state}"), "s": state}
    language = ask.t.language
    text = with_unit(ours.value, "percent", ask.t) if figure.unit == "percent" else large(ours.value, language)
    if asked is None or asked.sort != "indicator":
        return text
    return {"t": f"{asked.code} {text}", "q": f"indicator={asked.code}&place={figure.scope}", "p": page_of(asked.code)}
