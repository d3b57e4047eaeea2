"""Who is apart from whom: the gaps of the chosen indicator between kinds of schools, each with its change."""

from __future__ import annotations

from textwrap import wrap
from typing import Any

from dashboard.ask import Ask
from dashboard.charts.template import axis, layout, named_line, rows_axis
from dashboard.i18n.numbers import change, large, value, with_unit
from dashboard.page import Panel
from dashboard.panels.drawing import Cell, Drawing, Table
from dashboard.panels.verdict import SYMBOLS
from dashboard.panels.words import line_label, title
from data_access.estimate import Estimate
from data_access.gaps import FEW, GapRow, Gaps
from data_access.indicators.model import Indicator
from data_access.query import VALUE, Query
from data_access.verdicts import Verdict

_ROW, _UNDER, _LABEL, _MARGIN, _LETTER = 54, 32, 20, 118, 6.2
_HEAD = ("between", "weaker", "stronger", "gap", "interval", "ratio", "between_share", "behind", "change", "verdict")


def gaps_of(ask: Ask) -> Gaps:
    """The gaps of the chosen indicator in the view: every panel and card of the page asks for the same ones."""
    filters = ask.view.filters(ask.page.segments)
    query = Query(ask.indicator.code, ask.view.place.code, ask.view.period, filters=filters, then=ask.then)
    return ask.gate.gaps(ask.scope, query)


def draw(panel: Panel, ask: Ask) -> Drawing:
    """Draw the two ends of each gap with their intervals; the numbers stand beside them and in the table."""
    rows = [row for row in gaps_of(ask).rows if row.state in (VALUE, FEW)]
    known = [row for row in rows if row.state == VALUE]
    subtitle = ""
    if known:
        widest = max(known, key=lambda row: abs(_number(row.gap)))
        subtitle = ask.t(
            "panel.divides.widest", pair=pair_name(widest, ask), gap=_points(_number(widest.gap), ask.indicator, ask)
        )
    return _drawing(rows, "panel.divides.title", subtitle, ask.t("panel.divides.note"), ask)


def draw_regions(panel: Panel, ask: Ask) -> Drawing:
    """Draw the urban–rural gap of each macro region."""
    rows = [row for row in gaps_of(ask).regions if row.state in (VALUE, FEW)]
    return _drawing(rows, "panel.divide_regions.title", "", ask.t("panel.divide_regions.note"), ask)


def pair_name(row: GapRow, ask: Ask) -> str:
    """What a gap is between, such as rural and urban schools; of a macro region its name."""
    return ask.t(f"macro.{row.within}") if row.within else ask.t(f"pair.{row.pair.key}.name")


def verdict_words(verdict: str, ask: Ask) -> str:
    """The verdict on the change of a gap in words; empty where there is none."""
    return f"{SYMBOLS[Verdict(verdict)]} {ask.t(f'narrowed.{verdict}')}" if verdict else ""


def _drawing(rows: list[GapRow], key: str, subtitle: str, note: str, ask: Ask) -> Drawing:
    heading = title(ask, ask.indicator, key)
    head = [ask.t(f"table.{name}") for name in _HEAD]
    cells = [_cells(row, ask.indicator, ask) for row in rows]
    return Drawing(
        title=heading,
        subtitle=subtitle,
        note=note,
        figure=_figure(rows, ask) if rows else None,
        results=(ask(ask.indicator.code),),
        table=Table(head, cells, tuple(range(1, 9))),
        listed=True,
        methods=("gap", "parity", "theil", "students_behind", "verdict"),
    )


def _cells(row: GapRow, indicator: Indicator, ask: Ask) -> list[Cell]:
    ends = f"{pair_name(row, ask)} · {ask.t(f'pair.{row.pair.key}.sides')}"
    if row.state != VALUE or row.gap is None:
        return [ends, *["–"] * 8, f"{SYMBOLS[Verdict.FEW]} {ask.t('verdict.few')}"]
    t, language = ask.t, ask.t.language
    sides = [with_unit(_number(side), indicator.unit, t) for side in (row.weaker, row.stronger)]
    ratio = (
        "–"
        if row.ratio is None or not row.stronger or not row.stronger.value
        else value(row.ratio.value, "index", language)
    )
    share = "–" if row.share is None else with_unit(100 * row.share, "percent", t)
    behind = "–" if row.behind is None else large(row.behind, language)
    moved = "–" if row.change is None else change(row.change, indicator.unit, t)
    numbers = [_points(row.gap.value, indicator, ask), _interval(row.gap, indicator, ask), ratio, share, behind, moved]
    return [ends, *sides, *numbers, verdict_words(row.verdict, ask) or "–"]


def ratio_text(row: GapRow, ask: Ask) -> str:
    """The ratio of weaker to stronger; a dash where there is nothing to divide by."""
    known = row.ratio is not None and row.stronger is not None and row.stronger.value
    return value(row.ratio.value, "index", ask.t.language) if known and row.ratio is not None else "–"


def _points(number: float, indicator: Indicator, ask: Ask) -> str:
    return with_unit(number, "points" if indicator.unit == "percent" else indicator.unit, ask.t)


def _interval(gap: Estimate, indicator: Indicator, ask: Ask) -> str:
    if gap.likely is None:
        return "–"
    low, high = (value(end, indicator.unit, ask.t.language) for end in (gap.likely.low, gap.likely.high))
    return f"{low} – {high}"


def _number(of: Estimate | None) -> float:
    return 0.0 if of is None else of.value


def _figure(rows: list[GapRow], ask: Ask) -> dict[str, Any]:
    theme, indicator = ask.theme, ask.indicator
    traces: list[dict[str, Any]] = []
    held = [(i, row) for i, row in enumerate(rows) if row.weaker is not None and row.stronger is not None]
    links = {"type": "scatter", "mode": "lines", "hoverinfo": "skip", "line": {"color": theme.axis, "width": 2}}
    x: list[float | None] = []
    y: list[float | None] = []
    for i, row in held:
        x, y = [*x, _number(row.weaker), _number(row.stronger), None], [*y, i, i, None]
    traces.append(links | {"x": x, "y": y})
    # One fixed pair everywhere: vermillion is the disadvantaged side, blue the advantaged one.
    for name, colour in (("weaker", theme.chart[1]), ("stronger", theme.chart[0])):
        ends = [(i, row, getattr(row, name)) for i, row in held]
        lower = [_number(row.weaker) <= _number(row.stronger) for _, row, _ in ends]
        left = [is_lower == (name == "weaker") for is_lower in lower]
        bars = {"type": "data", "symmetric": False, "color": colour, "thickness": 5, "width": 0}
        bars |= {"array": [0.0 if e.likely is None else e.likely.high - e.value for *_, e in ends]}
        bars |= {"arrayminus": [0.0 if e.likely is None else e.value - e.likely.low for *_, e in ends]}
        tips = [
            f"<b>{pair_name(row, ask)}</b><br>{ask.t(f'pair.{row.pair.key}.{name}')} "
            f"{with_unit(e.value, indicator.unit, ask.t)}<br>"
            f"{ask.t('hover.interval', interval=_interval(e, indicator, ask))}"
            for _, row, e in ends
        ]
        traces.append(
            {"type": "scatter", "mode": "markers+text", "name": ask.t(f"divide.{name}"), "showlegend": True}
            | {"x": [e.value for *_, e in ends], "y": [i for i, *_ in ends], "error_x": bars}
            | {"marker": {"color": colour, "size": 11}, "hovertext": tips, "hoverinfo": "text", "cliponaxis": False}
            | {"text": [value(e.value, indicator.unit, ask.t.language) for *_, e in ends]}
            | {"textposition": _beside_or_above(held, left)}
            | {"textfont": {"color": colour, "size": 12}}
        )
    notes = [_beside(i, row, ask) for i, row in enumerate(rows)]
    shapes: list[dict[str, Any]] = []
    if indicator.line is not None and indicator.line.upto is None and held:
        shape, text = named_line(theme, indicator.line.value, line_label(indicator, ask), "x")
        shapes, notes = [shape], [*notes, text]
    names = [pair_name(row, ask) for row in rows]
    # Of one pair the note names both colours, and a third of the width has no room for a legend.
    alone = any(row.within for row in rows)
    top = 28 if alone else 52
    likely = [e.likely for _, row in held for e in (row.weaker, row.stronger) if e is not None and e.likely is not None]
    reach = _reach([v for v in x if v is not None], [v for i in likely for v in (i.low, i.high)], shapes, 0.24)
    xaxis = axis(theme, ticksuffix="%" if indicator.unit == "percent" else "", range=reach, nticks=3, tickangle=0)
    above = 1.02 + (_LABEL / (_ROW * len(rows)) if shapes else 0)  # right above the rows stands the label of the line
    legend = {"orientation": "h", "x": 0, "y": above, "yanchor": "bottom", "font": {"size": 12, "color": theme.ink2}}
    parts = {"annotations": notes, "shapes": shapes, "legend": legend, "showlegend": not alone}
    figure = layout(theme, _ROW * len(rows) + _UNDER + top, xaxis=xaxis, yaxis=rows_axis(theme, names), **parts)
    figure["margin"] = {"l": 8, "r": _MARGIN, "t": top, "b": 8}
    traces[0]["showlegend"] = False
    return {"data": traces, "layout": figure}


def _beside_or_above(held: list[tuple[int, GapRow]], left: list[bool]) -> list[str]:
    """Where the numbers of one side stand: outside the pair, or right above where the pair is far enough apart."""
    apart = [abs(_number(row.weaker) - _number(row.stronger)) for _, row in held]
    ends = [_number(end) for _, row in held for end in (row.weaker, row.stronger)]
    far = 0.3 * (max(ends, default=0.0) - min(ends, default=0.0))
    outside = ["top left" if at_left else "top right" for at_left in left]
    return ["top center" if gap > far else side for gap, side in zip(apart, outside, strict=True)]


def _reach(known: list[float], whiskers: list[float], lines: list[dict[str, Any]], share: float) -> list[float]:
    """A range that holds all ends with their whiskers, the named line, and a `share` at either side for the numbers."""
    low, high = min(known, default=0.0), max(known, default=1.0)
    room = share * (high - low) or 1.0
    edge = 0.03 * (max([high, *whiskers]) - min([low, *whiskers]))
    at = [float(line["x0"]) for line in lines] + [end + side * edge for end in whiskers for side in (-1, 1)]
    return [min([low - room, *at]), max([high + room, *at])]


def _beside(i: int, row: GapRow, ask: Ask) -> dict[str, Any]:
    """The gap and the verdict on its change at the right edge; too few to say instead of numbers."""
    theme = ask.theme
    if row.gap is None:
        text, colour = f"{SYMBOLS[Verdict.FEW]} {ask.t('verdict.few')}", theme.ink3
    else:
        colour = {Verdict.BETTER: theme.chart[0], Verdict.WORSE: theme.chart[1]}.get(
            Verdict(row.verdict or "like"), theme.ink2
        )
        told = wrap(verdict_words(row.verdict, ask), int(_MARGIN / _LETTER))
        text = "<br>".join([f"<b>{_points(row.gap.value, ask.indicator, ask)}</b>", *told])
    return {"x": 1, "xref": "paper", "y": i, "text": text, "xanchor": "left", "xshift": 12, "showarrow": False} | {
        "align": "left",
        "font": {"color": colour, "size": 12},
    }
