"""What a login may still have to do: a code of the second factor, a password of one's own, an enrolment."""

from __future__ import annotations

from dataclasses import dataclass
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
    pages = _Pages(door)
    auth.add_url_rule("/login/code", "code", pages.code, methods=["GET", "POST"])
    auth.add_url_rule("/login/password", "password", pages.password, methods=["GET", "POST"])
    auth.add_url_rule("/login/factor", "factor", pages.enrolment, methods=["GET", "POST"])


@dataclass(frozen=True)
class _Pages:
    """What the steps show and do."""

    door: Door

    def code(self) -> Any:
        t = translator(self.door.settings.language)
        if request.method == "GET":
            return shown("code.html", t)
        check_token()
        counted = throttle.keys(current_user.actor, request.remote_addr or "", self.door.device_of(current_user.actor))
        if wait := throttle.reserve(self.door.store, counted):
            message = t("login.throttled", n=wait)
            return shown("code.html", t, message=message), 429, {"Retry-After": str(wait)}
        given = request.form.get("code", "")[:80]
        with self.door.store.session() as db:
            user = db.get_one(User, current_user.user_id)
            by_code = factor.use(db, user, self.door.vault, given)
            if by_code or factor.recover(db, user, given):
                if not by_code:
                    recorded(db, "factor", "recovery", subject=user.name)
                made = _further(db, self.door, user, way="code" if by_code else "recovery code")
                throttle.succeeded(db, counted)
            else:
                made = None
        if made is None:
            record(self.door.store, "login", "fail", account=current_user.actor, what="code")
            return shown("code.html", t, message=t("login.wrong_code")), 401
        return self.door.go_on(made, user, session.get("next", ""))

    def password(self) -> Any:
        t = translator(self.door.settings.language)
        if request.method == "GET":
            return shown("password.html", t, asks_current=False, long=passwords.LONGEST)
        check_token()
        with self.door.store.session() as db:
            user = db.get_one(User, current_user.user_id)
            if found := new_password(self.door, db, user, t):
                return shown("password.html", t, asks_current=False, long=passwords.LONGEST, faults=found), 422
            made = _further(db, self.door, user)
        return redirect(url_for("auth.login")) if made is None else self.door.go_on(made, user, session.get("next", ""))

    def enrolment(self) -> Any:
        t = translator(self.door.settings.language)
        secret = self.door.vault.open(current_user.secret) or _new_secret(self.door)
        if request.method == "GET":
            return _enrolment(t, secret)
        check_token()
        step = factor.step_of(secret, request.form.get("code", ""))
        if step is None:
            return _enrolment(t, secret, t("login.wrong_code")), 401
        with self.door.store.session() as db:
            user = db.get_one(User, current_user.user_id)
            codes = factor.enrol(db, user, self.door.vault, secret, step)
            sessions.end_all(db, user.id, but=current_user.session_id)
            recorded(db, "factor", subject=user.name)
            made = _further(db, self.door, user, secret=None)
        if made is None:
            return redirect(url_for("auth.login"))
        answer = self.door.go_on(made, user, session.get("next", ""))
        answer.set_data(shown("recovery.html", t, codes=codes, onward=answer.headers.pop("Location")))
        answer.status_code = 200
        return answer


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


def _further(db: Session, door: Door, user: User, *, way: str = "password", **parts: Any) -> str | None:
    """Take the session to its next step under a new token."""
    step = door.next_step(user)
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
