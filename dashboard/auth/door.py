"""What the pages of login and account work with, in one hand."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from flask import Response, redirect, request, session, url_for
from flask_login import login_user
from itsdangerous import BadSignature, URLSafeTimedSerializer
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from dashboard.audit import recorded
from dashboard.auth import passwords, sessions
from dashboard.auth.factor import NEEDED_BY, Vault
from dashboard.auth.next_page import safe_next
from dashboard.settings import Settings
from dashboard.store import Store, User
from dashboard.store.base import now

_KNOWN_FOR = 180 * 24 * 60 * 60
_STEPS = {sessions.SECOND: "auth.code", sessions.CHANGE: "auth.password", sessions.ENROL: "auth.factor"}
"""The page of each step that a login may have to take."""


@dataclass(frozen=True)
class Door:
    """Store, settings and vault; `paths` are the pages that a login may lead to, `words` near at hand to a user."""

    store: Store
    settings: Settings
    vault: Vault
    paths: frozenset[str]
    words: Callable[[User], Iterable[str]]

    def first_step(self, user: User, *, second_passed: bool = False) -> str:
        """What a login must still do after the password: codes, then a password of one's own, then enrolment."""
        wants_factor = not self.settings.demo and not second_passed
        if wants_factor and user.totp_secret is not None:
            return sessions.SECOND
        return self.next_step(user, second_passed=second_passed)

    def next_step(self, user: User, *, second_passed: bool = False) -> str:
        """What is left once the second factor, if there is one, was shown."""
        if user.must_change or self.is_too_old(user):
            return sessions.CHANGE
        needs = not second_passed and self.needs_factor(user)
        return sessions.ENROL if needs and user.totp_secret is None else sessions.OPEN

    def needs_factor(self, user: User) -> bool:
        """Tell whether the account's role does not get in without a second factor."""
        return not self.settings.demo and user.role in NEEDED_BY

    def is_too_old(self, user: User) -> bool:
        """Tell whether the policy wants another password now."""
        return self.settings.password_policy == passwords.MLPS3 and now() - user.changed_at > passwords.MAX_AGE

    def let_in(self, db: Session, user: User, step: str, *, way: str = "password", **parts: Any) -> str:
        """Begin a session within `db`; the audit knows of it once nothing more is asked for."""
        address, agent = request.remote_addr or "", request.user_agent.string
        token = sessions.begin(db, user, step=step, address=address, agent=agent, **parts)
        if step == sessions.OPEN:
            recorded(db, "login", actor=user.name, way=way)
        return token

    def go_on(self, token: str, user: User, target: str, *, known: bool = True) -> BaseResponse:
        """Put a session's token into a fresh cookie and lead on: to its next step, or to where it was to lead."""
        session.clear()
        found = sessions.find(self.store, token)
        if found is None:
            return redirect(url_for("auth.login"))
        login_user(found)
        session["next"] = target
        answer = redirect(self.place_of(found))
        if found.is_authenticated:
            session.pop("next")
            if known:
                self._know(answer, user)
        return answer

    def place_of(self, account: sessions.Account) -> str:
        """Where a session belongs: to its step, else to the page that it was to lead to."""
        if account.step in _STEPS:
            return url_for(_STEPS[account.step])
        target = safe_next(str(session.get("next", "")), self.paths)
        if target == "/" and account.role == "administrator":
            return url_for("admin.users")
        if target == "/" and account.role == "principal":
            target = "/school"  # what a principal comes for; directors and the ministry begin with the overview
        return request.script_root + target

    @property
    def _device_cookie(self) -> str:
        return "device" if self.settings.demo else "__Host-device"

    @property
    def _signed(self) -> URLSafeTimedSerializer:
        keys = [*self.settings.fallback_keys, self.settings.secret_key]
        return URLSafeTimedSerializer(keys, salt="device")

    def device_of(self, name: str) -> str | None:
        """The id of this browser, if the account `name` has signed in with it before."""
        try:
            held = self._signed.loads(request.cookies.get(self._device_cookie, ""), max_age=_KNOWN_FOR)
        except BadSignature:
            return None
        found = held.get(name) if isinstance(held, dict) else None
        return found if isinstance(found, str) else None

    def _know(self, answer: Response | BaseResponse, user: User) -> None:
        """Let this browser be known to the account: strangers' failures then do not slow its owner down."""
        answer.set_cookie(
            self._device_cookie,
            self._signed.dumps({user.name: secrets.token_hex(8)}),
            max_age=_KNOWN_FOR,
            secure=not self.settings.demo,
            httponly=True,
            samesite="Lax",
        )
