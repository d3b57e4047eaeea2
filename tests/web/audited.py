"""What the audit says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from dashboard.store import AuditRow, Store


def events(store: Store, event: str) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """Rows of the audit, the newest first: outcome, actor, subject, details."""
    with store.reading() as db:
        for row in db.scalars(select(AuditRow).where(AuditRow.event == event).order_by(AuditRow.id.desc())):
            yield row.outcome, row.actor, row.subject, json.loads(row.details)
