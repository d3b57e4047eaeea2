"""Areas side by side: a row an area, a column an indicator."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dashboard.ask import Ask
from dashboard.charts.template import axis, layout, named_line, rows_axis
from dashboard.charts.tokens import Theme
from dashboard.page import Panel
from dashboard.panels.drawing import Drawing
from dashboard.panels.verdict import whiskers
from dashboard.panels.words import brief, hover, number, plain
from data_access.indicators.model import Indicator
from data_access.query import Result, records

_ROW, _MARGIN = 36, 84
_SPACE, _END = 0.05, 0.02
"""Shares of the width between two columns, and behind the last."""


def draw(panel: Panel, ask: Ask) -> Drawing:
    """Draw every area of the place on each of the panel's indicators, ordered by the first, and say so."""
    results = [ask(code, by=("area",), interval=True) for code in panel.indicators]
    first = results[0]
    improved = first.indicator.method == "progress"
    heading = ask.t(f"panel.areas.{'improved' if improved else 'title'}", place=ask.where, period=ask.when)
    codes = list(first.frame.sort_values("value", ascending=False, kind="stable", na_position="last")["place_code"])
    subtitle = ask.t("panel.areas.order", indicator=ask.name(first.indicator)) if codes else ""
    return Drawing(
        title=heading,
        subtitle=subtitle,
        note=ask.t(f"panel.areas.{'note' if any(r.indicator.line for r in results) else 'plain'}"),
        figure=_figure(results, codes, ask) if codes else None,
        results=tuple(results),
        methods=("improvement", "interval") if improved else ("interval",),
    )


def _figure(results: list[Result], codes: list[str], ask: Ask) -> dict[str, Any]:
    theme, width = ask.theme, 1 / len(results)
    frames = [r.frame.set_index("place_code", drop=False).loc[codes] for r in results]
    names = [plain(ask.place_name(row)) for row in records(frames[0])]
    traces, heads, lines = [], [], []
    parts: dict[str, Any] = {}
    for i, (result, frame) in enumerate(zip(results, frames, strict=True)):
        suffix, left = "" if i == 0 else str(i + 1), i * width
        right = left + width - (_SPACE if i + 1 < len(results) else _END)
        traces.append(_marks(result.indicator, frame, names, suffix, ask))
        heads += [_head(result.indicator, left, ask), *_without(result.indicator, frame, left, ask)]
        if result.indicator.line is not None:
            lines.append(_line(result.indicator.line.value, suffix, theme))
        unit = "%" if result.indicator.unit == "percent" else ""
        bounds = _range(result.indicator, frame)
        parts[f"xaxis{suffix}"] = axis(theme, domain=[left, right], range=bounds, ticksuffix=unit, anchor="y", nticks=5)
    parts["yaxis"] = rows_axis(theme, names, tickfont={"color": theme.accent, "size": 12})
    figure = layout(theme, _ROW * len(codes) + _MARGIN, annotations=heads, shapes=lines, **parts)
    figure["margin"] = {"l": 8, "r": 32, "t": 36, "b": 8}
    return {"data": traces, "layout": figure}


def _marks(indicator: Indicator, frame: pd.DataFrame, names: list[str], suffix: str, ask: Ask) -> dict[str, Any]:
    """The values of an indicator with their intervals, an area a row."""
    theme, rows = ask.theme, records(frame)
    tips = [f"<b>{n}</b><br>{hover(r, indicator, ask, 'whole')}" for n, r in zip(names, rows, strict=True)]
    return {
        "type": "scatter",
        "mode": "markers+text",
        "x": [None if pd.isna(r["value"]) else float(r["value"]) for r in rows],
        "y": list(range(len(rows))),
        "customdata": [r["place_code"] for r in rows],
        "xaxis": f"x{suffix}",
        "marker": {"color": theme.chart[0], "size": 9},
        "hovertext": tips,
        "hoverinfo": "text",
        "cliponaxis": False,
        "text": [f" {number(r, indicator, ask)}" for r in rows],
        "textposition": "top center",
        "textfont": {"color": theme.ink2, "size": 12},
    } | whiskers(frame, theme)


def _head(indicator: Indicator, left: float, ask: Ask) -> dict[str, Any]:
    # Of what is taken over another indicator the title names the measure; a column has room for one name.
    of = indicator.over or indicator
    return {
        "x": left,
        "xref": "paper",
        "xanchor": "left",
        "y": 1,
        "yref": "paper",
        "yanchor": "bottom",
        "yshift": 6,
        "text": f"<b>{of.code}</b> {plain(ask.name(of))}",
        "showarrow": False,
        "font": {"size": 12, "color": ask.theme.ink},
    }


def _without(indicator: Indicator, frame: pd.DataFrame, left: float, ask: Ask) -> list[dict[str, Any]]:
    """Why there is no mark, in the rows that have none."""
    return [
        {"x": left, "xref": "paper", "xanchor": "left", "xshift": 8, "y": i, "showarrow": False}
        | {"text": brief(row, indicator, ask), "font": {"size": 12, "color": ask.theme.ink3}}
        for i, row in enumerate(records(frame))
        if pd.isna(row["value"])
    ]


def _line(value: float, suffix: str, theme: Theme) -> dict[str, Any]:
    shape, _ = named_line(theme, value, "", "x")
    return shape | {"xref": f"x{suffix}"}


def _range(indicator: Indicator, frame: pd.DataFrame) -> list[float]:
    """A range that holds every mark, interval and line, with room for the last number."""
    known = [float(v) for name in ("value", "low_95", "high_95") for v in frame[name].dropna()]
    known += [] if indicator.line is None else [indicator.line.value]
    if not known:
        return [0, 1]
    span = (max(known) - min(known)) or 1.0
    return [min(known) - 0.1 * span, max(known) + 0.3 * span]
