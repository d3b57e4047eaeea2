"""What readers add to the screens: notes on time axes, and targets of places. Nothing is deleted, it is withdrawn."""

from __future__ import annotations

from datetime import date

from sqlalchemy import BigInteger, ColumnElement, Date, Float, ForeignKey, String, func, select
from sqlalchemy.orm import Mapped, mapped_column

from dashboard.store.base import Base

LONGEST = 200
"""Characters of a note, and of what a target is based on."""


class Entry(Base):
    """What `user_id`, whose role was `role`, said of an indicator at a place; it holds until it is withdrawn."""

    __abstract__ = True

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[int] = mapped_column(BigInteger)
    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"))
    role: Mapped[str] = mapped_column(String(20))
    place: Mapped[str] = mapped_column(String(80), index=True)
    indicator: Mapped[str] = mapped_column(String(20))
    withdrawn_at: Mapped[int | None] = mapped_column(BigInteger, default=None, index=True)
    withdrawn_by: Mapped[str] = mapped_column(String(80), default="")


class Note(Entry):
    """A note on the months of `period`, written as in an address: `2025-09..2026-01`."""

    __tablename__ = "app_note"

    period: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(String(LONGEST))


class Target(Entry):
    """A value, in the indicator's own unit, that the place wants to reach by the day `due_on`."""

    __tablename__ = "app_target"

    value: Mapped[float] = mapped_column(Float)
    due_on: Mapped[date] = mapped_column(Date)
    basis: Mapped[str] = mapped_column(String(LONGEST))


def changes() -> ColumnElement[int]:
    """How often entries were added or withdrawn: what was drawn at another number may not hold any more.

    Every request asks for it, so it is read from indexes: the highest id, and the entries that were withdrawn.
    """
    added = [select(func.coalesce(func.max(m.id), 0)).scalar_subquery() for m in (Note, Target)]
    withdrawn = [select(func.count()).where(m.withdrawn_at > 0).scalar_subquery() for m in (Note, Target)]
    return added[0] + added[1] + withdrawn[0] + withdrawn[1]
