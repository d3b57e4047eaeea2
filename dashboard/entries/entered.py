"""Entries as panels ask for them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import select

from dashboard.store import Store
from dashboard.store.entries import Note, Target

_MOST = 12


class Entered:
    """What readers have added of places that the asker has already been found to see; without a store nothing."""

    def __init__(self, store: Store | None = None) -> None:
        self._store = store

    def notes(self, place: str, indicator: str) -> list[Note]:
        """The newest notes on an indicator at a place."""
        if self._store is None:
            return []
        mine = (Note.place == place, Note.indicator == indicator, Note.withdrawn_at.is_(None))
        with self._store.reading() as db:
            return list(db.scalars(select(Note).where(*mine).order_by(Note.id.desc()).limit(_MOST)))

    def targets(self, places: Collection[str]) -> list[dict[str, Any]]:
        """The targets of places, with the names of the warehouse's `target`."""
        if self._store is None or not places:
            return []
        mine = (Target.place.in_(places), Target.withdrawn_at.is_(None))
        with self._store.reading() as db:
            held = db.scalars(select(Target).where(*mine).order_by(Target.id)).all()
        names = {"unit_code": "place", "indicator": "indicator", "target_value": "value"}
        names |= {"due_on": "due_on", "basis": "basis"}
        return [{name: getattr(target, attribute) for name, attribute in names.items()} for target in held]
