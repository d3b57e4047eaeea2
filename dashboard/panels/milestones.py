"""Milestones: due, done and late, area by area, and the ledger behind them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from dashboard.ask import Ask
from dashboard.charts.template import axis, layout, rows_axis
from dashboard.i18n.numbers import as_said, with_unit
from dashboard.page import PAGES, Panel
from dashboard.panels.drawing import Cell, Drawing, Table
from dashboard.panels.words import in_language, plain
from data_access.query import VALUE, records

STATES = ("on_time", "late", "overdue", "ahead")
_ROW, _MARGIN, _MOST = 32, 84, 40


def draw(panel: Panel, ask: Ask) -> Drawing:
    """Draw the number of milestones on time, done late, overdue and not yet due, a bar an area (or a unit)."""
    result = ask("P01")
    ledger = _ledger(ask)
    names = _names(ledger, ask)
    counts = ledger.groupby(["unit_code", "state"]).size().unstack(fill_value=0) if len(ledger) else pd.DataFrame()
    heading = ask.t("panel.milestones.title", place=ask.where)
    row = result.row
    subtitle = ""
    if row["state"] == VALUE:
        share = with_unit(float(row["value"]), "percent", ask.t)
        subtitle = ask.t("panel.milestones.share", done=int(row["numerator"]), due=int(row["denominator"]), share=share)
    return Drawing(
        title=heading,
        subtitle=subtitle,
        figure=_figure(counts, names, ask) if len(counts) else None,
        results=(result,),
        table=_table(ledger, names, ask),
        listed=True,
    )


def draw_ledger(panel: Panel, ask: Ask) -> Drawing:
    """List the milestones, the most urgent first: overdue, due next, done."""
    ledger = _ledger(ask)
    names = _names(ledger, ask)
    table = _table(ledger, names, ask)
    heading = ask.t("panel.ledger.title", place=ask.where)
    late = int((ledger["state"] == "overdue").sum()) if len(ledger) else 0
    subtitle = ask.t("panel.ledger.subtitle", n=len(ledger), overdue=late)
    note = ask.t("panel.ledger.cut", shown=_MOST) if len(ledger) > _MOST else ""
    block = {"kind": "table", "head": table.head, "rows": list(table.rows)[:_MOST], "numbers": list(table.numbers)}
    return Drawing(
        title=heading,
        subtitle=subtitle,
        note=note,
        block=block,
        table=table,
        listed=True,
        results=(ask("P01"),),
    )


def _ledger(ask: Ask) -> pd.DataFrame:
    ledger = ask.gate.milestones(ask.scope, ask.view.place)
    as_of = ask.gate.snapshot().release.as_of
    months = ask.view.period
    if months is not None and len(ledger):
        due = pd.to_datetime(ledger["due_on"]).dt.date
        # What is due after the period's end but not yet due at all stays: it is what comes next.
        # One without a day is due at none, and stays with them.
        undated = ledger["due_on"].isna()
        ledger = ledger[undated | ((due >= months.first) & ((due <= months.end) | (due > as_of)))]
    order = {"overdue": 0, "ahead": 1, "late": 2, "on_time": 3}
    ledger = ledger.assign(state=[state_of(r.due_on, r.done_on, as_of) for r in ledger.itertuples()])
    return ledger.sort_values(
        ["state", "due_on"], key=lambda c: c.map(order) if c.name == "state" else c, kind="stable"
    )


def state_of(due: Any, done: Any, as_of: date) -> str:
    """One of `STATES`: whether a milestone was done in time, or late, or is overdue, or not due yet."""
    due_on = None if pd.isna(due) else pd.Timestamp(due).date()
    if not pd.isna(done):
        return "on_time" if due_on is None or pd.Timestamp(done).date() <= due_on else "late"
    return "overdue" if due_on is not None and due_on <= as_of else "ahead"


def _names(ledger: pd.DataFrame, ask: Ask) -> dict[str, str]:
    codes = list(dict.fromkeys(ledger["unit_code"])) if len(ledger) else []
    return {code: ask.t.place(ask.gate.place(ask.scope, code)) for code in codes}


def _figure(counts: pd.DataFrame, names: dict[str, str], ask: Ask) -> dict[str, Any]:
    theme = ask.theme
    colours = dict(zip(STATES, (theme.chart[0], theme.chart[5], theme.chart[1], theme.surface2), strict=True))
    counts = counts.reindex(columns=list(STATES), fill_value=0)
    codes = list(counts.index[:_MOST])
    traces = [
        {
            "type": "bar",
            "orientation": "h",
            "x": [int(counts.loc[c, state]) for c in codes],
            "y": list(range(len(codes))),
            "customdata": codes,
        }
        | {
            "name": ask.t(f"milestone.{state}"),
            "marker": {"color": colours[state], "line": {"color": theme.axis, "width": 1}},
        }
        | {
            "text": [str(counts.loc[c, state] or "") for c in codes],
            "textposition": "inside",
            "insidetextanchor": "middle",
            "textangle": 0,
        }
        | {"textfont": {"size": 12}, "hoverinfo": "name+x"}
        for state in STATES
    ]
    yaxis = rows_axis(theme, [plain(names[c]) for c in codes], tickfont={"color": theme.accent, "size": 12})
    legend = {
        "orientation": "h",
        "x": 0,
        "y": 1 + 8 / (_ROW * len(codes)),
        "yanchor": "bottom",
        "font": {"size": 12, "color": theme.ink2},
        "traceorder": "normal",
    }
    xaxis = axis(theme, rangemode="tozero", dtick=2)
    figure = layout(theme, _ROW * len(codes) + _MARGIN, xaxis=xaxis, yaxis=yaxis, barmode="stack", bargap=0.35)
    figure |= {"legend": legend, "showlegend": True, "margin": {"l": 8, "r": 16, "t": 56, "b": 8}}
    return {"data": traces, "layout": figure}


def _table(ledger: pd.DataFrame, names: dict[str, str], ask: Ask) -> Table:
    names_of = ("place", "milestone", "due", "done", "state", "achieved", "evidence")
    head = [ask.t(f"table.{name}") for name in names_of]
    areas = {area.code for area in ask.gate.snapshot().places.areas()}
    rows: list[list[Cell]] = []
    for r in records(ledger):
        unit, state = r["unit_code"], r["state"]
        place: Cell = {"t": names[unit], "h": unit} | ({"p": PAGES["area"].path} if unit in areas else {})
        told: Cell = {"t": ask.t(f"milestone.{state}"), "s": state}
        milestone, evidence = (_said(r[name], ask) for name in ("milestone", "evidence"))
        achieved = f"{_number(r['achieved'], ask)} / {_number(r['target'], ask)}"
        rows.append([place, milestone, _day(r["due_on"]), _day(r["done_on"]), told, achieved, evidence])
    return Table(head, rows, (5,))


def _said(of: Any, ask: Ask) -> str:
    return "–" if pd.isna(of) else in_language(str(of), ask.t.language)


def _number(of: Any, ask: Ask) -> str:
    return "–" if pd.isna(of) else as_said(float(of), ask.t.language)


def _day(value: Any) -> str:
    return "–" if pd.isna(value) else f"{pd.Timestamp(value):%Y-%m-%d}"
