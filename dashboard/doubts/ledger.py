"""The ledger of doubts: who may add to it, who sees what of it, and who answers; each change is audited."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from dashboard.audit import recorded
from dashboard.auth.sessions import Account
from dashboard.entries.text import Unclear, sees, taken
from dashboard.store.base import now
from dashboard.store.doubts import LONGEST, Doubt
from dashboard.view import ALL, View
from data_access.gate import Gate
from data_access.scope import Scope

ANSWERS = "steward"
"""The role that answers doubts about places of its scope."""
MOST = 200
_LOOKED_AT = 2_000


def report(db: Session, reader: Account, view: View, page: str, why: str) -> Doubt:
    """Write down the doubt of `reader` about the number that `view` shows on `page`; raises `Unclear`."""
    if view.indicator is None:
        raise Unclear("doubt.no_indicator")
    doubt = Doubt(
        at=now(),
        user_id=reader.user_id,
        role=reader.role,
        indicator=view.indicator,
        place=view.place.code,
        period=ALL if view.period is None else str(view.period),
        page=page,
        view=view.to_search(lang=None)[:2000],
        why=taken(why, LONGEST, "doubt.no_reason"),
    )
    db.add(doubt)
    db.flush()
    recorded(db, "doubt", "reported", doubt=doubt.id, place=doubt.place, indicator=doubt.indicator)
    return doubt


def answer(db: Session, reader: Account, doubt: Doubt, text: str, *, close: bool) -> None:
    """Answer a doubt, or close it, with or without a word; raises `Unclear` where an answer says nothing."""
    said = text.strip()
    if said or not close:
        doubt.answer = taken(said, LONGEST, "doubt.no_answer")
    doubt.state = "closed" if close else "answered"
    doubt.answered_by, doubt.answered_at = reader.actor, now()
    recorded(db, "doubt", doubt.state, doubt=doubt.id, place=doubt.place, indicator=doubt.indicator)


def seen(db: Session, gate: Gate, scope: Scope, state: str = "") -> list[Doubt]:
    """The newest doubts about places that lie in `scope`, of one state if that is named."""
    chosen = select(Doubt).order_by(Doubt.at.desc(), Doubt.id.desc()).limit(_LOOKED_AT)
    if state:
        chosen = chosen.where(Doubt.state == state)
    return [doubt for doubt in db.scalars(chosen) if sees(gate, scope, doubt.place)][:MOST]
