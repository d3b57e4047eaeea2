"""From in scope to passed: a funnel of counts, with the pass rate of the assessed beside that of all in scope."""

from __future__ import annotations

import itertools
from typing import Any

import pandas as pd

from dashboard.ask import Ask
from dashboard.charts.template import axis, layout
from dashboard.charts.tokens import Theme
from dashboard.i18n.numbers import count, with_unit
from dashboard.page import Panel
from dashboard.panels.drawing import Drawing
from dashboard.panels.words import line_label, number
from data_access.query import VALUE, Result

_STEPS = (("in_scope", "T01"), ("enrolled", "T01"), ("hours_met", "T02"), ("assessed", "T05"), ("passed", "T04"))
_HEIGHT = 380
_SHORT = 0.25


def draw(panel: Panel, ask: Ask) -> Drawing:
    """Draw the five counts as bars, each with its share of all in scope, and T03 and T04 on one scale below."""
    results = {code: ask(code) for code in panel.indicators}
    counts = {
        step: _count(results[code], "denominator" if step == "in_scope" else "numerator") for step, code in _STEPS
    }
    if counts["in_scope"] is None:
        counts["in_scope"] = _count(results["T04"], "denominator")
    heading = ask.t("panel.funnel.title", place=ask.where, period=ask.when)
    subtitle = _loss(counts, ask)
    return Drawing(
        title=heading,
        subtitle=subtitle,
        note=ask.t("panel.funnel.note"),
        figure=_figure(counts, results, ask) if counts["in_scope"] else None,
        results=tuple(results.values()),
    )


def _count(result: Result, side: str) -> float | None:
    row = result.row
    return None if row["state"] != VALUE or pd.isna(row[side]) else float(row[side])


def _loss(counts: dict[str, float | None], ask: Ask) -> str:
    """The step that loses most people, in words."""
    known = [(step, n) for step, _ in _STEPS if (n := counts[step]) is not None]
    losses = [(before - n, step) for (_, before), (step, n) in itertools.pairwise(known)]
    if not losses or max(losses)[0] <= 0:
        return ""
    lost, step = max(losses)
    return ask.t("panel.funnel.loss", lost=count(lost, ask.t.language), step=ask.t(f"funnel.{step}"))


def _figure(counts: dict[str, float | None], results: dict[str, Result], ask: Ask) -> dict[str, Any]:
    theme, total = ask.theme, counts["in_scope"] or 1.0
    names = [ask.t(f"funnel.{step}") for step, _ in _STEPS]
    values = [counts[step] for step, _ in _STEPS]
    bars = {
        "type": "bar",
        "orientation": "h",
        "x": values,
        "y": names,
        "marker": {"color": theme.chart[0]},
        "text": [_label(n, total, ask) for n in values],
        "textposition": "outside",
        "textfont": {"color": theme.ink, "size": 12},
        "cliponaxis": False,
        "hoverinfo": "skip",
    }
    missing = [
        {"x": 0, "y": name, "text": ask.t("state.not_reported"), "showarrow": False, "xanchor": "left"}
        | {"font": {"color": theme.ink3, "size": 12}, "bgcolor": theme.surface2}
        for name, n in zip(names, values, strict=True)
        if n is None
    ]
    # The share stands in its bar: on a telephone there is no room for both numbers behind it.
    shares = [
        {"x": n, "y": name, "text": with_unit(100 * n / total, "percent", ask.t), "showarrow": False}
        | {"xanchor": "right", "xshift": -4, "font": {"color": theme.surface, "size": 12}}
        for name, n in zip(names, values, strict=True)
        if n is not None and n > _SHORT * total
    ]
    rates, shapes, labels = _rates(results, theme, ask)
    dots = axis(
        theme,
        domain=[0, 0.2],
        anchor="x2",
        autorange="reversed",
        showgrid=False,
        tickfont={"color": theme.ink, "size": 12},
    )
    figure = layout(
        theme,
        _HEIGHT,
        xaxis=axis(theme, range=[0, total * 1.45], showticklabels=False, showgrid=False),
        yaxis=axis(
            theme, domain=[0.36, 1], autorange="reversed", showgrid=False, tickfont={"color": theme.ink, "size": 12}
        ),
        xaxis2=axis(theme, anchor="y2", domain=[0, 0.86], ticksuffix="%", range=_range(results)),
        yaxis2=dots,
        bargap=0.45,
        shapes=shapes,
        annotations=[*shares, *missing, *labels],
    )
    return {"data": [bars, *rates], "layout": figure}


def _label(n: float | None, total: float, ask: Ask) -> str:
    """The count behind its bar, with its share where the bar has no room for it."""
    if n is None:
        return ""
    said = f"<b>{count(n, ask.t.language)}</b>"
    return said if n > _SHORT * total else f"{said}  {with_unit(100 * n / total, 'percent', ask.t)}"


def _rates(results: dict[str, Result], theme: Theme, ask: Ask) -> tuple[list[dict[str, Any]], list[Any], list[Any]]:
    """T03 and T04 as two dots against the published line."""
    traces: list[dict[str, Any]] = []
    beside: list[dict[str, Any]] = []
    for code, colour in (("T03", theme.chart[5]), ("T04", theme.chart[0])):
        row, indicator = results[code].row, results[code].indicator
        if row["state"] == VALUE:
            name = ask.t(f"funnel.{code}")
            traces.append(
                {"type": "scatter", "mode": "markers", "x": [float(row["value"])], "y": [name], "hoverinfo": "skip"}
                | {"xaxis": "x2", "yaxis": "y2", "marker": {"color": colour, "size": 10}, "cliponaxis": False}
            )
            beside.append(
                {"x": 1, "xref": "paper", "xanchor": "right", "y": name, "yref": "y2", "showarrow": False}
                | {"text": f"<b>{number(row, indicator, ask)}</b>", "font": {"color": theme.ink, "size": 12}}
            )
    line = results["T04"].indicator.line
    if line is None:
        return traces, [], beside
    stroke = {"color": theme.ink3, "width": 1, "dash": "4px,3px"}
    shape = {
        "type": "line",
        "xref": "x2",
        "yref": "paper",
        "x0": line.value,
        "x1": line.value,
        "y0": 0,
        "y1": 0.22,
        "line": stroke,
    }
    label = {"x": line.value, "xref": "x2", "y": 0.22, "yref": "paper", "yanchor": "bottom", "showarrow": False}
    label |= {"text": line_label(results["T04"].indicator, ask), "font": {"color": theme.ink3, "size": 12}}
    return traces, [shape], [*beside, label]


def _range(results: dict[str, Result]) -> list[float]:
    known = [float(r.row["value"]) for code in ("T03", "T04") if (r := results[code]).row["state"] == VALUE]
    return [min([88.0, *(v - 8 for v in known)]), 101.0]
