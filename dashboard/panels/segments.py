"""An indicator by a segment of its fact, such as views by kind of resource."""

from __future__ import annotations

from typing import Any

from dashboard.ask import Ask
from dashboard.charts.template import axis, layout
from dashboard.i18n.numbers import value, with_unit
from dashboard.page import Panel
from dashboard.panels.drawing import Drawing
from dashboard.panels.words import hover, in_two, number, plain, shown
from data_access import indicators

_ROW, _MARGIN, _MOST = 36, 40, 12
_LINE = 34
"""Halves of a Chinese character that a telephone has room for: a name, and a label behind the longest bar."""
_WIDE = 0x2E7F
"""The last character before those that are as wide as they are high."""
_ORDERED = ("grade",)
"""Segments that have an order of their own."""


def draw(panel: Panel, ask: Ask) -> Drawing:
    """Draw the indicator by its segment, the largest or first of its order on top; the table twin has all of them."""
    indicator = indicators.get(panel.indicators[0])
    result = ask(indicator.code, by=(panel.by,))
    frame = shown(result.frame).sort_values("value", ascending=False, kind="stable")
    if panel.by in _ORDERED:
        frame = frame.sort_values(panel.by, kind="stable")
    total = float(frame["value"].sum()) if indicator.unit == "count" else 0.0
    heading = ask.t(
        "panel.segments.title",
        place=ask.where,
        indicator=ask.name(indicator),
        period=ask.when,
        by=ask.t.maybe(f"by.{indicator.fact.name}.{panel.by}") or ask.t(f"filter.{panel.by}"),
    )
    subtitle = ""
    if len(frame) and total:
        top = frame.iloc[0]
        share = value(100 * float(top["value"]) / total, "percent", ask.t.language)
        subtitle = ask.t("panel.segments.top", name=ask.code(panel.by, top[panel.by]), share=share)
    theme = ask.theme
    rows = [row for _, row in frame.iloc[:_MOST].iterrows()]
    names = [in_two(plain(ask.code(panel.by, r[panel.by]))) for r in rows]
    shares = [with_unit(100 * float(r["value"]) / total, "percent", ask.t) if total else "" for r in rows]
    labels = _labels([number(r, indicator, ask) for r in rows], shares, names)
    trace: dict[str, Any] = {
        "type": "bar",
        "orientation": "h",
        "x": [float(r["value"]) for r in rows],
        "y": names,
        "text": labels,
        "textposition": "outside",
        "textfont": {"color": theme.ink2, "size": 12},
        "cliponaxis": False,
        "constraintext": "inside",  # two lines are higher than their bar, and as large as one
        "marker": {"color": theme.chart[0]},
        "hovertext": [f"<b>{n}</b><br>{hover(r, indicator, ask)}" for n, r in zip(names, rows, strict=True)],
        "hoverinfo": "text",
    }
    highest = max((float(r["value"]) for r in rows), default=1.0)
    # A label stands behind its bar.
    room = 1.3 + 0.03 * max((_width(line) for label in labels for line in label.split("<br>")), default=0)
    xaxis = axis(theme, range=[0, highest * room], showticklabels=False, showgrid=False)
    yaxis = axis(theme, autorange="reversed", showgrid=False, tickfont={"color": theme.ink, "size": 12})
    figure = layout(theme, _ROW * len(rows) + _MARGIN, xaxis=xaxis, yaxis=yaxis, bargap=0.4)
    return Drawing(
        title=heading,
        subtitle=subtitle,
        figure={"data": [trace], "layout": figure} if rows else None,
        results=(result,),
    )


def _labels(said: list[str], shares: list[str], names: list[str]) -> list[str]:
    """Numbers and their shares, one above the other where a telephone has no room for some pair in a line."""
    left = _LINE - max((_width(line) for name in names for line in name.split("<br>")), default=0)
    pairs = [[one, share] if share else [one] for one, share in zip(said, shares, strict=True)]
    short = all(_width(" · ".join(pair)) <= left for pair in pairs)
    return [(" · " if short else "<br>").join(pair) for pair in pairs]


def _width(text: str) -> int:
    """The width of a text in halves of a Chinese character."""
    return sum(2 if ord(sign) > _WIDE else 1 for sign in text)
