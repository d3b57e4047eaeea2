"""One callback per kind of thing on a page: head, context line, cards, charts, blocks. They return leaf props only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from dash import ALL, MATCH, ClientsideFunction, Dash, Input, Output, State, ctx
from flask import abort

from dashboard.ask import Ask
from dashboard.components import context_line, kpi_card
from dashboard.drawn import drawn, failure
from dashboard.findings import finding
from dashboard.kept import passing
from dashboard.page import PAGES, Panel
from dashboard.panels.words import none_due, reports
from data_access.engine import QueryTooSlow

AskFor = Callable[[str | dict[str, str], str], Ask]
"""Makes the questions of the signed-in reader from a query string and a page's key."""

_LONG = 7
"""A number of more characters than that stands smaller on its card."""
_TEXTS = ("title", "subtitle", "note", "message")
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
        return ask.title, text, reported, notes, not notes, demo


def _register_line(app: Dash, ask_for: AskFor) -> None:
    slots = [
        Output({"type": kind, "i": ALL}, prop) for kind in ("crumb", "chip") for prop in ("children", "href", "hidden")
    ]
    filters = [Output({"type": "filter", "name": ALL}, prop) for prop in ("options", "value")]

    @app.callback(
        *slots,
        *filters,
        Output("filter-count", "children"),
        Output("filter-count", "hidden"),
        Output("reset", "href"),
        Output("reset", "hidden"),
        Output("canonical", "data"),
        Output("workbook", "href"),
        Output("to-brief", "href"),
        *_VIEW,
    )
    def line(search: str, page: str) -> list[Any]:
        ask = ask_for(search, page)
        crumbs = _slots(context_line.crumbs(ask), context_line.CRUMBS)
        chips = _slots(context_line.chips(ask), context_line.CHIPS)
        offered = {name: context_line.options(name, ask) for name in context_line.filter_names(ask)}
        used = context_line.in_use({name: chosen for name, (_, chosen) in offered.items()})
        plain = replace(ask.view, stage=None, setting=None, segments=(), standing=None)
        return [
            *crumbs,
            *chips,
            [options for options, _ in offered.values()],
            [chosen for _, chosen in offered.values()],
            str(used),
            not used,
            plain.to_search(),
            plain == ask.view,
            {"asked": search, "printed": ask.view.to_search(), "school": ask.view.place.is_school},
            f"export/{ask.page.key}.xlsx{ask.view.to_search()}",
            f".{PAGES['brief'].path}{ask.view.to_search()}",
        ]


def _slots(found: list[tuple[str, str]], size: int) -> list[list[Any]]:
    """Texts, addresses and hidden flags of a fixed number of slots."""
    rest = size - len(found)
    return [
        [*(t for t, _ in found), *[""] * rest],
        [*(h for _, h in found), *[""] * rest],
        [False] * len(found) + [True] * rest,
    ]


def _register_cards(app: Dash, ask_for: AskFor) -> None:
    parts = [Output({"type": f"kpi-{part}", "code": ALL}, "children") for part in kpi_card.PARTS]
    rest = [("kpi-spark", "src"), ("kpi-card", "href"), ("kpi-card", "className")]
    rest += [("kpi-line", "className"), ("kpi-verdict", "className")]

    @app.callback(*parts, *(Output({"type": kind, "code": ALL}, prop) for kind, prop in rest), *_VIEW)
    def cards(search: str, page: str) -> list[list[str]]:
        ask = ask_for(search, page)
        figures = [_card(code, ask) for code in ask.page.cards]
        texts = [[getattr(f, part) for f in figures] for part in kpi_card.PARTS]
        return [
            *texts,
            [f.spark for f in figures],
            [f.href for f in figures],
            [f"card kpi {f.state}{' long' if len(f.value) > _LONG else ''}" for f in figures],
            [f"kpi-line {f.line_class}" for f in figures],
            [f"kpi-verdict {f.verdict_class}" for f in figures],
        ]


def _card(code: str, ask: Ask) -> kpi_card.Figure:
    try:
        return kpi_card.figure(code, ask)
    except Exception as error:
        message = failure(error, ask, f"card {code}")
        return kpi_card.Figure("–", "", message, "", "", "", kpi_card.sparkline([], None, ask.theme), "", "error")


def _register_panels(app: Dash, ask_for: AskFor) -> None:
    def leaves(kind: str) -> list[Output]:
        parts = [(part, "children") for part in _TEXTS]
        parts += [("question", "href"), ("xlsx", "href"), ("csv", "href"), ("data", "data"), ("card", "className")]
        return [Output({"type": f"{kind}-{part}", "panel": MATCH}, prop) for part, prop in parts]

    figure = [
        Output({"type": "chart-figure", "panel": MATCH}, "figure"),
        Output({"type": "chart-figure", "panel": MATCH}, "style"),
        Output({"type": "chart-frame", "panel": MATCH}, "aria-label"),
    ]

    @app.callback(*leaves("chart"), *figure, *_VIEW)
    def chart(search: str, page: str) -> list[Any]:
        drawing, texts = drawn(*_panel(search))
        shown = drawing.figure or _NO_FIGURE
        # Plotly follows the height of its frame, so the frame has to have that of the figure.
        return [*texts, shown, {"height": f"{shown['layout']['height']}px"}, drawing.finding]

    @app.callback(*leaves("list"), *_VIEW)
    def block(search: str, page: str) -> list[Any]:
        return drawn(*_panel(search))[1]

    def _panel(search: str) -> tuple[Ask, Panel]:
        key, _, panel_id = str(ctx.outputs_list[0]["id"]["panel"]).partition(".")
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
    app.clientside_callback(ClientsideFunction("sed", "named"), Output("title", "title"), Input("title", "children"))
    app.clientside_callback(
        ClientsideFunction("sed", "follow"),
        Output("shell", "title"),
        Input({"type": "chart-figure", "panel": ALL}, "clickData"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("sed", "addresses"),
        Output({"type": "nav", "page": ALL}, "href"),
        Output({"type": "language", "code": ALL}, "href"),
        Input("canonical", "data"),
        State({"type": "nav", "page": ALL}, "href"),
        State({"type": "language", "code": ALL}, "href"),
    )
