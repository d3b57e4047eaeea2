"""Default deny: nothing is answered but to a session whose role the route is declared for."""

from __future__ import annotations

from urllib.parse import quote

from flask import Flask, abort, redirect, request
from flask_login import LoginManager, current_user
from werkzeug.wrappers import Response as BaseResponse

from dashboard import rights
from dashboard.audit import record
from dashboard.auth.door import Door
from dashboard.auth.sessions import Account, find
from dashboard.page import PAGES, READERS

_NO_PAGES = ("/_dash", "/_reload", "/export", "/assets", "/static", "/search")


def guard(server: Flask, door: Door) -> None:
    """Put the guard before every route of `server`."""
    manager = LoginManager(server)
    # A session is a row here, which can be ended; a telephone may change its address while it lasts.
    manager.session_protection = None
    manager.user_loader(lambda token: find(door.store, token))

    def check() -> BaseResponse | None:
        # Routes that nobody declared (and addresses without a route) are for readers and lead nowhere.
        needed = rights.ENDPOINTS.get(request.endpoint or "", frozenset(READERS))
        if needed == rights.ANYBODY:
            return None
        held = current_user._get_current_object()
        if not isinstance(held, Account):
            return _to_login()
        if not held.is_authenticated:
            return _to_step(door, held)
        if needed == rights.ON_THE_WAY:
            return redirect(door.place_of(held))
        if _may(held, needed):
            return None
        if held.role == "administrator" and request.endpoint == "/":
            return redirect(f"{request.script_root}/admin")
        record(door.store, "denied", "fail", path=request.path)
        abort(403)

    server.before_request(check)


def account() -> Account:
    """The signed-in reader; only called behind the guard."""
    return current_user._get_current_object()  # type: ignore[no-any-return]


def _may(held: Account, needed: frozenset[str] | str) -> bool:
    if needed == rights.SIGNED_IN:
        return not held.display
    page = next((p for p in PAGES.values() if p.path == request.path), None)
    if page is not None and held.role not in page.roles:
        return False
    # Who acts for another sees what that one sees; what administrators do nobody does in another's name.
    return held.role in needed and not (held.acts and "administrator" in needed)


def _to_login() -> BaseResponse:
    if request.method != "GET" or request.path.startswith(_NO_PAGES):
        abort(401)
    return redirect(f"{request.script_root}/login?next={quote(request.full_path.rstrip('?'), safe='')}")


def _to_step(door: Door, held: Account) -> BaseResponse | None:
    place = door.place_of(held)
    if request.script_root + request.path == place:
        return None
    if request.method != "GET" or request.path.startswith(_NO_PAGES):
        abort(401)
    return redirect(place)
