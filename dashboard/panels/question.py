"""Question a number: everything about the indicator that the reader chose, down to the SQL and where it is weak."""

from __future__ import annotations

from dashboard.ask import Ask
from dashboard.i18n.numbers import count
from dashboard.page import Panel
from dashboard.panels.catalogue import lines, ratio
from dashboard.panels.drawing import Cell, Drawing, Table
from dashboard.panels.words import number, reports, shown
from dashboard.uses import pages_with
from data_access.indicators.model import RATIO, Indicator
from data_access.past import time_group
from data_access.query import VALUE, Query, Result

_UNITS = {"school_id": "school", "region_code": "region", "platform_code": "platform", "unit_code": "unit"}


def draw(panel: Panel, ask: Ask) -> Drawing:
    """Tell definition, formula, line, source, reporting, freshness, pages, weakness and SQL of the chosen indicator."""
    t, indicator = ask.t, ask.indicator
    result = ask(indicator.code)
    base = indicator.over or indicator
    facts: dict[str, list[Cell]] = {
        "value": [t("pair_of.said", name=f"{ask.where} {ask.when}", value=number(result.row, indicator, ask))],
        "formula": [ratio(indicator, t)],
        "unit": [t(f"unit_name.{indicator.unit}")],
        "direction": [t(f"direction.{indicator.direction}")],
        "line": [lines(indicator, t)],
        "standard": [base.standard_text[t.language]] if base.standard_text else [],
        "source": [indicator.source[t.language]],
        "reporter": [
            t(f"reporter.{_UNITS[base.fact.info['unit']]}", fact=base.fact.name, grain=t(f"grain.{base.grain}"))
        ],
        "fresh": _fresh(base, result, ask),
        "pages": [
            _page(page.key, page.path, indicator, ask)
            for page in pages_with(indicator.code.partition(":")[0])
            if page is not ask.page
        ],
        "doubt": [
            {"t": t("doubt.report"), "q": f"indicator={indicator.code}&on=/indicators", "p": "/doubts/new"},
            {"t": t("doubt.title"), "q": f"lang={t.language}", "p": "/doubts"},
            {"t": t("entry.note.title"), "q": f"indicator={indicator.code}", "p": "/notes"},
        ],
        "weak": [t(f"weak.{indicator.code.partition(':')[0]}")],
        "sql": _sql(base, ask),
    }
    heading = t("panel.question.title", code=indicator.code, name=ask.name(indicator))
    told = {name: cells for name, cells in facts.items() if cells}
    item = {
        "id": "question",
        "t": f"{indicator.code} {ask.name(indicator)}",
        "d": indicator.definition[t.language],
        "facts": [{"l": t(f"question.{name}"), "c": cells, "k": name} for name, cells in told.items()],
    }
    rows: list[list[Cell]] = [[t("question.definition"), indicator.definition[t.language]]]
    rows += [[t(f"question.{name}"), "; ".join(_text(cell) for cell in cells)] for name, cells in told.items()]
    return Drawing(
        title=heading,
        subtitle=t("panel.question.subtitle"),
        block={"kind": "entries", "items": [item]},
        table=Table([t("question.what"), t("question.answer")], rows),
        listed=True,
    )


def _text(cell: Cell) -> str:
    return cell if isinstance(cell, str) else cell["t"]


def _page(key: str, path: str, indicator: Indicator, ask: Ask) -> Cell:
    return {"t": ask.t(f"page.{key}.name"), "q": f"indicator={indicator.code}", "p": path}


def _fresh(base: Indicator, result: Result, ask: Ask) -> list[Cell]:
    """The last time that anything was reported, and how many reported in the period."""
    cells: list[Cell] = []
    if base.method == RATIO:
        frame = shown(ask(base.code, by=(time_group(base),), over=None, expect=False).frame)
        if len(frame):
            cells.append(ask.t("question.last", period=ask.bucket(str(frame["period"].iloc[-1]))))
    if result.row["state"] == VALUE:
        cells.append(reports(result.row, ask))
    release = ask.gate.snapshot().release
    return [*cells, ask.t("trust.as_of", date=f"{release.as_of:%Y-%m-%d}")]


def _sql(base: Indicator, ask: Ask) -> list[Cell]:
    """What is read for the number; of one taken over another, what is read for that one."""
    if base.method != RATIO:
        return []
    filters = tuple(pair for pair in ask.view.filters(ask.page.segments) if base.knows(pair[0]))
    query = Query(base.code, ask.view.place.code, ask.view.period, (), filters, expect=False, then=ask.then)
    _, reads = ask.gate.explained(ask.scope, query)
    said: list[Cell] = []
    for read in {read.sql: read for read in reads}.values():
        tables = ", ".join(read.tables) or ask.t("question.places")
        if read.rows is not None and ask.scope.everything:
            said.append(ask.t("question.read", tables=tables, rows=count(float(read.rows), ask.t.language)))
        else:  # how many rows an engine looked at tells of other people's rows too
            said.append(ask.t("question.reads", tables=tables))
        said.append({"t": read.sql, "s": "value", "x": "code"})
    return said
