"""Login and logout: server-rendered, with a token against forged forms."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, request, session, url_for
from flask_login import current_user, logout_user
from sqlalchemy import select
from werkzeug.wrappers import Response as BaseResponse

from dashboard.audit import record, recorded
from dashboard.auth import home, screens, steps, throttle
from dashboard.auth.door import Door
from dashboard.auth.forms import check_token, shown, translator
from dashboard.auth.next_page import safe_next
from dashboard.auth.sessions import OPEN, end
from dashboard.auth.users import verify
from dashboard.charts.tokens import css_dark_by_system, css_variables
from dashboard.store import User

Answer = str | BaseResponse | tuple[str, int] | tuple[str, int, dict[str, str]]


def blueprint(door: Door) -> Blueprint:
    """The routes of login, logout, account and big screens."""
    auth = Blueprint("auth", __name__, template_folder="templates")

    def login() -> Answer:
        if request.method == "GET":
            return _form(door)
        t = translator(door.settings.language)
        check_token()
        name, password = request.form.get("name", "")[:80], request.form.get("password", "")
        counted = throttle.keys(name, request.remote_addr or "", door.device_of(name))
        if wait := throttle.reserve(door.store, counted):
            record(door.store, "login", "throttled", actor="", account=_known(door, name), seconds=wait)
            return _form(door, t("login.throttled", n=wait)), 429, {"Retry-After": str(wait)}
        user = verify(door.store, name, password)
        if user is None:
            record(door.store, "login", "fail", actor="", account=_known(door, name))
            return _form(door, t("login.wrong")), 401
        step = door.first_step(user)
        with door.store.session() as db:
            made = door.let_in(db, user, step)
            if step == OPEN:
                throttle.succeeded(db, counted)
        return door.go_on(made, user, safe_next(request.args.get("next", ""), door.paths))

    def logout() -> Answer:
        t = translator(door.settings.language)
        if request.method == "GET":
            return shown("logout.html", t)
        check_token()
        if hasattr(current_user, "session_id"):
            with door.store.session() as db:
                end(db, current_user.session_id)
                recorded(db, "logout")
        logout_user()
        session.clear()
        answer = redirect(url_for("auth.login"))
        answer.headers["Clear-Site-Data"] = '"cache", "storage"'
        return answer

    def style() -> Response:
        return Response(css_variables() + css_dark_by_system() + render_template("forms.css"), mimetype="text/css")

    auth.add_url_rule("/login", "login", login, methods=["GET", "POST"])
    auth.add_url_rule("/logout", "logout", logout, methods=["GET", "POST"])
    auth.add_url_rule("/login.css", "style", style)
    steps.add_routes(auth, door)
    home.add_routes(auth, door)
    screens.add_routes(auth, door)
    if door.settings.oidc_issuer:
        from dashboard.auth import single_sign_on  # Authlib and requests only where they are wanted

        single_sign_on.add_routes(auth, door)
    return auth


def _form(door: Door, message: str = "") -> str:
    t = translator(door.settings.language)
    sso = bool(door.settings.oidc_issuer)
    return shown("login.html", t, message=message, demo=door.settings.demo, next=request.args.get("next", ""), sso=sso)


def _known(door: Door, name: str) -> str:
    """The name, if an account has it: what else stands in that box may be somebody's password."""
    with door.store.reading() as db:
        return db.scalar(select(User.name).where(User.name == name)) or ""
