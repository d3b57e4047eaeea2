"""A whole page as sheets: a cover, the key figures, a sheet a panel."""

from __future__ import annotations

from datetime import datetime

from dashboard.ask import Ask
from dashboard.components.kpi_card import GAP_CARDS
from dashboard.exports.sheet import Sheet, release_head, sheet, view_head
from dashboard.page import Panel
from dashboard.panels import draw
from dashboard.panels.catalogue import ratio
from dashboard.panels.drawing import Drawing
from data_access.engine import QueryTooSlow
from data_access.indicators.model import Indicator


def sheets(ask: Ask, user: str) -> list[Sheet]:
    """The page of the view: its cover first, then every panel that stands on it, a failed one with its reason."""
    t = ask.t
    drawn: list[tuple[str, Drawing | str]] = []
    # What the cards of gaps say stands in full on the sheets of the gaps.
    if codes := [code for code in ask.page.cards_on(ask.view.place.level) if code not in GAP_CARDS]:
        cards = t("download.cards")
        drawn.append((cards, Drawing(cards, results=tuple(ask(code) for code in codes))))
    panels = (panel for panel in ask.page.panels if panel.stands_on(ask.view.place.level))
    drawn += [(t(f"panel.{panel.kind}.name"), _drawn(panel, ask)) for panel in panels]
    held: dict[str, Indicator] = {}
    made = []
    for name, drawing in drawn:
        if isinstance(drawing, str):
            made.append(Sheet(name, [*view_head(ask), (t("csv.note"), drawing)]))
            continue
        held |= {result.indicator.code: result.indicator for result in drawing.results}
        whole = sheet(drawing, ask)
        made.append(Sheet(name, whole.head, whole.columns, whole.rows, whole.answers))
    return [_cover(ask, user, held), *made]


def _drawn(panel: Panel, ask: Ask) -> Drawing | str:
    try:
        return draw(panel, ask)
    except QueryTooSlow:
        return ask.t("error.slow")


def _cover(ask: Ask, user: str, held: dict[str, Indicator]) -> Sheet:
    t, language = ask.t, ask.t.language
    title = t(f"page.{ask.page.key}.title", place=ask.where, period=ask.when)
    made = f"{user}, {datetime.now().astimezone():%Y-%m-%d %H:%M %Z}"
    head = [(t("shell.product"), title), *view_head(ask), *release_head(ask), (t("download.by"), made)]
    columns = [t(f"table.{name}") for name in ("indicator", "definition", "formula", "unit", "line", "source")]
    rows = [
        [
            f"{i.code} {ask.name(i)}",
            i.definition[language],
            ratio(i, t),
            t(f"unit_name.{i.unit}"),
            t("csv.none") if i.line is None else t(f"line.{i.line.basis}", value=f"{i.line.value:g}"),
            i.source[language],
        ]
        for _, i in sorted(held.items())
    ]
    return Sheet(t("download.cover"), head, columns, rows)
