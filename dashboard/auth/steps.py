"""What a login may still have to do: a code of the second factor, a password of one's own, an enrolment."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, request, session, url_for
from flask_login import current_user
from sqlalchemy.orm import Session

from dashboard.audit import record, recorded
from dashboard.auth import factor, passwords, sessions, throttle
from dashboard.auth.door import Door
from dashboard.auth.forms import check_token, shown, translator
from dashboard.i18n import Translator
from dashboard.store import User, UserSession
from dashboard.store.base import now


def add_routes(auth: Blueprint, door: Door) -> None:
    """Put the steps' pages on the blueprint."""

    def code() -> Any:
        t = translator(door.settings.language)
        if request.method == "GET":
            return shown("code.html", t)
        check_token()
        counted = throttle.keys(current_user.actor, request.remote_addr or "", door.device_of(current_user.actor))
        if wait := throttle.reserve(door.store, counted):
            message = t("login.throttled", n=wait)
            return shown("code.html", t, message=message), 429, {"Retry-After": str(wait)}
        given = request.form.get("code", "")[:80]
        with door.store.session() as db:
            user = db.get_one(User, current_user.user_id)
            by_code = factor.use(db, user, door.vault, given)
            if by_code or factor.recover(db, user, given):
                if not by_code:
                    recorded(db, "factor", "recovery", subject=user.name)
                made = _further(db, door, user, door.next_step(user), way="code" if by_code else "recovery code")
                throttle.succeeded(db, counted)
            else:
                made = None
        if made is None:
            record(door.store, "login", "fail", account=current_user.actor, what="code")
            return shown("code.html", t, message=t("login.wrong_code")), 401
        return door.go_on(made, user, session.get("next", ""))

    def password() -> Any:
        t = translator(door.settings.language)
        if request.method == "GET":
            return shown("password.html", t, asks_current=False, long=passwords.LONGEST)
        check_token()
        with door.store.session() as db:
            user = db.get_one(User, current_user.user_id)
            if found := new_password(door, db, user, t):
                return shown("password.html", t, asks_current=False, long=passwords.LONGEST, faults=found), 422
            made = _further(db, door, user, door.next_step(user))
        return redirect(url_for("auth.login")) if made is None else door.go_on(made, user, session.get("next", ""))

    def enrolment() -> Any:
        t = translator(door.settings.language)
        secret = door.vault.open(current_user.secret) or _new_secret(door)
        if request.method == "GET":
            return _enrolment(t, secret)
        check_token()
        step = factor.step_of(secret, request.form.get("code", ""))
        if step is None:
            return _enrolment(t, secret, t("login.wrong_code")), 401
        with door.store.session() as db:
            user = db.get_one(User, current_user.user_id)
            codes = factor.enrol(db, user, door.vault, secret, step)
            sessions.end_all(db, user.id, but=current_user.session_id)
            recorded(db, "factor", subject=user.name)
            made = _further(db, door, user, door.next_step(user), secret=None)
        if made is None:
            return redirect(url_for("auth.login"))
        answer = door.go_on(made, user, session.get("next", ""))
        answer.set_data(shown("recovery.html", t, codes=codes, onward=answer.headers.pop("Location")))
        answer.status_code = 200
        return answer

    auth.add_url_rule("/login/code", "code", code, methods=["GET", "POST"])
    auth.add_url_rule("/login/password", "password", password, methods=["GET", "POST"])
    auth.add_url_rule("/login/factor", "factor", enrolment, methods=["GET", "POST"])


def new_password(door: Door, db: Session, user: User, t: Translator) -> list[str]:
    """Take the form's new password for the account, or say in sentences what is wrong with it.

    Every other session of the account ends.
    """
    given = request.form.get("new", "")
    words = [*door.words(user), user.name]
    found = [t(f"password.{key}") for key in passwords.faults(given, words, door.settings.password_policy)]
    if given != request.form.get("again", ""):
        found.append(t("password.differ"))
    if not found and passwords.is_right(user.password_hash, given):
        found.append(t("password.same"))
    if found:
        return found
    user.password_hash, user.changed_at = passwords.hashed(given), now()
    user.must_change, user.code_until = False, None
    sessions.end_all(db, user.id, but=current_user.session_id)
    recorded(db, "password", subject=user.name)
    return []


def _further(db: Session, door: Door, user: User, step: str, *, way: str = "password", **parts: Any) -> str | None:
    """Take the session to its next step under a new token."""
    made = sessions.renew(db, current_user.session_id, step=step, **parts)
    if made and step == sessions.OPEN:
        recorded(db, "login", actor=user.name, way=way)
    return made


def _new_secret(door: Door) -> str:
    secret = factor.new_secret()
    with door.store.session() as db:
        row = db.get(UserSession, current_user.session_id)
        if row is not None:
            row.secret = door.vault.shut(secret)
    return secret


def _enrolment(t: Translator, secret: str, message: str = "") -> str:
    picture = factor.qr_code(secret, current_user.actor, t("shell.product"))
    spaced = " ".join(secret[i : i + 4] for i in range(0, len(secret), 4))
    return shown("factor.html", t, picture=picture, secret=spaced, message=message)
