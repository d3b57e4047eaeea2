"""The table behind a chart: the same answers, in words."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from dashboard.ask import Ask
from dashboard.i18n.numbers import count
from dashboard.panels.drawing import Cell, Drawing, Table
from dashboard.panels.verdict import interval_text, rank_text, shrunken_text, status_text, verdict_text
from dashboard.panels.words import cell, reports_short
from data_access.query import VALUE, Result
from data_access.schema import UNASSIGNED

_SURE: tuple[str, ...] = ("interval", "verdict", "status", "rank")


def table(drawing: Drawing, ask: Ask) -> Table:
    """The panel's own table if it has one, else a row a row of its answers; what happened then is a column more."""
    made = drawing.table or _of_answers(drawing, ask)
    if not drawing.beside:
        return made
    told = [drawing.beside.get(period, "") for period in made.periods]
    rows = [[*row, text] for row, text in zip(made.rows, told, strict=True)]
    return replace(made, head=[*made.head, ask.t("table.happened")], rows=rows)


def _of_answers(drawing: Drawing, ask: Ask) -> Table:
    several = len(drawing.results) > 1
    keys = _keys(drawing)
    head = [ask.t(f"table.{name}") for name in (*(["indicator"] if several else []), *(_title(k) for k in keys))]
    sure = _SURE if any("verdict" in result.cells.columns for result in drawing.results) else ()
    sure += ("shrunken",) if any("shrunken" in result.cells.columns for result in drawing.results) else ()
    names = ("value", *sure, "numerator", "denominator", "reported")
    head += [ask.t(f"table.{name}") for name in names]
    rows: list[list[Cell]] = []
    periods = []
    for result in drawing.results:
        for row in result.rows:
            cells: list[Cell] = [f"{result.indicator.code} {ask.name(result.indicator)}"] if several else []
            cells += [_key_cell(row, key, result, ask) for key in keys]
            cells.append(cell(row, result.indicator, ask))
            cells += _sure(row, sure, result, ask)
            cells += [_amount(row, name, ask) for name in ("numerator", "denominator")]
            rows.append([*cells, reports_short(row, ask)])
            periods.append(str(row["period"]))
    first = len(keys) + several
    return Table(head, rows, tuple(range(first, first + len(names))), periods)


def _keys(drawing: Drawing) -> list[str]:
    """What tells the rows of the answers apart: place, period, segments."""
    keys: list[str] = []
    for result in drawing.results:
        query = result.query
        keys += ["place"] if query.place_group else []
        keys += ["period"] if query.time_group else []
        keys += query.other_groups
    return list(dict.fromkeys(keys))


def _title(key: str) -> str:
    return key if key in ("place", "period") else f"by.{key}"


def _key_cell(row: Any, key: str, result: Result, ask: Ask) -> Cell:
    if key == "place":
        name = ask.place_name(row)
        return name if str(row["place_code"]).endswith(f"-{UNASSIGNED}") else {"t": name, "h": str(row["place_code"])}
    if key == "period":
        return ask.bucket(str(row["period"])) if result.query.time_group else ask.when
    # Where nothing was reported there is no code either.
    return ask.code(key, str(row[key])) if key in row and not pd.isna(row[key]) else "–"


def _sure(row: Any, names: tuple[str, ...], result: Result, ask: Ask) -> list[Cell]:
    if "verdict" not in row or row["state"] != VALUE:
        return ["–"] * len(names)
    texts = {
        "interval": interval_text(row, result.indicator, ask),
        "verdict": verdict_text(row["verdict"], ask.t),
        "status": status_text(row, result.indicator, ask.t),
        "rank": rank_text(row),
        "shrunken": shrunken_text(row, result.indicator, ask),
    }
    return [texts[name] or "–" for name in names]


def _amount(row: Any, name: str, ask: Ask) -> str:
    return count(float(row[name]), ask.t.language) if row["state"] == VALUE and not pd.isna(row[name]) else "–"
