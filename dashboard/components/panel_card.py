"""The card of a panel: a frame of fixed parts; callbacks fill in texts, figures and data, never components."""

from __future__ import annotations

from typing import Any

from dash import dcc, html

from dashboard.i18n import HTML_LANG, Translator
from dashboard.page import Page, Panel
from dashboard.panels import BLOCKS


def panel_card(page: Page, panel: Panel, t: Translator) -> html.Section:
    """The empty card of `panel`; its graph or block has the same id on every page: page and panel."""
    key = f"{page.key}.{panel.id}"

    def slot(part: str) -> dict[str, str]:
        return {"type": part, "panel": key}

    block = panel.kind in BLOCKS
    body: Any = html.Div(id=slot("block"), className="block")
    if not block:
        graph = dcc.Graph(
            id=slot("figure"),
            figure={"data": [], "layout": {"height": 320, "xaxis": {"visible": False}, "yaxis": {"visible": False}}},
            config={"displayModeBar": False, "displaylogo": False, "responsive": True, "locale": HTML_LANG[t.language]},
            responsive=True,
        )
        body = html.Div(graph, id=slot("frame"), className="chart", role="img")
    return html.Section(
        [
            html.Header(
                [
                    html.Div([html.H2(id=slot("title"), className="card-title"), html.P(id=slot("subtitle"), className="card-subtitle")]),
                    html.Div(
                        [
                            html.Button([_icon("table"), t("panel.table")], id=slot("toggle"), className="action", **{"data-toggle": "twin"}),
                            html.Button([_icon("circle-help"), t("panel.definition")], className="action", **{"data-toggle": "definition"}),
                            html.A([_icon("download"), "CSV"], id=slot("csv"), className="action", download=True),
                        ],
                        className="card-actions",
                    ),
                ],
                className="card-head",
            ),
            html.Div(id=slot("definition"), className="definition", hidden=True),
            html.P(id=slot("message"), className="card-message", role="status"),
            body,
            html.P(id=slot("note"), className="card-note"),
            html.Div(id=slot("twin"), className="twin", hidden=True),
            dcc.Store(id=slot("data")),
        ],
        id=slot("card"),
        className=f"card panel loading col-{panel.columns}",
    )


def _icon(name: str) -> html.I:
    return html.I(className=f"icon icon-{name}", **{"aria-hidden": "true"})
