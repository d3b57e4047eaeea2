"""The second factor: time-based one-time codes (RFC 6238), each good once, and recovery codes."""

from __future__ import annotations

import base64
import hashlib
import secrets
import time
from collections.abc import Sequence

import pyotp
import segno
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from dashboard.store import RecoveryCode, User
from dashboard.store.base import now

NEEDED_BY = frozenset({"director", "ministry", "steward", "administrator"})
"""Roles that do not get in without one (a principal may have one)."""
_WINDOW = 30
_SKEW = 1
"""Windows that a telephone's clock may be early or late."""
_RECOVERY_CODES = 10
_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""32 letters and digits that nobody takes for another."""


class Vault:
    """Keeps secrets of second factors encrypted under the installation's key; older keys still open."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._box = MultiFernet([Fernet(_derived(key)) for key in keys])

    def shut(self, secret: str) -> str:
        """The secret, encrypted."""
        return self._box.encrypt(secret.encode()).decode()

    def open(self, kept: str | None) -> str | None:
        """The secret; None when there is none or when no key of ours opens it."""
        try:
            return self._box.decrypt(kept.encode()).decode() if kept else None
        except InvalidToken:
            return None


def new_secret() -> str:
    """A secret of 160 bits, as an app of codes reads it."""
    return pyotp.random_base32()


def qr_code(secret: str, name: str, issuer: str) -> str:
    """The secret for an app of codes, as an inline SVG that no other host drew; dark on light in every theme."""
    address = pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=issuer)
    return segno.make(address, error="m").svg_inline(scale=5, dark="#000000", light="#ffffff", border=4)


def step_of(secret: str, code: str) -> int | None:
    """The window of 30 s that a code belongs to, if it is that of now or a neighbour's."""
    digits = code.replace(" ", "")
    if len(digits) != 6 or not (digits.isascii() and digits.isdigit()):
        return None
    at, totp = int(time.time()) // _WINDOW, pyotp.TOTP(secret)
    for step in range(at - _SKEW, at + _SKEW + 1):
        if pyotp.utils.strings_equal(totp.generate_otp(step), digits):
            return step
    return None


def use(db: Session, user: User, vault: Vault, code: str) -> bool:
    """Take a code, if it is right and neither it nor a later one was taken before: two requests cannot both win."""
    secret = vault.open(user.totp_secret)
    step = step_of(secret, code) if secret else None
    if step is None:
        return False
    done = db.execute(update(User).where(User.id == user.id, User.totp_step < step).values(totp_step=step))
    return int(done.rowcount) == 1  # type: ignore[attr-defined]


def enrol(db: Session, user: User, vault: Vault, secret: str, step: int) -> list[str]:
    """Make `secret` the account's second factor and return its recovery codes, which are kept nowhere."""
    user.totp_secret, user.totp_step = vault.shut(secret), step
    codes = ["".join(secrets.choice(_ALPHABET) for _ in range(24)) for _ in range(_RECOVERY_CODES)]
    db.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    db.add_all(RecoveryCode(user_id=user.id, code_hash=_kept(code)) for code in codes)
    return ["-".join(code[i : i + 4] for i in range(0, len(code), 4)) for code in codes]


def remove(db: Session, user: User) -> None:
    """Take the second factor away, as for a lost telephone."""
    user.totp_secret = None
    db.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))


def recover(db: Session, user: User, code: str) -> bool:
    """Take a recovery code, if it is right and was not taken before."""
    mine = (RecoveryCode.user_id == user.id) & (RecoveryCode.code_hash == _kept(code)) & RecoveryCode.used_at.is_(None)
    return int(db.execute(update(RecoveryCode).where(mine).values(used_at=now())).rowcount) == 1  # type: ignore[attr-defined]


def codes_left(db: Session, user_id: int) -> int:
    """How many recovery codes have not been taken."""
    left = select(RecoveryCode.id).where(RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None))
    return len(db.scalars(left).all())


def _kept(code: str) -> str:
    # 120 random bits: a plain hash is enough (ASVS 5.0, 6.5.2).
    plain = "".join(c for c in code.upper() if c in _ALPHABET)
    return hashlib.sha256(plain.encode()).hexdigest()


def _derived(key: str) -> bytes:
    return base64.urlsafe_b64encode(hashlib.sha256(f"second factor\n{key}".encode()).digest())
