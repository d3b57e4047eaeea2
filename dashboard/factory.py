"""Makes the application: settings in, a Dash app with its routes out."""

from __future__ import annotations

import importlib
import pkgutil
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import dash
from dash import Dash, dcc, html
from flask import Flask, Response, abort, request

import pages
from dashboard import callbacks, exports
from dashboard.ask import Ask
from dashboard.auth.guard import account, guard
from dashboard.auth.views import blueprint
from dashboard.charts.tokens import css_variables
from dashboard.components.markup import attributes
from dashboard.i18n import HTML_LANG, LANGUAGES, Translator
from dashboard.kept import keep
from dashboard.page import GROUPS, PAGES
from dashboard.panels import draw
from dashboard.settings import Settings
from dashboard.shell import page_layout
from dashboard.store import Store
from dashboard.view import View
from dashboard.wire import check_callbacks
from data_access.engine import QueryTooSlow
from data_access.gate import Gate
from data_access.query import UnknownPlace

_INDEX = Path(__file__).with_name("index.html")
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
        assets_folder=str(Path(__file__).parent.parent / "assets"),
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

    def export(key: str, panel_id: str) -> Response:
        panel = PAGES[key].panel(panel_id) if key in PAGES else None
        if panel is None:
            abort(404)
        ask = ask_for(request.args.to_dict(), key)
        if not panel.stands_on(ask.view.place.level):
            abort(404)  # what is no panel of this place has no download there
        name = f"{key}-{panel_id}-{ask.view.place.code}.csv".replace(":", "-")
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        try:
            text = exports.to_csv(draw(panel, ask), ask)
        except QueryTooSlow:
            return Response(ask.t("error.slow"), 503, mimetype="text/plain")
        return Response(text, mimetype="text/csv", headers=headers)

    server.add_url_rule("/export/<key>/<panel_id>.csv", "export", export)
    server.register_error_handler(UnknownPlace, lambda _error: ("", 403))
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
        parts |= {
            "title": t("shell.product"),
            "lang": HTML_LANG[language],
            "tokens": css_variables(),
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
    return _message(t("error.not_found"), "/", t("error.home"))


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
            return _message(t("error.no_scope"), "logout", t("shell.logout"))

    return layout
