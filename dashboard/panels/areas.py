"""Areas side by side: a row an area, a column an indicator."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dashboard.ask import Ask
from dashboard.charts.template import axis, layout, rows_axis
from dashboard.page import Panel
from dashboard.panels.drawing import Drawing
from dashboard.panels.verdict import whiskers
from dashboard.panels.words import hover, number, plain
from data_access.query import Result

_ROW, _MARGIN = 36, 84


def draw(panel: Panel, ask: Ask) -> Drawing:
    """Draw every area of the place on each of the panel's indicators, ordered by the first, and say so."""
    results = [ask(code, by=("area",), interval=True) for code in panel.indicators]
    heading = ask.t("panel.areas.title", place=ask.where, period=ask.when)
    first = results[0]
    codes = list(first.frame.sort_values("value", ascending=False, kind="stable", na_position="last")["place_code"])
    subtitle = ask.t("panel.areas.order", indicator=ask.name(first.indicator)) if codes else ""
    return Drawing(
        title=heading,
        subtitle=subtitle,
        finding=f"{heading}. {subtitle}",
        note=ask.t("panel.areas.note"),
        figure=_figure(results, codes, ask) if codes else None,
        results=tuple(results),
        methods=("improvement", "interval") if first.indicator.method == "progress" else ("interval",),
    )


def _figure(results: list[Result], codes: list[str], ask: Ask) -> dict[str, Any]:
    theme = ask.theme
    frames = [r.frame.set_index("place_code").loc[codes] for r in results]
    names = [plain(ask.place_name(row)) for _, row in frames[0].reset_index().iterrows()]
    traces: list[dict[str, Any]] = []
    parts: dict[str, Any] = {}
    notes: list[dict[str, Any]] = []
    shapes: list[dict[str, Any]] = []
    width, space = 1 / len(results), 0.05
    for i, (result, frame) in enumerate(zip(results, frames, strict=True), start=1):
        suffix = "" if i == 1 else str(i)
        left, right = (i - 1) * width, i * width - (space if i < len(results) else 0.02)
        values = [None if pd.isna(v) else float(v) for v in frame["value"]]
        rows = [row for _, row in frame.iterrows()]
        tips = [f"<b>{n}</b><br>{hover(r, result.indicator, ask, 'whole')}" for n, r in zip(names, rows, strict=True)]
        traces.append(
            {
                "type": "scatter",
                "mode": "markers+text",
                "x": values,
                "y": list(range(len(codes))),
                "customdata": codes,
                "xaxis": f"x{suffix}",
            }
            | {
                "marker": {"color": theme.chart[0], "size": 9},
                "hovertext": tips,
                "hoverinfo": "text",
                "cliponaxis": False,
            }
            | {"text": [f" {number(r, result.indicator, ask)}" for r in rows], "textposition": "top center"}
            | {"textfont": {"color": theme.ink2, "size": 12}}
            | whiskers(frame, theme)
        )
        known = [float(v) for name in ("value", "low_95", "high_95") for v in frame[name].dropna()]
        line = result.indicator.line
        if line is not None:
            known.append(line.value)
            shapes.append(
                {
                    "type": "line",
                    "xref": f"x{suffix}",
                    "yref": "paper",
                    "x0": line.value,
                    "x1": line.value,
                    "y0": 0,
                    "y1": 1,
                }
                | {"line": {"color": theme.ink3, "width": 1, "dash": "4px,3px"}, "layer": "below"}
            )
        span = (max(known) - min(known)) or 1.0 if known else 1.0
        bounds = [min(known) - 0.1 * span, max(known) + 0.3 * span] if known else [0, 1]
        tick = "%" if result.indicator.unit == "percent" else ""
        parts[f"xaxis{suffix}"] = axis(theme, domain=[left, right], range=bounds, ticksuffix=tick, anchor="y", nticks=5)
        # Of what is taken over another indicator the subtitle names the measure; a column has room for one name.
        named = plain(ask.name(result.indicator.over or result.indicator))
        heading = f"<b>{result.indicator.code}</b> {named}"
        notes.append(
            {
                "x": left,
                "xref": "paper",
                "y": 1,
                "yref": "paper",
                "text": heading,
                "showarrow": False,
                "xanchor": "left",
            }
            | {"yanchor": "bottom", "yshift": 6, "font": {"size": 12, "color": theme.ink}}
        )
    parts["yaxis"] = rows_axis(theme, names, tickfont={"color": theme.accent, "size": 12})
    figure = layout(theme, _ROW * len(codes) + _MARGIN, annotations=notes, shapes=shapes, **parts)
    figure["margin"] = {"l": 8, "r": 32, "t": 36, "b": 8}
    return {"data": traces, "layout": figure}
