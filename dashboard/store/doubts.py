"""Doubts about numbers: what a reader asks, what became of it, and the answer."""

from __future__ import annotations

from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from dashboard.store.base import Base

STATES = ("open", "answered", "closed")
"""What can have become of a doubt."""
LONGEST = 500
"""Characters of a reason, and of an answer."""


class Doubt(Base):
    """A doubt of `user_id` about the indicator at a place; `view` is the query string that shows the number on `page`.

    `state` is one of `STATES`; `answer` is what `answered_by` said at `answered_at`, which who reported it read at
    `read_at`.
    """

    __tablename__ = "app_doubt"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[int] = mapped_column(BigInteger)
    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    indicator: Mapped[str] = mapped_column(String(20))
    place: Mapped[str] = mapped_column(String(80), index=True)
    period: Mapped[str] = mapped_column(String(20))
    page: Mapped[str] = mapped_column(String(40))
    view: Mapped[str] = mapped_column(String(2000))
    why: Mapped[str] = mapped_column(String(LONGEST))
    state: Mapped[str] = mapped_column(String(10), default=STATES[0])
    answer: Mapped[str] = mapped_column(String(LONGEST), default="")
    answered_by: Mapped[str] = mapped_column(String(80), default="")
    answered_at: Mapped[int | None] = mapped_column(BigInteger, default=None)
    read_at: Mapped[int | None] = mapped_column(BigInteger, default=None)
