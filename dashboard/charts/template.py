"""The look of every chart: one layout from the tokens, without Plotly's own template (6.5 kB a figure)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from dashboard.charts.tokens import FONT, Theme
from dashboard.i18n import Translator
from dashboard.i18n.numbers import tick


def layout(theme: Theme, height: int, **parts: Any) -> dict[str, Any]:
    """A layout of `height` px in the colours of `theme`; `parts` are added or replace."""
    base: dict[str, Any] = {
        "height": height,
        "margin": {"l": 8, "r": 16, "t": 12, "b": 8},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "size": 12, "color": theme.ink2},
        "showlegend": False,
        "hovermode": "closest",
        "hoverlabel": {
            "bgcolor": theme.surface,
            "bordercolor": theme.control,
            "font": {"family": FONT, "color": theme.ink, "size": 12},
        },
        "dragmode": False,
        "xaxis": axis(theme),
        "yaxis": axis(theme),
    }
    return base | parts


def axis(theme: Theme, **parts: Any) -> dict[str, Any]:
    """An axis: quiet grid, no zero line, labels that make room for themselves."""
    base: dict[str, Any] = {
        "automargin": True,
        "fixedrange": True,
        "gridcolor": theme.grid,
        "linecolor": theme.axis,
        "tickfont": {"color": theme.ink3, "size": 12},
        "zeroline": False,
    }
    return base | parts


def time_axis(theme: Theme, labels: Sequence[str], most: int) -> dict[str, Any]:
    """An axis of months, terms or school years in the order of `labels`, whatever the first trace leaves out.

    At most so many labels stand on it, the last time always; words of a label stand in lines of their own.
    Dates would be drawn in the browser's time zone.
    """
    ordered = {"type": "category", "categoryorder": "array", "categoryarray": list(labels)}
    told = list(labels)[:: -math.ceil(len(labels) / most)] if labels else []
    texts = [label.replace(" ", "<br>") for label in told]
    return axis(
        theme, showgrid=False, tickangle=0, tickmode="array", tickvals=told[::-1], ticktext=texts[::-1], **ordered
    )


def unit_title(unit: str, t: Translator) -> dict[str, Any]:
    """The title of an axis whose ticks do not carry their unit."""
    return {"text": t(f"unit_name.{unit}"), "font": {"size": 12}}


def count_ticks(values: Sequence[float | None], t: Translator) -> dict[str, Any]:
    """An axis of counts from zero, labelled as people count: 万 and 亿 in zh, M and bn in en."""
    highest = max((v for v in values if v), default=1.0)
    step = 10 ** math.floor(math.log10(highest))
    step = next(s for s in (step / 5, step / 2, step, 2 * step) if highest / s <= 5)
    ticks = [i * step for i in range(math.ceil(highest / step) + 1)]
    return {
        "range": [0, ticks[-1]],
        "tickmode": "array",
        "tickvals": ticks,
        "ticktext": [tick(v, ticks[-1], t.language) for v in ticks],
    }


def rows_axis(theme: Theme, names: Sequence[str], **parts: Any) -> dict[str, Any]:
    """A vertical axis of named rows, the first on top.

    Rows are numbered: two places may have one name, and Plotly takes a code such as 110000 for a number.
    """
    ticks = {"tickmode": "array", "tickvals": list(range(len(names))), "ticktext": list(names)}
    # Each name has its room: Plotly would measure all of them twice to hide what has none.
    ticks |= {"ticklabeloverflow": "allow"}
    return axis(theme, range=[len(names) - 0.5, -0.5], tickfont={"color": theme.ink, "size": 12}, **ticks) | parts


def named_line(theme: Theme, value: float, label: str, along: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """A dashed line at `value` on axis `along` (`x` or `y`) and its label, as a shape and an annotation."""
    across = "y" if along == "x" else "x"
    stroke = {"color": theme.ink3, "width": 1, "dash": "4px,3px"}
    shape = {"type": "line", f"{along}0": value, f"{along}1": value, f"{across}0": 0, f"{across}1": 1}
    shape |= {f"{across}ref": "paper", f"{along}ref": along, "line": stroke, "layer": "below"}
    text: dict[str, Any] = {
        "text": label,
        "showarrow": False,
        "font": {"color": theme.ink3, "size": 12},
        "bgcolor": theme.surface,
    }
    if along == "x":
        text |= {"x": value, "xref": "x", "y": 1, "yref": "paper", "yanchor": "bottom"}
    else:
        text |= {"y": value, "yref": "y", "x": 1, "xref": "paper", "xanchor": "right", "yanchor": "bottom"}
    return shape, text
