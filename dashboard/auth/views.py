"""Login and logout: server-rendered, with a token against forged forms."""

from __future__ import annotations

import hmac
import re
import secrets

from flask import Blueprint, Response, redirect, render_template, request, session, url_for
from flask_login import current_user, login_user, logout_user
from werkzeug.wrappers import Response as BaseResponse

from dashboard.auth.sessions import begin, end, find
from dashboard.auth.users import verify
from dashboard.charts.tokens import css_variables
from dashboard.i18n import HTML_LANG, LANGUAGES, Translator
from dashboard.store import Store

# Only a path of ours: no second slash or backslash, no control character, however it is written (trust.md F7).
_NEXT = re.compile(r"/(?![/\\])[A-Za-z0-9_\-./%?=&:|,~+]*")


def blueprint(store: Store, language: str, demo: bool, paths: frozenset[str]) -> Blueprint:
    """The routes of login and logout; `paths` are the addresses of pages that a login may lead to."""
    auth = Blueprint("auth", __name__, template_folder="templates")

    def login() -> str | BaseResponse | tuple[str, int]:
        t = Translator(_language(language))
        if request.method == "GET":
            return _form(t, demo)
        if not _token_is_right():
            return _form(t, demo, t("login.expired")), 400
        user = verify(store, request.form.get("name", ""), request.form.get("password", ""))
        if user is None:
            return _form(t, demo, t("login.wrong")), 401
        with store.session() as db:
            token = begin(db, user, address=request.remote_addr or "", agent=request.user_agent.string)
        session.clear()
        login_user(find(store, token))
        return redirect(request.script_root + safe_next(request.args.get("next", ""), paths))

    def logout() -> str | BaseResponse | tuple[str, int]:
        t = Translator(_language(language))
        if request.method == "GET":
            return render_template(
                "logout.html", t=t, lang=HTML_LANG[t.language], token=_token(), style=url_for("auth.style")
            )
        if not _token_is_right():
            return redirect(url_for("auth.logout"))
        if current_user.is_authenticated:
            with store.session() as db:
                end(db, current_user.session_id)
        logout_user()
        session.clear()
        return redirect(url_for("auth.login"))

    def style() -> Response:
        return Response(css_variables() + render_template("login.css"), mimetype="text/css")

    auth.add_url_rule("/login", "login", login, methods=["GET", "POST"])
    auth.add_url_rule("/logout", "logout", logout, methods=["GET", "POST"])
    auth.add_url_rule("/login.css", "style", style)
    return auth


def safe_next(target: str, paths: frozenset[str]) -> str:
    """Return `target` if it is the address of one of our pages, else the start page."""
    return target if _NEXT.fullmatch(target) and target.partition("?")[0] in paths else "/"


def _form(t: Translator, demo: bool, message: str = "") -> str:
    return render_template(
        "login.html",
        t=t,
        lang=HTML_LANG[t.language],
        languages=LANGUAGES,
        message=message,
        demo=demo,
        token=_token(),
        style=url_for("auth.style"),
        next=request.args.get("next", ""),
    )


def _language(usual: str) -> str:
    asked = request.args.get("lang", "")
    return asked if asked in LANGUAGES else usual


def _token() -> str:
    return str(session.setdefault("form_token", secrets.token_urlsafe(32)))


def _token_is_right() -> bool:
    kept = str(session.get("form_token", "")) or secrets.token_hex()
    return hmac.compare_digest(kept.encode(), request.form.get("token", "").encode())
