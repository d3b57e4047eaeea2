"""Accounts: found, checked, and turned into scopes."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from sqlalchemy import select, update
from sqlalchemy.engine import make_url

from dashboard.auth import passwords
from dashboard.auth.scopes import scope_of_grants
from dashboard.auth.sessions import end_all
from dashboard.store import ROLES, Grant, Store, User
from dashboard.store.base import now
from data_access.scope import Scope

_LONGEST_NAME = 80


def verify(store: Store, name: str, password: str) -> User | None:
    """Return the account when name and password belong together, else nothing; an outdated hash is made anew.

    A one-time code that was not used in time is worth nothing.
    """
    user = store.user(name[:_LONGEST_NAME])
    if not passwords.is_right(user.password_hash if user else None, password) or user is None:
        return None
    if user.must_change and user.code_until is not None and user.code_until < now():
        return None
    if passwords.is_outdated(user.password_hash):
        with store.session() as db:
            renewed = passwords.hashed(password)
            same = (User.id == user.id) & (User.password_hash == user.password_hash)
            db.execute(update(User).where(same).values(password_hash=renewed))
    return user


def save(
    store: Store, name: str, role: str, password: str, grants: Sequence[tuple[str, str]], language: str = "zh"
) -> None:
    """Make the account `name` or replace what it was; a grant is its kind (one of `KINDS`) and a code.

    For the demo's accounts and for tests: people get theirs from `dashboard.auth.administration`.
    """
    if role not in ROLES:
        raise ValueError(f"no such role: {role}; known are {', '.join(ROLES)}")
    with store.session() as db:
        user = db.scalar(select(User).where(User.name == name)) or User(name=name)
        user.role, user.language, user.disabled, user.must_change = role, language, False, False
        user.password_hash, user.changed_at = passwords.hashed(password), now()
        user.scopes = [Grant(kind=kind, code=code) for kind, code in grants]
        db.add(user)
        db.flush()
        end_all(db, user.id)


def scope_of(user: User, today: date | None = None) -> Scope:
    """The scope of an account on a day: grants that have ended count for nothing, and no grant is no row."""
    return scope_of_grants([(g.kind, g.code, g.ends_on) for g in user.scopes], today or date.today())


def scope_of_name(name: str) -> Scope:
    """The scope of the account called `name` in the configured application database; ValueError when there is none."""

    url = os.environ.get("DASHBOARD_APP_DB_URL") or "sqlite:///var/app.sqlite"
    file = make_url(url).database if url.startswith("sqlite") else None
    if file and not Path(file).is_file():
        raise ValueError(f"There are no accounts at {url}; run the dashboard once, or set DASHBOARD_APP_DB_URL.")
    user = Store(url).user(name)
    if user is None:
        raise ValueError(f"There is no user {name[:40]!r}.")
    return scope_of(user)
