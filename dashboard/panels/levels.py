"""Levelling up or down: what each side had in the change of the urban–rural gap, school year by school year."""

from __future__ import annotations

import itertools
from typing import Any

from dashboard.ask import Ask
from dashboard.charts.template import axis, layout, unit_title
from dashboard.i18n.numbers import change, difference_unit, signed
from dashboard.page import Panel
from dashboard.panels import marks
from dashboard.panels.divides import gaps_of
from dashboard.panels.drawing import Cell, Drawing, Table
from dashboard.panels.gap import whole_years
from dashboard.panels.marks import Mark
from dashboard.panels.trend import within
from dashboard.panels.words import title
from data_access.gaps import FEW
from data_access.past import time_group
from data_access.statistics.levelling import levelling

_HEIGHT, _MONTHS, _BAR = 320, 84, 0.5


def draw(panel: Panel, ask: Ask) -> Drawing:
    """Stack the parts of rural and urban schools in the change of the gap; below 0 they narrowed it."""
    indicator, t = ask.indicator, ask.t
    by_month = time_group(indicator) == "month"
    group = "school_year" if by_month else time_group(indicator)
    over = whole_years(within(ask, _MONTHS)) if by_month else within(ask, _MONTHS)
    result = ask(indicator.code, by=(group, "setting"), over=over)
    known: dict[str, dict[str, float]] = {}
    for row in result.shown:
        if row.get("setting") in ("urban", "rural"):
            known.setdefault(str(row["period"]), {})[row["setting"]] = float(row["value"])
    years = sorted(year for year, sides in known.items() if len(sides) == 2)
    sign = -1.0 if indicator.direction == "down" else 1.0
    steps = []
    for before, after in itertools.pairwise(years):
        moved = {side: sign * (known[after][side] - known[before][side]) for side in ("urban", "rural")}
        ends = [(known[before][side], known[after][side]) for side in ("rural", "urban")]
        least = indicator.matters(known[after]["urban"])
        course = levelling(*ends, least=least, lower_is_better=sign < 0).course
        steps.append((after, -moved["rural"], moved["urban"], course))
    heading = title(ask, indicator, "panel.levels.title")
    said = t("panel.levels.said", year=ask.bucket(steps[-1][0]), course=t(f"course.{steps[-1][3]}")) if steps else ""
    whole = gaps_of(ask).row("setting")
    if whole is not None and whole.state == FEW:
        steps, said = [], t("verdict.few")  # what so few schools report goes up and down by chance
    rows: list[list[Cell]] = [
        [ask.bucket(year), *(change(v, indicator.unit, t) for v in (r, u, r + u)), t(f"course.{c}")]
        for year, r, u, c in steps
    ]
    head = [t(f"table.{name}") for name in ("period", "rural_part", "urban_part", "net", "course")]
    changed = [year for year, *_ in steps]
    dated = marks.marks(changed, ask)
    drawing = Drawing(
        title=heading,
        subtitle=said,
        note=t("panel.levels.note"),
        figure=_figure(steps, dated, ask) if steps else None,
        results=(result,),
        table=Table(head, rows, (1, 2, 3), changed),
        listed=True,
        methods=("levelling",),
    )
    return marks.told(drawing, dated, ask)


def _figure(steps: list[tuple[str, float, float, Any]], dated: list[Mark], ask: Ask) -> dict[str, Any]:
    theme, t, unit = ask.theme, ask.t, ask.indicator.unit
    years = [year for year, *_ in steps]
    x = [ask.bucket(year) for year in years]
    traces: list[dict[str, Any]] = []
    for name, colour, at in (("rural", theme.chart[1], 1), ("urban", theme.chart[0], 2)):
        parts = [float(step[at]) for step in steps]
        tips = [f"{t.code('setting', name)} {change(v, unit, t)}" for v in parts]
        traces.append(
            {"type": "bar", "name": t(f"panel.levels.{name}"), "x": x, "y": parts, "marker": {"color": colour}}
            | {"hovertext": tips, "hoverinfo": "text", "width": _BAR, "textposition": "none"}
        )
    net = [rural + urban for _, rural, urban, _ in steps]
    traces.append(
        {"type": "scatter", "mode": "markers", "name": t("panel.levels.net"), "x": x, "y": net, "hoverinfo": "skip"}
        | {"marker": {"symbol": "line-ew", "size": 28, "line": {"color": theme.ink, "width": 2}}}
    )
    # Under the year, where no bar is; a year in two lines has room on a telephone.
    ticks = [
        f"{said.replace('–', '–<br>')}<br><b>{signed(v, unit, t.language)}</b>" for said, v in zip(x, net, strict=True)
    ]
    under = {"tickmode": "array", "tickvals": list(range(len(x))), "ticktext": ticks, "tickangle": 0}
    ends = [sum(v for v in parts if v * side > 0) for side in (-1, 1) for parts in (step[1:3] for step in steps)]
    legend = {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "font": {"size": 12, "color": theme.ink2}}
    xaxis = axis(theme, type="category", range=[-0.5, len(x) - 0.5], showgrid=False, **under)
    room = marks.headroom(min(ends), max(ends), dated, years)
    title = unit_title(difference_unit(unit), t)
    yaxis = axis(theme, zeroline=True, zerolinecolor=theme.axis, title=title, **room)
    happened = marks.drawn(dated, ask, years)
    told = {"barmode": "relative", "legend": legend, "showlegend": True}
    figure = layout(theme, _HEIGHT, xaxis=xaxis, yaxis=yaxis, **told, **happened)
    figure["margin"] = {"l": 8, "r": 8, "t": 36, "b": 8}
    return {"data": traces, "layout": figure}
