"""Two indicators against each other, a mark a place."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dashboard.ask import Ask
from dashboard.charts.template import axis, layout
from dashboard.page import Panel
from dashboard.panels.compared import Compared, compared, leads_to
from dashboard.panels.drawing import Drawing
from dashboard.panels.words import number, plain
from data_access.query import VALUE

Pairs = list[tuple[dict[str, Any], dict[str, Any]]]
_HEIGHT = 380
_NAMED = 12
"""Up to so many marks have their names beside them."""


def draw(panel: Panel, ask: Ask) -> Drawing:
    """Draw the chosen indicator along x, or the panel's first where it holds another, and the next of them along y."""
    chosen = ask.indicator.code
    first = chosen if chosen in panel.indicators else panel.indicators[0]
    second = other(first, panel.indicators)
    across, up = compared(first, ask), compared(second, ask)
    names = {"x": ask.name(across.indicator), "y": ask.name(up.indicator)}
    heading = ask.t("panel.scatter.title", **names, period=ask.when)
    drawn = _pairs(across, up)
    said = ask.t("panel.scatter.finding", n=len(drawn))
    return Drawing(
        title=heading,
        subtitle=said,
        note=ask.t("panel.scatter.note"),
        figure=_figure(drawn, across, up, ask) if drawn else None,
        results=(*across.results, *up.results),
    )


def other(code: str, codes: tuple[str, ...]) -> str:
    """The indicator after `code`, and after the last the first."""
    return codes[(codes.index(code) + 1) % len(codes)] if code in codes else codes[0]


def _pairs(across: Compared, up: Compared) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """The places that have both numbers."""
    ups = {str(row["place_code"]): row for row in up.rows if row["state"] == VALUE}
    return [
        (row, ups[str(row["place_code"])]) for row in across.rows if row["state"] == VALUE and row["place_code"] in ups
    ]


def _figure(
    drawn: list[tuple[dict[str, Any], dict[str, Any]]], across: Compared, up: Compared, ask: Ask
) -> dict[str, Any]:
    theme = ask.theme
    names = [plain(ask.place_name(x)) for x, _ in drawn]
    tips = [
        f"<b>{name}</b><br>{plain(ask.name(across.indicator))} {number(x, across.indicator, ask)}"
        f"<br>{plain(ask.name(up.indicator))} {number(y, up.indicator, ask)}"
        for name, (x, y) in zip(names, drawn, strict=True)
    ]
    trace: dict[str, Any] = {
        "type": "scatter",
        "mode": "markers+text" if len(drawn) <= _NAMED else "markers",
        "x": [float(x["value"]) for x, _ in drawn],
        "y": [float(y["value"]) for _, y in drawn],
        "customdata": leads_to([str(x["place_code"]) for x, _ in drawn]),
        "text": names,
        "textposition": "top center",
        "textfont": {"size": 11, "color": theme.ink2},
        "hovertext": tips,
        "hoverinfo": "text",
        # Two verdicts have no one colour: the marks say where, the table what.
        "marker": {"color": theme.chart[0], "size": 9, "opacity": 0.8},
    }
    for name, rows in (("error_x", [x for x, _ in drawn]), ("error_y", [y for _, y in drawn])):
        if any(not pd.isna(row["low_95"]) for row in rows):
            trace[name] = {
                "type": "data",
                "symmetric": False,
                "array": [_arm(row, "high_95", 1) for row in rows],
                "arrayminus": [_arm(row, "low_95", -1) for row in rows],
                "color": theme.axis,
                "thickness": 1,
                "width": 0,
            }
    axes = {}
    for key, held in (("xaxis", across), ("yaxis", up)):
        suffix = "%" if held.indicator.unit == "percent" else ""
        label = {"text": plain(ask.name(held.indicator)), "font": {"size": 12, "color": theme.ink2}}
        # The marks set the scale: an interval from 0 to 100 % would press them into a heap.
        axes[key] = axis(theme, ticksuffix=suffix, nticks=6, title=label, range=_range(trace[key[0]]))
    figure = layout(theme, _HEIGHT, **axes)
    figure["margin"] = {"l": 56, "r": 24, "t": 24, "b": 48}
    return {"data": [trace], "layout": figure}


def _range(values: list[float]) -> list[float]:
    """From the least to the greatest value, with room for the marks."""
    low, high = min(values), max(values)
    room = 0.12 * (high - low) or abs(high) * 0.1 or 1.0
    return [low - room, high + room]


def _arm(row: dict[str, Any], end: str, sign: int) -> float | None:
    return None if pd.isna(row[end]) else sign * (float(row[end]) - float(row["value"]))
