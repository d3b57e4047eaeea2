"""One callback per kind of thing on a page: head, context line, cards, charts, blocks. They return leaf props only.

What is no figure travels as data that the browser writes: Dash tells every component of every property that changes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dash import ALL, MATCH, ClientsideFunction, Dash, Input, Output, State, ctx
from flask import abort

from dashboard.ask import Ask
from dashboard.components import context_line, kpi_card
from dashboard.drawn import drawn, failure, printed
from dashboard.findings import finding
from dashboard.kept import passing
from dashboard.page import PAGES, Panel
from dashboard.panels.words import none_due, reports, unbroken
from data_access.engine import QueryTooSlow

AskFor = Callable[[str | dict[str, str], str], Ask]
"""Makes the questions of the signed-in reader from a query string and a page's key."""

_VIEW = (Input("view", "data"), State("page", "data"))
_NO_FIGURE: dict[str, Any] = {
    "data": [],
    "layout": {
        "height": 40,
        "xaxis": {"visible": False},
        "yaxis": {"visible": False},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
    },
}


def register(app: Dash, ask_for: AskFor) -> frozenset[str]:
    """Register every callback on `app`; returns those that view, page, scope, release and entries decide."""
    before = set(app.callback_map)
    _register_head(app, ask_for)
    _register_line(app, ask_for)
    _register_cards(app, ask_for)
    _register_panels(app, ask_for)
    views = frozenset(set(app.callback_map) - before)
    _register_clientside(app)
    return views


def _register_head(app: Dash, ask_for: AskFor) -> None:
    outputs = [Output(i, "children") for i in ("title", "finding", "trust-reported", "notes")]

    @app.callback(*outputs, Output("notes", "hidden"), Output("footer-note", "children"), *_VIEW)
    def head(search: str, page: str) -> tuple[Any, ...]:
        ask = ask_for(search, page)
        t = ask.t
        notes = " ".join(t(key, asked=asked) for key, asked in ask.view.notes)
        demo = t("trust.demo_long") if ask.gate.snapshot().release.is_demo else ""
        try:
            text, result = finding(ask)
        except QueryTooSlow:
            passing()
            return ask.title, t("error.slow"), "", notes, not notes, demo
        reported = "" if result is None or none_due(result.row) else reports(result.row, ask)
        return ask.title, unbroken(text), reported, notes, not notes, demo


def _register_line(app: Dash, ask_for: AskFor) -> None:
    filters = [Output({"type": "filter", "name": ALL}, prop) for prop in ("options", "value")]

    @app.callback(*filters, Output("canonical", "data"), *_VIEW)
    def line(search: str, page: str) -> list[Any]:
        ask = ask_for(search, page)
        offered = {name: context_line.options(name, ask) for name in context_line.filter_names(ask)}
        chosen = {name: value for name, (_, value) in offered.items()}
        return [
            [options for options, _ in offered.values()],
            [*chosen.values()],
            context_line.said(search, chosen, ask),
        ]


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
    @app.callback(
        Output({"type": "chart-data", "panel": MATCH}, "data"),
        Output({"type": "chart-figure", "panel": MATCH}, "figure"),
        Output({"type": "chart-figure", "panel": MATCH}, "style"),
        *_VIEW,
    )
    def chart(search: str, page: str) -> list[Any]:
        drawing, told = drawn(*_panel(search))
        shown = drawing.figure or _NO_FIGURE
        # Plotly follows the height of its frame, so the frame has to have that of the figure.
        return [told, shown, {"height": f"{shown['layout']['height']}px"}]

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


def _register_clientside(app: Dash) -> None:
    """What the browser does by itself: write tables and tiles, follow marks, keep addresses up to date."""
    # Each of these writes to the page by itself; its output is only there because a callback must have one.
    for kind in ("chart", "list"):
        app.clientside_callback(
            ClientsideFunction("sed", "render"),
            Output({"type": f"{kind}-twin", "panel": MATCH}, "className"),
            Input({"type": f"{kind}-data", "panel": MATCH}, "data"),
            State({"type": f"{kind}-data", "panel": MATCH}, "id"),
        )
    app.clientside_callback(
        ClientsideFunction("sed", "cards"), Output("cards", "className"), Input("cards-data", "data")
    )
    app.clientside_callback(ClientsideFunction("sed", "named"), Output("title", "title"), Input("title", "children"))
    app.clientside_callback(
        ClientsideFunction("sed", "follow"),
        Output("shell", "title"),
        Input({"type": "chart-figure", "panel": ALL}, "clickData"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("sed", "line"), Output("navigation", "className"), Input("canonical", "data")
    )
