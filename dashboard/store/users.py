"""Accounts, what they may see, and the codes that stand in for a lost second factor."""

from __future__ import annotations

from datetime import date

from sqlalchemy import BigInteger, Date, ForeignKey, String, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dashboard.store.base import Base

ROLES = ("principal", "director", "ministry", "steward", "administrator")
KINDS = ("school", "region", "area", "nation")
"""Of what a grant can be."""


class User(Base):
    """An account.

    `must_change` says that the password is the one-time code which the account was made with, good until `code_until`.
    `totp_secret` is encrypted; `totp_step` is the last window of 30 s whose code was used. `subject` is the account's
    name at the single sign-on.
    """

    __tablename__ = "app_user"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    role: Mapped[str] = mapped_column(String(20))
    password_hash: Mapped[str] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(5), default="zh")
    disabled: Mapped[bool] = mapped_column(default=False)
    must_change: Mapped[bool] = mapped_column(default=False, server_default=false())
    code_until: Mapped[int | None] = mapped_column(BigInteger, default=None)
    changed_at: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    totp_secret: Mapped[str | None] = mapped_column(String(300), default=None)
    totp_step: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    subject: Mapped[str | None] = mapped_column(String(200), default=None, unique=True, index=True)
    scopes: Mapped[list[Grant]] = relationship(cascade="all, delete-orphan", lazy="selectin")


class Grant(Base):
    """A place that a user may see, until `ends_on` (the last day) if that is set; `kind` is one of `KINDS`."""

    __tablename__ = "app_grant"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    code: Mapped[str] = mapped_column(String(80))
    ends_on: Mapped[date | None] = mapped_column(Date, default=None)


class RecoveryCode(Base):
    """A code that stands in once for the second factor; only its hash is kept."""

    __tablename__ = "app_recovery"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[int | None] = mapped_column(BigInteger, default=None)
