"""The bar on top of every page: product, search, language, theme, help, account."""

from __future__ import annotations

from dash import html

from dashboard.ask import Ask
from dashboard.components.markup import attributes, icon, popup
from dashboard.doubts.ledger import Waiting
from dashboard.i18n import LANGUAGES, Translator


def top_bar(ask: Ask, user: str, role: str, waiting: Waiting) -> html.Header:
    """The bar for the reader `user`; its menu says how many doubts are `waiting`."""
    t = ask.t
    return html.Header(
        [
            _button(
                "menu", t("shell.menu"), className="icon-button menu", data_menu="true", aria_controls="navigation"
            ),
            html.A(
                [icon("signal"), html.Span(t("shell.product"))],
                href="./",
                className="product",
                **attributes(aria_label=t("shell.product")),  # on a telephone the icon stands alone
            ),
            _search(t),
            _button("search", t("search.label"), className="icon-button search-opener", data_search="true"),
            _languages(ask),
            _button("moon", t("shell.theme"), className="icon-button wide", data_theme_toggle="true"),
            _button("circle-help", t("help.open"), className="icon-button wide", data_dialog="help"),
            _account(ask, user, role, waiting),
        ],
        className="top-bar",
    )


def _search(t: Translator) -> html.Div:
    """Where the browser puts a combobox (`assets/search.js`): Dash has no plain input of HTML."""
    found = html.Div(
        id="search-found", className="search-found", role="listbox", **attributes(aria_label=t("search.label"))
    )
    said = html.P(id="search-said", className="search-said", role="status")
    return html.Div(
        [
            icon("search"),
            html.Div(
                id="search-box",
                className="search-box",
                **attributes(data_label=t("search.label"), data_hint=t("search.hint")),
            ),
            html.Kbd("/", **attributes(aria_hidden="true")),
            html.Div([found, said], id="search-list", className="search-list", tabIndex="0", hidden=True),
        ],
        className="search",
        role="search",
    )


def _languages(ask: Ask) -> html.Div:
    links = [_language(ask, code, "language") for code in LANGUAGES]
    return html.Div(links, className="languages wide", role="group", **attributes(aria_label=ask.t("shell.language")))


def _language(ask: Ask, code: str, className: str) -> html.A:
    t, own = ask.t, code == ask.t.language
    return html.A(
        t(f"language.{code}"),
        href=ask.view.to_search(lang=code),
        className=f"{className} active" if own else className,
        lang=code,
        **attributes(data_reload="true", aria_current="true" if own else "false"),
    )


def _account(ask: Ask, user: str, role: str, waiting: Waiting) -> html.Details:
    """The reader's menu; on a telephone also what the bar has no room for."""
    t = ask.t
    who = html.Span([html.Strong(user), html.Span(t(f"role.{role}"))], className="account-name")
    face = html.Span(user[:1].upper(), className="account-face", **attributes(aria_hidden="true"))
    small = [
        *(_language(ask, code, "menu-item narrow") for code in LANGUAGES),
        _item("moon", t("shell.theme"), data_theme_toggle="true"),
        _item("circle-help", t("help.open"), data_dialog="help"),
    ]
    # A big screen has no account of its own to look after.
    ways = [_way("circle-help", _doubts(waiting, t), "doubts"), _way("file-text", t("entry.note.title"), "notes")]
    ways += [_way("flag", t("entry.target.title"), "targets"), _way("settings", t("account.title"), "account")]
    own = [] if role == "display" else ways
    big = html.Button(
        [icon("signal"), t("screen.start")], className="menu-item", type="button", **attributes(data_screen="true")
    )
    leave = _way("log-out", t("shell.logout"), "logout")
    return popup([face, who], [*small, *own, big, leave], t("shell.account"), className="account")


def _doubts(waiting: Waiting, t: Translator) -> str:
    """The link to the doubts, with what the reader has to do there."""
    if waiting.to_answer and waiting.to_read:
        return t("doubt.both", n=waiting.to_answer, fresh=waiting.to_read)
    if waiting.to_answer:
        return t("doubt.waiting", n=waiting.to_answer)
    return t("doubt.answers", n=waiting.to_read) if waiting.to_read else t("doubt.title")


def _way(name: str, text: str, href: str) -> html.A:
    """A link out of the pages of Dash."""
    return html.A([icon(name), html.Span(text)], href=href, className="menu-item", **attributes(data_plain="true"))


def _item(name: str, text: str, **data: str) -> html.Button:
    return html.Button([icon(name), text], className="menu-item narrow", type="button", **attributes(**data))


def _button(name: str, text: str, className: str = "icon-button", **data: str) -> html.Button:
    return html.Button(
        icon(name), className=className, type="button", title=text, **attributes(aria_label=text, **data)
    )
