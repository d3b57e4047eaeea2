"""Areas beside their matched neighbours: a row an area, a column an indicator, each with interval and rank range."""

from __future__ import annotations

from typing import Any

from dashboard.ask import Ask
from dashboard.charts.template import axis, layout, rows_axis
from dashboard.charts.tokens import Theme
from dashboard.page import PAGES, Panel
from dashboard.panels.drawing import Cell, Drawing, Table
from dashboard.panels.effect_words import STRONG, between, of_area, points, signed, strength, verdict
from dashboard.panels.words import plain
from data_access.effects.model import Effect
from data_access.indicators.model import Indicator
from data_access.query import Result
from data_access.statistics.ranks import rank_sets

_ROW, _MARGIN = 30, 96
_PLOT, _VALUE, _RANK = 0.56, 0.79, 0.97
"""Where in a column its chart ends, and where the two numbers beside it do."""
Column = dict[str, Effect]


def draw(panel: Panel, ask: Ask) -> Drawing:
    """Draw the difference to matched neighbours of every area, ordered by the first indicator, and say so."""
    results = tuple(ask(f"P04:{code}", by=("area",), expect=False) for code in panel.indicators)
    columns = [_column(result, ask) for result in results]
    first = columns[0]
    codes = sorted(first, key=lambda code: (not first[code].known, -(first[code].value or 0.0)))
    names = {row["place_code"]: ask.place_name(row) for row in results[0].rows}
    ranks = [_ranges(column, _base(result)) for column, result in zip(columns, results, strict=True)]
    heading = ask.t("panel.effects.title", place=ask.where, period=ask.when)
    notes = [ask.t("panel.effects.order", indicator=ask.name(_base(results[0])))] if len(codes) > 1 else []
    notes.append(ask.t("panel.effects.note"))
    told = sum(effect.beyond == 2 for effect in first.values())
    known = sum(effect.known for effect in first.values())
    finding = ask.t("panel.effects.finding", told=told, n=known, indicator=ask.name(_base(results[0])))
    return Drawing(
        title=heading,
        subtitle=finding if known else "",
        note=" ".join(notes),
        figure=_figure(results, columns, ranks, codes, names, ask) if known else None,
        results=results,
        table=_table(results, columns, ranks, codes, names, ask),
        listed=True,
        methods=("effect", "rank_range"),
    )


def _column(result: Result, ask: Ask) -> Column:
    base = _base(result)
    return {row["place_code"]: of_area(base.code, row["place_code"], ask) for row in result.rows}


def _base(result: Result) -> Indicator:
    """The rate that an effect is taken over."""
    return result.indicator.over or result.indicator


def _ranges(column: Column, indicator: Indicator) -> dict[str, str]:
    """The ranks that each area may have, given the errors of all: areas whose ranges overlap cannot be told apart."""
    known = [code for code, effect in column.items() if effect.known]
    sign = -1.0 if indicator.direction == "down" else 1.0
    values, errors = [], []
    for code in known:
        effect = column[code]
        values.append(sign * (effect.value or 0.0))
        errors.append(effect.se or 0.0)
    if len(known) < 2:
        return {}
    sets = rank_sets(values, errors, simultaneous=True)
    return {
        code: f"{low}–{high}" if low != high else f"{low}"
        for code, low, high in zip(known, sets.first, sets.last, strict=True)
    }


def _figure(
    results: tuple[Result, ...],
    columns: list[Column],
    ranks: list[dict[str, str]],
    codes: list[str],
    names: dict[str, str],
    ask: Ask,
) -> dict[str, Any]:
    theme, width = ask.theme, 1 / len(results)
    traces: list[dict[str, Any]] = []
    notes: list[dict[str, Any]] = []
    shapes: list[dict[str, Any]] = []
    parts: dict[str, Any] = {}
    for i, (result, column) in enumerate(zip(results, columns, strict=True)):
        base, left = _base(result), i * width
        suffix = "" if i == 0 else str(i + 1)
        traces.append(_marks(column, codes, names, base, suffix, ask))
        bounds = [
            e for effect in column.values() if effect.interval for e in (effect.interval.low, effect.interval.high)
        ]
        low, high = min([0.0, *bounds]), max([0.0, *bounds])
        edge = 0.05 * ((high - low) or 1.0)
        parts[f"xaxis{suffix}"] = axis(
            theme,
            domain=[left, left + _PLOT * width],
            range=[low - edge, high + edge],
            nticks=4,
            anchor="y",
            side="top",
            automargin=False,
        )
        shapes.append(_zero(theme, suffix))
        notes.append(_text(left, 1, f"<b>{base.code}</b> {plain(ask.name(base))}", theme, "left", yshift=30))
        for at, word in ((_VALUE, "points"), (_RANK, "rank")):
            notes.append(_text(left + at * width, 1, ask.t(f"panel.effects.{word}"), theme, "right", yshift=6))
        for y, code in enumerate(codes):
            effect = column[code]
            if effect.value is None:
                why = ask.t(f"effect.short.{effect.reason}")
                notes.append(_text(left + _RANK * width, y, why, theme, "right", muted=True))
                continue
            shown = signed(effect.value, base, ask)
            bold = f"<b>{shown}</b>" if strength(effect) == STRONG else shown
            notes.append(_text(left + _VALUE * width, y, bold, theme, "right"))
            notes.append(_text(left + _RANK * width, y, ranks[i].get(code, "–"), theme, "right", muted=True))
    parts["yaxis"] = rows_axis(
        theme, [plain(names[c]) for c in codes], tickfont={"color": theme.accent, "size": 12}, showgrid=True
    )
    figure = layout(theme, _ROW * len(codes) + _MARGIN, annotations=notes, shapes=shapes, **parts)
    figure["margin"] = {"l": 8, "r": 8, "t": 72, "b": 8}
    return {"data": traces, "layout": figure}


def _marks(
    column: Column, codes: list[str], names: dict[str, str], base: Indicator, suffix: str, ask: Ask
) -> dict[str, Any]:
    theme = ask.theme
    rows = [(y, code, column[code]) for y, code in enumerate(codes) if column[code].known]
    half = [(e.interval.high - e.interval.low) / 2 if e.interval else 0.0 for _, _, e in rows]
    tips = [
        f"<b>{plain(names[code])}</b><br>{points(e.value or 0.0, base, ask)}"
        + (f"<br>{between(e.interval, base, ask)}" if e.interval else "")
        + f"<br>{verdict(e, ask)}<br>{ask.t('effect.counted', n=e.n_treated, control=e.n_control)}"
        for _, code, e in rows
    ]
    blue = theme.chart[0]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [e.value for _, _, e in rows],
        "y": [y for y, _, _ in rows],
        "customdata": [code for _, code, _ in rows],
        "xaxis": f"x{suffix}",
        "error_x": {"type": "data", "array": half, "color": blue, "thickness": 1.5, "width": 4},
        "marker": {
            "size": 9,
            "color": [blue if strength(e) == STRONG else theme.surface for _, _, e in rows],
            "line": {"color": blue, "width": 1.5},
        },
        "hovertext": tips,
        "hoverinfo": "text",
        "cliponaxis": False,
    }


def _zero(theme: Theme, suffix: str) -> dict[str, Any]:
    line = {"color": theme.axis, "width": 1}
    return {
        "type": "line",
        "xref": f"x{suffix}",
        "yref": "paper",
        "x0": 0,
        "x1": 0,
        "y0": 0,
        "y1": 1,
        "line": line,
        "layer": "below",
    }


def _text(
    x: float, y: float, text: str, theme: Theme, anchor: str, *, yshift: int = 0, muted: bool = False
) -> dict[str, Any]:
    """A text at `x` of the whole width: in the row `y`, or above all rows where it is shifted."""
    return {
        "x": x,
        "xref": "paper",
        "y": y,
        "yref": "paper" if yshift else "y",
        "yshift": yshift,
        "text": text,
        "showarrow": False,
        "xanchor": anchor,
        "yanchor": "bottom" if yshift else "middle",
        "font": {"size": 12, "color": theme.ink3 if muted or yshift == 6 else theme.ink},
    }


def _table(
    results: tuple[Result, ...],
    columns: list[Column],
    ranks: list[dict[str, str]],
    codes: list[str],
    names: dict[str, str],
    ask: Ask,
) -> Table:
    head = [ask.t(f"table.{name}") for name in ("place", "indicator", "difference", "interval", "rank", "verdict")]
    rows: list[list[Cell]] = []
    for code in codes:
        for result, column, ranges in zip(results, columns, ranks, strict=True):
            base, effect = _base(result), column[code]
            known = effect.value is not None and effect.interval is not None
            cells: list[Cell] = [
                {"t": names[code], "h": code, "p": PAGES["area"].path},
                f"{base.code} {ask.name(base)}",
            ]
            cells += [points(effect.value, base, ask) if effect.value is not None else "–"]
            cells += [between(effect.interval, base, ask) if known and effect.interval else "–"]
            cells += [ranges.get(code, "–"), verdict(effect, ask)]
            rows.append(cells)
    return Table(head, rows, (2, 3, 4))
