"""Big screens: a link with a code that is good once opens a session that only shows one place."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, request, session
from sqlalchemy import delete, select

from dashboard.audit import recorded
from dashboard.auth.door import Door
from dashboard.auth.forms import check_token, shown, translator
from dashboard.auth.sessions import OPEN, begin, digest
from dashboard.store import Display, User
from dashboard.store.base import now


def add_routes(auth: Blueprint, door: Door) -> None:
    """Put the link's page on the blueprint."""

    def display() -> Any:
        t = translator(door.settings.language)
        if request.method == "GET":
            # A look at the link (a mail program's, a preview's) uses nothing up.
            return shown("display.html", t, code=request.args.get("code", "")[:80])
        check_token()
        wanted = Display.code_hash == digest(request.form.get("code", "")[:80])
        with door.store.session() as db:
            link = db.scalar(select(Display).where(wanted, Display.ends_at > now()))
            user = db.get(User, link.user_id) if link is not None else None
            if link is None or user is None or user.disabled:
                abort(404)
            if not db.execute(delete(Display).where(Display.id == link.id)).rowcount:  # type: ignore[attr-defined]
                abort(404)
            place = {"scope_kind": link.scope_kind, "scope_code": link.scope_code}
            address, agent = request.remote_addr or "", request.user_agent.string
            made = begin(db, user, step=OPEN, address=address, agent=agent, ends_at=None, **place)
            recorded(db, "display", "started", actor=user.name, **place)
        answer = door.go_on(made, user, "/?screen=1", known=False)
        session.permanent = True
        return answer

    auth.add_url_rule("/display", "display", display, methods=["GET", "POST"])
