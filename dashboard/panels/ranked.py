"""The places one level down, ordered by value, each a link."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dashboard.ask import Ask
from dashboard.charts.template import axis, count_ticks, layout, named_line, rows_axis
from dashboard.i18n.numbers import with_unit
from dashboard.page import Panel
from dashboard.panels.drawing import Drawing
from dashboard.panels.tiles import short_name
from dashboard.panels.verdict import markers, rank_text, whiskers
from dashboard.panels.words import brief, extremes, hover, line_label, number, plain, shown, title
from data_access.adjusted import with_drawn_together
from data_access.indicators.model import Indicator
from data_access.query import records
from data_access.schema import UNASSIGNED
from data_access.verdicts import Verdict

_ROW, _MARGIN, _MOST = 24, 64, 40
_GAP = "\u2002"
"""Between the edge of the chart and a number beside it."""


def draw(panel: Panel, ask: Ask) -> Drawing:
    """Draw the chosen indicator of each child (or area) of the place: dots, or bars where it is a count."""
    indicator = ask.indicator
    group = ask.page.children
    result = with_drawn_together(ask(indicator.code, by=(group,), against="parent"))
    frame = _ordered(result.frame)
    known = shown(frame)
    subtitle = _beyond(known, ask) or extremes(frame, indicator, ask)
    notes = [ask.t("panel.ranked.cut", shown=_MOST, n=len(frame))] if len(frame) > _MOST else []
    if known["low_95"].notna().any():
        notes.append(ask.t("panel.ranked.sure"))
    note = " ".join(notes)
    heading = title(ask, indicator, "panel.areas_ranked.title" if group == "area" else "panel.ranked.title")
    figure = _figure(_cut(frame), indicator, ask) if len(frame) else None
    return Drawing(
        title=heading,
        subtitle=subtitle,
        note=note,
        figure=figure,
        results=(result,),
        methods=("interval", "rank_range", "verdict", "shrinkage"),
    )


def _beyond(known: pd.DataFrame, ask: Ask) -> str:
    """How many places differ from the whole beyond chance, in words."""
    verdicts = [Verdict(v) for v in known["verdict"] if v]
    if not verdicts:
        return ""
    better, worse = verdicts.count(Verdict.BETTER), verdicts.count(Verdict.WORSE)
    if not better + worse:
        return ask.t("panel.ranked.alike", of=len(verdicts))
    return ask.t("panel.ranked.beyond", better=better, worse=worse, open=len(verdicts) - better - worse)


def _ordered(frame: pd.DataFrame) -> pd.DataFrame:
    """Highest first; places without a number last, in the order of their codes."""
    return frame.sort_values("value", ascending=False, kind="stable", na_position="last")


def _cut(frame: pd.DataFrame) -> pd.DataFrame:
    """The first and the last of a long list; the table twin has all."""
    if len(frame) <= _MOST:
        return frame
    half = _MOST // 2
    return pd.concat([frame.iloc[:half], frame.iloc[-half:]])


def _figure(frame: pd.DataFrame, indicator: Indicator, ask: Ask) -> dict[str, Any]:
    counts, rows = indicator.unit == "count", records(frame)
    names = [plain(_name(r, indicator, ask)) for r in rows]
    texts = [f" {number(r, indicator, ask)}" for r in rows]
    trace = _bars(ask) if counts else _dots(frame, ask)
    trace |= {
        "x": [None if pd.isna(r["value"]) else float(r["value"]) for r in rows],
        "y": list(range(len(rows))),
        "customdata": [_leads_to(str(r["place_code"])) for r in rows],
        "hovertext": [
            f"<b>{name}</b><br>{hover(r, indicator, ask, 'whole')}" for name, r in zip(names, rows, strict=True)
        ],
        "hoverinfo": "text",
        "text": texts,
        "textfont": {"size": 12, "color": ask.theme.ink2},
        "cliponaxis": False,
    }
    shapes, labels = _lines(frame, indicator, ask)
    labels += _without(rows, indicator, ask)
    ranked = not counts and frame["rank_first"].notna().any()
    labels += [_over_ranks(ask)] if ranked else []
    short = (short_name(str(r["place_code"]), ask.t.language) for r in rows)
    yaxis = rows_axis(ask.theme, [said or name for said, name in zip(short, names, strict=True)])
    parts = {"xaxis": _across(frame, indicator, ask), "yaxis": yaxis, "annotations": labels, "shapes": shapes}
    parts |= {} if counts else {"xaxis2": {"overlaying": "x", "range": [0, 1], "visible": False, "fixedrange": True}}
    figure = layout(ask.theme, _ROW * len(rows) + _MARGIN, **parts)
    figure["margin"] = {"l": 8, "r": 64 if counts else 128, "t": 44 if ranked else 28, "b": 8}
    return {"data": [trace] if counts else [trace, _values(frame, texts, ask)], "layout": figure}


def _name(row: dict[str, Any], indicator: Indicator, ask: Ask) -> str:
    """The name of a row's place; of the provincial platforms one stands in no province."""
    beyond = str(row["place_code"]).endswith(f"-{UNASSIGNED}") and indicator.fact.info["unit"] == "platform_code"
    return ask.t("panel.ranked.xpcc") if beyond and ask.view.place.level == "nation" else ask.place_name(row)


def _bars(ask: Ask) -> dict[str, Any]:
    return {"type": "bar", "orientation": "h", "marker": {"color": ask.theme.chart[0]}, "textposition": "outside"}


def _dots(frame: pd.DataFrame, ask: Ask) -> dict[str, Any]:
    theme, sure = ask.theme, frame["low_95"].notna().any()
    marker = markers(list(frame["verdict"]), theme) if sure else {"color": theme.chart[0], "size": 9}
    dots = {"type": "scatter", "mode": "markers", "marker": marker, "textposition": "middle right"}
    return dots | whiskers(frame, theme)


def _leads_to(code: str) -> str:
    """What stands at the place itself has no place of its own to lead to."""
    return "" if code.endswith(f"-{UNASSIGNED}") else code


def _without(rows: list[dict[str, Any]], indicator: Indicator, ask: Ask) -> list[dict[str, Any]]:
    """Why there is no mark, in the rows that have none."""
    theme = ask.theme
    return [
        {"x": 0, "xref": "paper", "xanchor": "left", "y": i, "text": brief(row, indicator, ask), "showarrow": False}
        | {"font": {"color": theme.ink3, "size": 12}, "bgcolor": theme.surface2, "borderpad": 2}
        for i, row in enumerate(rows)
        if pd.isna(row["value"])
    ]


def _lines(frame: pd.DataFrame, indicator: Indicator, ask: Ask) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The line of the indicator with its label, and the value of the whole place."""
    theme = ask.theme
    shapes, labels = [], []
    if indicator.line is not None:
        shape, text = named_line(theme, indicator.line.value, line_label(indicator, ask), "x")
        shapes, labels = [shape], [text]
    if (whole := frame["benchmark"].dropna()).size:
        at = float(whole.iloc[0])
        said = ask.t("panel.ranked.whole", value=with_unit(at, indicator.unit, ask.t))
        name = {"text": said, "x": at, "xref": "x", "y": 1, "yref": "paper", "yanchor": "bottom", "showarrow": False}
        # Each name stands on its side of both lines: however near these are, the names do not meet.
        for label in labels:
            label["xanchor"] = "left" if float(label["x"]) >= at else "right"
            name["xanchor"] = "right" if label["xanchor"] == "left" else "left"
        labels.append(name | {"font": {"color": theme.ink2, "size": 12}})
        shapes.append(
            {"type": "line", "x0": at, "x1": at, "y0": 0, "y1": 1, "yref": "paper", "layer": "below"}
            | {"line": {"color": theme.axis, "width": 1.5}}
        )
    return shapes, labels


def _across(frame: pd.DataFrame, indicator: Indicator, ask: Ask) -> dict[str, Any]:
    """The axis of values."""
    found = axis(ask.theme, side="bottom", ticksuffix="%" if indicator.unit == "percent" else "", tickangle=0, nticks=4)
    known = [float(v) for name in ("value", "low_95", "high_95") for v in frame[name].dropna()]
    if known:
        found |= {"range": _range(known, indicator)}
    if indicator.unit == "count":
        found |= count_ticks([float(v) for v in frame["value"].dropna()], ask.t)
    return found


def _values(frame: pd.DataFrame, texts: list[str], ask: Ask) -> dict[str, Any]:
    """The value of each row at the right edge, and its rank range: no order without it.

    They are marks of a trace: Plotly measures annotations one by one, which takes as long as all else of the chart.
    """
    rows = [(i, t.strip(), r) for i, (t, r) in enumerate(zip(texts, records(frame), strict=True))]
    told = {i: _GAP + text + _beside(row, ask) for i, text, row in rows if not pd.isna(row["value"])}
    trace: dict[str, Any] = {"type": "scatter", "mode": "text", "xaxis": "x2", "x": [1] * len(told)}
    trace |= {"y": list(told), "text": list(told.values()), "textposition": "middle right"}
    font = {"size": 12, "color": ask.theme.ink2}
    return trace | {"textfont": font, "cliponaxis": False, "hoverinfo": "skip"}


def _beside(row: dict[str, Any], ask: Ask) -> str:
    """The range of a row's rank, beside its value."""
    known = not pd.isna(row["rank_first"])
    return f"  <span style='color:{ask.theme.ink3}'>{rank_text(row)}</span>" if known else ""


def _over_ranks(ask: Ask) -> dict[str, Any]:
    """What the ranges at the right edge are, above the names of lines."""
    at = {"x": 1, "xref": "paper", "xanchor": "left", "xshift": 52, "y": 1, "yref": "paper", "yanchor": "bottom"}
    font = {"color": ask.theme.ink3, "size": 12}
    return at | {"yshift": 18, "text": ask.t("panel.ranked.ranks"), "showarrow": False, "font": font}


def _range(known: list[float], indicator: Indicator) -> list[float]:
    """A range that holds every mark and the line; bars start at zero."""
    low, high = min(known), max(known)
    if indicator.line is not None:
        low, high = min(low, indicator.line.value), max(high, indicator.line.value)
    # A scale of a few tenths would make small differences look large.
    least = 8.0 if indicator.unit == "percent" else abs(high) * 0.1 or 1.0
    room = max((high - low) * 0.08, (least - (high - low)) / 2)
    # There is nothing beyond 100 %: only a mark that stands there has its room.
    end = min(high + room, max(high, 100.0) + 1) if indicator.unit == "percent" else high + room
    return [0 if indicator.unit == "count" else low - room, end]
