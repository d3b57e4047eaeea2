"""T03 and T04 side by side: the bar between them is who never took part."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dashboard.ask import Ask
from dashboard.charts.template import axis, layout, named_line
from dashboard.i18n.numbers import count
from dashboard.page import Panel
from dashboard.panels import marks
from dashboard.panels.drawing import Drawing
from dashboard.panels.marks import Mark
from dashboard.panels.verdict import whiskers
from dashboard.panels.words import hover, line_label, number, plain
from data_access.period import GRAINS

Rows = dict[str, dict[str, Any]]
_ROW, _MARGIN, _MOST = 44, 96, 6


def draw(panel: Panel, ask: Ask) -> Drawing:
    """Draw both pass rates by the panel's segment, or by school year over all that is held."""
    key = "period" if panel.by in GRAINS else panel.by
    over = ask.view.span if panel.by in GRAINS else ask.view.period
    all_in_scope, of_assessed = (
        ask(code, by=(panel.by,), over=over, interval=True, expect=panel.by not in GRAINS) for code in panel.indicators
    )
    left, right = ({str(r[key]): r for r in a.shown} for a in (all_in_scope, of_assessed))
    codes = list(left)[-_MOST:]
    when = ask.when if key == panel.by or not codes else _over(ask.bucket(codes[0]), ask.bucket(codes[-1]), ask)
    heading = ask.t("panel.passrates.title", place=ask.where, period=when, by=ask.t(f"filter.{panel.by}").lower())
    subtitle = ask.t("panel.passrates.subtitle")
    dated = marks.marks(codes, ask, panel.indicators) if panel.by in GRAINS else []
    figure = _figure(left, right, codes, panel, dated, ask, all_in_scope.indicator) if codes else None
    drawing = Drawing(
        title=heading,
        subtitle=subtitle,
        figure=figure,
        results=(all_in_scope, of_assessed),
        methods=("interval",),
    )
    return marks.told(drawing, dated, ask)


def _over(first: str, last: str, ask: Ask) -> str:
    return first if first == last else ask.t("period.range", first=first, last=last)


def _figure(
    left: Rows, right: Rows, codes: list[str], panel: Panel, dated: list[Mark], ask: Ask, indicator: Any
) -> dict[str, Any]:
    """A row a segment; what happened in a school year stands behind its name, as there is no axis of time."""
    theme = ask.theme
    said = [
        f"{ask.bucket(c)} {marks.signs(dated, c)}".strip() if panel.by in GRAINS else ask.code(panel.by, c)
        for c in codes
    ]
    names = [
        f"{plain(name)}<br>n {count(left[c]['denominator'], ask.t.language)}"
        for name, c in zip(said, codes, strict=True)
    ]
    of_all = [float(left[c]["value"]) for c in codes]
    assessed = [float(right[c]["value"]) if c in right else None for c in codes]
    bars = [
        {"type": "scatter", "mode": "lines", "x": [a, b], "y": [n, n], "line": {"color": theme.band, "width": 6}}
        | {"hoverinfo": "skip", "showlegend": False}
        for n, a, b in zip(names, of_all, assessed, strict=True)
        if b is not None
    ]
    own = {
        "type": "scatter",
        "mode": "markers+text",
        "x": of_all,
        "y": names,
        "name": ask.t("funnel.T04"),
        "marker": {"color": theme.chart[0], "size": 10},
        "text": [f"{number(left[c], indicator, ask)}" for c in codes],
        "textposition": "top center",
        "textfont": {"color": theme.ink, "size": 12},
        "hovertext": [hover(left[c], indicator, ask, "whole") for c in codes],
        "hoverinfo": "text",
        "cliponaxis": False,
    } | whiskers(pd.DataFrame([left[c] for c in codes]), theme)
    other = {
        "type": "scatter",
        "mode": "markers",
        "x": assessed,
        "y": names,
        "name": ask.t("funnel.T03"),
        "marker": {"color": theme.surface, "size": 9, "line": {"color": theme.ink3, "width": 1.5}},
        "hovertext": [hover(right[c], indicator, ask) if c in right else "" for c in codes],
        "hoverinfo": "text",
    }
    shape, text = named_line(theme, indicator.line.value, line_label(indicator, ask), "x")
    known = [v for v in (*of_all, *assessed) if v is not None]
    low, high = min(*known, indicator.line.value), max(*known, indicator.line.value)
    whisker = min((float(v) for c in codes if not pd.isna(v := left[c]["low_95"])), default=low)
    bounds = [min(low - 0.3 * (high - low) - 2, whisker - 1), high + 0.06 * (high - low)]
    if indicator.line.value > sum(bounds) / 2:
        text |= {"x": 1, "xref": "paper", "xanchor": "right"}  # centred over its line it would be cut off
    xaxis = axis(theme, ticksuffix="%", range=bounds)
    yaxis = axis(theme, range=[len(codes) - 0.5, -0.6], showgrid=False, tickfont={"color": theme.ink, "size": 12})
    above = 1 + 22 / (_ROW * len(codes))  # over the name of the line
    legend = {"orientation": "h", "x": 0, "y": above, "yanchor": "bottom", "font": {"size": 12, "color": theme.ink2}}
    figure = layout(theme, _ROW * len(codes) + _MARGIN, xaxis=xaxis, yaxis=yaxis, shapes=[shape], annotations=[text])
    figure |= {"showlegend": True, "legend": legend, "margin": {"l": 8, "r": 16, "t": 56, "b": 8}}
    return {"data": [*bars, own, other], "layout": figure}
