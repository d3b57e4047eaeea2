"""The Flask server under Dash: guard, headers, errors, login and administration."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

from flask import Flask, request
from werkzeug.routing import IntegerConverter

from dashboard import definitions, observability, security
from dashboard.admin.views import blueprint as administration
from dashboard.audit.release import ReleaseWatch
from dashboard.auth.context import place_exists, words_of
from dashboard.auth.door import Door
from dashboard.auth.factor import Vault
from dashboard.auth.forms import ROW_DIGITS
from dashboard.auth.guard import guard
from dashboard.auth.views import blueprint as accounts
from dashboard.charts.tokens import css_variables, light_for_dark
from dashboard.doubts.views import blueprint as doubts
from dashboard.entries.kinds import KINDS
from dashboard.entries.views import blueprint as entries
from dashboard.faults import answer_faults
from dashboard.files import Files
from dashboard.packing import pack
from dashboard.page import PAGES
from dashboard.settings import Settings
from dashboard.store import Store
from data_access.gate import Gate

ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24'%3E%3Crect width='24' height='24' "
    "rx='5' fill='%230A5796'/%3E%3Cpath d='M7 17v-4M12 17V7m5 10v-7' stroke='%23fff' stroke-width='2.4' "
    "stroke-linecap='round'/%3E%3C/svg%3E"
)
FILES = Files(
    Path(__file__).parent.parent / "assets",
    style=css_variables(),
    script=f"window.sedLight = {json.dumps(light_for_dark())};\n"
    f"window.sedDefined = {json.dumps(definitions.told(), ensure_ascii=False)};",
)
_LARGEST_BODY = 1_000_000


class _RowNumber(IntegerConverter):
    """The number of a row in an address."""

    regex = f"[0-9]{{1,{ROW_DIGITS}}}"


def make_server(settings: Settings, store: Store, gate: Gate, hashes: security.Hashes) -> Flask:
    """Make the server; `hashes` gives those of the scripts that Dash writes into a page. Pages must be declared."""
    server = Flask("dashboard", root_path=str(Path(__file__).parent))
    server.url_map.converters["int"] = _RowNumber
    server.config.update(
        SECRET_KEY=settings.secret_key,
        SECRET_KEY_FALLBACKS=settings.fallback_keys,
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
    door = Door(
        store=store,
        settings=settings,
        vault=Vault([settings.secret_key, *settings.fallback_keys]),
        paths=frozenset(p.path for p in PAGES.values()),
        words=lambda user: words_of(gate, user),
    )
    observability.watch(server)
    security.protect(server, hashes)
    guard(server, door)
    answer_faults(server, settings.language)
    server.register_blueprint(accounts(door))
    server.register_blueprint(administration(door, lambda scope: place_exists(gate, scope)))
    server.register_blueprint(doubts(door, gate))
    for kind in KINDS:
        server.register_blueprint(entries(kind, door, gate))
    server.add_url_rule("/healthz", "healthz", lambda: "ok")
    server.jinja_env.globals.update(moment=_moment, icon=ICON)
    FILES.serve(server)
    pack(server)
    watch = ReleaseWatch(store, gate)
    watch.look()
    server.before_request(lambda: watch.look() if request.path in door.paths else None)
    return server


def _moment(seconds: int) -> str:
    """A moment in the server's own time."""
    return f"{datetime.fromtimestamp(seconds).astimezone():%Y-%m-%d %H:%M %Z}"
