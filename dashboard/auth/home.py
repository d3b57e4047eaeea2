"""The account's own page: its sessions, its password and second factor, and whom it may act for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, redirect, request, url_for
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm import Session

from dashboard.audit import record, recorded
from dashboard.auth import factor, passwords, sessions, throttle
from dashboard.auth.door import Door
from dashboard.auth.forms import check_token, shown, translator
from dashboard.auth.scopes import written
from dashboard.auth.steps import new_password
from dashboard.store import Acting, User
from dashboard.store.base import now


def add_routes(auth: Blueprint, door: Door) -> None:
    """Put the account's page and what it can do on the blueprint."""
    pages = _Pages(door)
    auth.add_url_rule("/account", "account", pages.page)
    auth.add_url_rule("/account/password", "change_password", pages.change, methods=["POST"])
    auth.add_url_rule("/account/factor", "change_factor", pages.change_factor, methods=["POST"])
    auth.add_url_rule("/account/sessions/<int:session_id>", "end_session", pages.end_one, methods=["POST"])
    auth.add_url_rule("/account/acting/<int:leave_id>", "act", pages.act, methods=["POST"])
    auth.add_url_rule("/account/acting/stop", "stop_acting", pages.stop, methods=["POST"])


@dataclass(frozen=True)
class _Pages:
    """What the account's page shows and does."""

    door: Door

    def page(self, status: int = 200, **parts: Any) -> Any:
        t = translator(self.door.settings.language)
        with self.door.store.reading() as db:
            user = db.get_one(User, current_user.user_id)
            shown_page = shown(
                "account.html",
                t,
                user=user,
                scopes=[(t(f"scope_kind.{g.kind}"), written(g.kind, g.code), g.ends_on) for g in user.scopes],
                sessions=[row for row, _ in sessions.running(db, user.id)],
                codes_left=factor.codes_left(db, user.id),
                needs_factor=user.role in factor.NEEDED_BY and not self.door.settings.demo,
                leaves=_leaves(db, user.id),
                long=passwords.LONGEST,
                **parts,
            )
        return shown_page, status

    def change(self) -> Any:
        check_token()
        t = translator(self.door.settings.language)
        if not _knows_password(self.door):
            return self.page(401, faults=[t("password.current_wrong")])
        with self.door.store.session() as db:
            user = db.get_one(User, current_user.user_id)
            found = new_password(self.door, db, user, t)
            made = None if found else sessions.renew(db, current_user.session_id)
        if found:
            return self.page(422, faults=found)
        return _back(self.door, made or "", user)

    def end_one(self, session_id: int) -> Any:
        check_token()
        with self.door.store.session() as db:
            if sessions.end(db, session_id, current_user.user_id):
                recorded(db, "session", "ended", subject=current_user.actor)
        return redirect(url_for("auth.account"))

    def change_factor(self) -> Any:
        """Enrol anew, or (where it is free) go without; both want the password once more."""
        check_token()
        t = translator(self.door.settings.language)
        if not _knows_password(self.door):
            return self.page(401, factor_faults=[t("password.current_wrong")])
        with self.door.store.session() as db:
            user = db.get_one(User, current_user.user_id)
            if request.form.get("do") != "remove":
                made = sessions.renew(db, current_user.session_id, step=sessions.ENROL, secret=None)
            elif user.role in factor.NEEDED_BY and not self.door.settings.demo:
                abort(403)
            else:
                factor.remove(db, user)
                sessions.end_all(db, user.id, but=current_user.session_id)
                recorded(db, "factor", "removed", subject=user.name)
                made = sessions.renew(db, current_user.session_id)
        return _back(self.door, made or "", user)

    def act(self, leave_id: int) -> Any:
        check_token()
        with self.door.store.session() as db:
            leave = db.get(Acting, leave_id)
            user = db.get_one(User, current_user.user_id)
            if leave is None or leave.actor_id != user.id or leave.ends_at <= now():
                abort(404)
            subject = db.get_one(User, leave.subject_id)
            if subject.disabled:
                abort(404)
            made = sessions.renew(db, current_user.session_id, acting_id=leave.id)
            recorded(db, "acting", "started", subject=subject.name, ends_at=leave.ends_at)
        return _back(self.door, made or "", user, "/")

    def stop(self) -> Any:
        check_token()
        with self.door.store.session() as db:
            user = db.get_one(User, current_user.user_id)
            made = sessions.renew(db, current_user.session_id, acting_id=None)
            recorded(db, "acting", "ended", subject=current_user.name)
        return _back(self.door, made or "", user)


def _knows_password(door: Door) -> bool:
    """Tell whether the form holds the account's password; wrong ones are counted as at the login."""
    name = current_user.actor
    counted = throttle.keys(name, request.remote_addr or "", door.device_of(name))
    if throttle.reserve(door.store, counted):
        return False
    user = door.store.user(name)
    right = passwords.is_right(user.password_hash if user else None, request.form.get("current", ""))
    if right:
        with door.store.session() as db:
            throttle.succeeded(db, counted)
    else:
        record(door.store, "login", "fail", account=name, what="password asked for again")
    return right


def _back(door: Door, made: str, user: User, target: str = "") -> Any:
    """Take on the session's new token and show the account's page again, or lead to `target`."""
    answer = door.go_on(made, user, target)
    found = sessions.find(door.store, made)
    if not target and found is not None and found.is_authenticated:
        answer.headers["Location"] = url_for("auth.account")
    return answer


def _leaves(db: Session, user_id: int) -> list[tuple[Acting, str]]:
    """The leaves that the account has now, with whom it may act for."""
    mine = (Acting.actor_id == user_id) & (Acting.ends_at > now()) & User.disabled.is_(False)
    chosen = select(Acting, User.name).join(User, User.id == Acting.subject_id).where(mine)
    return [(row[0], row[1]) for row in db.execute(chosen.order_by(Acting.ends_at))]
