"""The card of a panel: a frame of fixed parts; callbacks fill in texts, figures and data, never components."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dash import html

from dashboard.components.context_line import copy_button
from dashboard.components.markup import attributes, icon, popup
from dashboard.grid import place
from dashboard.i18n import Translator
from dashboard.page import Page, Panel
from dashboard.panels import BLOCKS, WIDE

_DRAWN = ("attention", "changes", "risks", "spine", "tiles")
"""Kinds that are written in HTML and yet are no tables: they have a table twin."""
_EXPLAINED = ("catalogue", "glossary", "question")
"""Kinds that are definitions themselves."""
Slot = Callable[[str], dict[str, str]]
"""The id of a part of a card."""


def slot_of(page: Page, panel: Panel, part: str) -> dict[str, str]:
    """The id of a part of a panel's card.

    Charts and lists have ids of their own: a callback writes to all panels that match its ids, and to nothing less.
    """
    return {"type": f"{'list' if panel.kind in BLOCKS else 'chart'}-{part}", "panel": f"{page.key}.{panel.id}"}


def panel_card(page: Page, panel: Panel, t: Translator, level: str) -> html.Section:
    """The empty card of `panel` for a place of `level`; its parts have the page's and the panel's key in their ids."""
    key = f"{page.key}.{panel.id}"
    state = "loading" if panel.stands_on(level) else "away"
    block = panel.kind in BLOCKS

    def slot(part: str) -> dict[str, str]:
        return slot_of(page, panel, part)

    body: Any = html.Div(id=slot("body"), className="block")
    if not block:
        graph = html.Div(html.Div(), id=slot("figure"), className="figure")
        # What is moved sideways must be reached by keyboard.
        wide: dict[str, Any] = {"tabIndex": "0"} if panel.kind in WIDE else {}
        body = html.Div(graph, id=slot("frame"), className="chart", role="img", **wide)
    return html.Section(
        [
            _head(panel, slot, copy_button(key, t), t),
            html.Div(
                [
                    html.Div(id=slot("definition"), className="definition-text"),
                    html.A(t("panel.question.link"), id=slot("question"), href="./indicators"),
                ],
                className="definition",
                hidden=True,
            ),
            html.P(id=slot("message"), className="card-message", role="status"),
            html.Button(t("shell.retry"), type="button", className="retry", **attributes(data_retry="true")),
            body,
            html.P(id=slot("note"), className="card-note"),
            html.Div(id=slot("twin"), className="twin", hidden=True),
        ],
        id=slot("card"),
        className=f"card panel {state} kind-{panel.kind} {place(page, panel, level)}",
    )


def _head(panel: Panel, slot: Slot, copy: Any, t: Translator) -> html.Header:
    """Title and subtitle, and what a reader can do with the panel."""
    block = panel.kind in BLOCKS
    actions: list[Any] = [_downloads(slot, block, t), copy]
    if panel.kind not in _EXPLAINED:
        actions.insert(0, _toggle("circle-help", t("panel.definition"), "definition"))
    if not block or panel.kind in _DRAWN:
        actions.insert(0, _toggle("table", t("panel.table"), "twin"))
    titles = [
        html.H2(id=slot("title"), className="card-title"),
        html.P(id=slot("subtitle"), className="card-subtitle"),
    ]
    return html.Header([html.Div(titles), html.Div(actions, className="card-actions")], className="card-head")


def _downloads(slot: Slot, block: bool, t: Translator) -> html.Details:
    """The menu of files: the table in two forms and, of a chart, its picture."""
    items: list[Any] = [
        html.A(t("download.xlsx"), id=slot("xlsx"), className="menu-item", download="download"),
        html.A(t("download.csv"), id=slot("csv"), className="menu-item csv", download="download"),
    ]
    if not block:
        items.append(
            html.Button(t("download.png"), type="button", className="menu-item", **attributes(data_png="true"))
        )
    items.append(html.P(t("download.same"), className="pop-note"))
    return popup([icon("download"), html.Span(t("download.name"))], items, t("download.name"), className="to-left")


def _toggle(name: str, text: str, part: str) -> html.Button:
    return html.Button(
        [icon(name), html.Span(text)],
        type="button",
        className="action",
        **attributes(data_toggle=part, aria_expanded="false"),
    )
