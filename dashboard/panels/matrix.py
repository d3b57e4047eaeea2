"""A matrix of amounts as a heat map: rows give, columns receive; the darker the more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dashboard.ask import Ask
from dashboard.charts.template import axis, layout
from dashboard.i18n.numbers import count, large
from dashboard.panels.words import plain

_CELL, _MARGIN = 52, 72
_NARROW, _LOW, _TALL = 6, 30, 104
_WIDTH, _LETTER, _MOST = 560, 7, 12
"""Pixels that the columns have in the narrowest card, that a letter takes (a Chinese one twice that), and how many
columns may carry numbers there."""
_BEYOND = 56
"""Pixels that a slanted name takes beyond the last column."""


def figure(
    held: Mapping[tuple[str, str], float | None],
    rows: Mapping[str, str],
    columns: Mapping[str, str],
    titles: tuple[str, str],
    ask: Ask,
    links: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Draw the amounts `held` by row and column; both map codes to names, `titles` say what rows and columns are.

    Some columns carry their numbers; many are narrow and say them when pointed at. `links` maps columns to the places
    that their cells lead to.
    """
    theme, wide = ask.theme, len(columns) <= _NARROW
    z = [[held.get((row, column)) for column in columns] for row in rows]
    steps = theme.sequential
    most = max((v for row in z for v in row if v), default=1.0) or 1.0
    heat = {"type": "heatmap", "z": z, "zmin": 0, "zmax": most, "showscale": False, "xgap": 2, "ygap": 2}
    heat["colorscale"] = [[i / (len(steps) - 1), colour] for i, colour in enumerate(steps)]
    heat |= {"hoverinfo": "text", "hovertext": _tips(z, rows, columns, ask)} if not wide else {"hoverinfo": "skip"}
    if links:
        heat["customdata"] = [[links.get(column, "") for column in columns] for _ in rows]
    texts = _texts(z, most, ask, blank="–" if wide else "") if len(columns) <= _MOST else []
    ticks = [_ticks(list(names.values())) for names in (columns, rows)]
    # Slanted names and a title would lie over each other: many columns have what they are in the card's head.
    said = [{"text": text, "font": {"size": 12, "color": theme.ink3}} for text in reversed(titles) if wide]
    # A slanted name may reach beyond the last column: Plotly would leave it out.
    flat = wide or max(map(_width, columns.values()), default=0) * len(columns) <= _WIDTH
    slanted = {"tickangle": 0} if flat else {"tickangle": -60, "ticklabeloverflow": "allow"}
    xaxis = axis(theme, side="top", showgrid=False, **slanted, **ticks[0])
    yaxis = axis(theme, autorange="reversed", showgrid=False, **ticks[1])
    if wide:
        xaxis["title"], yaxis["title"] = said
    height = _CELL * len(rows) + _MARGIN if wide else _LOW * len(rows) + (_MARGIN // 2 if flat else _TALL)
    drawn = layout(theme, height, xaxis=xaxis, yaxis=yaxis, annotations=texts)
    if not flat:
        drawn["margin"] = drawn["margin"] | {"r": _BEYOND}
    return {"data": [heat], "layout": drawn}


def _width(name: str) -> int:
    """Pixels that a name takes, with what parts it from the next."""
    return 2 * _LETTER + sum(_LETTER if sign.isascii() else 2 * _LETTER for sign in name)


def _ticks(names: Sequence[str]) -> dict[str, Any]:
    return {"tickmode": "array", "tickvals": list(range(len(names))), "ticktext": [plain(name) for name in names]}


def _tips(
    z: list[list[float | None]], rows: Mapping[str, str], columns: Mapping[str, str], ask: Ask
) -> list[list[str]]:
    return [
        [
            f"{plain(row)} → {plain(column)}<br>{'–' if v is None else count(v, ask.t.language)}"
            for column, v in zip(columns.values(), line, strict=True)
        ]
        for row, line in zip(rows.values(), z, strict=True)
    ]


def _texts(z: list[list[float | None]], most: float, ask: Ask, blank: str) -> list[dict[str, Any]]:
    theme, texts = ask.theme, []
    for i, row in enumerate(z):
        for j, v in enumerate(row):
            ink = theme.ink3 if v is None else theme.ink_on(v / most)
            text = blank if v is None else large(v, ask.t.language)
            texts.append({"x": j, "y": i, "text": text, "showarrow": False, "font": {"color": ink, "size": 12}})
    return texts
