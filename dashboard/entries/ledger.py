"""The ledger of entries: who may add to it, who sees what of it, and who withdraws; each change is audited."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from dashboard.audit import recorded
from dashboard.auth.sessions import Account
from dashboard.entries.text import Unclear, sees
from dashboard.rights import WRITERS
from dashboard.store.base import now
from dashboard.store.entries import Entry, Target
from data_access.gate import Gate
from data_access.scope import Scope

MOST = 200
_LOOKED_AT = 2_000


def add(db: Session, reader: Account, kind: str, entry: Entry) -> None:
    """Write down an entry of `reader`; a target takes the place of the one for the same indicator and day.

    Raises `Unclear` where that one is not for `reader` to withdraw.
    """
    entry.at, entry.user_id, entry.role = now(), reader.user_id, reader.role
    if isinstance(entry, Target):
        same = (Target.place == entry.place, Target.indicator == entry.indicator, Target.due_on == entry.due_on)
        for old in db.scalars(select(Target).where(Target.withdrawn_at.is_(None), *same)):
            if not may_withdraw(reader, old):
                raise Unclear("entry.target.of_others")
            withdraw(db, reader, kind, old)
    db.add(entry)
    db.flush()
    recorded(db, kind, "added", entry=entry.id, place=entry.place, indicator=entry.indicator)


def withdraw(db: Session, reader: Account, kind: str, entry: Entry) -> None:
    """Take an entry back: it stays in the database and stands on no screen any more."""
    entry.withdrawn_at, entry.withdrawn_by = now(), reader.actor
    recorded(db, kind, "withdrawn", entry=entry.id, place=entry.place, indicator=entry.indicator)


def may_withdraw(reader: Account, entry: Entry) -> bool:
    """Tell whether `reader`, who sees the entry's place, may take it back: who made it may, and a data steward."""
    return reader.role in WRITERS and (entry.user_id == reader.user_id or reader.role == "steward")


def standing(db: Session, model: type[Entry], gate: Gate, scope: Scope) -> list[Entry]:
    """The newest entries that hold, about places that lie in `scope`."""
    newest = select(model).where(model.withdrawn_at.is_(None)).order_by(model.at.desc(), model.id.desc())
    return [entry for entry in db.scalars(newest.limit(_LOOKED_AT)) if sees(gate, scope, entry.place)][:MOST]
