"""Schools (or the places below) against the rate of the whole: further from it than chance, given their size?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from dashboard.ask import Ask
from dashboard.charts.template import axis, count_ticks, layout, named_line
from dashboard.i18n.numbers import count, value, with_unit
from dashboard.page import Panel
from dashboard.panels.drawing import Cell, Drawing, Table
from dashboard.panels.verdict import interval_text, rank_text
from dashboard.panels.words import line_label, number, plain, shown, title
from data_access.query import Result, records
from data_access.schema import UNASSIGNED
from data_access.statistics.funnel import Curves, Funnel, Limits, curves, funnel, grid
from data_access.verdicts import Verdict

_HEIGHT = 420
MOST = 5_000
"""Of more schools than these the places below stand for them: so many points say nothing, and take long."""
POSITIONS = {-2: "below_far", -1: "below", 0: "within", 1: "above", 2: "above_far"}


@dataclass(frozen=True)
class Stand:
    """Where the units of an answer stand: `frame` has those with a number, `drawn` an element for each of them."""

    result: Result
    frame: pd.DataFrame
    drawn: Funnel
    group: str

    @property
    def people(self) -> np.ndarray[Any, np.dtype[np.float64]]:
        """How many different people each unit counts."""
        return self.frame["people"].to_numpy(dtype=float)

    @property
    def far_below(self) -> tuple[int, float]:
        """How many are below the 99.8 % limit, and their share of all people who did not succeed."""
        short = self.people * (1 - np.clip(self.frame["value"].to_numpy(dtype=float) / 100, 0, 1))
        far = self.drawn.beyond == -2
        return int(far.sum()), float(short[far].sum() / short.sum()) if short.sum() else 0.0

    @property
    def under_line(self) -> tuple[int, int]:
        """How many are under the indicator's line, and how many of them are beyond chance."""
        line = self.result.indicator.line
        if line is None:
            return 0, 0
        under = self.frame["value"] < line.value
        return int(under.sum()), int((under & (self.frame["status"] == Verdict.WORSE)).sum())


def stand(code: str, ask: Ask) -> Stand | None:
    """Where the schools of the view's place stand in the funnel of a share of people; None where there are no numbers.

    Counted are people, not their months, and of what was reported above the whole only the whole.
    """
    whole = ask(code).row
    schools = whole["n_reported"] if pd.isna(whole["n_expected"]) else whole["n_expected"]
    group = "school" if schools <= MOST else ask.page.children
    result = ask(code, by=(group,), against="parent")
    frame = shown(result.frame)
    frame = frame[frame["people"].fillna(0).gt(0) & frame["benchmark"].notna()]
    frame = frame[~frame["place_code"].str.endswith(f"-{UNASSIGNED}")].reset_index(drop=True)
    if frame.empty:
        return None
    people = frame["people"].to_numpy(dtype=float)
    share = np.clip(frame["value"].to_numpy(dtype=float) / 100, 0, 1)
    centre = min(max(float(frame["benchmark"].iloc[0]) / 100, 0.0), 1.0)
    return Stand(result, frame, funnel(share * people, people, centre), "school" if group == "school" else "child")


def shortfall(ask: Ask) -> str:
    """How many schools are under the line of the pass rate, and how many of them beyond chance, as a sentence."""
    found = None if ask.view.place.is_school else stand("T04", ask)
    if found is None:
        return ""
    under, short = found.under_line
    return ask.t(f"finding.short_{found.group}", under=under, short=short, line=line_label(found.result.indicator, ask))


def draw(panel: Panel, ask: Ask) -> Drawing:
    """Draw the schools of the place with exact and over-dispersed limits, each point a link."""
    (code,) = panel.indicators
    found = stand(code, ask)
    if found is None:
        result = ask(code)
        heading = title(ask, result.indicator, "panel.funnel_plot.title")
        return Drawing(title=heading, results=(result,))
    result, t = found.result, ask.t
    heading = title(ask, result.indicator, "panel.funnel_plot.title")
    far, share = found.far_below
    subtitle = t("panel.funnel_plot.none")
    if far:
        said = with_unit(100 * share, "percent", t)
        subtitle = t(f"panel.funnel_plot.hold_{found.group}", n=far, share=said)
    wide = found.drawn.over_dispersed
    phi = value(found.drawn.spread.phi, "ratio", t.language)
    return Drawing(
        title=heading,
        subtitle=subtitle,
        note=t("panel.funnel_plot.note_wide" if wide else "panel.funnel_plot.note_exact", phi=phi),
        figure=_figure(found, ask),
        results=(result,),
        table=_table(found, ask),
        listed=True,
        methods=("funnel", "rank_range"),
    )


def _figure(found: Stand, ask: Ask) -> dict[str, Any]:
    theme, t, indicator = ask.theme, ask.t, found.result.indicator
    sizes = grid(found.people)
    limits = curves(found.drawn, sizes)
    marks = [_marks(found, position, ask) for position in (0, -1, 1, -2, 2)]
    line = indicator.line
    shape, text = ({}, {}) if line is None else named_line(theme, line.value, line_label(indicator, ask), "y")
    centre = 100 * found.drawn.centre
    middle = {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": centre, "y1": centre, "layer": "below"}
    middle |= {"line": {"color": theme.axis, "width": 1}}
    label = {"text": t("panel.funnel_plot.centre", value=with_unit(centre, indicator.unit, t)), "showarrow": False}
    label |= {"x": 0, "xref": "paper", "xanchor": "left", "y": centre, "yanchor": "bottom", "bgcolor": theme.surface}
    label |= {"font": {"color": theme.ink3, "size": 12}}
    values = found.frame["value"].astype(float)
    # The limits of the smallest would leave no room for what is drawn of the others.
    usual = limits.sizes >= min(np.quantile(found.people, 0.25), limits.sizes.max())
    low = min(float(values.min()), 100 * float(limits.deciding.lower_far[usual].min()))
    people = count_ticks([float(found.people.max())], t)
    legend = {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "font": {"size": 12, "color": theme.ink2}}
    figure = layout(
        theme,
        _HEIGHT,
        xaxis=axis(theme, title={"text": t("panel.funnel_plot.people"), "font": {"size": 12}}, **people),
        yaxis=axis(theme, ticksuffix="%", range=[max(low - 3, -2), 102]),
        shapes=[s for s in (middle, shape) if s],
        annotations=[a for a in (label, text, *_names(limits, ask)) if a],
        legend=legend,
        showlegend=True,
    )
    figure["margin"] = {"l": 8, "r": 72, "t": 56, "b": 8}
    return {"data": [*_lines(limits, ask), *marks], "layout": figure}


def _lines(limits: Curves, ask: Ask) -> list[dict[str, Any]]:
    """The limits that decide as lines, exact ones that do not as dots."""
    pairs = [(limits.deciding, "solid")] + ([(limits.exact, "dot")] if limits.wide else [])
    made = []
    for held, dash in pairs:
        for ends, colour in (("", ask.theme.axis), ("_far", ask.theme.ink2)):
            for side in ("lower", "upper"):
                rates = 100 * getattr(held, side + ends)
                line = {"color": colour, "width": 1, "dash": dash}
                made.append(
                    {"type": "scatter", "mode": "lines", "x": limits.sizes.tolist(), "y": np.round(rates, 3).tolist()}
                    | {"line": line, "hoverinfo": "skip", "showlegend": False}
                )
    return made


def _names(limits: Curves, ask: Ask) -> list[dict[str, Any]]:
    """The two lower limits that decide, named at their right end."""
    ends: tuple[tuple[Any, str, str], ...] = (
        (limits.deciding.lower, "95", "bottom"),
        (limits.deciding.lower_far, "99.8", "top"),
    )
    return [
        {"x": float(limits.sizes[-1]), "y": 100 * float(curve[-1]), "xanchor": "left", "yanchor": anchor, "xshift": 4}
        | {"text": ask.t("panel.funnel_plot.limit", level=ask.t("unit.percent", value=level)), "showarrow": False}
        | {"font": {"color": ask.theme.ink3, "size": 12}}
        for curve, level, anchor in ends
    ]


def _marks(found: Stand, position: int, ask: Ask) -> dict[str, Any]:
    """The points at one position: filled beyond 99.8 %, ringed between 95 % and that, else hollow grey."""
    theme, indicator = ask.theme, found.result.indicator
    frame = found.frame[found.drawn.beyond == position]
    better = (position > 0) == (indicator.direction != "down")
    verdict = theme.chart[0] if better else theme.chart[1]
    edge = {0: theme.axis, 1: theme.ink2}.get(abs(position), verdict)
    marker: dict[str, Any] = {"color": edge if abs(position) == 2 else theme.surface, "size": 8 if position else 6}
    marker |= {"line": {"color": edge, "width": 2 if abs(position) == 1 else 1}}
    rows = records(frame)
    return {
        "type": "scatter",
        "mode": "markers",
        "name": ask.t(f"panel.funnel_plot.{POSITIONS[position]}", n=count(len(rows), ask.t.language)),
        "x": [round(float(r["people"]), 1) for r in rows],
        "y": [round(float(r["value"]), 3) for r in rows],
        "customdata": [str(r["place_code"]) for r in rows],
        "marker": marker,
        "hovertext": [_said(r, found, ask) for r in rows],
        "hoverinfo": "text",
        "cliponaxis": False,
    }


def _said(row: dict[str, Any], found: Stand, ask: Ask) -> str:
    indicator, t = found.result.indicator, ask.t
    lines = [f"<b>{plain(ask.place_name(row))}</b>", f"{number(row, indicator, ask)} · n {_people(row, ask)}"]
    if text := interval_text(row, indicator, ask):
        lines.append(t("hover.interval", interval=text))
    if text := rank_text(row):
        lines.append(t("hover.rank", rank=text))
    return "<br>".join(lines)


def _people(row: dict[str, Any], ask: Ask) -> str:
    return count(round(float(row["people"])), ask.t.language)


def _table(found: Stand, ask: Ask) -> Table:
    """A row a unit, what stands out first: its numbers, both kinds of limits at its size, and where it stands."""
    t, drawn = ask.t, found.drawn
    limits = curves(drawn, found.people)
    names = ["place", "people", "value", "interval", "position", "rank", "exact_95", "exact_998"]
    names += ["wide_95", "wide_998"] if limits.wide else []
    rows: list[list[Cell]] = []
    held = records(found.frame)
    for i in np.argsort(-np.abs(drawn.beyond.astype(int)), kind="stable"):
        row = held[i]
        cells: list[Cell] = [{"t": ask.place_name(row), "h": str(row["place_code"])}, _people(row, ask)]
        cells += [number(row, found.result.indicator, ask), interval_text(row, found.result.indicator, ask) or "–"]
        cells += [t(f"panel.funnel_plot.position.{POSITIONS[int(drawn.beyond[i])]}"), rank_text(row) or "–"]
        for of in (limits.exact, limits.wide):
            cells += [] if of is None else _ends(of, int(i), ask)
        rows.append(cells)
    return Table([t(f"table.{name}") for name in names], rows, tuple(j for j in range(1, len(names)) if j != 4))


def _ends(of: Limits, i: int, ask: Ask) -> list[Cell]:
    pairs = ((of.lower[i], of.upper[i]), (of.lower_far[i], of.upper_far[i]))
    return [
        f"{value(100 * float(low), 'percent', ask.t.language)}–{with_unit(100 * float(high), 'percent', ask.t)}"
        for low, high in pairs
    ]
