"""The chain: each row's hash covers the row and the hash of the one before, so that a change shows from there on."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from dashboard.store import AuditHead, AuditRow

EVENTS = {
    "login": ("ok", "fail", "throttled"),
    "logout": ("ok",),
    "denied": ("fail",),
    "export": ("ok",),
    "session": ("started", "ended"),
    "password": ("ok",),
    "factor": ("ok", "removed", "recovery"),
    "acting": ("granted", "started", "ended"),
    "user": ("added", "changed", "disabled", "enabled", "reset"),
    "scope": ("granted", "ended"),
    "display": ("made", "started"),
    "doubt": ("reported", "answered", "closed"),
    "note": ("added", "withdrawn"),
    "target": ("added", "withdrawn"),
    "release": ("seen",),
    "pruned": ("ok",),
}
"""Events and how each can come out."""

_LONGEST, _LONGEST_DETAIL = 80, 200
log = logging.getLogger("dashboard.audit")


@dataclass(frozen=True)
class Event:
    """What is written down: never a password, a code or a value of the data; texts are escaped and shortened."""

    event: str
    outcome: str = "ok"
    actor: str = ""
    subject: str = ""
    address: str = ""
    request_id: str = ""
    details: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Verdict:
    """What became of a chain: rows read, its last hash, and the id of the first row that does not fit, with why."""

    rows: int
    last_hash: str
    broken: int | None = None
    why: str = ""


def append(db: Session, event: Event) -> AuditRow:
    """Add a row at the end of the chain, within the transaction of `db`: what it tells of happens with it, or neither.

    Writers queue at the head's row (on SQLite at the transaction's beginning).
    """
    if event.outcome not in EVENTS.get(event.event, ()):
        raise ValueError(f"no such event: {event.event} {event.outcome}")
    head = db.scalars(
        select(AuditHead).where(AuditHead.id == 1).with_for_update().execution_options(populate_existing=True)
    ).one()
    details = {clean(name, _LONGEST): _told(value) for name, value in event.details.items()}
    row = AuditRow(
        id=head.last_id + 1,
        at=datetime.now(UTC).isoformat(timespec="microseconds"),
        event=event.event,
        outcome=event.outcome,
        actor=clean(event.actor, _LONGEST),
        subject=clean(event.subject, _LONGEST),
        address=clean(event.address, 45),
        request_id=clean(event.request_id, 32),
        details=json.dumps(details, ensure_ascii=False, sort_keys=True),
    )
    row.hash = _sealed(head.last_hash, row)
    db.add(row)
    head.last_id, head.last_hash = row.id, row.hash
    db.flush()
    # Whoever ships the log elsewhere has with it an end of the chain that cannot be rewritten here.
    log.info("audit", extra={"audit_id": row.id, "audit_hash": row.hash})
    return row


def verify(db: Session) -> Verdict:
    """Read the whole chain and say where, if anywhere, it does not hold."""
    head = db.scalars(select(AuditHead).where(AuditHead.id == 1)).one_or_none()
    if head is None:
        return Verdict(0, "", 1, "the end of the chain is not written down any more")
    last, at, rows = head.pruned_hash, head.pruned_id, 0
    for row in db.scalars(select(AuditRow).order_by(AuditRow.id).execution_options(yield_per=1000)):
        if row.id <= head.pruned_id:
            continue
        if row.id != at + 1:
            return Verdict(rows, last, at + 1, f"row {at + 1} is missing")
        if row.hash != _sealed(last, row):
            return Verdict(rows, last, row.id, f"row {row.id} was changed, or the one before it")
        last, at, rows = row.hash, row.id, rows + 1
    if (at, last) != (head.last_id, head.last_hash):
        return Verdict(rows, last, at + 1, f"rows after {at} are missing: the chain ended at {head.last_id}")
    return Verdict(rows, last)


def prune(db: Session, before: datetime) -> int:
    """Delete the rows from before a moment; the chain goes on from the last of them. Returns how many."""
    old = select(AuditRow).where(AuditRow.at < before.astimezone(UTC).isoformat(timespec="microseconds"))
    last = db.scalars(old.order_by(AuditRow.id.desc()).limit(1)).first()
    if last is None:
        return 0
    head = db.scalars(select(AuditHead).where(AuditHead.id == 1).with_for_update()).one()
    head.pruned_id, head.pruned_hash = last.id, last.hash
    db.flush()  # the table lets go only of rows up to there
    gone = db.execute(delete(AuditRow).where(AuditRow.id <= last.id))
    return int(gone.rowcount)  # type: ignore[attr-defined]


def clean(text: str, longest: int = _LONGEST_DETAIL) -> str:
    """A text of one line without marks that change how it is read, shortened: a log line cannot be forged with it."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text[: longest + 1])[:longest]


def _told(value: object) -> object:
    if isinstance(value, bool | int | float) or value is None:
        return value
    if isinstance(value, list | tuple):
        return [_told(part) for part in value[:20]]
    return clean(str(value))


def _sealed(before: str, row: AuditRow) -> str:
    parts = [before, row.id, row.at, row.event, row.outcome, row.actor, row.subject]
    parts += [row.address, row.request_id, row.details]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()
