"""Completeness and timeliness as a heat table, by place or feed and month; strong colour is much missing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from dashboard.ask import Ask
from dashboard.charts.template import axis, layout, rows_axis
from dashboard.page import Panel
from dashboard.panels import marks
from dashboard.panels.drawing import Drawing
from dashboard.panels.marks import Mark
from dashboard.panels.words import hover, number, plain, title
from data_access.cells import Cells
from data_access.indicators.model import Indicator
from data_access.period import Period
from data_access.query import VALUE, Result, records
from data_access.schema import UNASSIGNED

_ROW, _MARGIN, _MOST, _MONTHS = 26, 64, 40, 12
# Less missing than this is white in any case: a hair's breadth is no pattern.
_DARKEST_AT_LEAST = 20.0


def draw(panel: Panel, ask: Ask) -> Drawing:
    """Draw the places below by month, those of which most is missing first; a row leads to its place."""
    return _drawn("child", "place_code", ask)


def draw_feeds(panel: Panel, ask: Ask) -> Drawing:
    """Draw the feeds of the place by month."""
    return _drawn("feed_code", "feed_code", ask)


def _drawn(group: str, key: str, ask: Ask) -> Drawing:
    indicator, over = ask.indicator, _last_months(ask)
    result = ask(indicator.code, by=(group, "month"), over=over, expect=False)
    frame = result.frame[result.frame["state"] == VALUE]
    order = _worst_first(frame, key)
    name = "reporting" if group == "child" else "reporting_feeds"
    heading = title(ask, indicator, f"panel.{name}.title")
    subtitle = ""
    if order and _whole(frame):
        subtitle = ask.t("panel.reporting.whole")
    elif order:
        first = next(r for r in records(frame) if r[key] == order[0])
        subtitle = ask.t(
            "panel.reporting.worst", name=_name(first, key, ask), value=_overall(frame, order[0], key, ask)
        )
    notes = [ask.t("panel.reporting.note")]
    notes += [ask.t("panel.reporting.cut", shown=_MOST, n=len(order))] if len(order) > _MOST else []
    dated = marks.marks(over.labels("month") if order else [], ask)
    drawing = Drawing(
        title=heading,
        subtitle=subtitle,
        note=" ".join(notes),
        figure=_figure(frame, order[:_MOST], key, over, dated, ask) if order else None,
        results=(_due(result) if order else result,),
    )
    return marks.told(drawing, dated, ask)


def _due(result: Result) -> Result:
    """The answer without the months in which nothing was due: nobody failed to report in them."""
    rows = [tuple(row.values()) for row in result.rows if row["state"] == VALUE]
    return replace(result, cells=Cells.of(rows, tuple(result.cells.columns)))


def _last_months(ask: Ask) -> Period:
    held = ask.view.months
    return Period(max(held.first, Period(held.last, held.last).reaching_back(_MONTHS).first), held.last)


def _worst_first(frame: pd.DataFrame, key: str) -> list[str]:
    """The rows in the order of what came in of what was due, the least first."""
    if frame.empty:
        return []
    sums = frame.groupby(key, sort=True)[["numerator", "denominator"]].sum().astype(float)
    share = sums["numerator"] / sums["denominator"]
    return [str(code) for code in share.sort_values(kind="stable").index]


def _whole(frame: pd.DataFrame) -> bool:
    return bool((frame["value"].astype(float) == 100.0).all())


def _overall(frame: pd.DataFrame, code: str, key: str, ask: Ask) -> str:
    own = frame[frame[key] == code][["numerator", "denominator"]].sum().astype(float)
    return number({"state": VALUE, "value": 100 * own["numerator"] / own["denominator"]}, ask.indicator, ask)


def _name(row: dict[str, Any], key: str, ask: Ask) -> str:
    return ask.place_name(row) if key == "place_code" else ask.code(key, str(row[key]))


def _figure(
    frame: pd.DataFrame, order: list[str], key: str, over: Period, dated: list[Mark], ask: Ask
) -> dict[str, Any]:
    theme = ask.theme
    months = over.labels("month")
    held = {(str(r[key]), str(r["period"])): r for r in records(frame)}
    names = {str(r[key]): _name(r, key, ask) for r in records(frame)}
    missing = [[_missing(held.get((code, month))) for month in months] for code in order]
    darkest = max([_DARKEST_AT_LEAST, *(m for row in missing for m in row if m is not None)])
    steps = theme.sequential
    heat: dict[str, Any] = {
        "type": "heatmap",
        "x": list(range(len(months))),
        "y": list(range(len(order))),
        "z": missing,
        "zmin": 0,
        "zmax": darkest,
        "colorscale": [[i / (len(steps) - 1), colour] for i, colour in enumerate(steps)],
        "showscale": False,
        "xgap": 2,
        "ygap": 2,
        "hoverinfo": "text",
        "hovertext": [
            [_tip(held.get((code, month)), names[code], month, ask.indicator, ask) for month in months]
            for code in order
        ],
    }
    if key == "place_code":
        links = ["" if code.endswith(f"-{UNASSIGNED}") else code for code in order]
        heat["customdata"] = [[link] * len(months) for link in links]
    texts = [
        {"x": j, "y": i, "text": _text(m), "showarrow": False, "font": {"size": 12, "color": theme.ink_on(m / darkest)}}
        for i, row in enumerate(missing)
        for j, m in enumerate(row)
        if m is not None and m >= 0.5
    ]
    ticks = {"tickmode": "array", "tickvals": list(range(len(months))), "ticktext": _month_ticks(months, dated)}
    xaxis = axis(theme, side="top", showgrid=False, tickangle=0, **ticks)
    tickfont = {"color": theme.accent if key == "place_code" else theme.ink, "size": 12}
    yaxis = rows_axis(theme, [plain(names[code]) for code in order], tickfont=tickfont, showgrid=False)
    height = _ROW * len(order) + _MARGIN
    return {"data": [heat], "layout": layout(theme, height, xaxis=xaxis, yaxis=yaxis, annotations=texts)}


def _missing(row: dict[str, Any] | None) -> float | None:
    return None if row is None else 100.0 - float(row["value"])


def _text(missing: float) -> str:
    return f"{100 - missing:.0f}"


def _tip(row: dict[str, Any] | None, name: str, month: str, indicator: Indicator, ask: Ask) -> str:
    said = ask.t("panel.reporting.nothing_due") if row is None else hover(row, indicator, ask)
    return f"<b>{plain(name)}</b> {month}<br>{said}"


def _month_ticks(months: list[str], dated: list[Mark]) -> list[str]:
    """The months by their number, with the year below the first of each year, and above them what happened."""
    years = [month[:4] if i == 0 or month.endswith("-01") else "" for i, month in enumerate(months)]
    lines = [(marks.signs(dated, month), month[5:], year) for month, year in zip(months, years, strict=True)]
    return ["<br>".join(filter(None, tick)) for tick in lines]
