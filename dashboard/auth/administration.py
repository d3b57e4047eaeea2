"""What administrators do with accounts: each change and its audit row are one transaction."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable
from datetime import date

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from dashboard.audit import recorded
from dashboard.auth import factor, passwords, sessions
from dashboard.auth.scopes import parse, written
from dashboard.i18n import LANGUAGES
from dashboard.store import ROLES, Acting, Display, Grant, User
from dashboard.store.base import now

CODE_LASTS = 14 * 24 * 60 * 60
LINK_LASTS = 24 * 60 * 60
LONGEST_ACTING = 90 * 24 * 60 * 60
"""Seconds that a one-time code and the link of a big screen are good for, and that a leave may last at most."""
_NAME = re.compile(r"\w[\w.@+-]{1,63}")
_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


OneTime = tuple[str, str]
"""A one-time code and its hash."""


class Refused(ValueError):
    """Why a change is not made; `key` names the sentence of the catalogue and `parts` fill its blanks."""

    def __init__(self, key: str, **parts: object) -> None:
        super().__init__(key)
        self.key, self.parts = key, parts


def find(db: Session, name: str) -> User:
    """The account called `name`, disabled or not; raises `Refused`."""
    user = db.scalar(select(User).where(User.name == name))
    if user is None:
        raise Refused("refused.unknown", name=name[:64])
    return user


def add(
    db: Session,
    name: str,
    role: str,
    scopes: Iterable[str] = (),
    *,
    language: str = "zh",
    ends_on: date | None = None,
    actor: str | None = None,
    made: OneTime | None = None,
) -> str:
    """Make an account and return its one-time code, which is kept nowhere; raises `Refused`.

    Whoever makes many brings their codes along, so that the database is not locked while they are hashed.
    """
    if not _NAME.fullmatch(name):
        raise Refused("refused.name", name=name[:64])
    if role not in ROLES:
        raise Refused("refused.role", role=role[:20], roles=", ".join(ROLES))
    if language not in LANGUAGES:
        raise Refused("refused.language", language=language[:10])
    if db.scalar(select(User.id).where(User.name == name)) is not None:
        raise Refused("refused.taken", name=name)
    held = [_read(scope) for scope in scopes]
    user = User(name=name, role=role, language=language, disabled=False, password_hash="")
    user.scopes = [Grant(kind=kind, code=code, ends_on=ends_on) for kind, code in dict.fromkeys(held)]
    code = _give(user, made or one_time_code())
    db.add(user)
    db.flush()
    told = {"role": role, "scopes": [written(*one) for one in held], "until": ends_on or ""}
    recorded(db, "user", "added", actor=actor, subject=name, **told)
    return code


def change_role(db: Session, user: User, role: str, *, actor: str | None = None) -> None:
    """Give an account another role; its sessions end."""
    if role not in ROLES:
        raise Refused("refused.role", role=role[:20], roles=", ".join(ROLES))
    if role != user.role:
        _keeps_one(db, user)
        before, user.role = user.role, role
        sessions.end_all(db, user.id)
        recorded(db, "user", "changed", actor=actor, subject=user.name, role=role, before=before)


def grant(db: Session, user: User, scope: str, ends_on: date | None = None, *, actor: str | None = None) -> None:
    """Let an account see a place, until a last day; what it held of the place before is replaced."""
    kind, code = _read(scope)
    if ends_on is not None and ends_on < date.today():
        raise Refused("refused.past", day=ends_on)
    user.scopes = [g for g in user.scopes if (g.kind, g.code) != (kind, code)]
    user.scopes.append(Grant(kind=kind, code=code, ends_on=ends_on))
    db.flush()
    recorded(db, "scope", "granted", actor=actor, subject=user.name, scope=written(kind, code), until=ends_on or "")


def end_grant(db: Session, user: User, scope: str, *, actor: str | None = None) -> None:
    """Take a place away from an account, from the next request on."""
    kind, code = _read(scope)
    kept = [g for g in user.scopes if (g.kind, g.code) != (kind, code)]
    if len(kept) == len(user.scopes):
        raise Refused("refused.not_held", name=user.name, scope=written(kind, code))
    user.scopes = kept
    db.flush()
    recorded(db, "scope", "ended", actor=actor, subject=user.name, scope=written(kind, code))


def set_subject(db: Session, user: User, subject: str | None, *, actor: str | None = None) -> None:
    """Say by which name the single sign-on means this account (None: by its own)."""
    if subject and db.scalar(select(User.id).where(User.subject == subject, User.id != user.id)) is not None:
        raise Refused("refused.taken", name=subject[:64])
    user.subject = subject[:200] if subject else None
    recorded(db, "user", "changed", actor=actor, subject=user.name, what="single sign-on")


def disable(db: Session, user: User, *, actor: str | None = None) -> None:
    """Let an account in no more; its sessions, big screens and leaves end."""
    _keeps_one(db, user)
    user.disabled = True
    sessions.end_all(db, user.id)
    db.execute(delete(Display).where(Display.user_id == user.id))
    recorded(db, "user", "disabled", actor=actor, subject=user.name)


def enable(db: Session, user: User, *, actor: str | None = None) -> None:
    """Let a disabled account in again."""
    user.disabled = False
    recorded(db, "user", "enabled", actor=actor, subject=user.name)


def reset(db: Session, user: User, *, actor: str | None = None) -> str:
    """Give an account a one-time code instead of password and second factor; its sessions end."""
    code = _give(user, one_time_code())
    factor.remove(db, user)
    sessions.end_all(db, user.id)
    recorded(db, "user", "reset", actor=actor, subject=user.name)
    return code


def allow_acting(
    db: Session, actor: User, subject: User, seconds: int, reason: str, *, by: str | None = None
) -> Acting:
    """Let `actor` see what `subject` sees for a time; never what an administrator may do. Raises `Refused`."""
    if actor.id == subject.id or "administrator" in (actor.role, subject.role):
        raise Refused("refused.acting")
    if not 0 < seconds <= LONGEST_ACTING:
        raise Refused("refused.acting_days", days=LONGEST_ACTING // 86400)
    leave = Acting(actor_id=actor.id, subject_id=subject.id, ends_at=now() + seconds, reason=reason[:200])
    db.add(leave)
    db.flush()
    recorded(db, "acting", "granted", actor=by, subject=subject.name, who=actor.name, ends_at=leave.ends_at)
    return leave


def end_acting(db: Session, leave: Acting, *, by: str | None = None) -> None:
    """End a leave at once: whoever acts under it is themselves again with the next request."""
    leave.ends_at = min(leave.ends_at, now())
    subject = db.get_one(User, leave.subject_id)
    recorded(db, "acting", "ended", actor=by, subject=subject.name, who=db.get_one(User, leave.actor_id).name)


def make_display(db: Session, user: User, scope: str, *, actor: str | None = None) -> str:
    """Make the code of a link that opens a big screen once, for a place that `user` holds; raises `Refused`."""
    kind, code = _read(scope)
    today = date.today()
    held = {(g.kind, g.code) for g in user.scopes if g.ends_on is None or g.ends_on >= today}
    if (kind, code) not in held and not any(kind == "nation" for kind, _ in held):
        raise Refused("refused.not_held", name=user.name, scope=written(kind, code))
    made = secrets.token_urlsafe(32)
    db.add(
        Display(
            code_hash=sessions.digest(made),
            user_id=user.id,
            scope_kind=kind,
            scope_code=code,
            ends_at=now() + LINK_LASTS,
        )
    )
    recorded(db, "display", "made", actor=actor, subject=user.name, scope=written(kind, code))
    return made


def one_time_code() -> OneTime:
    """A code of 100 random bits and the hash that is kept of it."""
    plain = "".join(secrets.choice(_ALPHABET) for _ in range(20))
    code = "-".join(plain[i : i + 5] for i in range(0, 20, 5))
    return code, passwords.hashed(code)


def _give(user: User, made: OneTime) -> str:
    code, user.password_hash = made
    user.must_change, user.code_until = True, now() + CODE_LASTS
    return code


def _read(scope: str) -> tuple[str, str]:
    try:
        return parse(scope)
    except ValueError:
        raise Refused("refused.scope", scope=scope[:40]) from None


def _keeps_one(db: Session, user: User) -> None:
    """Refuse to lose the last administrator: nobody could make another but on the server itself."""
    if user.role != "administrator" or user.disabled:
        return
    others = (User.role == "administrator") & User.disabled.is_(False) & (User.id != user.id)
    if db.scalar(select(User.id).where(others).limit(1)) is None:
        raise Refused("refused.last")
