"""Accounts: made, checked, and turned into scopes."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import select
from sqlalchemy.engine import make_url

from dashboard.auth.scopes import scope_of_grants
from dashboard.auth.sessions import end_all
from dashboard.store import ROLES, Grant, Store, User
from data_access.scope import Scope

# ASVS 5.0 appendix C: argon2id, 46 MiB, one pass.
_HASHER = PasswordHasher(time_cost=1, memory_cost=47104, parallelism=1)
# An unknown name costs the same work as a wrong password, so that the answer's time tells nothing.
_NOBODY = _HASHER.hash("nobody has this password")
_LONGEST = 128


def verify(store: Store, name: str, password: str) -> User | None:
    """Return the account when name and password belong together, else nothing."""
    user = store.user(name[:80])
    try:
        _HASHER.verify(user.password_hash if user else _NOBODY, password[: _LONGEST + 1])
    except (VerifyMismatchError, InvalidHashError):
        return None
    return user


def save(
    store: Store, name: str, role: str, password: str, grants: Sequence[tuple[str, str]], language: str = "zh"
) -> None:
    """Make the account `name` or replace what it was; a grant is its kind (one of `KINDS`) and a code."""
    if role not in ROLES:
        raise ValueError(f"no such role: {role}; known are {', '.join(ROLES)}")
    with store.session() as db:
        user = db.scalar(select(User).where(User.name == name)) or User(name=name)
        user.role, user.language, user.disabled = role, language, False
        user.password_hash = _HASHER.hash(password)
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
