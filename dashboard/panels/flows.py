"""Who shares with whom: class hours that needy schools received, from macro region to macro region."""

from __future__ import annotations

from typing import Any

from dashboard.ask import Ask
from dashboard.i18n.numbers import count
from dashboard.page import Panel
from dashboard.panels import matrix
from dashboard.panels.drawing import Cell, Drawing, Table
from dashboard.panels.words import number, title
from data_access.flows import Flow
from data_access.query import Query
from data_access.schema import MACRO_REGIONS, UNASSIGNED

_CODE = "G09"
_ORDER = (*MACRO_REGIONS, UNASSIGNED)


def draw(panel: Panel, ask: Ask) -> Drawing:
    """Draw the matrix: rows give, columns receive."""
    filters = ask.view.filters(ask.page.segments)
    query = Query(_CODE, ask.view.place.code, ask.view.period, filters=filters, then=ask.then)
    found = sorted(ask.gate.flows(ask.scope, query).flows, key=lambda f: (_ORDER.index(f.origin), _ORDER.index(f.to)))
    result = ask(_CODE)
    heading = title(ask, result.indicator, "panel.flows.title")
    covered = ask.t("panel.flows.covered", value=number(result.row, result.indicator, ask))
    rows: list[list[Cell]] = [
        [ask.t(f"macro.{f.origin}"), ask.t(f"macro.{f.to}"), _amount(f.lessons, ask), _amount(f.class_hours, ask)]
        for f in found
    ]
    head = [ask.t(f"table.{name}") for name in ("origin", "to", "lessons", "class_hours")]
    return Drawing(
        title=heading,
        subtitle=ask.t("panel.flows.subtitle"),
        said=f"{heading}. {covered}",
        note=covered,
        figure=_figure(found, ask) if found else None,
        results=(result,),
        table=Table(head, rows, (2, 3)),
        listed=True,
    )


def _amount(of: float | None, ask: Ask) -> str:
    return "–" if of is None else count(of, ask.t.language)


def _figure(found: list[Flow], ask: Ask) -> dict[str, Any]:
    hours = {(f.origin, f.to): f.class_hours for f in found}
    gives, gets = ([r for r in _ORDER if any(getattr(f, end) == r for f in found)] for end in ("origin", "to"))
    rows, columns = ({code: ask.t(f"macro.{code}") for code in codes} for codes in (gives, gets))
    return matrix.figure(hours, rows, columns, (ask.t("panel.flows.origin"), ask.t("panel.flows.to")), ask)
