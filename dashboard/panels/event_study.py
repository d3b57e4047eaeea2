"""What became of the difference to matched neighbours before and after the start of a programme."""

from __future__ import annotations

from typing import Any

from dashboard.ask import Ask
from dashboard.charts.template import axis, layout
from dashboard.page import Panel
from dashboard.panels.drawing import Cell, Drawing, Table
from dashboard.panels.effect_words import (
    base,
    batch_name,
    between,
    of_batches,
    p_value,
    points,
    verdict,
)
from dashboard.panels.words import plain
from data_access.effects.model import Batch, Effect, Point
from data_access.indicators.model import Indicator

_MOST, _HEIGHT, _HEAD = 2, 300, 80
Told = tuple[Batch, Effect]


def draw(panel: Panel, ask: Ask) -> Drawing:
    """Draw the difference by periods since the start, a chart a batch, the time before shaded and tested."""
    indicator = base(ask)
    told = [(batch, effect) for batch, effect in of_batches(indicator.code, ask) if effect.known][:_MOST]
    heading = ask.t("panel.event_study.title", place=ask.where, indicator=ask.name(indicator))
    said = [ask.t("pair_of.said", name=batch_name(batch, ask), value=verdict(effect, ask)) for batch, effect in told]
    return Drawing(
        title=heading,
        subtitle=" ".join(said),
        said=" ".join([f"{heading}.", *said]) if told else f"{heading}. {ask.t('panel.event_study.none')}",
        note=ask.t("panel.event_study.note") if told else ask.t("panel.event_study.none"),
        figure=_figure(told, indicator, ask) if told else None,
        results=(ask(f"P04:{indicator.code}", by=("area",), expect=False),),
        table=_table(told, indicator, ask),
        listed=True,
        methods=("effect", "pre_trend"),
    )


def _figure(told: list[Told], indicator: Indicator, ask: Ask) -> dict[str, Any]:
    theme, n = ask.theme, len(told)
    height = n * (_HEIGHT + _HEAD)
    traces: list[dict[str, Any]] = []
    shapes: list[dict[str, Any]] = []
    notes: list[dict[str, Any]] = []
    parts: dict[str, Any] = {}
    for i, (batch, effect) in enumerate(told):
        suffix = "" if i == 0 else str(i + 1)
        bottom, top = (n - 1 - i) / n + 0.14 / n, (n - i) / n - 0.24 / n
        before = [p for p in effect.points if p.since < 0]
        after = [p for p in effect.points if p.since >= 0]
        asked = {p.since for p in after}
        traces += [_points(before, False, suffix, indicator, ask), _points(after, True, suffix, indicator, ask)]
        first, last = before[0].since - 0.6, max(asked) + 0.6
        of_x, of_y = f"x{suffix}", f"y{suffix}"
        shapes += [
            {"type": "rect", "xref": of_x, "yref": f"{of_y} domain", "x0": first, "x1": -0.5, "y0": 0, "y1": 1}
            | {"fillcolor": theme.surface2, "line": {"width": 0}, "layer": "below"},
            {"type": "line", "xref": of_x, "yref": of_y, "x0": first, "x1": last, "y0": 0, "y1": 0}
            | {"line": {"color": theme.axis, "width": 1}, "layer": "below"},
            {"type": "line", "xref": of_x, "yref": f"{of_y} domain", "x0": -0.5, "x1": -0.5, "y0": 0, "y1": 1.06}
            | {"line": {"color": theme.ink3, "width": 1, "dash": "4px,3px"}},
        ]
        notes += _labels(batch, effect, first, suffix, indicator, ask)
        title = {"text": ask.t(f"panel.event_study.axis_{effect.grain}"), "font": {"size": 12, "color": theme.ink3}}
        parts[f"xaxis{suffix}"] = axis(
            theme, range=[first, last], anchor=of_y, nticks=8, title=title, showgrid=False, automargin=False
        )
        tick = {"ticksuffix": "", "tickformat": "+.0f", "nticks": 6}
        parts[f"yaxis{suffix}"] = axis(theme, domain=[bottom, top], anchor=of_x, **tick)
    figure = layout(theme, height, annotations=notes, shapes=shapes, **parts)
    figure["margin"] = {"l": 8, "r": 12, "t": 8, "b": 8}
    return {"data": traces, "layout": figure}


def _points(points_: list[Point], after: bool, suffix: str, indicator: Indicator, ask: Ask) -> dict[str, Any]:
    theme = ask.theme
    colour = theme.chart[0] if after else theme.ink3
    half = [(p.interval.high - p.interval.low) / 2 if p.interval else 0.0 for p in points_]
    # A point is filled where its own 95 % interval leaves zero out; before the start none is.
    fill = [colour if after and p.interval and not p.interval.holds_zero else theme.surface for p in points_]
    tips = [
        "<br>".join(
            [
                *([f"<b>{ask.bucket(p.period)}</b>"] if p.period else []),
                points(p.value, indicator, ask),
                between(p.interval, indicator, ask) if p.interval else ask.t("panel.event_study.base"),
            ]
        )
        for p in points_
    ]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [p.since for p in points_],
        "y": [p.value for p in points_],
        "xaxis": f"x{suffix}",
        "yaxis": f"y{suffix}",
        "error_y": {"type": "data", "array": half, "color": colour, "thickness": 1.5, "width": 3},
        "marker": {"size": 8, "color": fill, "line": {"color": colour, "width": 1.5}},
        "hovertext": tips,
        "hoverinfo": "text",
    }


def _labels(
    batch: Batch, effect: Effect, first: float, suffix: str, indicator: Indicator, ask: Ask
) -> list[dict[str, Any]]:
    theme = ask.theme
    above = {"yref": f"y{suffix} domain", "y": 1, "yanchor": "bottom", "showarrow": False, "xref": f"x{suffix}"}
    size = {"size": 12, "color": theme.ink2}
    labels: list[dict[str, Any]] = [
        above
        | {"x": first, "xanchor": "left", "yshift": 56, "text": f"<b>{plain(batch_name(batch, ask))}</b>"}
        | {"font": size | {"color": theme.ink}},
        above
        | {"x": -0.5, "xanchor": "right", "xshift": -4, "yshift": 2, "font": size}
        | {"text": ask.t("panel.event_study.start", month=f"{batch.start:%Y-%m}")},
    ]
    if effect.pretrend_p is not None:
        key = "doubt" if effect.reason == "pretrend" else "before"
        text = ask.t(f"panel.event_study.{key}", p=p_value(effect.pretrend_p, ask))
        labels.append(above | {"x": first, "xanchor": "left", "yshift": 20, "text": text, "font": size})
    if effect.value is not None and effect.interval is not None:
        told = ask.t(
            "panel.event_study.mean",
            value=points(effect.value, indicator, ask),
            interval=between(effect.interval, indicator, ask, unit=False),
        )
        labels.append(
            above
            | {"x": first, "xanchor": "left", "yshift": 38, "text": f"<b>{told}</b>"}
            | {"font": size | {"color": theme.chart[0]}}
        )
    return labels


def _table(told: list[Told], indicator: Indicator, ask: Ask) -> Table:
    head = [ask.t(f"table.{name}") for name in ("programme", "since", "period", "difference", "interval")]
    rows: list[list[Cell]] = []
    for batch, effect in told:
        for p in effect.points:
            cells: list[Cell] = [batch_name(batch, ask), f"{p.since:+d}".replace("-", "−")]
            cells += [ask.bucket(p.period) if p.period else "–", points(p.value, indicator, ask)]
            cells += [between(p.interval, indicator, ask) if p.interval else ask.t("panel.event_study.base")]
            rows.append(cells)
    return Table(head, rows, (1, 3, 4))
