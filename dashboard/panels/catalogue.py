"""The catalogue of indicators, from their declarations."""

from __future__ import annotations

from dashboard.ask import Ask
from dashboard.i18n import Translator
from dashboard.page import Panel
from dashboard.panels.drawing import Cell, Drawing, Table
from dashboard.panels.profile import page_of
from dashboard.panels.words import line_text
from data_access.indicators import DERIVED, REGISTRY
from data_access.indicators.model import Indicator


def draw(panel: Panel, ask: Ask) -> Drawing:
    """List code and name, definition, numerator, denominator, direction, line and source of every indicator."""
    t, language = ask.t, ask.t.language
    rows: list[list[Cell]] = []
    for code, i in REGISTRY.items():
        name: Cell = f"{code} {i.name[language]}"
        if code not in DERIVED:
            name = {"t": f"{code} {i.name[language]}", "q": f"indicator={code}", "p": page_of(code), "id": code}
        ratio = i.numerator_text[language]
        if i.denominator is not None and code not in DERIVED:
            ratio = t("table.over", numerator=ratio, denominator=i.denominator_text[language])
        rows.append(
            [
                name,
                i.definition[language],
                ratio,
                t(f"unit_name.{i.unit}"),
                t(f"direction.{i.direction}"),
                _lines(i, t),
                i.source[language],
            ]
        )
    head = [
        t(f"table.{name}") for name in ("indicator", "definition", "formula", "unit", "direction", "line", "source")
    ]
    heading = t("panel.catalogue.title", n=len(rows))
    return Drawing(
        title=heading,
        finding=heading,
        block={"kind": "table", "head": head, "rows": rows, "numbers": []},
        table=Table(head, rows),
    )


def _lines(indicator: Indicator, t: Translator) -> str:
    """The line of an indicator, or of each stage that has one."""
    held = [line_text(indicator.line, indicator.unit, t)] if indicator.line is not None else []
    held += [
        f"{t.code('stage', stage)}: {line_text(line, indicator.unit, t)}" for stage, line in indicator.lines.items()
    ]
    return t("finding.join").join(held) or "–"
