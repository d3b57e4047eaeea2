"""Slows down guessing, for all workers together, without a lock that a stranger could hold an account in.

A browser that its owner has signed in with before is known by a cookie and counted for itself; strangers share the
counts of their address and of the account that they try (OWASP: Slow Down Online Guessing Attacks with Device Cookies).
"""

from __future__ import annotations

import hashlib
import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from dashboard.store import Attempts, Store
from dashboard.store.base import now


@dataclass(frozen=True)
class Limit:
    """After `free` attempts wait `first` seconds, twice as long after each further one, at most `most`."""

    free: int
    first: int
    most: int = 15 * 60


PAIR = Limit(5, 30)
"""An account from one address, or from one browser that it knows."""
ADDRESS = Limit(50, 30)
"""Any accounts from one address: a whole school may share it."""
ACCOUNT = Limit(50, 60)
"""One account from any addresses."""
DOUBTS = Limit(10, 60)
"""Doubts that one account reports."""
ENTRIES = Limit(60, 60)
"""Notes, or targets, that one account adds."""
FORGOTTEN = 60 * 60
"""Seconds without an attempt after which it is as if there had been none."""

Key = tuple[str, Limit]


def keys(name: str, address: str, device: str | None) -> list[Key]:
    """What an attempt counts for; `device` is the id of a browser that the account knows."""
    if device:
        return [(_hashed("device", name, device), PAIR)]
    near = _network(address)
    return [
        (_hashed("pair", name, near), PAIR),
        (_hashed("address", near), ADDRESS),
        (_hashed("account", name), ACCOUNT),
    ]


def of_account(what: str, name: str, limit: Limit) -> list[Key]:
    """What something other than a login counts for: the account alone."""
    return [(_hashed(what, name), limit)]


def reserve(store: Store, wanted: Sequence[Key]) -> int:
    """Count an attempt before it is made; returns the seconds to wait (and counts nothing), or 0.

    Counted first, a hundred attempts at once get no more tries than one after the other.
    """
    at = now()
    with store.session() as db:
        rows = [(_row(db, key), limit) for key, limit in sorted(wanted, key=lambda pair: pair[0])]
        wait = max(row.blocked_until - at for row, _ in rows)
        if wait > 0:
            return wait
        for row, limit in rows:
            row.count = 1 if at - row.last_at > FORGOTTEN else row.count + 1
            row.last_at = at
            if row.count >= limit.free:
                row.blocked_until = at + min(limit.first * 2 ** min(row.count - limit.free, 20), limit.most)
    return 0


def succeeded(db: Session, wanted: Sequence[Key]) -> None:
    """Forget the attempts of who got in; those of the address stay, else one's own account would buy more guesses."""
    own = {key for key, limit in wanted if limit is PAIR}
    db.execute(delete(Attempts).where(Attempts.key.in_(own) | (Attempts.last_at < now() - 24 * FORGOTTEN)))


def _row(db: Session, key: str) -> Attempts:
    insert = postgresql.insert if db.get_bind().dialect.name == "postgresql" else sqlite.insert
    fresh = {"key": key, "count": 0, "last_at": 0, "blocked_until": 0}
    db.execute(insert(Attempts).values(fresh).on_conflict_do_nothing())
    return db.scalars(select(Attempts).where(Attempts.key == key).with_for_update()).one()


def _hashed(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()


def _network(address: str) -> str:
    """The address; of IPv6 the 64 bits that one customer has."""
    try:
        read = ipaddress.ip_address(address)
    except ValueError:
        return ""
    return str(ipaddress.ip_network(f"{read}/64", strict=False)) if read.version == 6 else str(read)
