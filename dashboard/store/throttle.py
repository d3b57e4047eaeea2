"""Failed logins, counted for all workers together."""

from __future__ import annotations

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from dashboard.store.base import Base


class Attempts(Base):
    """Attempts under a key (an address, an account, or both; hashed) and until when no more is taken."""

    __tablename__ = "app_attempts"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    count: Mapped[int] = mapped_column(default=0)
    last_at: Mapped[int] = mapped_column(BigInteger, default=0)
    blocked_until: Mapped[int] = mapped_column(BigInteger, default=0)
