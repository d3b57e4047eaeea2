"""The audit log on screen and as CSV, filtered by event, account and days."""

from __future__ import annotations

import csv
import io
from typing import Any

from flask import Response, request
from sqlalchemy import Select, select

from dashboard.audit import recorded
from dashboard.audit.chain import EVENTS, verify
from dashboard.auth.door import Door
from dashboard.auth.forms import shown, translator
from dashboard.exports.sheet import safe
from dashboard.store import AuditRow

_PAGE = 100
_LONGEST_CSV = 100_000
_COLUMNS = ("id", "at", "event", "outcome", "actor", "subject", "address", "request_id", "details", "hash")


def page(door: Door) -> Any:
    """A page of rows, the newest first, with whether the chain holds where that was asked."""
    t = translator(door.settings.language)
    wanted = _wanted()
    with door.store.reading() as db:
        before = request.args.get("before", "")
        chosen = _chosen(wanted)
        if before.isdecimal() and len(before) < 19:
            chosen = chosen.where(AuditRow.id < int(before))
        rows = list(db.scalars(chosen.limit(_PAGE)))
        verdict = verify(db) if "verify" in request.args else None
    older = rows[-1].id if len(rows) == _PAGE else None
    return shown("admin_audit.html", t, rows=rows, wanted=wanted, events=EVENTS, older=older, verdict=verdict)


def download(door: Door) -> Response:
    """The chosen rows as CSV; without the audit's own note of it there is no download."""
    wanted = _wanted()
    with door.store.session() as db:
        rows = list(db.scalars(_chosen(wanted).limit(_LONGEST_CSV)))
        recorded(db, "export", what="audit", rows=len(rows), filters=[f"{n}={v}" for n, v in wanted.items() if v])
    out = io.StringIO()
    write = csv.writer(out, lineterminator="\r\n")
    write.writerow(_COLUMNS)
    write.writerows([[safe(str(getattr(row, name))) for name in _COLUMNS] for row in rows])
    headers = {"Content-Disposition": 'attachment; filename="audit.csv"'}
    return Response("\ufeff" + out.getvalue(), mimetype="text/csv", headers=headers)


def _wanted() -> dict[str, str]:
    return {name: request.args.get(name, "").strip()[:64] for name in ("event", "actor", "since", "until")}


def _chosen(wanted: dict[str, str]) -> Select[AuditRow]:
    chosen = select(AuditRow).order_by(AuditRow.id.desc())
    if wanted["event"]:
        chosen = chosen.where(AuditRow.event == wanted["event"])
    if wanted["actor"]:
        chosen = chosen.where((AuditRow.actor == wanted["actor"]) | (AuditRow.subject == wanted["actor"]))
    # Moments are texts that sort as they follow; a day is the beginning of its moments.
    if wanted["since"]:
        chosen = chosen.where(AuditRow.at >= wanted["since"])
    if wanted["until"]:
        chosen = chosen.where(AuditRow.at < wanted["until"] + "U")
    return chosen
