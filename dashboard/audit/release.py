"""Writes down when the dashboard first sees a new release of the warehouse."""

from __future__ import annotations

from sqlalchemy import select

from dashboard.audit.record import recorded
from dashboard.store import AuditRow, Store
from data_access.gate import Gate


class ReleaseWatch:
    """Looks whether another release is there; of several workers that see it, one writes it down."""

    def __init__(self, store: Store, gate: Gate) -> None:
        self._store, self._gate, self._seen = store, gate, ""

    def look(self) -> None:
        """Write the release down if it is another than the last one written; cheap while it is not."""
        release = self._gate.snapshot().release
        if release.release_id == self._seen:
            return
        with self._store.session() as db:
            noted = select(AuditRow.subject).where(AuditRow.event == "release").order_by(AuditRow.id.desc()).limit(1)
            if db.scalar(noted) != release.release_id[:80]:
                told = {"published_at": release.published_at, "as_of": release.as_of}
                recorded(db, "release", "seen", actor="", subject=release.release_id, **told)
        self._seen = release.release_id
