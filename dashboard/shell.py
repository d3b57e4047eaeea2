"""The frame of every page: navigation, top bar, context line, head, cards, panels."""

from __future__ import annotations

from typing import Any

from dash import dcc, html

from dashboard.ask import Ask
from dashboard.components.context_line import context_line
from dashboard.components.kpi_card import card
from dashboard.components.panel_card import panel_card
from dashboard.i18n import LANGUAGES, Translator
from dashboard.page import GROUPS, PAGES


def page_layout(ask: Ask, asked: str, user: str, role: str) -> html.Div:
    """The tree of the page: it stands once, callbacks fill its leaves. `asked` is the query string as it came."""
    t, page = ask.t, ask.page
    return html.Div(
        [
            dcc.Store(id="view", data=asked or ask.view.to_search()),
            dcc.Store(id="canonical", data=ask.view.to_search()),
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
                            html.Div([panel_card(page, p, t) for p in page.panels], className="panels"),
                            html.Footer([html.Span(id="footer-note"), html.Span(f"{user} · {t(f'role.{role}')}")], className="foot"),
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
        **{"data-page": page.key},
    )


def _head(ask: Ask) -> html.Header:
    t = ask.t
    release = ask.gate.snapshot().release
    items = [
        html.Span([_icon("check"), html.Span(id="trust-reported")], className="trust-item"),
        html.Span([_icon("clock"), t("trust.as_of", date=f"{release.as_of:%Y-%m-%d}")], className="trust-item"),
        html.Span([_icon("tag"), t("trust.release", release=release.release_id)], className="trust-item"),
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
            **{"data-reload": "true", "aria-current": "true" if code == t.language else "false"},
        )
        for code in LANGUAGES
    ]
    return html.Header(
        [
            html.Button(_icon("menu"), className="icon-button menu", **{"aria-label": t("shell.menu"), "data-menu": "true"}),
            html.A([_icon("signal"), html.Span(t("shell.product"))], href="./", className="product"),
            html.Div(languages, className="languages", role="group", **{"aria-label": t("shell.language")}),
            html.Button(_icon("moon"), className="icon-button", **{"aria-label": t("shell.theme"), "data-theme-toggle": "true"}),
            html.Span([html.Strong(user), html.Span(t(f"role.{role}"))], className="account"),
            html.A([_icon("log-out"), html.Span(t("shell.logout"))], href="logout", className="quiet logout", **{"data-plain": "true"}),
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
    return html.Nav(html.Ul(groups), className="navigation", id="navigation", **{"aria-label": t("shell.pages")})


def _link(ask: Ask, key: str, t: Translator) -> html.A:
    page = PAGES[key]
    own = key == ask.page.key
    return html.A(
        [_icon(page.icon), t(f"page.{key}.name")],
        id={"type": "nav", "page": key},
        href=page.path + ask.view.to_search(indicator=None),
        className="active" if own else "",
        **({"aria-current": "page"} if own else {}),
    )


def _icon(name: str) -> html.I:
    return html.I(className=f"icon icon-{name}", **{"aria-hidden": "true"})
