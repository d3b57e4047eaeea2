"""Who shares with whom: class hours that needy schools received, from macro region to macro region."""

from __future__ import annotations

from typing import Any

from dashboard.ask import Ask
from dashboard.charts.template import axis, layout
from dashboard.i18n.numbers import count, large
from dashboard.page import Panel
from dashboard.panels.drawing import Cell, Drawing, Table
from dashboard.panels.words import number, title
from data_access.flows import Flow
from data_access.query import Query
from data_access.schema import MACRO_REGIONS, UNASSIGNED

_CODE, _CELL, _MARGIN = "G09", 52, 72
_ORDER = (*MACRO_REGIONS, UNASSIGNED)


def draw(panel: Panel, ask: Ask) -> Drawing:
    """Draw the matrix: rows give, columns receive."""
    query = Query(_CODE, ask.view.place.code, ask.view.period, filters=ask.view.filters(ask.page.segments))
    found = sorted(ask.gate.flows(ask.scope, query).flows, key=lambda f: (_ORDER.index(f.origin), _ORDER.index(f.to)))
    result = ask(_CODE)
    heading = title(ask, result.indicator, "panel.flows.title")
    covered = ask.t("panel.flows.covered", value=number(result.row, result.indicator, ask))
    rows: list[list[Cell]] = [
        [ask.t(f"macro.{f.origin}"), ask.t(f"macro.{f.to}"), _amount(f.lessons, ask), _amount(f.class_hours, ask)]
        for f in found
    ]
    head = [ask.t(f"table.{name}") for name in ("origin", "to", "lessons", "class_hours")]
    return Drawing(
        title=heading,
        subtitle=ask.t("panel.flows.subtitle"),
        finding=f"{heading}. {covered}",
        note=covered,
        figure=_figure(found, ask) if found else None,
        results=(result,),
        table=Table(head, rows, (2, 3)),
        listed=True,
    )


def _amount(of: float | None, ask: Ask) -> str:
    return "–" if of is None else count(of, ask.t.language)


def _figure(found: list[Flow], ask: Ask) -> dict[str, Any]:
    theme = ask.theme
    hours = {(f.origin, f.to): f.class_hours for f in found}
    gives, gets = ([r for r in _ORDER if any(getattr(f, end) == r for f in found)] for end in ("origin", "to"))
    z = [[hours.get((origin, to)) for to in gets] for origin in gives]
    steps = theme.sequential
    scale = [[i / (len(steps) - 1), colour] for i, colour in enumerate(steps)]
    most = max((v for row in z for v in row if v), default=1.0) or 1.0
    texts = []
    for i, row in enumerate(z):
        for j, v in enumerate(row):
            dark = v is not None and v / most * (len(steps) - 1) >= theme.sequential_flip - 1
            ink = theme.ink3 if v is None else theme.surface if dark else theme.ink
            text = "–" if v is None else large(v, ask.t.language)
            texts.append({"x": j, "y": i, "text": text, "showarrow": False, "font": {"color": ink, "size": 12}})
    heat = {"type": "heatmap", "z": z, "colorscale": scale, "zmin": 0, "zmax": most, "showscale": False, "xgap": 2}
    heat |= {"ygap": 2, "hoverinfo": "skip"}
    ticks = [
        {"tickmode": "array", "tickvals": list(range(len(r))), "ticktext": [ask.t(f"macro.{c}") for c in r]}
        for r in (gets, gives)
    ]
    titles = [{"text": ask.t(f"panel.flows.{k}"), "font": {"size": 12, "color": theme.ink3}} for k in ("to", "origin")]
    xaxis = axis(theme, side="top", showgrid=False, title=titles[0], **ticks[0])
    yaxis = axis(theme, autorange="reversed", showgrid=False, title=titles[1], **ticks[1])
    figure = layout(theme, _CELL * len(gives) + _MARGIN, xaxis=xaxis, yaxis=yaxis, annotations=texts)
    return {"data": [heat], "layout": figure}
