"""Dots with intervals, a row a part: dimensions of digital literacy beside their comparison, gains by programme."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dashboard.ask import Ask
from dashboard.charts.template import axis, layout, rows_axis
from dashboard.i18n.numbers import with_unit
from dashboard.page import Panel
from dashboard.panels.drawing import Cell, Drawing, Table
from dashboard.panels.verdict import interval_text, markers, verdict_text, whiskers
from dashboard.panels.words import cell, hover, in_two, number, plain, reports_short, shown, title
from data_access.indicators.model import Indicator
from data_access.query import Result, records
from data_access.verdicts import Verdict

_ROW, _MARGIN = 44, 56
_WHOLE = "overall"


def draw_dimensions(panel: Panel, ask: Ask) -> Drawing:
    """Draw each dimension with its interval beside what the view compares with."""
    (code,) = panel.indicators
    whole = ask(code, by=(panel.by,), expect=False)
    seen = [str(r[panel.by]) for r in whole.shown]
    names = [name for name in seen if name != _WHOLE]
    asked = [ask(code, only=((panel.by, name),), against=ask.against, expect=False) for name in names]
    own = panel.by in ask.name(whole.indicator)  # a name of the catalogue may say itself how it is shown
    heading = title(ask, whole.indicator, f"panel.dimensions.{'named' if own else 'title'}")
    if not asked:
        return Drawing(title=heading, results=(whole,))
    frame = pd.concat([result.frame for result in asked], ignore_index=True)
    said = ask.t(f"against.{ask.against}")
    subtitle = ""
    verdicts = list(frame["verdict"])
    if any(verdicts):
        better, worse = verdicts.count(Verdict.BETTER), verdicts.count(Verdict.WORSE)
        key = "beyond" if better + worse else "alike"
        subtitle = ask.t(f"panel.dimensions.{key}", better=better, worse=worse, against=said)
    labels = [ask.code(panel.by, name) for name in names]
    return Drawing(
        title=heading,
        subtitle=subtitle,
        note=ask.t("panel.dimensions.note", against=said),
        figure=_figure(frame, labels, asked[0].indicator, ask),
        results=asked,
        table=_table(frame, labels, panel.by, asked[0], ask),
        listed=True,
        methods=("interval", "verdict"),
    )


def draw_gain(panel: Panel, ask: Ask) -> Drawing:
    """Draw the gain between the two assessments of each programme, with its interval."""
    (code,) = panel.indicators
    result = ask(code, by=(panel.by,), interval=True)
    heading = title(ask, result.indicator, "panel.gain.title")
    frame = shown(result.frame).reset_index(drop=True)
    labels = [ask.code(panel.by, str(name)) for name in frame[panel.by]] if len(frame) else []
    subtitle = ask.t("panel.gain.subtitle")
    return Drawing(
        title=heading,
        subtitle=subtitle,
        figure=_figure(frame, labels, result.indicator, ask) if labels else None,
        results=(result,),
        methods=("interval",),
    )


def _figure(frame: pd.DataFrame, labels: list[str], indicator: Indicator, ask: Ask) -> dict[str, Any]:
    theme, rows = ask.theme, records(frame)
    compared = frame["benchmark"].notna()
    marker = markers(list(frame["verdict"]), theme, 10) if compared.any() else {"color": theme.ink2, "size": 10}
    dots = {
        "type": "scatter",
        "mode": "markers",
        "x": [float(r["value"]) for r in rows],
        "y": list(range(len(rows))),
        "marker": marker,
        "hovertext": [f"<b>{plain(n)}</b><br>{hover(r, indicator, ask, ask.against)}" for n, r in _zip(labels, rows)],
        "hoverinfo": "text",
        "cliponaxis": False,
    } | whiskers(frame, theme)
    strokes = [
        {"type": "line", "x0": at, "x1": at, "y0": i - 0.3, "y1": i + 0.3, "layer": "below"}
        | {"line": {"color": theme.chart[5], "width": 3}}
        for i, at in enumerate(frame["benchmark"])
        if not pd.isna(at)
    ]
    values = [
        {"x": 1, "xref": "paper", "y": i, "xanchor": "left", "showarrow": False, "xshift": 6}
        | {"text": number(r, indicator, ask), "font": {"color": theme.ink, "size": 12}}
        for i, r in enumerate(rows)
    ]
    told = {"ticksuffix": "%"} if indicator.unit == "percent" else {}  # a number says its own unit
    figure = layout(
        theme,
        _ROW * len(rows) + _MARGIN,
        xaxis=axis(theme, range=_range(frame, indicator), nticks=3, tickangle=0, **told),
        yaxis=rows_axis(theme, [in_two(plain(name)) for name in labels]),
        shapes=strokes,
        annotations=values,
    )
    figure["margin"] = {"l": 8, "r": 60 if indicator.unit == "percent" else 96, "t": 12, "b": 8}
    return {"data": [dots], "layout": figure}


def _zip(labels: list[str], rows: list[dict[str, Any]]) -> list[tuple[str, dict[str, Any]]]:
    return list(zip(labels, rows, strict=True))


def _range(frame: pd.DataFrame, indicator: Indicator) -> list[float]:
    columns = ("value", "low_95", "high_95", "benchmark")
    known = [float(v) for name in columns for v in frame[name].dropna()]
    low, high = min(known), max(known)
    least = 8.0 if indicator.unit == "percent" else abs(high) * 0.2 or 1.0
    room = max((high - low) * 0.08, (least - (high - low)) / 2)
    return [low - room, high + room]


def _table(frame: pd.DataFrame, labels: list[str], by: str, first: Result, ask: Ask) -> Table:
    t, indicator = ask.t, first.indicator
    head = [t(f"table.by.{by}")]
    head += [t(f"table.{n}") for n in ("value", "interval", "benchmark", "verdict", "denominator", "reported")]
    rows: list[list[Cell]] = []
    for name, row in _zip(labels, records(frame)):
        held = pd.isna(row["benchmark"])
        people = "–" if pd.isna(row["denominator"]) else f"{int(row['denominator']):,}"
        rows.append(
            [
                name,
                cell(row, indicator, ask),
                interval_text(row, indicator, ask) or "–",
                "–" if held else with_unit(float(row["benchmark"]), indicator.unit, t),
                verdict_text(str(row["verdict"]), t) or "–",
                people,
                reports_short(row, ask),
            ]
        )
    return Table(head, rows, (1, 2, 3, 5, 6))
