"""Writes events of a request down, with who is there and which request it was."""

from __future__ import annotations

from flask import g, has_request_context, request
from flask_login import current_user
from sqlalchemy.orm import Session

from dashboard.audit.chain import Event, append
from dashboard.store import Store


def recorded(
    db: Session, event: str, outcome: str = "ok", *, actor: str | None = None, subject: str = "", **details: object
) -> None:
    """Write an event within the transaction of `db`; the actor is by default whoever is signed in."""
    address = request_id = ""
    if has_request_context():
        address, request_id = request.remote_addr or "", g.get("request_id", "")
        if actor is None:
            actor = getattr(current_user, "actor", "")
            if getattr(current_user, "acts", False):
                details["acting_for"] = current_user.name
    append(db, Event(event, outcome, actor or "", subject, address, request_id, details))


def record(store: Store, event: str, outcome: str = "ok", *, actor: str | None = None, **details: object) -> None:
    """Write an event by itself; raises when it cannot be written, and then what it tells of must not happen."""
    with store.session() as db:
        recorded(db, event, outcome, actor=actor, **details)  # type: ignore[arg-type]
