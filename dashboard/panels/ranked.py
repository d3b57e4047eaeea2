"""The places one level down, ordered by value, each a link."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dashboard.ask import Ask
from dashboard.charts.template import axis, count_ticks, layout, named_line, rows_axis
from dashboard.page import Panel
from dashboard.panels.drawing import Drawing
from dashboard.panels.tiles import short_name
from dashboard.panels.verdict import markers, rank_text, whiskers
from dashboard.panels.words import hover, line_label, number, plain, shown, title
from data_access.indicators.model import Indicator
from data_access.query import Result, records
from data_access.schema import UNASSIGNED
from data_access.verdicts import Verdict

_ROW, _MARGIN, _MOST = 24, 64, 40


def draw(panel: Panel, ask: Ask) -> Drawing:
    """Draw the chosen indicator of each child (or area) of the place: dots, or bars where it is a count."""
    indicator = ask.indicator
    group = ask.page.children
    result = ask(indicator.code, by=(group,), against="parent")
    frame = _ordered(result.frame)
    known = shown(frame)
    subtitle = ""
    if len(known):
        top, bottom = known.iloc[0], known.iloc[-1]
        subtitle = ask.t(
            "panel.ranked.range",
            top=ask.place_name(top),
            highest=number(top, indicator, ask),
            bottom=ask.place_name(bottom),
            lowest=number(bottom, indicator, ask),
        )
    if sure := _beyond(known, ask):
        subtitle = ask.t("panel.joined", first=subtitle, second=sure)
    notes = [ask.t("panel.ranked.cut", shown=_MOST, n=len(frame))] if len(frame) > _MOST else []
    if known["low_95"].notna().any():
        notes.append(ask.t("panel.ranked.sure"))
    note = " ".join(notes)
    heading = title(ask, indicator, "panel.areas_ranked.title" if group == "area" else "panel.ranked.title")
    figure = _figure(_cut(frame), indicator, result, ask) if len(frame) else None
    return Drawing(
        title=heading,
        subtitle=subtitle,
        finding=f"{heading}. {subtitle}",
        note=note,
        figure=figure,
        results=(result,),
        methods=("interval", "rank_range", "verdict"),
    )


def _beyond(known: pd.DataFrame, ask: Ask) -> str:
    """How many places differ from the whole beyond chance, in words."""
    verdicts = [Verdict(v) for v in known["verdict"] if v]
    if not verdicts:
        return ""
    better, worse = verdicts.count(Verdict.BETTER), verdicts.count(Verdict.WORSE)
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


def _figure(frame: pd.DataFrame, indicator: Indicator, result: Result, ask: Ask) -> dict[str, Any]:
    theme = ask.theme
    rows = [row for _, row in frame.iterrows()]
    codes = [str(r["place_code"]) for r in rows]
    # What stands at the place itself has no place of its own to lead to.
    links = ["" if code.endswith(f"-{UNASSIGNED}") else code for code in codes]
    names = [plain(ask.place_name(r)) for r in rows]
    values = [None if pd.isna(r["value"]) else float(r["value"]) for r in rows]
    hovers = [f"<b>{name}</b><br>{hover(row, indicator, ask, 'whole')}" for name, row in zip(names, rows, strict=True)]
    texts = [f" {number(r, indicator, ask)}" for r in rows]
    mark: dict[str, Any] = {
        "x": values,
        "y": list(range(len(rows))),
        "customdata": links,
        "hovertext": hovers,
        "hoverinfo": "text",
    }
    mark |= {
        "text": texts,
        "textposition": "middle right",
        "textfont": {"size": 12, "color": theme.ink2},
        "cliponaxis": False,
    }
    if indicator.unit == "count":
        trace = mark | {
            "type": "bar",
            "orientation": "h",
            "marker": {"color": theme.chart[0]},
            "textposition": "outside",
        }
    else:
        sure = frame["low_95"].notna().any()
        marker = markers(list(frame["verdict"]), theme) if sure else {"color": theme.chart[0], "size": 9}
        trace = mark | {"type": "scatter", "mode": "markers", "marker": marker} | whiskers(frame, theme)
    without = [
        {
            "x": 0,
            "xref": "paper",
            "y": i,
            "text": number(r, indicator, ask),
            "showarrow": False,
            "xanchor": "left",
        }
        | {"font": {"color": theme.ink3, "size": 12}, "bgcolor": theme.surface2, "borderpad": 2}
        for i, r in enumerate(rows)
        if pd.isna(r["value"])
    ]
    shapes: list[dict[str, Any]] = []
    labels = [*without, *([] if indicator.unit == "count" else _values(frame, texts, ask))]
    if indicator.line is not None:
        shape, text = named_line(theme, indicator.line.value, line_label(indicator, ask), "x")
        shapes, labels = [shape], [*labels, text]
    if (whole := frame["benchmark"].dropna()).size:
        at = float(whole.iloc[0])
        shapes.append(
            {"type": "line", "x0": at, "x1": at, "y0": 0, "y1": 1, "yref": "paper", "layer": "below"}
            | {"line": {"color": theme.axis, "width": 1.5}}
        )
    parts: dict[str, Any] = {"annotations": labels, "shapes": shapes}
    short = (short_name(code, ask.t.language) for code in codes)
    yaxis = rows_axis(theme, [said or name for said, name in zip(short, names, strict=True)])
    known = [v for v in values if v is not None]
    known += [float(v) for name in ("low_95", "high_95") for v in frame[name].dropna()]
    xaxis = axis(theme, side="bottom", ticksuffix="%" if indicator.unit == "percent" else "")
    if known:
        xaxis |= {"range": _range(known, indicator)}
    if indicator.unit == "count":
        xaxis |= count_ticks(values, ask.t)
    figure = layout(theme, _ROW * len(rows) + _MARGIN, xaxis=xaxis, yaxis=yaxis, **parts)
    figure["margin"] = {"l": 8, "r": 64 if indicator.unit == "count" else 128, "t": 28, "b": 8}
    return {"data": [trace], "layout": figure}


def _values(frame: pd.DataFrame, texts: list[str], ask: Ask) -> list[dict[str, Any]]:
    """The value of each row at the right edge, and its rank range: no order without it."""
    made = []
    for i, (text, row) in enumerate(zip(texts, records(frame), strict=True)):
        if pd.isna(row["value"]):
            continue
        ends = "" if pd.isna(row["rank_first"]) else rank_text(row)
        rank = ends and f"  <span style='color:{ask.theme.ink3}'>{ends}</span>"
        made.append(
            {"x": 1, "xref": "paper", "y": i, "xanchor": "left", "showarrow": False, "align": "left"}
            | {"text": f"{text.strip()}{rank}", "xshift": 6, "font": {"color": ask.theme.ink2, "size": 12}}
        )
    return made


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
