"""Help that opens over a page: what the page answers, how it is used, what its marks mean."""

from __future__ import annotations

from dash import html

from dashboard.components.markup import attributes, icon
from dashboard.components.tour import STEPS, start_button
from dashboard.i18n import Translator
from dashboard.page import Page

_KEYS = ("/", "Tab", "Enter", "Esc")
_WAYS = ("drill", "filter", "question", "verdict", "share")
_STATES = ("zero", "suppressed", "not_reported", "not_applicable")


def help_dialog(page: Page, role: str, t: Translator) -> html.Dialog:
    """The dialog `help` of `page`, closed; whoever has a tour can start it there."""
    ways = [html.Li(t(f"help.{way}")) for way in _WAYS]
    states = [
        html.Li([html.Span(t(f"help.state.{s}.mark"), className=f"state {s}"), html.Span(t(f"help.state.{s}.means"))])
        for s in _STATES
    ]
    keys = [html.Li([html.Kbd(key), html.Span(t(f"help.key.{i}"))]) for i, key in enumerate(_KEYS)]
    close = html.Button(
        icon("x"),
        className="icon-button",
        type="button",
        **attributes(aria_label=t("help.close"), data_closes="help"),
    )
    return html.Dialog(
        [
            html.Header([html.H2(t("help.title", page=t(f"page.{page.key}.name")), id="help-title"), close]),
            html.P(t.maybe(f"page.{page.key}.help") or t("help.none")),
            start_button(t) if role in STEPS else None,
            html.H3(t("help.use")),
            html.Ul(ways),
            html.H3(t("help.states")),
            html.Ul(states, className="help-marks"),
            html.H3(t("help.keys")),
            html.Ul(keys, className="help-marks"),
            html.P(
                html.A(t("help.glossary"), href="./indicators#indicators.glossary", **attributes(data_plain="true"))
            ),
        ],
        id="help",
        className="help",
        **attributes(aria_labelledby="help-title"),
    )
