"""The ledger of doubts: who may add to it, who sees what of it, and who answers; each change is audited.

A data steward of the place answers; where no steward's scope holds the place, the ministry does, so that no doubt
waits for nobody. Administrators keep accounts and see no data, and so cannot judge a number.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from dashboard.audit import recorded
from dashboard.auth.sessions import Account
from dashboard.auth.users import scope_of
from dashboard.entries.text import Unclear, sees, taken
from dashboard.store import Store, User
from dashboard.store.base import now
from dashboard.store.doubts import LONGEST, Doubt
from dashboard.view import ALL, View
from data_access.gate import Gate
from data_access.scope import Scope

PAGE = 50
"""Doubts on a page of the list."""
_LOOKED_AT = 2_000


@dataclass(frozen=True)
class Waiting:
    """How many open doubts wait for a reader's answer, and how many answers to own doubts the reader has not read."""

    to_answer: int = 0
    to_read: int = 0


NOTHING = Waiting()


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
    """Answer a doubt, or close it, with or without a word; raises `Unclear` if that says nothing or it is closed."""
    if doubt.state == "closed":
        raise Unclear("doubt.is_closed")
    said = text.strip()
    if said or not close:
        doubt.answer = taken(said, LONGEST, "doubt.no_answer")
    doubt.state = "closed" if close else "answered"
    doubt.answered_by, doubt.answered_at = reader.actor, now()
    doubt.read_at = now() if doubt.user_id == reader.user_id else None
    recorded(db, "doubt", doubt.state, doubt=doubt.id, place=doubt.place, indicator=doubt.indicator)


def answers(db: Session, gate: Gate, reader: Account, doubts: Iterable[Doubt]) -> set[int]:
    """The ids of those `doubts`, all about places that `reader` sees, that are for `reader` to answer."""
    if reader.acts or reader.role not in ("steward", "ministry"):
        return set()
    if reader.role == "steward":
        return {doubt.id for doubt in doubts}
    held = [scope_of(user) for user in db.scalars(select(User).where(User.role == "steward", User.disabled.is_(False)))]
    return {doubt.id for doubt in doubts if not any(sees(gate, scope, doubt.place) for scope in held)}


def waiting(store: Store, gate: Gate, reader: Account) -> Waiting:
    """What waits for `reader`; for whoever acts for others nothing does."""
    if reader.acts:
        return NOTHING
    with store.reading() as db:
        fresh = len(unread(db, gate, reader))
        if reader.role not in ("steward", "ministry"):
            return Waiting(to_read=fresh)
        opened = _seen(db, gate, reader.scope, "open", None, _LOOKED_AT)[0]
        return Waiting(len(answers(db, gate, reader, opened)), fresh)


def unread(db: Session, gate: Gate, reader: Account) -> list[Doubt]:
    """The doubts of `reader` that others have answered or closed since the reader looked, the newest first."""
    if reader.acts:
        return []
    own = (Doubt.user_id == reader.user_id, Doubt.answered_at.is_not(None), Doubt.read_at.is_(None))
    found = db.scalars(select(Doubt).where(*own).order_by(Doubt.id.desc()).limit(PAGE))
    return [doubt for doubt in found if sees(gate, reader.scope, doubt.place)]


def read(db: Session, doubts: Iterable[Doubt]) -> None:
    """Remember that who reported these doubts has now read what became of them."""
    db.execute(update(Doubt).where(Doubt.id.in_([doubt.id for doubt in doubts])).values(read_at=now()))


def seen(
    db: Session, gate: Gate, scope: Scope, state: str = "", before: int | None = None
) -> tuple[list[Doubt], int | None]:
    """A page of doubts about places that lie in `scope`, the newest first, of one state if that is named.

    `before` is the id that the page before ended with; the second part is where the next page begins, if there is one.
    """
    return _seen(db, gate, scope, state, before, PAGE)


def _seen(
    db: Session, gate: Gate, scope: Scope, state: str, before: int | None, most: int
) -> tuple[list[Doubt], int | None]:
    chosen = select(Doubt).order_by(Doubt.id.desc()).limit(_LOOKED_AT)
    if state:
        chosen = chosen.where(Doubt.state == state)
    if before is not None:
        chosen = chosen.where(Doubt.id < before)
    looked_at = db.scalars(chosen).all()
    found = [doubt for doubt in looked_at if sees(gate, scope, doubt.place)]
    if len(found) > most:
        return found[:most], found[most - 1].id
    return found, looked_at[-1].id if len(looked_at) == _LOOKED_AT else None
