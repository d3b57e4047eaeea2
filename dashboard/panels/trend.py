"""An indicator over time, with the year before where it has months."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby, pairwise
from typing import Any

import pandas as pd

from dashboard.ask import Ask
from dashboard.charts.template import axis, count_ticks, layout, named_line, time_axis
from dashboard.i18n.numbers import with_unit
from dashboard.page import Panel
from dashboard.panels import marks
from dashboard.panels.drawing import Drawing
from dashboard.panels.marks import Mark
from dashboard.panels.words import hover, line_label, number, plain, shown, unbroken
from data_access.indicators.model import Indicator
from data_access.past import time_group
from data_access.period import Period

_MONTHS = {"month": 24, "term": 120, "school_year": 120}
_HEIGHT = 320
_LABEL_WIDTH, _LABEL_HEIGHT = 0.25, 0.1
"""The part of a chart's width and of the span of its values that the label of a line takes."""
_LETTER = 8
"""Pixels that a sign of the last value takes beside its point."""


def draw(panel: Panel, ask: Ask) -> Drawing:
    """Draw the chosen indicator over the view's period, widened to at least two years of months or ten of terms."""
    indicator = ask.indicator
    group = time_group(indicator)
    over = within(ask, _MONTHS[group])
    result = ask(indicator.code, by=(group,), over=over, interval=True)
    frame = result.frame
    heading = ask.t("panel.trend.title", place=ask.where, indicator=ask.name(indicator), period=_range(frame, ask))
    known = shown(frame)
    subtitle = ""
    if len(known):
        last = known.iloc[-1]
        subtitle = ask.t("panel.trend.last", period=ask.bucket(last["period"]), value=number(last, indicator, ask))
    dated = marks.marks(frame["period"], ask)
    drawing = Drawing(
        title=heading,
        subtitle=subtitle,
        note=ask.t("panel.trend.sure") if frame["low_95"].notna().any() else "",
        figure=_figure(frame, indicator, group, dated, ask),
        results=(result,),
    )
    return marks.told(drawing, dated, ask)


def within(ask: Ask, months: int) -> Period:
    """The view's period, reaching back at least `months` months but not before the data."""
    wide = ask.view.months.reaching_back(months)
    return Period(max(wide.first, ask.view.span.first), wide.last)


def _range(frame: pd.DataFrame, ask: Ask) -> str:
    if frame.empty:
        return ask.when
    first, last = (ask.bucket(frame["period"].iloc[i]) for i in (0, -1))
    return first if first == last else ask.t("period.range", first=first, last=last)


def _figure(frame: pd.DataFrame, indicator: Indicator, group: str, dated: list[Mark], ask: Ask) -> dict[str, Any]:
    theme = ask.theme
    values = [None if pd.isna(v) else float(v) for v in frame["value"]]
    labels = [ask.bucket(p) for p in frame["period"]]
    hovers = [
        f"{label}<br>{hover(row, indicator, ask, 'past')}"
        for label, (_, row) in zip(labels, frame.iterrows(), strict=True)
    ]
    own = _line(labels, values, {"color": theme.chart[0], "width": 2}, plain(ask.name(indicator)))
    dots = {
        "mode": "lines+markers",
        "marker": {"size": 5, "color": theme.chart[0]},
        "hovertext": hovers,
        "hoverinfo": "text",
        "cliponaxis": False,
    }
    traces = [*_band(frame, labels, ask), own | dots]
    before: list[float | None] = []
    if group == "month" and len(values) > 12:
        before = [*[None] * 12, *values[:-12]]
        dotted = {"color": theme.ink3, "width": 1.5, "dash": "dot"}
        traces.append(_line(labels, before, dotted, ask.t("panel.trend.before")) | {"hoverinfo": "skip"})
    parts = marks.drawn(dated, ask, list(frame["period"]))
    upright = count_ticks(values, ask.t) if indicator.unit == "count" else {}
    low, high = upright.pop("range", None) or _ends(frame, indicator)
    if indicator.line is not None:
        shape, text = named_line(theme, indicator.line.value, line_label(indicator, ask), "y")
        where = clear_of([v for v in (values, before) if v], indicator.line.value)
        text |= where
        if where["yanchor"] == "bottom":
            high = max(high, indicator.line.value + 1.4 * _LABEL_HEIGHT * (high - low))
        parts = {"shapes": [*parts["shapes"], shape], "annotations": [*parts["annotations"], text]}
    end = _end(labels, values, indicator, ask)
    parts = parts | {"annotations": [*parts["annotations"], *end]}
    upright |= {"rangemode": "tozero"} if indicator.unit == "count" else {}
    upright |= marks.headroom(low, high, dated, list(frame["period"]))
    suffix = {"ticksuffix": "%"} if indicator.unit == "percent" else {}
    legend = {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "font": {"size": 12, "color": theme.ink2}}
    xaxis = time_axis(theme, labels, 3)  # a telephone has room for three months
    figure = layout(
        theme, _HEIGHT, xaxis=xaxis, yaxis=axis(theme, **upright, **suffix), legend=legend, showlegend=True, **parts
    )
    figure["margin"] = {"l": 8, "r": max([16, *(_LETTER * len(note["text"]) for note in end)]), "t": 36, "b": 8}
    return {"data": traces, "layout": figure}


def _end(labels: list[str], values: list[float | None], indicator: Indicator, ask: Ask) -> list[dict[str, Any]]:
    """The last value beside its point, where the line reaches the end; a count has too many digits for the margin."""
    if not values or values[-1] is None or indicator.unit == "count":
        return []
    at = {"x": labels[-1], "y": values[-1], "xanchor": "left", "xshift": 6, "showarrow": False}
    font = {"color": ask.theme.chart[0], "size": 12, "weight": 600}
    return [at | {"text": unbroken(with_unit(values[-1], indicator.unit, ask.t)), "font": font}]


def _ends(frame: pd.DataFrame, indicator: Indicator) -> list[float]:
    """The lowest and the highest value that is drawn."""
    known = [float(v) for name in ("value", "low_95", "high_95") for v in frame[name].dropna()]
    known += [] if indicator.line is None else [indicator.line.value]
    return [min(known, default=0.0), max(known, default=1.0)]


def clear_of(
    lines: Sequence[Sequence[float | None]], at: float, width: float = _LABEL_WIDTH, height: float = _LABEL_HEIGHT
) -> dict[str, str | float]:
    """Where along a level line at `at` its label hides the least of `lines`: an end of it, above or below.

    `width` and `height` are parts of the chart's width and of the span of its values.
    """
    known = [v for line in lines for v in line if v is not None]
    height *= max([*known, at]) - min([*known, at])
    best: tuple[int, dict[str, str | float]] | None = None
    for x, anchor in ((1, "right"), (0, "left")):
        for y, low in (("bottom", at), ("top", at - height)):
            hidden = sum(_crossings(line, low, low + height, width, last=bool(x)) for line in lines)
            if best is None or hidden < best[0]:
                best = hidden, {"x": x, "xanchor": anchor, "yanchor": y}
    return {} if best is None else best[1]


def _crossings(line: Sequence[float | None], low: float, high: float, width: float, *, last: bool) -> int:
    """How many steps of the first (or last) part of `line`, `width` of it, meet the band from `low` to `high`."""
    reach = max(2, round(width * len(line)))
    part = [v for v in (line[-reach:] if last else line[:reach]) if v is not None]
    steps = list(pairwise(part)) or [(v, v) for v in part]
    return sum(min(step) <= high and max(step) >= low for step in steps)


def _band(frame: pd.DataFrame, labels: list[str], ask: Ask) -> list[dict[str, Any]]:
    """The 95 % interval as a band behind the line, in pieces where nothing was reported; none where nothing varies."""
    known = frame["low_95"].notna() & frame["high_95"].notna()
    if not known.any():
        return []
    x: list[str | None] = []
    y: list[float | None] = []
    for has, run in groupby(range(len(frame)), key=lambda i: bool(known.iloc[i])):
        if has:
            there = list(run)
            back = there[::-1]
            x += [*(labels[i] for i in (*there, *back)), None]
            y += [*map(float, frame["low_95"].iloc[there]), *map(float, frame["high_95"].iloc[back]), None]
    bare = {"width": 0, "color": ask.theme.band}
    band = {"fill": "toself", "fillcolor": ask.theme.band, "hoverinfo": "skip"}
    return [_line(x, y, bare, ask.t("panel.trend.band")) | band]


def _line(x: Sequence[str | None], y: list[float | None], line: dict[str, Any], name: str) -> dict[str, Any]:
    return {"type": "scatter", "mode": "lines", "x": x, "y": y, "line": line, "name": name, "connectgaps": False}
