"""Single sign-on by OpenID Connect (code flow with PKCE); off unless an issuer is set. It makes no accounts."""

from __future__ import annotations

import logging
from typing import Any

import requests
from authlib.common.errors import AuthlibBaseError  # type: ignore[import-untyped]
from authlib.integrations.flask_client import OAuth  # type: ignore[import-untyped]
from flask import Blueprint, request, session, url_for
from joserfc.errors import JoseError
from sqlalchemy import select

from dashboard.audit import record
from dashboard.auth.door import Door
from dashboard.auth.forms import shown, translator
from dashboard.auth.next_page import safe_next
from dashboard.auth.sessions import ENROL, OPEN, SECOND
from dashboard.store import User

log = logging.getLogger(__name__)
_PATIENCE = 10
_SECOND_FACTORS = frozenset({"mfa", "otp", "hwk", "swk", "sms", "face", "fpt"})
"""Values of `amr` (RFC 8176) by which a provider says that it asked for more than a password."""


def add_routes(auth: Blueprint, door: Door) -> None:
    """Put the way to the provider and back on the blueprint."""
    settings = door.settings
    oauth = OAuth()
    auth.record_once(lambda state: oauth.init_app(state.app))
    provider = oauth.register(
        "provider",
        client_id=settings.oidc_client_id,
        client_secret=settings.oidc_client_secret,
        server_metadata_url=f"{settings.oidc_issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={"scope": settings.oidc_scope, "code_challenge_method": "S256", "default_timeout": _PATIENCE},
    )

    def away() -> Any:
        wanted = safe_next(request.args.get("next", ""), door.paths)
        try:
            answer = provider.authorize_redirect(url_for("auth.sso_back", _external=True))
        except (AuthlibBaseError, requests.RequestException):
            return _failed(door)
        session["next"] = wanted
        return answer

    def back() -> Any:
        try:
            claims = provider.authorize_access_token().get("userinfo") or {}
        except (AuthlibBaseError, JoseError, requests.RequestException):
            return _failed(door)
        user = _account(door, str(claims.get(settings.oidc_claim, "")))
        if user is None:
            record(door.store, "login", "fail", actor="", way="single sign-on")
            return _form(door), 401
        with door.store.session() as db:
            made = door.let_in(db, user, _step(door, user, claims), way="single sign-on")
        return door.go_on(made, user, str(session.get("next", "")))

    auth.add_url_rule("/login/sso", "sso", away)
    auth.add_url_rule("/login/sso/back", "sso_back", back)


def _account(door: Door, named: str) -> User | None:
    """The enabled account that the provider's claim names: by what it was told to be, else by its own name."""
    if not named:
        return None
    with door.store.reading() as db:
        user = db.scalar(select(User).where(User.subject == named))
        user = user or db.scalar(select(User).where(User.name == named, User.subject.is_(None)))
    return user if user is not None and not user.disabled else None


def _step(door: Door, user: User, claims: dict[str, Any]) -> str:
    """What is still asked for: a second factor of ours, unless the provider says that it asked for one."""
    told = claims.get("amr")
    shown_one = isinstance(told, list) and bool(_SECOND_FACTORS & {str(way) for way in told})
    if door.settings.demo or shown_one:
        return OPEN
    if user.totp_secret is not None:
        return SECOND
    return ENROL if door.needs_factor(user) else OPEN


def _failed(door: Door) -> Any:
    log.exception("single sign-on failed")
    record(door.store, "login", "fail", actor="", way="single sign-on")
    return _form(door), 401


def _form(door: Door) -> str:
    t = translator(door.settings.language)
    return shown("login.html", t, message=t("login.sso_failed"), demo=door.settings.demo, next="", sso=True)
