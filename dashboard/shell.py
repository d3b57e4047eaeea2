"""The frame of every page: navigation, top bar, context line, head, cards, panels."""

from __future__ import annotations

from typing import Any

from dash import dcc, html

from dashboard.ask import Ask
from dashboard.components.context_line import context_line
from dashboard.components.kpi_card import card
from dashboard.components.markup import attributes, icon
from dashboard.components.panel_card import panel_card
from dashboard.i18n import LANGUAGES, Translator
from dashboard.page import GROUPS, PAGES


def page_layout(ask: Ask, asked: str, user: str, role: str) -> html.Div:
    """The tree of the page: it stands once, callbacks fill its leaves. `asked` is the query string as it came."""
    t, page = ask.t, ask.page
    return html.Div(
        [
            dcc.Store(id="view", data=asked or ask.view.to_search()),
            dcc.Store(
                id="canonical",
                data={"asked": asked, "printed": ask.view.to_search(), "school": ask.view.place.is_school},
            ),
            dcc.Store(id="page", data=page.key),
            html.A(t("shell.skip"), href="#main", className="skip"),
            _top_bar(ask, user, role),
            _navigation(ask),
            html.Div(
                [
                    context_line(ask),
                    html.Main(
                        [
                            _head(ask),
                            html.Div([card(code, t) for code in page.cards], className="cards", id="cards"),
                            html.Div(
                                [panel_card(page, p, t, ask.view.place.level) for p in page.panels], className="panels"
                            ),
                            html.Footer(
                                [html.Span(id="footer-note"), html.Span(f"{user} · {t(f'role.{role}')}")],
                                className="foot",
                            ),
                        ],
                        id="main",
                        tabIndex="-1",
                    ),
                ],
                className="content",
            ),
        ],
        className="shell",
        id="shell",
        **attributes(data_page=page.key),
    )


def _head(ask: Ask) -> html.Header:
    t = ask.t
    release = ask.gate.snapshot().release
    items = [
        html.Span([icon("check"), html.Span(id="trust-reported")], className="trust-item"),
        html.Span([icon("clock"), t("trust.as_of", date=f"{release.as_of:%Y-%m-%d}")], className="trust-item"),
        html.Span([icon("tag"), t("trust.release", release=release.release_id)], className="trust-item"),
    ]
    if release.is_demo:
        items.append(html.Span(t("trust.demo"), className="demo"))
    return html.Header(
        [
            html.Div(id="notes", className="notes", role="status", hidden=True),
            html.H1(id="title", tabIndex="-1"),
            html.P(id="finding", className="finding"),
            html.Div(items, className="trust"),
        ],
        className="page-head",
    )


def _top_bar(ask: Ask, user: str, role: str) -> html.Header:
    t = ask.t
    languages = [
        html.A(
            t(f"language.{code}"),
            id={"type": "language", "code": code},
            href=ask.view.to_search(lang=code),
            className="language active" if code == t.language else "language",
            lang=code,
            **attributes(data_reload="true", aria_current="true" if code == t.language else "false"),
        )
        for code in LANGUAGES
    ]
    return html.Header(
        [
            html.Button(
                icon("menu"), className="icon-button menu", **attributes(aria_label=t("shell.menu"), data_menu="true")
            ),
            html.A([icon("signal"), html.Span(t("shell.product"))], href="./", className="product"),
            html.Div(languages, className="languages", role="group", **attributes(aria_label=t("shell.language"))),
            html.Button(
                icon("moon"),
                className="icon-button",
                **attributes(aria_label=t("shell.theme"), data_theme_toggle="true"),
            ),
            html.Span([html.Strong(user), html.Span(t(f"role.{role}"))], className="account"),
            html.A(
                [icon("log-out"), html.Span(t("shell.logout"))],
                href="logout",
                className="quiet logout",
                **attributes(data_plain="true"),
            ),
        ],
        className="top-bar",
    )


def _navigation(ask: Ask) -> html.Nav:
    t = ask.t
    groups: list[Any] = []
    for group in GROUPS:
        pages = [p for p in PAGES.values() if p.group == group]
        if not pages:
            continue
        if group != "home":
            groups.append(html.Li(t(f"group.{group}"), className="nav-group"))
        groups += [html.Li(_link(ask, p.key, t)) for p in pages]
    return html.Nav(html.Ul(groups), className="navigation", id="navigation", **attributes(aria_label=t("shell.pages")))


def _link(ask: Ask, key: str, t: Translator) -> html.A:
    page = PAGES[key]
    own = key == ask.page.key
    return html.A(
        [icon(page.icon), t(f"page.{key}.name")],
        id={"type": "nav", "page": key},
        href=page.path + ask.view.to_search(indicator=None),
        className="active" if own else "",
        **(attributes(aria_current="page") if own else {}),
    )
