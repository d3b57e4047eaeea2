"""E-textbook use by week as a calendar: a row a month, a cell a week, the weeks at the line outlined."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from dashboard.ask import Ask
from dashboard.charts.template import axis, layout
from dashboard.i18n.numbers import value
from dashboard.page import Panel
from dashboard.panels import marks
from dashboard.panels.drawing import Drawing
from dashboard.panels.marks import Mark
from dashboard.panels.trend import within
from dashboard.panels.words import hover, number, plain
from data_access import indicators
from data_access.period import Period
from data_access.query import VALUE

_ROW, _MARGIN, _MONTHS = 26, 48, 12


def draw(panel: Panel, ask: Ask) -> Drawing:
    """Draw the weekly rate over the last twelve months of the view, and say how many school-weeks reach the line."""
    rate, reached = (indicators.get(code) for code in panel.indicators)
    over = _last_months(within(ask, _MONTHS))
    weekly = ask(rate.code, by=("week",), over=over)
    share = ask(reached.code, over=over)
    heading = ask.t(
        "panel.weeks.title",
        place=ask.where,
        indicator=ask.name(rate),
        period=ask.t("period.range", first=f"{over.first:%Y-%m}", last=f"{over.last:%Y-%m}"),
    )
    subtitle = ""
    if share.row["state"] == VALUE:
        subtitle = ask.t("panel.weeks.share", value=number(share.row, reached, ask))
    known = weekly.frame["value"].notna().any()
    dated = marks.marks(weekly.frame["period"] if known else [], ask, (rate.code,))
    drawing = Drawing(
        title=heading,
        subtitle=subtitle,
        note=ask.t("panel.weeks.note", line=ask.t("unit.percent", value=f"{rate.line.value:g}")) if rate.line else "",
        figure=_figure(weekly.frame, dated, ask, rate) if known else None,
        results=(weekly, share),
    )
    return marks.told(drawing, dated, ask)


def _last_months(period: Period) -> Period:
    return Period(max(period.first, period.reaching_back(1).last), period.last).reaching_back(
        min(period.length, _MONTHS)
    )


def _figure(frame: pd.DataFrame, dated: list[Mark], ask: Ask, rate: Any) -> dict[str, Any]:
    theme = ask.theme
    cells: dict[str, list[Any]] = {}
    for _, row in frame.iterrows():
        day = date.fromisoformat(row["period"])
        cells.setdefault(f"{day:%Y-%m}", [None] * 5)[(day.day - 1) // 7] = row
    months = list(cells)
    z = [[None if c is None or pd.isna(c["value"]) else float(c["value"]) for c in row] for row in cells.values()]
    tips = [["" if c is None else f"{c['period']}<br>{hover(c, rate, ask)}" for c in row] for row in cells.values()]
    steps = theme.sequential
    heat = {
        "type": "heatmap",
        "x": [0, 1, 2, 3, 4],
        "y": months,
        "z": z,
        "hovertext": tips,
        "hoverinfo": "text",
        "colorscale": [[i / (len(steps) - 1), c] for i, c in enumerate(steps)],
        "showscale": False,
        "xgap": 3,
        "ygap": 3,
    }
    outlined = [
        {
            "type": "rect",
            "x0": i - 0.47,
            "x1": i + 0.47,
            "y0": j - 0.44,
            "y1": j + 0.44,
            "line": {"color": theme.ink, "width": 2},
        }
        for j, row in enumerate(z)
        for i, v in enumerate(row)
        if rate.line is not None and v is not None and v >= rate.line.value
    ]
    ticks = {
        "tickmode": "array",
        "tickvals": [0, 1, 2, 3, 4],
        "ticktext": [plain(ask.t("panel.weeks.week", i=i)) for i in range(1, 6)],
    }
    xaxis = axis(theme, side="top", showgrid=False, **ticks)
    yaxis = axis(theme, type="category", autorange="reversed", showgrid=False)
    return {
        "data": [heat],
        "layout": layout(
            theme,
            _ROW * len(months) + _MARGIN,
            xaxis=xaxis,
            yaxis=yaxis,
            shapes=outlined,
            annotations=_texts(cells, z, dated, ask),
        ),
    }


def _texts(
    cells: dict[str, list[Any]], z: list[list[float | None]], dated: list[Mark], ask: Ask
) -> list[dict[str, Any]]:
    """The value of each week, in an ink that can be read on its cell; a dash where nothing was reported."""
    known = [v for row in z for v in row if v is not None]
    low, span = min(known), max(known) - min(known) or 1.0
    return [
        {
            "x": i,
            "y": month,
            "text": f"{_number(v, ask)} {marks.signs(dated, str(cell['period']))}".strip(),
            "showarrow": False,
            "font": {"size": 12, "color": ask.theme.ink3 if v is None else ask.theme.ink_on((v - low) / span)},
        }
        for (month, held), row in zip(cells.items(), z, strict=True)
        for i, (cell, v) in enumerate(zip(held, row, strict=True))
        if cell is not None
    ]


def _number(v: float | None, ask: Ask) -> str:
    return "–" if v is None else value(v, "percent", ask.t.language)
