"""Sessions: rows on the server that a random token of the browser leads to, read anew with each request."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.orm import Session, aliased

from dashboard.auth.scopes import Held, scope_of_grants
from dashboard.store import Acting, Grant, Store, User, UserSession
from dashboard.store.base import now
from dashboard.store.entries import changes
from data_access.scope import Scope

IDLE = 30 * 60
ABSOLUTE = 12 * 60 * 60
UNFINISHED = 10 * 60
"""Seconds: without a request, at most at all (ASVS 7.3), and for what is left of a login after the password."""
_TOUCH = 60
"""A session's last request is written down once a minute: a write in front of every panel would cost more than it."""

OPEN, SECOND, CHANGE, ENROL = "open", "second", "change", "enrol"
STEPS = (OPEN, SECOND, CHANGE, ENROL)
"""What a session waits for: nothing, the second factor, a password of the owner's own, the enrolment of a factor."""


@dataclass(frozen=True)
class Account:
    """The signed-in reader: whose session it is, and what it may see at this moment.

    `name`, `role` and `scope` are those of `acting_for`'s account while somebody acts for another; `actor` is who sits
    there. `display` is a big screen. `entered` is how often notes and targets have changed.
    `is_authenticated` and the like are what flask-login asks.
    """

    token: str
    session_id: int
    user_id: int
    actor: str
    own_role: str
    name: str
    role: str
    language: str
    scope: Scope
    step: str = OPEN
    acting_until: int | None = None
    display: bool = False
    secret: str | None = None
    entered: int = 0

    is_active = True
    is_anonymous = False

    @property
    def is_authenticated(self) -> bool:
        """True once nothing more is asked for."""
        return self.step == OPEN

    @property
    def acts(self) -> bool:
        """True while somebody acts for another."""
        return self.acting_until is not None

    def get_id(self) -> str:
        """What the browser's cookie holds: the token, not the name."""
        return self.token


def begin(db: Session, user: User, *, step: str = OPEN, address: str = "", agent: str = "", **parts: Any) -> str:
    """Begin a session and return its token, which is kept nowhere; sessions that have ended are cleared away."""
    at = now()
    db.execute(delete(UserSession).where(_is_over(at)))
    token = secrets.token_urlsafe(32)
    lasting = ABSOLUTE if step == OPEN else UNFINISHED
    row = {"ends_at": at + lasting, **parts}
    db.add(
        UserSession(
            token_hash=digest(token),
            user_id=user.id,
            step=step,
            created_at=at,
            seen_at=at,
            address=address[:45],
            agent=agent[:120],
            **row,
        )
    )
    return token


def renew(db: Session, session_id: int, *, step: str | None = None, **parts: Any) -> str | None:
    """Give a session a new token, as each change of its rights must; None when it has ended meanwhile."""
    token, at = secrets.token_urlsafe(32), now()
    values: dict[str, Any] = {"token_hash": digest(token), "seen_at": at, **parts}
    if step is not None:
        values |= {"step": step, "ends_at": at + (ABSOLUTE if step == OPEN else UNFINISHED)}
    done = db.execute(update(UserSession).where(UserSession.id == session_id).values(**values))
    return token if _count(done) else None


def end(db: Session, session_id: int, user_id: int | None = None) -> bool:
    """End a session (if it is `user_id`'s); returns whether there was one."""
    mine = [] if user_id is None else [UserSession.user_id == user_id]
    return _count(db.execute(delete(UserSession).where(UserSession.id == session_id, *mine))) > 0


def end_all(db: Session, user_id: int, but: int | None = None) -> int:
    """End every session of an account, but one; returns how many."""
    kept = [] if but is None else [UserSession.id != but]
    return _count(db.execute(delete(UserSession).where(UserSession.user_id == user_id, *kept)))


def running(db: Session, user_id: int | None = None) -> list[tuple[UserSession, User]]:
    """The sessions that have not ended, of one account or of all, the last used first."""
    mine = [] if user_id is None else [UserSession.user_id == user_id]
    chosen = select(UserSession, User).join(User, User.id == UserSession.user_id).where(~_is_over(now()), *mine)
    return [(row[0], row[1]) for row in db.execute(chosen.order_by(UserSession.seen_at.desc()).limit(500))]


def find(store: Store, token: str) -> Account | None:
    """The account whose session `token` leads to, with the scope that it has now; None when there is none (any more).

    One indexed query, for it stands in front of every panel.
    """
    with store.reads.connect() as connection:
        rows = connection.execute(_FIND, {"token_hash": digest(token)}).all()
    if not rows or (found := _account(rows, token)) is None:
        return None
    row, at = rows[0], now()
    if row.ends_at is not None and (at >= row.ends_at or at - row.seen_at >= IDLE):
        return None
    if row.acting_id is not None and not found.acts:  # the leave is over: whoever acted is themselves again
        _leave(store, row.session_id)
        return find(store, token)
    if at - row.seen_at >= _TOUCH:
        _touch(store, row.session_id, at)
    return found


def digest(token: str) -> str:
    """What is kept of a token that has 256 random bits."""
    return hashlib.sha256(token.encode()).hexdigest()


_sits, _seen = aliased(User), aliased(User)
_FIND = (
    select(
        UserSession.id.label("session_id"),
        UserSession.step,
        UserSession.seen_at,
        UserSession.ends_at,
        UserSession.acting_id,
        UserSession.scope_kind,
        UserSession.scope_code,
        UserSession.secret,
        _sits.id.label("user_id"),
        _sits.name.label("actor"),
        _sits.role.label("own_role"),
        _sits.language,
        Acting.ends_at.label("acting_until"),
        _seen.name,
        _seen.role,
        _seen.disabled.label("seen_disabled"),
        Grant.kind,
        Grant.code,
        Grant.ends_on,
        changes().label("entered"),
    )
    .select_from(UserSession)
    .join(_sits, _sits.id == UserSession.user_id)
    .outerjoin(Acting, Acting.id == UserSession.acting_id)
    .join(_seen, _seen.id == func.coalesce(Acting.subject_id, UserSession.user_id))
    .outerjoin(Grant, Grant.user_id == _seen.id)
    .where(UserSession.token_hash == bindparam("token_hash"), _sits.disabled.is_(False))
)


def _account(rows: Iterable[Any], token: str) -> Account | None:
    rows = list(rows)
    row, today = rows[0], date.today()
    acts = row.acting_until is not None and row.acting_until > now() and not row.seen_disabled
    held: list[Held] = [(r.kind, r.code, r.ends_on) for r in rows if r.kind is not None]
    scope = scope_of_grants(held, today)
    display = row.scope_kind is not None
    if display:
        # A big screen sees its one place, and only for as long as the account that it belongs to does.
        own = (row.scope_kind, row.scope_code)
        still = scope.everything or own in {(k, c) for k, c, end in held if end is None or end >= today}
        scope = scope_of_grants([(*own, None)] if still else [], today)
    return Account(
        token=token,
        session_id=row.session_id,
        user_id=row.user_id,
        actor=row.actor,
        own_role=row.own_role,
        name=row.name,
        role="display" if display else row.role,
        language=row.language,
        scope=scope,
        step=row.step,
        acting_until=row.acting_until if acts else None,
        display=display,
        secret=row.secret,
        entered=row.entered,
    )


def _is_over(at: int) -> Any:
    return UserSession.ends_at.is_not(None) & ((UserSession.ends_at <= at) | (UserSession.seen_at <= at - IDLE))


def _touch(store: Store, session_id: int, at: int) -> None:
    late = (UserSession.id == session_id) & (UserSession.seen_at <= at - _TOUCH)
    with store.session() as db:
        db.execute(update(UserSession).where(late).values(seen_at=at))


def _leave(store: Store, session_id: int) -> None:
    with store.session() as db:
        db.execute(update(UserSession).where(UserSession.id == session_id).values(acting_id=None))


def _count(result: Any) -> int:
    return int(result.rowcount)
