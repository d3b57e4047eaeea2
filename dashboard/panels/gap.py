"""The gap between urban and rural schools: over time, and for several indicators side by side."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dashboard.ask import Ask
from dashboard.charts.template import axis, layout, time_axis
from dashboard.i18n.numbers import change, with_unit
from dashboard.page import Panel
from dashboard.panels import marks
from dashboard.panels.drawing import Cell, Drawing, Table
from dashboard.panels.marks import Mark
from dashboard.panels.trend import within
from dashboard.panels.words import hover, least, number
from data_access.past import time_group
from data_access.period import Period, add_months
from data_access.query import VALUE, Result

_HEIGHT = 320
_YEARS = {"month": 48, "term": 120, "school_year": 120}


def draw(panel: Panel, ask: Ask) -> Drawing:
    """Draw both sides of the chosen indicator by school year (terms where it has them), the gap between them shaded."""
    indicator = ask.indicator
    group = "school_year" if time_group(indicator) == "month" else time_group(indicator)
    over = within(ask, _YEARS[time_group(indicator)])
    if group == "school_year":
        over = whole_years(over)
    result = ask(indicator.code, by=(group, "setting"), over=over)
    sides = {name: result.frame[result.frame["setting"] == name].reset_index(drop=True) for name in ("urban", "rural")}
    heading = ask.t("panel.gap.title", place=ask.where, indicator=ask.name(indicator))
    known = _both(sides)
    subtitle = ""
    if len(known) > 1:
        first, last = known.iloc[0], known.iloc[-1]
        subtitle = ask.t(
            "panel.gap.change",
            first=ask.bucket(first["period"]),
            last=ask.bucket(last["period"]),
            before=change(first["urban"] - first["rural"], indicator.unit, ask.t),
            after=change(last["urban"] - last["rural"], indicator.unit, ask.t),
        )
    dated = marks.marks(dict.fromkeys(result.frame["period"]), ask)
    figure = _figure(sides, known, result, dated, ask) if len(known) else None
    drawing = Drawing(title=heading, subtitle=subtitle, note=ask.t("panel.gap.note"), figure=figure, results=(result,))
    return marks.told(drawing, dated, ask)


def whole_years(period: Period) -> Period:
    """The whole school years of `period`, or all of it when it has none: two months are no year to compare with."""
    first = add_months(period.first, (9 - period.first.month) % 12)
    last = add_months(period.last, -((period.last.month - 8) % 12))
    return Period(first, last) if first < last else period


def draw_table(panel: Panel, ask: Ask) -> Drawing:
    """List urban, rural, gap and ratio of several indicators in the view's period."""
    rows: list[list[Cell]] = []
    results = []
    for code in panel.indicators:
        result = ask(code, by=("setting",))
        results.append(result)
        indicator = result.indicator
        values = {r["setting"]: r for _, r in result.frame.iterrows() if r["state"] == VALUE and "setting" in r}
        cells: list[Cell] = [{"t": f"{code} {ask.name(indicator)}", "q": f"indicator={code}"}]
        if {"urban", "rural"} <= set(values):
            urban, rural = float(values["urban"]["value"]), float(values["rural"]["value"])
            ratio = with_unit(urban / rural, "index", ask.t) if rural else "–"
            cells += [number(values["urban"], indicator, ask), number(values["rural"], indicator, ask)]
            cells += [change(urban - rural, indicator.unit, ask.t), ratio]
        else:
            state = str(result.frame["state"].iloc[0]) if len(result.frame) else "not_reported"
            state = "not_reported" if state == VALUE else state
            cells += [{"t": ask.t(f"state.{state}", n=least(ask)), "s": state}, "–", "–", "–"]
        rows.append(cells)
    head = [ask.t(f"table.{name}") for name in ("indicator", "urban", "rural", "gap", "ratio")]
    heading = ask.t("panel.gap_table.title", place=ask.where, period=ask.when)
    block = {"kind": "table", "head": head, "rows": rows, "numbers": [1, 2, 3, 4]}
    return Drawing(
        title=heading,
        subtitle=ask.t("panel.gap_table.subtitle"),
        block=block,
        results=tuple(results),
        table=Table(head, rows, (1, 2, 3, 4)),
        methods=("gap",),
    )


def _both(sides: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Times at which both sides have a value."""
    urban, rural = (f[f["state"] == VALUE][["period", "value"]] for f in sides.values())
    both = urban.merge(rural, on="period", suffixes=("_u", "_r"))
    renamed = both.rename(columns={"value_u": "urban", "value_r": "rural"})
    for side in sides:
        renamed[side] = renamed[side].astype(float)
    return renamed


def _figure(
    sides: dict[str, pd.DataFrame], known: pd.DataFrame, result: Result, dated: list[Mark], ask: Ask
) -> dict[str, Any]:
    theme, indicator = ask.theme, result.indicator
    traces: list[dict[str, Any]] = []
    # One fixed pair everywhere: blue is urban, vermillion is rural; what lies between them is the gap.
    for (name, frame), colour in zip(sides.items(), theme.chart[:2], strict=True):
        labels = [ask.bucket(p) for p in frame["period"]]
        values = [None if pd.isna(v) else float(v) for v in frame["value"]]
        tips = [
            f"{label} {ask.t.code('setting', name)}<br>{hover(r, indicator, ask)}"
            for label, (_, r) in zip(labels, frame.iterrows(), strict=True)
        ]
        trace: dict[str, Any] = {
            "type": "scatter",
            "mode": "lines+markers",
            "x": labels,
            "y": values,
            "name": ask.t.code("setting", name),
        }
        trace |= {
            "line": {"color": colour, "width": 2},
            "marker": {"color": colour, "size": 7},
            "hovertext": tips,
            "hoverinfo": "text",
            "cliponaxis": False,
        }
        if name == "rural":
            trace |= {"fill": "tonexty", "fillcolor": _soft(theme.surface2)}
        traces.append(trace)
    last = known.iloc[-1]
    gap = change(last["urban"] - last["rural"], indicator.unit, ask.t)
    label = {
        "x": ask.bucket(last["period"]),
        "y": (last["urban"] + last["rural"]) / 2,
        "text": f"<b>{ask.t('panel.gap.label')}<br>{gap}</b>",
        "align": "left",
        "showarrow": False,
        "xanchor": "left",
        "xshift": 10,
        "font": {"color": theme.ink, "size": 12},
    }
    legend = {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "font": {"size": 12, "color": theme.ink2}}
    times = sorted({str(p) for frame in sides.values() for p in frame["period"]})
    # A telephone has room for three school years.
    xaxis = time_axis(theme, [ask.bucket(p) for p in times], 3)
    held = [float(v) for frame in sides.values() for v in frame["value"].dropna()]
    high_enough = marks.headroom(min(held), max(held), dated, times)
    yaxis = axis(theme, ticksuffix="%" if indicator.unit == "percent" else "", **high_enough)
    parts = marks.drawn(dated, ask, times)
    parts["annotations"].append(label)
    figure = layout(theme, _HEIGHT, xaxis=xaxis, yaxis=yaxis, legend=legend, showlegend=True, **parts)
    figure["margin"] = {"l": 8, "r": 92, "t": 36, "b": 8}
    return {"data": traces, "layout": figure}


def _soft(colour: str) -> str:
    """The colour half transparent, as `rgba()`."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.6)"
