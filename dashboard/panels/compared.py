"""Places side by side: those that the reader chose, else those below the place."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboard.ask import Ask
from dashboard.i18n.numbers import change
from dashboard.page import PAGES, Panel
from dashboard.panels.drawing import Cell, Drawing, Table
from dashboard.panels.verdict import SYMBOLS, interval_text, rank_text, verdict_text
from dashboard.panels.words import cell, number, title
from dashboard.view import MOST_PLACES
from data_access.cells import Cells
from data_access.certainty import ranked
from data_access.indicators.model import Indicator
from data_access.query import VALUE, Result
from data_access.schema import UNASSIGNED
from data_access.verdicts import Verdict

MOST = 40
"""Rows that are shown; the table twin and the download have all."""
_QUARTERS = 8
"""From so many places on, quarters say something."""


@dataclass(frozen=True)
class Compared:
    """Places' answers on one indicator: `rows` as the gate has them, `against` what each is held against."""

    indicator: Indicator
    results: tuple[Result, ...]
    rows: tuple[dict[str, Any], ...]
    against: str


def compared(code: str, ask: Ask, against: str | None = None) -> Compared:
    """The answers of the places that the reader chose, else of those below the place, or of a school alone."""
    view = ask.view
    if view.places or view.place.is_school:
        held = view.places or (view.place,)
        against = against or view.compare or "nation"
        results = tuple(ask(code, place=place, against=against) for place in held)
    else:
        against = against or view.compare or "parent"
        results = (ask(code, by=("child",), against=against),)
    indicator = results[0].indicator
    cells = Cells.stacked([result.cells for result in results])
    if len(results) > 1:
        cells = ranked(cells, indicator.direction)
    return Compared(indicator, results, tuple(cells.rows()), against)


def draw_matrix(panel: Panel, ask: Ask) -> Drawing:
    """Lay places against indicators: each value with the mark of its verdict, coloured only beyond chance."""
    columns = [compared(code, ask) for code in panel.indicators]
    # What stands at the place itself is a row of those indicators only that have something there.
    places = {str(row["place_code"]): row for column in columns for row in column.rows}
    held = [{str(row["place_code"]): row for row in column.rows} for column in columns]
    rows: list[list[Cell]] = []
    for code, place in places.items():
        cells: list[Cell] = [place_cell(place, ask)]
        for column, own in zip(columns, held, strict=True):
            cells.append(_value(own[code], column.indicator, ask) if code in own else "–")
        rows.append(cells)
    head = [ask.t("table.place"), *(f"{c.indicator.code} {ask.name(c.indicator)}" for c in columns)]
    numbers = list(range(1, len(head)))
    heading = ask.t("panel.matrix.title", place=ask.where, period=ask.when)
    verdicts = [str(row["verdict"] or "") for column in columns for row in column.rows]
    finding = ask.t(
        "panel.matrix.finding",
        better=verdicts.count(Verdict.BETTER),
        worse=verdicts.count(Verdict.WORSE),
        cells=len(verdicts),
        against=ask.t(f"against.{'whole' if columns[0].against == 'parent' else columns[0].against}"),
    )
    note = ask.t("panel.matrix.note")
    if len(rows) > MOST:
        note = f"{note} {ask.t('panel.ranked.cut', shown=MOST, n=len(rows))}"
    return Drawing(
        title=heading,
        subtitle=finding,
        note=note,
        block={"kind": "table", "head": head, "rows": rows[:MOST], "numbers": numbers},
        results=tuple(result for column in columns for result in column.results),
        table=Table(head, rows, numbers),
    )


def draw_list(panel: Panel, ask: Ask) -> Drawing:
    """List value, interval, range of ranks, quarter and change of the chosen indicator for each place."""
    now = compared(ask.indicator.code, ask)
    past: dict[str, dict[str, Any]] = {}
    if ask.view.period is not None:
        past = {str(row["place_code"]): row for row in compared(ask.indicator.code, ask, "past").rows}
    n_ranked = sum(not pd.isna(row["rank_first"]) for row in now.rows)
    rows: list[list[Cell]] = []
    for row in now.rows:
        moved = past.get(str(row["place_code"]), {})
        rows.append(
            [
                place_cell(row, ask),
                cell(row, now.indicator, ask),
                interval_text(row, now.indicator, ask) or "–",
                rank_text(row) or "–",
                quarters(row, n_ranked) or "–",
                _moved(moved, now.indicator, ask),
                _verdict(row, ask),
            ]
        )
    head = [ask.t(f"table.{n}") for n in ("place", "value", "interval", "rank", "quarter", "change", "verdict")]
    heading = title(ask, now.indicator, "panel.compared.title")
    numbers = (1, 2, 3, 4, 5)
    return Drawing(
        title=heading,
        note=" ".join([ask.t("panel.compared.note", least=_QUARTERS), *([ask.t("past.each")] if past else [])]),
        block={"kind": "table", "head": head, "rows": rows[:MOST], "numbers": list(numbers)},
        results=now.results,
        table=Table(head, rows, numbers),
        methods=("interval", "rank_range", "verdict"),
    )


def draw_pick(panel: Panel, ask: Ask) -> Drawing:
    """List the places below, each with a link that puts it beside the chosen ones or takes it away."""
    chosen = [place.code for place in ask.view.places]
    below = [*ask.gate.children(ask.scope, ask.view.place)]
    listed = [*ask.view.places, *(place for place in below if place.code not in chosen)]
    rows: list[list[Cell]] = []
    for place in listed:
        held = place.code in chosen
        others = [code for code in chosen if code != place.code]
        after = others if held else [*chosen, place.code]
        full = not held and len(chosen) >= MOST_PLACES
        word = ask.t(f"panel.pick.{'remove' if held else 'full' if full else 'add'}")
        change_of: Cell = word if full else {"t": word, "q": f"places={','.join(after)}"}
        rows.append([{"t": ask.t.place(place), "h": place.code}, change_of])
    head = [ask.t("table.place"), ask.t("panel.pick.column")]
    heading = ask.t("panel.pick.title", place=ask.where)
    subtitle = ask.t("panel.pick.chosen", n=len(chosen), most=MOST_PLACES)
    table = Table(head, rows)
    return Drawing(
        title=heading,
        subtitle=subtitle,
        block=table.block,
        table=table,
        listed=True,
    )


def quarters(row: dict[str, Any], places: int) -> str:
    """The quarter of the places that a place may be in, 1 being the best: `1–2` where chance leaves two open."""
    if places < _QUARTERS or pd.isna(row["rank_first"]):
        return ""
    first, last = (math.ceil(4 * float(row[end]) / places) for end in ("rank_first", "rank_last"))
    return str(first) if first == last else f"{first}–{last}"


def leads_to(codes: Sequence[str]) -> list[str]:
    """The places that marks lead to: what stands at the place itself has none of its own."""
    return ["" if code.endswith(f"-{UNASSIGNED}") else code for code in codes]


def place_cell(row: dict[str, Any], ask: Ask) -> Cell:
    """The name of the place of a row, with a link where it has a page of its own."""
    code = str(row["place_code"])
    name = ask.place_name(row)
    if not leads_to([code])[0]:
        return name
    place = ask.gate.snapshot().places.get(code)
    return {"t": name, "h": code} | ({"p": PAGES["area"].path} if place is not None and place.level == "area" else {})


def _value(row: dict[str, Any], indicator: Indicator, ask: Ask) -> Cell:
    """A value with its mark; the cell leads to the list of its indicator."""
    verdict = str(row["verdict"] or "")
    if row["state"] != VALUE:
        return cell(row, indicator, ask)
    mark = f" {SYMBOLS[Verdict(verdict)]}" if verdict else ""
    told = {"t": f"{number(row, indicator, ask)}{mark}", "q": f"indicator={indicator.code}"}
    return told | ({"v": verdict} if verdict else {})


def _verdict(row: dict[str, Any], ask: Ask) -> Cell:
    verdict = str(row["verdict"] or "")
    return {"t": verdict_text(verdict, ask.t), "v": verdict} if verdict else "–"


def _moved(row: dict[str, Any], indicator: Indicator, ask: Ask) -> Cell:
    """The change against a year before with the mark of its verdict."""
    if not row or pd.isna(row.get("difference", math.nan)):
        return "–"
    verdict = str(row["verdict"] or "")
    mark = f" {SYMBOLS[Verdict(verdict)]}" if verdict else ""
    return f"{change(float(row['difference']), indicator.unit, ask.t)}{mark}"
