"""The frame of every page: navigation, top bar, context line, head, cards, panels."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dash import html

from dashboard.ask import Ask
from dashboard.components.context_line import context_line
from dashboard.components.help import help_dialog
from dashboard.components.kpi_card import card
from dashboard.components.markup import attributes, icon, written
from dashboard.components.panel_card import panel_card, slot_of
from dashboard.components.told import Told
from dashboard.components.top_bar import top_bar
from dashboard.components.tour import HOMES, tour
from dashboard.doubts.ledger import NOTHING, Waiting
from dashboard.i18n import Translator
from dashboard.page import GROUPS, PAGES


@dataclass(frozen=True)
class Frame:
    """A page before it has a number: its HTML, and what Dash's callbacks are going to tell about it."""

    html: str
    told: list[Told]


def page_frame(ask: Ask, asked: str, user: str, role: str, visitor: str = "", waiting: Waiting = NOTHING) -> Frame:
    """The frame of the page: it stands once, the browser fills its leaves. `asked` is the query string as it came.

    `visitor` names the account whose first visit this may be, `waiting` says what waits for it.
    """
    page = ask.page
    told = [Told("view", asked or ask.view.to_search()), Told("page", page.key), Told("head-data"), Told("canonical")]
    told += [Told("cards-data")] if page.every_card else []
    told += [Told(slot_of(page, panel, "data")) for panel in page.panels]
    return Frame(written(_shell(ask, user, role, visitor, waiting)), told)


def _shell(ask: Ask, user: str, role: str, visitor: str, waiting: Waiting) -> html.Div:
    t, page = ask.t, ask.page
    return html.Div(
        [
            html.A(t("shell.skip"), href="#main", className="skip"),
            html.Div(id="said", className="unseen", role="status"),
            top_bar(ask, user, role, waiting),
            _navigation(ask, role),
            help_dialog(page, role, t),
            tour(role, visitor, t) if page.key in HOMES else None,
            html.Div(
                [
                    context_line(ask),
                    _cut_off(t),
                    html.Main(
                        [
                            _head(ask),
                            html.Div(_cards(ask), className="cards", id="cards"),
                            html.Div(
                                [panel_card(page, p, t, ask.view.place.level) for p in page.panels], className="panels"
                            ),
                            html.Footer(
                                [
                                    html.Span(id="footer-note"),
                                    html.Span(f"{user} · {t(f'role.{role}')} · {datetime.now():%Y-%m-%d %H:%M}"),
                                ],
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


def _cards(ask: Ask) -> list[html.A]:
    """The empty cards of the page; those of other places wait unseen for the reader to go there."""
    standing = ask.page.cards_on(ask.view.place.level)
    return [card(code, ask.t, standing=code in standing) for code in ask.page.every_card]


def _cut_off(t: Translator) -> html.Div:
    """What is said while the server cannot be reached; what the page shows stays."""
    retry = html.Button(t("shell.retry"), className="action", type="button", **attributes(data_retry="true"))
    return html.Div(
        [icon("triangle-alert"), html.Span(t("shell.offline")), retry],
        id="offline",
        className="offline",
        role="alert",
        hidden=True,
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
            html.H1(ask.title, id="title", tabIndex="-1"),  # what is known is not waited for
            html.P(id="finding", className="finding"),
            html.Div(items, className="trust"),
        ],
        className="page-head",
    )


def _navigation(ask: Ask, role: str) -> html.Nav:
    t = ask.t
    groups: list[Any] = []
    for group in GROUPS:
        pages = [p for p in PAGES.values() if p.group == group and role in p.roles]
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
        href=f".{page.path}{ask.view.to_search(indicator=None)}",
        className="active" if own else "",
        **attributes(data_key=key, **({"aria_current": "page"} if own else {})),
    )
