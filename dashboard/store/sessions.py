"""Sessions, big screens, and who may act for whom."""

from __future__ import annotations

from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from dashboard.store.base import Base


class Acting(Base):
    """Leave for `actor_id` to see what `subject_id` sees, until `ends_at`."""

    __tablename__ = "app_acting"

    id: Mapped[int] = mapped_column(primary_key=True)
    actor_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"), index=True)
    subject_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"), index=True)
    ends_at: Mapped[int] = mapped_column(BigInteger)
    reason: Mapped[str] = mapped_column(String(200), default="")


class UserSession(Base):
    """A session: `token_hash` is that of what the browser holds.

    `step` says what is still asked for before it is open (see `dashboard.auth.sessions`); `ends_at` None has neither
    an absolute nor an idle limit (big screens). `acting_id` is the leave under which somebody acts for another,
    `scope_kind` and `scope_code` the only place of a big screen, `secret` the second factor being enrolled, encrypted.
    """

    __tablename__ = "app_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"), index=True)
    step: Mapped[str] = mapped_column(String(10))
    created_at: Mapped[int] = mapped_column(BigInteger)
    seen_at: Mapped[int] = mapped_column(BigInteger)
    ends_at: Mapped[int | None] = mapped_column(BigInteger, default=None)
    acting_id: Mapped[int | None] = mapped_column(ForeignKey("app_acting.id"), default=None)
    scope_kind: Mapped[str | None] = mapped_column(String(10), default=None)
    scope_code: Mapped[str | None] = mapped_column(String(80), default=None)
    secret: Mapped[str | None] = mapped_column(String(300), default=None)
    address: Mapped[str] = mapped_column(String(45), default="")
    agent: Mapped[str] = mapped_column(String(120), default="")


class Display(Base):
    """A link that opens a big screen's session once, until `ends_at`; only the hash of its code is kept."""

    __tablename__ = "app_display"

    id: Mapped[int] = mapped_column(primary_key=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"), index=True)
    scope_kind: Mapped[str] = mapped_column(String(10))
    scope_code: Mapped[str] = mapped_column(String(80))
    ends_at: Mapped[int] = mapped_column(BigInteger)
