"""Default deny: nothing but the login page and its files is answered without a session."""

from __future__ import annotations

from flask import Flask, Response, abort, redirect, request
from flask_login import LoginManager, current_user
from werkzeug.wrappers import Response as BaseResponse

from dashboard.auth.sessions import Account, find
from dashboard.store import Store

# Files of the login page: they hold no data. Everything else needs a session, routes of later additions too.
_OPEN = frozenset({"auth.login", "auth.style", "healthz"})


def guard(server: Flask, store: Store) -> None:
    """Put the guard before every route of `server`."""
    manager = LoginManager(server)
    # A session is a row here, which can be ended; a telephone may change its address while it lasts.
    manager.session_protection = None
    manager.user_loader(lambda token: find(store, token))

    def check() -> BaseResponse | None:
        if request.endpoint in _OPEN or current_user.is_authenticated:
            return None
        if request.method != "GET" or request.path.startswith(("/_dash", "/export", "/assets", "/search")):
            abort(401)
        return redirect(f"{request.script_root}/login?next={_next()}")

    server.before_request(check)
    server.after_request(_headers)


def account() -> Account:
    """The signed-in reader; only called behind the guard."""
    return current_user._get_current_object()  # type: ignore[no-any-return]


def _next() -> str:
    from urllib.parse import quote

    return quote(request.full_path.rstrip("?"), safe="")


def _headers(response: Response) -> Response:
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    response.headers.setdefault("X-Frame-Options", "DENY")
    if request.endpoint and not request.path.startswith("/assets"):
        response.headers.setdefault("Cache-Control", "no-store")
    return response
