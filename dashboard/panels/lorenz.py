"""How unequal schools are: the Lorenz curve now and three years ago, and the indices that are read off the schools."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from dashboard.ask import Ask
from dashboard.charts.template import axis, layout
from dashboard.i18n.numbers import count
from dashboard.page import Panel
from dashboard.panels.drawing import Cell, Drawing, Table
from dashboard.panels.words import title
from data_access.distribution import Distribution, Index
from data_access.indicators import REGISTRY
from data_access.period import Period
from data_access.query import Query

_HEIGHT, _BACK = 340, 3
_INDICES = ("gini", "theil", "variation", "concentration")


def draw(panel: Panel, ask: Ask) -> Drawing:
    """Draw both curves against the line of equality."""
    now, then = _of(ask, ask.view.period), None
    if ask.view.period is not None:
        earlier = ask.view.period
        for _ in range(_BACK):
            earlier = earlier.year_before()
        then = _of(ask, earlier) if ask.view.span.first <= earlier.first else None
    heading = title(ask, ask.indicator, "panel.lorenz.title")
    whens = [(ask.when, now)]
    if then is not None and then.gini is not None:
        whens.append((ask.t("panel.lorenz.then", n=_BACK), then))
    subtitle = " · ".join(_gini(when, held, ask) for when, held in whens if held.gini is not None)
    rows: list[list[Cell]] = [
        [
            when,
            ask.t(f"index.{name}"),
            *_cells(getattr(held, name)),
            _line(name, ask),
            count(held.schools, ask.t.language),
        ]
        for when, held in whens
        for name in _INDICES
    ]
    head = [ask.t(f"table.{name}") for name in ("period", "index", "value", "interval", "line", "schools")]
    return Drawing(
        title=heading,
        subtitle=subtitle or ask.t("panel.lorenz.few"),
        note=ask.t("panel.lorenz.note"),
        figure=_figure(whens, ask) if now.curve else None,
        results=(ask(ask.indicator.code),),
        table=Table(head, rows, (2, 3, 5)),
        listed=True,
        methods=("gini", "variation", "concentration", "bootstrap"),
    )


def _of(ask: Ask, period: Period | None) -> Distribution:
    filters = ask.view.filters(ask.page.segments)
    query = replace(Query(ask.indicator.code, ask.view.place.code), period=period, filters=filters, then=ask.then)
    return ask.gate.distribution(ask.scope, query)


def _gini(when: str, held: Distribution, ask: Ask) -> str:
    cells = _cells(held.gini)
    return ask.t("panel.lorenz.gini", when=when, value=cells[0], interval=cells[1])


def _schools(held: Distribution, ask: Ask) -> str:
    return count(held.schools, ask.t.language)


def _cells(index: Index | None) -> list[str]:
    if index is None:
        return ["–", "–"]
    ends = index.interval
    return [f"{index.value:.3f}", "–" if ends is None else f"{ends.lower:.3f} – {ends.upper:.3f}"]


def _line(name: str, ask: Ask) -> str:
    """The policy's line on the coefficient of variation, of the stage that has one."""
    line = REGISTRY["G13"].lines.get(ask.view.stage or "") if name == "variation" else None
    return "–" if line is None else f"≤ {line.value:.2f}"


def _figure(whens: list[tuple[str, Distribution]], ask: Ask) -> dict[str, Any]:
    theme = ask.theme
    equal: dict[str, Any] = {
        "type": "scatter",
        "mode": "lines",
        "x": [0, 100],
        "y": [0, 100],
        "name": ask.t("panel.lorenz.equal"),
    }
    traces: list[dict[str, Any]] = [equal | {"line": {"color": theme.axis, "width": 1}, "hoverinfo": "skip"}]
    looks = ({"color": theme.chart[0], "width": 2}, {"color": theme.chart[5], "width": 2, "dash": "dot"})
    for (when, held), look in zip(whens, looks, strict=False):
        x, y = ([round(100 * point[at], 2) for point in held.curve] for at in (0, 1))
        traces.append(
            {"type": "scatter", "mode": "lines", "x": x, "y": y, "name": when, "line": look}
            | {"hovertemplate": "%{x:.0f}% · %{y:.0f}%<extra></extra>"}
        )
    legend = {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "font": {"size": 12, "color": theme.ink2}}
    names = ({"text": ask.t(f"panel.lorenz.{k}"), "font": {"size": 12, "color": theme.ink3}} for k in ("x", "y"))
    xaxis, yaxis = (axis(theme, range=[0, 100], ticksuffix="%", title=name) for name in names)
    figure = layout(theme, _HEIGHT, xaxis=xaxis, yaxis=yaxis, legend=legend, showlegend=True)
    figure["margin"] = {"l": 8, "r": 16, "t": 68, "b": 8}
    return {"data": traces, "layout": figure}
