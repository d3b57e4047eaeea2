"""Pages for administrators, rendered by the server: every change is a form that is posted with its token."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, Response, abort, redirect, request, url_for
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm import Session

from dashboard.admin import audit_page
from dashboard.audit import recorded
from dashboard.auth import administration, sessions
from dashboard.auth.administration import Refused
from dashboard.auth.door import Door
from dashboard.auth.forms import check_token, row_number, shown, translator
from dashboard.auth.scopes import written
from dashboard.i18n import LANGUAGES, Translator
from dashboard.store import ROLES, Acting, User
from dashboard.store.base import now

_SHOWN = 200
Check = Callable[[str], bool]
"""Tells whether the warehouse has the place that a scope names."""


def blueprint(door: Door, exists: Check) -> Blueprint:
    """The routes under `/admin`."""
    pages = _Pages(door, exists)
    admin = Blueprint("admin", __name__, url_prefix="/admin")
    admin.add_url_rule("", "users", pages.users)
    admin.add_url_rule("", "add", pages.add, methods=["POST"])
    admin.add_url_rule("/users/<int:user_id>", "user", pages.user)
    admin.add_url_rule("/users/<int:user_id>", "change", pages.change, methods=["POST"])
    admin.add_url_rule("/sessions", "sessions", pages.all_sessions)
    admin.add_url_rule("/sessions/<int:session_id>", "end_session", pages.end_session, methods=["POST"])
    admin.add_url_rule("/audit", "audit", pages.audit)
    admin.add_url_rule("/audit.csv", "audit_csv", pages.audit_csv)
    return admin


@dataclass(frozen=True)
class _Pages:
    """What the routes answer."""

    door: Door
    exists: Check

    def users(self, status: int = 200, **parts: Any) -> Any:
        t = translator(self.door.settings.language)
        wanted = request.args.get("q", "")[:64]
        with self.door.store.reading() as db:
            chosen = select(User).where(User.name.icontains(wanted, autoescape=True)).order_by(User.name)
            found = list(db.scalars(chosen.limit(_SHOWN + 1)))
        listed = [(u, [written(g.kind, g.code) for g in u.scopes]) for u in found[:_SHOWN]]
        more = len(found) > _SHOWN
        page = shown("admin_users.html", t, listed=listed, wanted=wanted, more=more, roles=ROLES, **parts)
        return page, status

    def user(self, user_id: int, status: int = 200, **parts: Any) -> Any:
        t = translator(self.door.settings.language)
        with self.door.store.reading() as db:
            held = db.get(User, user_id) or abort(404)
            page = shown(
                "admin_user.html",
                t,
                user=held,
                roles=ROLES,
                scopes=[(written(g.kind, g.code), g.ends_on) for g in held.scopes],
                sessions=[row for row, _ in sessions.running(db, user_id)],
                leaves=_leaves(db, user_id),
                today=date.today(),
                **parts,
            )
        return page, status

    def add(self) -> Any:
        check_token()
        t, form = translator(self.door.settings.language), request.form
        scopes = form.get("scope", "").split()[:20]
        try:
            _exist(scopes, self.exists)
            with self.door.store.session() as db:
                code = administration.add(
                    db,
                    form.get("name", "").strip(),
                    form.get("role", ""),
                    scopes,
                    language=form.get("language", LANGUAGES[0]),
                    ends_on=_day(form.get("until", "")),
                )
        except Refused as refused:
            return self.users(422, message=_words(refused, t))
        return self.users(name=form.get("name", "").strip(), code=code)

    def change(self, user_id: int) -> Any:
        check_token()
        t = translator(self.door.settings.language)
        try:
            with self.door.store.session() as db:
                held = db.get(User, user_id) or abort(404)
                done = _change(db, held, self.exists)
        except Refused as refused:
            return self.user(user_id, 422, message=_words(refused, t))
        if request.form.get("do") == "display" and done:
            done = url_for("auth.display", code=done, _external=True)
        return self.user(user_id, done=t("admin.done"), code=done)

    def all_sessions(self) -> Any:
        t = translator(self.door.settings.language)
        with self.door.store.reading() as db:
            return shown("admin_sessions.html", t, sessions=sessions.running(db))

    def end_session(self, session_id: int) -> Any:
        check_token()
        with self.door.store.session() as db:
            if sessions.end(db, session_id):
                recorded(db, "session", "ended", session=session_id)
        back = row_number(request.form.get("back", ""))
        return redirect(url_for(".sessions") if back is None else url_for(".user", user_id=back))

    def audit(self) -> Any:
        return audit_page.page(self.door)

    def audit_csv(self) -> Response:
        return audit_page.download(self.door)


def _change(db: Session, held: User, exists: Check) -> str:
    """Make the change that the form names; returns a code where there is one to be told."""
    form = request.form
    scope = form.get("scope", "").strip()
    match form.get("do"):
        case "role":
            administration.change_role(db, held, form.get("role", ""))
        case "grant":
            _exist([scope], exists)
            administration.grant(db, held, scope, _day(form.get("until", "")))
        case "end":
            administration.end_grant(db, held, scope)
        case "disable":
            if held.id == current_user.user_id:
                raise Refused("refused.self")
            administration.disable(db, held)
        case "enable":
            administration.enable(db, held)
        case "reset":
            return administration.reset(db, held)
        case "display":
            return administration.make_display(db, held, scope)
        case "acting":
            subject = administration.find(db, form.get("subject", "").strip())
            days = form.get("days", "")
            seconds = int(days) * 86400 if days.isdecimal() and len(days) < 5 else 0
            administration.allow_acting(db, held, subject, seconds, form.get("reason", ""))
        case "end_acting":
            administration.end_acting(db, db.get(Acting, row_number(form.get("leave", "")) or 0) or abort(404))
        case _:
            abort(400)
    return ""


def _exist(scopes: list[str], exists: Check) -> None:
    for scope in scopes:
        if not exists(scope):
            raise Refused("refused.place", scope=scope[:40])


def _day(text: str) -> date | None:
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise Refused("refused.day", day=text[:20]) from None


def _words(refused: Refused, t: Translator) -> str:
    return t(refused.key, **refused.parts)


def _leaves(db: Session, user_id: int) -> list[tuple[Acting, str]]:
    """The leaves of an account that have not ended, with whom it may act for."""
    mine = (Acting.actor_id == user_id) & (Acting.ends_at > now())
    return [
        (row[0], row[1])
        for row in db.execute(select(Acting, User.name).join(User, User.id == Acting.subject_id).where(mine))
    ]
