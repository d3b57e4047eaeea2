"""Makes the application: settings in, a Dash app with its routes out."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import dash
import dash_bootstrap_components as dbc
from dash import Dash, _dash_renderer, dash_table, dcc, html
from dash._utils import to_json
from flask import Flask, Response, abort, jsonify, redirect, request
from werkzeug.wrappers import Response as BaseResponse

import pages
from dashboard import callbacks, downloads, rights
from dashboard.ask import Ask
from dashboard.audit import record
from dashboard.auth.guard import account
from dashboard.auth.sessions import Account
from dashboard.components.markup import attributes, written
from dashboard.doubts.ledger import waiting
from dashboard.entries.entered import Entered
from dashboard.i18n import HTML_LANG, LANGUAGES, Translator
from dashboard.kept import keep
from dashboard.page import GROUPS, PAGES
from dashboard.proxy import behind
from dashboard.search import found
from dashboard.server import FILES, ICON, make_server
from dashboard.settings import Settings
from dashboard.shell import Frame, page_frame
from dashboard.store import Store
from dashboard.view import View, searched
from dashboard.warehouse import opened
from dashboard.wire import check_callbacks
from data_access.gate import Gate
from data_access.query import UnknownPlace
from data_access.scope import NATION

_INDEX = Path(__file__).with_name("index.html")
HOME, SCHOOL = "overview", "school"
"""The page at `/`, and the one that stands there for a school."""


def create_app(settings: Settings) -> Dash:
    """Make the dashboard over the settings' warehouse and accounts; raises `WarehouseUnreadable` and `BadSettings`."""
    gate = opened(settings)
    store = Store(settings.app_db_url)
    import_pages()
    server = make_server(settings, store, gate, lambda: app.csp_hashes())
    app = _dash(server, settings)
    ask_for = _asker(gate, store)
    app.frame = _framer(ask_for, store)
    app.layout = []  # what Dash tells of a page comes with the page itself
    drawn = callbacks.register(app, ask_for)
    check_callbacks(server, app.callback_map)

    def search() -> Response:
        asked = request.args.to_dict()
        return jsonify(found(ask_for(asked, next(iter(PAGES))), searched(asked)))

    def area(code: str) -> BaseResponse:
        # An area is known by its bare code too; a region and a school have digits.
        named = code if ":" in code or any(map(str.isdigit, code)) else f"area:{code}"
        return onward("area", place=named)

    def indicator(code: str) -> BaseResponse:
        return onward("indicators", indicator=code.upper())

    def onward(key: str, **named: str) -> BaseResponse:
        query = urlencode({**request.args.to_dict(), **named}, safe=":")
        return redirect(f"{request.script_root}{PAGES[key].path}?{query}")

    server.add_url_rule("/search", "search", search)
    server.add_url_rule(f"{PAGES['area'].path}/<code>", "area", area)
    server.add_url_rule(f"{PAGES['indicators'].path}/<code>", "indicator", indicator)
    downloads.register(server, store, ask_for)
    server.register_error_handler(UnknownPlace, lambda _error: ("", 403))
    server.wsgi_app = behind(server.wsgi_app, settings.path_prefix, settings.proxies)  # type: ignore[assignment,method-assign]
    gate.search(NATION, " ")  # the index is made before anybody types
    rights.check_declared({rule.endpoint for rule in server.url_map.iter_rules()}, app.callback_map)
    # Dash sets itself up in the first request, and two threads would race for it: send one before anybody else (F1).
    server.test_client().get("/healthz")
    keep(server, gate, drawn)
    return app


def _dash(server: Flask, settings: Settings) -> _Index:
    """Dash without anything that it would do beyond what is asked of it (trust.md F1, F2)."""
    before = _dash_renderer._js_dist_dependencies[0]["relative_package_path"]
    before["prod"] = [path for path in before["prod"] if "polyfill" not in path]  # no browser of today needs it
    for library in (dash_table, dbc, dcc, html):  # what pages have of them is written as HTML
        library._js_dist.clear()
    return _Index(
        __name__,
        server=server,  # type: ignore[arg-type]
        # Our files are served under names of their content; Dash has none of them to look after.
        assets_folder="no-such-folder",
        assets_url_path="_dash-assets",
        assets_ignore=".*",
        routes_pathname_prefix="/",
        requests_pathname_prefix=f"{settings.path_prefix}/",
        title="",
        update_title=None,  # type: ignore[arg-type]
        # Dash would look for what callbacks name in a layout that comes with each page.
        suppress_callback_exceptions=True,
        include_pages_meta=False,
        enable_mcp=False,
        websocket_callbacks=False,
        use_async=False,
    )


def _asker(gate: Gate, store: Store) -> callbacks.AskFor:
    """Makes the questions of whoever is signed in; another page than the reader's own is refused and recorded."""

    def ask_for(search: object, key: str) -> Ask:
        if not isinstance(search, str | dict) or not isinstance(key, str) or key not in PAGES:
            abort(400)
        reader = account()
        if reader.role not in PAGES[key].roles:
            record(store, "denied", "fail", page=key)
            abort(403)
        view = View.parse(search, gate, reader.scope, language=reader.language, theme=request.cookies.get("theme", ""))
        return Ask(gate, reader.scope, view, PAGES[key], Translator(view.language), Entered(store))

    return ask_for


class _Index(Dash):
    """Dash with our index page: the whole frame of a page stands in it before any script runs."""

    frame: Callable[[], Frame]

    def _config(self) -> dict[str, Any]:
        """What Dash's browser code wants to know; that a component holds no others but its children goes unsaid."""
        config: dict[str, Any] = super()._config()  # type: ignore[no-untyped-call]
        spaces = config["children_props"].items()
        held = {space: {name: props for name, props in known.items() if props} for space, known in spaces}
        return config | {"children_props": held}

    def interpolate_index(self, **parts: Any) -> str:  # type: ignore[override]
        """The first HTML of every page."""
        asked = request.args.get("lang", "")
        language = asked if asked in LANGUAGES else account().language
        root = self.config.requests_pathname_prefix
        frame = self.frame()
        parts |= {
            "root": root,
            "icon": ICON,
            **{name: f"{root}assets/{getattr(FILES, name)}" for name in ("style", "app", "plotly")},
            "title": Translator(language)("shell.product"),
            "lang": HTML_LANG[language],
            "frame": frame.html,
            "layout": _inline(frame.told),
            "dependencies": _inline(self._callback_list),
        }
        # In one go: what was put in is not looked through again.
        return re.sub(r"\{%(\w+)%\}", lambda found: str(parts[found[1]]), _INDEX.read_text(encoding="utf-8"))


def _inline(data: object) -> str:
    """Data as JSON within a script of the page, which nothing in it can end."""
    return str(to_json(data)).replace("<", "\\u003c")


def import_pages() -> None:
    """Import every module of `pages`, each of which declares its page, and put them in the navigation's order."""
    for module in pkgutil.iter_modules(pages.__path__):
        importlib.import_module(f"pages.{module.name}")
    declared = sorted(PAGES.values(), key=lambda p: (GROUPS.index(p.group), _ORDER.get(p.key, len(_ORDER))))
    PAGES.clear()
    PAGES.update({p.key: p for p in declared})


_KEYS = (
    "overview",
    "school",
    "usage",
    "training",
    "divide",
    "pilots",
    "literacy",
    "sharing",
    "platforms",
    "programmes",
    "area",
)
_ORDER = {key: i for i, key in enumerate(_KEYS)}


def _who(reader: Account) -> str:
    """Who sits there; while somebody acts for another, every page says so."""
    if reader.acting_until is None:
        return reader.name
    until = f"{datetime.fromtimestamp(reader.acting_until).astimezone():%Y-%m-%d %H:%M}"
    return Translator(reader.language)("account.acting", actor=reader.actor, name=reader.name, until=until)


def _message(text: str, href: str, link: str) -> Frame:
    """What stands where there is no page to show."""
    way = html.A(link, href=href, **attributes(data_plain="true"))
    return Frame(written(html.Main([html.H1(text), way], className="not-found")), [])


def _framer(ask_for: callbacks.AskFor, store: Store) -> Callable[[], Frame]:
    """Makes the frame of whatever page is asked for."""

    def frame() -> Frame:
        reader = account()
        page = next((page for page in PAGES.values() if page.path == request.path), None)
        if page is None:  # the address is kept, so that a slip of the pen can be mended
            asked = request.args.get("lang")
            t = Translator(asked if asked in LANGUAGES else reader.language)
            return _message(t("error.not_found"), dash.get_relative_path("/"), t("error.home"))
        query = request.query_string.decode(errors="replace")
        search = f"?{query}" if query else ""
        try:
            ask = ask_for(search, page.key)
            if page.key == HOME and ask.view.place.is_school:
                ask = ask_for(search, SCHOOL)  # the home page of a school is its profile
            visitor = "" if reader.acts else str(reader.user_id)
            return page_frame(ask, search, _who(reader), reader.role, visitor, waiting(store, ask.gate, reader))
        except UnknownPlace:
            t = Translator(reader.language)
            return _message(t("error.no_scope"), dash.get_relative_path("/logout"), t("shell.logout"))

    return frame
