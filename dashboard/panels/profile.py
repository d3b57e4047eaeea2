"""The indicators of a page in one list, with their change against a year ago."""

from __future__ import annotations

import pandas as pd

from dashboard.ask import Ask
from dashboard.i18n.numbers import count
from dashboard.page import PAGES, Panel
from dashboard.panels import past
from dashboard.panels.drawing import Cell, Drawing, Table
from dashboard.panels.words import cell, reports_short
from data_access import indicators


def draw(panel: Panel, ask: Ask) -> Drawing:
    """List value, change, denominator and reports of each indicator; each row leads to the page of its theme."""
    rows: list[list[Cell]] = []
    results = []
    for code in ask.page.indicators:
        result, indicator = ask(code), indicators.get(code)
        results.append(result)
        row = result.row
        on_before = past.in_cell(past.moved(result, ask), indicator.unit, ask)
        base = "–" if pd.isna(row["denominator"]) else count(row["denominator"], ask.t.language)
        name: Cell = {"t": f"{code} {ask.name(indicator)}", "q": f"indicator={code}", "p": page_of(code)}
        shown = cell(row, indicator, ask)
        rows.append([name, shown, on_before, base, reports_short(row, ask)])
    head = [ask.t(f"table.{name}") for name in ("indicator", "value", "change", "base", "reported")]
    heading = ask.t("panel.profile.title", place=ask.where, period=ask.when)
    block = {"kind": "table", "head": head, "rows": rows, "numbers": [1, 2, 3, 4]}
    return Drawing(
        title=heading,
        subtitle=ask.t("panel.profile.subtitle"),
        note=past.note((str(row[2]) for row in rows), ask),
        block=block,
        results=tuple(results),
        table=Table(head, rows, (1, 2, 3, 4)),
    )


def page_of(code: str) -> str:
    """The address of the theme page that shows an indicator."""
    held = (p.path for p in PAGES.values() if p.group == "themes" and code in (*p.indicators, *p.cards))
    return next(held, "/")
