"""The catalogue of indicators, from their declarations."""

from __future__ import annotations

from dashboard.ask import Ask
from dashboard.i18n import Translator
from dashboard.page import Panel
from dashboard.panels.drawing import Cell, Drawing, Table
from dashboard.panels.words import line_text
from dashboard.uses import pages_with
from data_access.indicators import DERIVED, REGISTRY
from data_access.indicators.model import OF_AREAS, Indicator


def draw(panel: Panel, ask: Ask) -> Drawing:
    """List code and name, definition, numerator, denominator, direction, line, source and pages of every indicator."""
    t, language = ask.t, ask.t.language
    rows: list[list[Cell]] = []
    for code, i in REGISTRY.items():
        chosen = f"{code}:{'T04' if i.method in OF_AREAS else 'R02'}" if code in DERIVED and not i.parts else code
        name: Cell = {"t": f"{code} {i.name[language]}", "q": f"indicator={chosen}", "id": code}
        rows.append(
            [
                name,
                i.definition[language],
                ratio(i, t),
                t(f"unit_name.{i.unit}"),
                t(f"direction.{i.direction}"),
                lines(i, t),
                i.source[language],
                t("similar.list").join(t(f"page.{page.key}.name") for page in pages_with(code) if page is not ask.page),
            ]
        )
    head = [
        t(f"table.{name}")
        for name in ("indicator", "definition", "formula", "unit", "direction", "line", "source", "pages")
    ]
    heading = t("panel.catalogue.title", n=len(rows))
    return Drawing(
        title=heading,
        block={"kind": "searched", "head": head, "rows": rows, "numbers": [], "hint": t("question.search")}
        | {"found": t("question.found", n="{n}")},
        table=Table(head, rows),
    )


def ratio(indicator: Indicator, t: Translator) -> str:
    """Numerator over denominator, or what stands for them, in words."""
    above = indicator.numerator_text[t.language]
    if indicator.denominator is None or indicator.code.partition(":")[0] in DERIVED:
        return above
    return t("table.over", numerator=above, denominator=indicator.denominator_text[t.language])


def lines(indicator: Indicator, t: Translator) -> str:
    """The line of an indicator, or of each stage that has one."""
    held = [line_text(indicator.line, indicator.unit, t)] if indicator.line is not None else []
    held += [
        t("pair_of.said", name=t.code("stage", stage), value=line_text(line, indicator.unit, t))
        for stage, line in indicator.lines.items()
    ]
    return t("finding.join").join(held) or "–"
