"""One callback per kind of thing on a page: head, context line, cards, charts, blocks. They return data, never trees.

What is no figure travels as a text of JSON that the browser writes: Dash looks into whatever else it is given.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dash import MATCH, Dash, Input, Output, State, ctx
from flask import abort

from dashboard.ask import Ask
from dashboard.components import context_line, kpi_card
from dashboard.drawn import drawn, failure, printed
from dashboard.findings import finding
from dashboard.page import PAGES, Panel
from dashboard.panels.words import none_due, reports, unbroken

AskFor = Callable[[str | dict[str, str], str], Ask]
"""Makes the questions of the signed-in reader from a query string and a page's key."""

_VIEW = (Input("view", "data"), State("page", "data"))


def register(app: Dash, ask_for: AskFor) -> frozenset[str]:
    """Register every callback on `app`; returns them: view, page, scope, release and entries decide each."""
    _register_head(app, ask_for)
    _register_line(app, ask_for)
    _register_cards(app, ask_for)
    _register_panels(app, ask_for)
    return frozenset(app.callback_map)


def _register_head(app: Dash, ask_for: AskFor) -> None:
    @app.callback(Output("head-data", "data"), *_VIEW)
    def head(search: str, page: str) -> str:
        ask = ask_for(search, page)
        t = ask.t
        told = {"title": ask.title, "finding": "", "trust-reported": ""}
        told["notes"] = " ".join(t(key, asked=asked) for key, asked in ask.view.notes)
        told["footer-note"] = t("trust.demo_long") if ask.gate.snapshot().release.is_demo else ""
        try:
            text, result = finding(ask)
        except Exception as error:
            return printed(told | {"finding": failure(error, ask, f"{ask.page.key} head")})
        reported = "" if result is None or none_due(result.row) else reports(result.row, ask)
        return printed(told | {"finding": unbroken(text), "trust-reported": reported})


def _register_line(app: Dash, ask_for: AskFor) -> None:
    @app.callback(Output("canonical", "data"), *_VIEW)
    def line(search: str, page: str) -> str:
        return printed(context_line.said(search, ask_for(search, page)))


def _register_cards(app: Dash, ask_for: AskFor) -> None:
    @app.callback(Output("cards-data", "data"), *_VIEW)
    def cards(search: str, page: str) -> str:
        ask = ask_for(search, page)
        standing = ask.page.cards_on(ask.view.place.level)
        held = (_card(code, ask) if code in standing else kpi_card.AWAY for code in ask.page.every_card)
        return printed([figure.told for figure in held])


def _card(code: str, ask: Ask) -> kpi_card.Figure:
    try:
        return kpi_card.figure(code, ask)
    except Exception as error:
        message = failure(error, ask, f"card {code}")
        return kpi_card.Figure("–", "", message, "", "", "", kpi_card.sparkline([], None, ask.theme), "", "error")


def _register_panels(app: Dash, ask_for: AskFor) -> None:
    chart_data = {"type": "chart-data", "panel": MATCH}

    @app.callback(Output(chart_data, "data"), Output(chart_data, "figure"), *_VIEW)
    def chart(search: str, page: str) -> list[Any]:
        drawing, told = drawn(*_panel(search))
        return [told, drawing.figure]

    @app.callback(Output({"type": "list-data", "panel": MATCH}, "data"), *_VIEW)
    def block(search: str, page: str) -> str:
        return drawn(*_panel(search))[1]

    def _panel(search: str) -> tuple[Ask, Panel]:
        listed = ctx.outputs_list[0] if isinstance(ctx.outputs_list, list) else ctx.outputs_list
        key, _, panel_id = str(listed["id"]["panel"]).partition(".")
        ask = ask_for(search, key)
        panel = PAGES[key].panel(panel_id)
        if panel is None:
            abort(404)
        return ask, panel
