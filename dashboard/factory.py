"""Makes the application: settings in, a Dash app with its routes out."""

from __future__ import annotations

import importlib
import json
import pkgutil
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import dash
from dash import Dash, dcc, html
from flask import Flask, Response, abort, jsonify, request

import pages
from dashboard import callbacks, downloads
from dashboard.ask import Ask
from dashboard.auth.guard import account, guard
from dashboard.auth.views import blueprint
from dashboard.charts.tokens import css_variables, light_for_dark
from dashboard.components.markup import attributes
from dashboard.files import Files
from dashboard.i18n import HTML_LANG, LANGUAGES, Translator
from dashboard.kept import keep
from dashboard.packing import pack
from dashboard.page import GROUPS, PAGES
from dashboard.proxy import behind
from dashboard.search import found
from dashboard.settings import Settings
from dashboard.shell import page_layout
from dashboard.store import Store
from dashboard.view import View, searched
from dashboard.wire import check_callbacks
from data_access.gate import Gate
from data_access.query import UnknownPlace
from data_access.scope import NATION

_INDEX = Path(__file__).with_name("index.html")
_ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24'%3E%3Crect width='24' height='24' "
    "rx='5' fill='%230A5796'/%3E%3Cpath d='M7 17v-4M12 17V7m5 10v-7' stroke='%23fff' stroke-width='2.4' "
    "stroke-linecap='round'/%3E%3C/svg%3E"
)
_FILES = Files(Path(__file__).parent.parent / "assets")
_LARGEST_BODY = 1_000_000
HOME, SCHOOL = "overview", "school"
"""The page at `/`, and the one that stands there for a school."""


def create_app(settings: Settings) -> Dash:
    """Make the dashboard over the settings' warehouse and accounts; raises `WarehouseUnreadable`."""
    gate = Gate(
        settings.warehouse_url,
        seconds=settings.query_seconds,
        memory=settings.query_memory,
        rules=settings.disclosure,
    )
    gate.snapshot()
    store = Store(settings.app_db_url)
    import_pages()
    server = _server(settings, store)
    app = _Index(
        __name__,
        server=server,  # type: ignore[arg-type]
        use_pages=True,
        pages_folder="",
        # Our files are served under names of their content; Dash has none of them to look after.
        assets_folder="no-such-folder",
        assets_url_path="_dash-assets",
        assets_ignore=".*",
        routes_pathname_prefix="/",
        requests_pathname_prefix=f"{settings.path_prefix}/",
        title="",
        update_title=None,  # type: ignore[arg-type]
        # A security setting here: without it every page's tree stands in the first HTML.
        suppress_callback_exceptions=True,
        include_pages_meta=False,
        enable_mcp=False,
        use_async=False,
    )

    def ask_for(search: object, key: str) -> Ask:
        if not isinstance(search, str | dict) or not isinstance(key, str) or key not in PAGES:
            abort(400)
        reader = account()
        view = View.parse(search, gate, reader.scope, language=reader.language, theme=request.cookies.get("theme", ""))
        return Ask(gate, reader.scope, view, PAGES[key], Translator(view.language))

    dash.page_registry.clear()
    for order, page in enumerate(PAGES.values()):
        dash.register_page(page.key, path=page.path, title="", order=order, layout=_layout(ask_for, page.key))
    dash.register_page("not_found_404", path="/404", title="", layout=_not_found)
    app.layout = html.Div([dcc.Location(id="url", refresh="callback-nav"), dash.page_container])
    drawn = callbacks.register(app, ask_for)
    check_callbacks(server, app.callback_map)

    def search() -> Response:
        asked = request.args.to_dict()
        return jsonify(found(ask_for(asked, next(iter(PAGES))), searched(asked)))

    server.add_url_rule("/search", "search", search)
    downloads.register(server, ask_for)
    server.register_error_handler(UnknownPlace, lambda _error: ("", 403))
    server.wsgi_app = behind(server.wsgi_app, settings.path_prefix, settings.proxies)  # type: ignore[assignment,method-assign]
    gate.search(NATION, " ")  # the index is made before anybody types
    # Dash sets itself up in the first request, and two threads would race for it: send one before anybody else (F1).
    server.test_client().get("/healthz")
    keep(server, gate, drawn)
    return app


class _Index(Dash):
    """Dash with our index page: language and colours stand in it before any script runs."""

    def interpolate_index(self, **parts: Any) -> str:  # type: ignore[override]
        """The first HTML of every page."""
        asked = request.args.get("lang", "")
        language = asked if asked in LANGUAGES else account().language
        t = Translator(language)
        text = _INDEX.read_text(encoding="utf-8")
        root = self.config.requests_pathname_prefix
        parts |= {
            "root": root,
            "icon": _ICON,
            **{name: f"{root}assets/{getattr(_FILES, name)}" for name in ("style", "app", "plotly")},
            "title": t("shell.product"),
            "lang": HTML_LANG[language],
            "tokens": css_variables(),
            "light": json.dumps(light_for_dark()),
            "loading": t("shell.loading"),
        }
        for name, value in parts.items():
            text = text.replace("{%" + name + "%}", str(value))
        return text


def _server(settings: Settings, store: Store) -> Flask:
    server = Flask("dashboard", root_path=str(Path(__file__).parent))
    server.config.update(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=_LARGEST_BODY,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        # Over plain HTTP a Secure cookie never comes back; that is allowed in demo mode on loopback only.
        SESSION_COOKIE_SECURE=not settings.demo,
        SESSION_COOKIE_NAME="session" if settings.demo else "__Host-session",
        SESSION_COOKIE_PATH="/",
        # How long a session lasts is for its row to say; the cookie of a big screen has to outlive months.
        PERMANENT_SESSION_LIFETIME=timedelta(days=400),
        SESSION_REFRESH_EACH_REQUEST=False,
    )
    guard(server, store)
    server.register_blueprint(
        blueprint(store, settings.language, settings.demo, frozenset(p.path for p in PAGES.values()))
    )
    server.jinja_env.globals["icon"] = _ICON
    _FILES.serve(server)
    pack(server)
    server.add_url_rule("/healthz", "healthz", lambda: "ok")
    return server


def import_pages() -> None:
    """Import every module of `pages`, each of which declares its page, and put them in the navigation's order."""
    for module in pkgutil.iter_modules(pages.__path__):
        importlib.import_module(f"pages.{module.name}")
    declared = sorted(PAGES.values(), key=lambda p: (GROUPS.index(p.group), _ORDER.get(p.key, len(_ORDER))))
    PAGES.clear()
    PAGES.update({p.key: p for p in declared})


_ORDER = {key: i for i, key in enumerate(("overview", "school", "usage", "training", "divide", "pilots"))}


def _not_found(**_asked: Any) -> Any:
    """What stands where no page is; the address is kept, so that a slip of the pen can be mended."""
    t = Translator(account().language)
    return _message(t("error.not_found"), dash.get_relative_path("/"), t("error.home"))


def _message(text: str, href: str, link: str) -> html.Main:
    return html.Main([html.H1(text), html.A(link, href=href, **attributes(data_plain="true"))], className="not-found")


def _layout(ask_for: callbacks.AskFor, key: str) -> Any:
    def layout(**asked: Any) -> Any:
        reader = account()
        search = f"?{urlencode(asked, doseq=True)}" if asked else ""
        try:
            ask = ask_for(search, key)
            if key == HOME and ask.view.place.is_school:
                ask = ask_for(search, SCHOOL)  # the home page of a school is its profile
            return page_layout(ask, search, reader.name, reader.role)
        except UnknownPlace:
            t = Translator(reader.language)
            return _message(t("error.no_scope"), dash.get_relative_path("/logout"), t("shell.logout"))

    return layout
