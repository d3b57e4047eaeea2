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
    """Make the account `name` or replace what it was; a grant is its kind (school, place, nation) and a code."""
    if role not in ROLES:
        raise ValueError(f"no such role: {role}; known are {', '.join(ROLES)}")
    with store.session() as session:
        user = session.scalar(select(User).where(User.name == name)) or User(name=name)
        user.role, user.language, user.disabled = role, language, False
        user.password_hash = _HASHER.hash(password)
        user.scopes = [Grant(kind=kind, code=code) for kind, code in grants]
        session.add(user)


def scope_of(user: User, today: date | None = None) -> Scope:
    """The scope of an account on a day: grants that have ended count for nothing, and no grant is no row."""
    day = today or date.today()
    held = [g for g in user.scopes if g.ends_on is None or g.ends_on >= day]
    return Scope(
        places=frozenset(g.code for g in held if g.kind == "place"),
        schools=frozenset(g.code for g in held if g.kind == "school"),
        everything=any(g.kind == "nation" for g in held),
    )


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
