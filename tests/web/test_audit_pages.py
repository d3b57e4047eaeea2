"""The audit: what happened is written down, or does not happen; administrators read, check and download it."""

from __future__ import annotations

import sys

import pytest
from dash import Dash
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from dashboard.store import AuditRow, Store
from tests.web.audited import events
from tests.web.forms import change, password, send

DOWNLOAD = "/export/overview/trend.csv?lang=en"


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on the audit cannot be written: to be asked for after whoever signs in."""

    def full(*_: object) -> None:
        raise OperationalError("insert", None, Exception("disk is full"))

    monkeypatch.setattr(sys.modules["dashboard.audit.record"], "append", full)


def test_the_usual_events_are_in_it(app: Dash, visitor: FlaskClient, store: Store) -> None:
    client = app.server.test_client()
    password(client, "subject", "wrong")
    outcome, actor, _, details = next(events(store, "login"))
    assert (outcome, actor, details["account"]) == ("fail", "", "subject")
    password(client, "my secret password", "wrong")
    assert next(events(store, "login"))[3]["account"] == "", "what is no name may be somebody's password"
    visitor.get("/export/overview/trend.csv?place=area:xiongan&stage=primary")
    outcome, actor, _, details = next(events(store, "export"))
    assert (actor, details["place"], details["filters"]) == ("subject", "area:xiongan", ["stage=primary"])
    assert details["rows"] > 0
    visitor.get("/admin")
    assert next(events(store, "denied"))[1] == "subject"
    send(visitor, "/logout")
    assert next(events(store, "logout"))[1] == "subject"
    assert next(events(store, "release"))[2], "the release that is shown"


def test_no_export_without_it(visitor: FlaskClient, full_disk: None) -> None:
    answer = visitor.get(DOWNLOAD)
    assert answer.status_code == 503
    assert "xiongan" not in answer.text


def test_no_change_without_it(administrator: FlaskClient, subject: int, store: Store, full_disk: None) -> None:
    assert change(administrator, subject, do="disable") == 500
    assert store.user("subject") is not None, "the account is still enabled"


def test_it_is_read_filtered_checked_and_downloaded(administrator: FlaskClient) -> None:
    page = administrator.get("/admin/audit?event=login&actor=root&verify=1&lang=en")
    assert "The chain holds" in page.text
    rows = administrator.get("/admin/audit.csv?event=login&actor=root").text.splitlines()
    assert rows[0].startswith("\ufeffid,at,event")
    assert len(rows) > 1
    assert all(",login," in row for row in rows[1:])


def test_a_broken_chain_is_told(administrator: FlaskClient, store: Store) -> None:
    with store.session() as db:
        row = db.scalars(select(AuditRow).order_by(AuditRow.id.desc())).first()
        assert row is not None
        kept, number = row.details, row.id
    try:
        forge(store, number, "{}")
        page = administrator.get("/admin/audit?verify=1&lang=en").text
        assert f"broken at row {number}" in page
    finally:
        forge(store, number, kept)


def forge(store: Store, number: int, details: str) -> None:
    """Write into the log past its trigger."""
    with store.session() as db:
        run = db.connection().exec_driver_sql
        made = run("SELECT sql FROM sqlite_master WHERE name = 'app_audit_no_update'").scalar_one()
        run("DROP TRIGGER app_audit_no_update")
        run("UPDATE app_audit SET details = ? WHERE id = ?", (details, number))
        run(made)
