"""Notes and targets: added by who has the right, seen by who sees the place, on the screens at once, and audited."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from dash import Dash
from flask.testing import FlaskClient
from sqlalchemy import delete, select

from dashboard.audit import verify
from dashboard.auth.users import save
from dashboard.store import Attempts, AuditRow, Store
from dashboard.store.entries import LONGEST, Note, Target
from data_access.places import Place
from tests.conftest import PASSWORD, Login
from tests.web.forms import send
from tests.web.wire import Wire

DUE = f"{date.today() + timedelta(days=400):%Y-%m-%d}"
NOTE = {"indicator": "R02", "period": "2026-03", "text": "<b>Flood</b>: schools closed"}
TARGET = {"indicator": "T04", "value": "96.5", "due_on": DUE, "basis": "Plan of the bureau"}
FORMS = {"/notes": (Note, NOTE), "/targets": (Target, TARGET)}


@pytest.fixture(autouse=True)
def nothing_before(store: Store) -> Iterator[None]:
    """No entry and no attempt of an earlier test."""
    yield
    with store.session() as db:
        for model in (Note, Target, Attempts):
            db.execute(delete(model))


@pytest.fixture(scope="module")
def stranger(app: Dash, store: Store, login: Login) -> FlaskClient:
    """A data steward of Beijing, where the principal's school is not."""
    save(store, "far", "steward", PASSWORD.format(name="far"), [("region", "110000")])
    return login(app.server.test_client(), "far")


def added(client: FlaskClient, path: str, place: str, **changed: str) -> int:
    """Add an entry through its form; returns the status."""
    return send(client, path, view=f"?place={place}", **FORMS[path][1] | changed).status_code


def only(store: Store, path: str) -> Note | Target:
    """The one entry that there is."""
    with store.reading() as db:
        return db.scalars(select(FORMS[path][0])).one()


def standing(store: Store, path: str) -> list[tuple[str, str]]:
    """The entries that hold: what they say, and whose role said it."""
    model = FORMS[path][0]
    with store.reading() as db:
        held = db.scalars(select(model).where(model.withdrawn_at.is_(None)).order_by(model.id)).all()
    return [(entry.text if isinstance(entry, Note) else entry.basis, entry.role) for entry in held]


def drawn(wire: Wire, page: str, search: str, panel: str) -> str:
    """What the panel of a page is answered with."""
    calls = [c for c in wire.calls(page, search) if f"'{panel}'" in c.name]
    assert len(calls) == 1
    return wire.send(calls[0].body).text


@pytest.mark.parametrize("path", FORMS)
def test_an_entry_is_seen_where_its_place_is_until_it_is_withdrawn(
    store: Store, own_school: Place, principal: FlaskClient, ministry: FlaskClient, stranger: FlaskClient, path: str
) -> None:
    kind = path[1:-1]
    assert added(ministry, path, own_school.code) == 302
    entry, said = only(store, path), str(FORMS[path][1].get("text", TARGET["basis"]))
    assert (entry.place, entry.role) == (own_school.code, "ministry")
    shown = said.replace("<", "&lt;").replace(">", "&gt;")
    assert shown in ministry.get(path).text and shown in principal.get(path).text
    assert "<b>Flood" not in principal.get(path).text
    assert shown not in stranger.get(path).text
    assert send(stranger, f"{path}/{entry.id}", path).status_code == 404
    assert send(ministry, f"{path}/{entry.id}", path).status_code == 302
    assert only(store, path).withdrawn_by == "ministry"
    assert shown not in principal.get(path).text
    with store.reading() as db:
        assert verify(db).broken is None
        events = db.scalars(select(AuditRow).where(AuditRow.event == kind).order_by(AuditRow.id.desc()).limit(2)).all()
    assert [(row.outcome, row.actor) for row in events] == [("withdrawn", "ministry"), ("added", "ministry")]
    assert not any("Flood" in row.details or "bureau" in row.details for row in events)


@pytest.mark.parametrize("path", FORMS)
def test_who_has_no_right_adds_nothing(store: Store, own_school: Place, principal: FlaskClient, path: str) -> None:
    page = "/doubts/new?indicator=R02"
    data = {"view": f"?place={own_school.code}", **FORMS[path][1]}
    assert send(principal, path, page, **data).status_code == 403
    assert 'name="indicator"' not in principal.get(path).text
    assert "<textarea" not in principal.get(path).text
    assert standing(store, path) == []


@pytest.mark.parametrize("path", FORMS)
def test_nothing_is_added_to_a_place_of_others(
    store: Store, own_school: Place, stranger: FlaskClient, path: str
) -> None:
    assert added(stranger, path, own_school.code) == 422
    assert standing(store, path) == []


@pytest.mark.parametrize(
    ("path", "changed"),
    [
        ("/notes", {"period": "soon"}),
        ("/notes", {"period": "2026-13"}),
        ("/notes", {"text": " \n "}),
        ("/notes", {"text": "\u200b\u2060"}),
        ("/notes", {"text": "x" * (LONGEST + 1)}),
        ("/notes", {"indicator": "X99"}),
        ("/targets", {"value": "101"}),
        ("/targets", {"value": "nan"}),
        ("/targets", {"value": "-5"}),
        ("/targets", {"value": "1e3"}),
        ("/targets", {"due_on": "2020-01-01"}),
        ("/targets", {"due_on": "9999-12-31"}),
        ("/targets", {"due_on": "tomorrow"}),
        ("/targets", {"basis": ""}),
    ],
)
def test_what_cannot_be_taken_is_said_and_lost_is_nothing(
    store: Store, own_school: Place, ministry: FlaskClient, path: str, changed: dict[str, str]
) -> None:
    sent = FORMS[path][1] | changed
    answer = send(ministry, path, view=f"?place={own_school.code}", **sent)
    assert answer.status_code == 422 and 'role="alert"' in answer.text
    kept = [text for name, text in sent.items() if name != "indicator"]
    assert all(text.strip().replace("<", "&lt;").replace(">", "&gt;") in answer.text for text in kept)
    assert own_school.code in answer.text
    assert standing(store, path) == []


@pytest.mark.parametrize("path", FORMS)
def test_a_form_without_its_token_changes_nothing(
    store: Store, own_school: Place, ministry: FlaskClient, path: str
) -> None:
    data = {"view": f"?place={own_school.code}", "token": "another", **FORMS[path][1]}
    assert ministry.post(path, data=data).status_code == 400
    assert standing(store, path) == []


def test_a_note_stands_on_the_axis_at_once(
    own_school: Place, ministry: FlaskClient, ministry_wire: Wire, principal_wire: Wire, store: Store
) -> None:
    search = f"?place={own_school.code}&indicator=R02&period=2025-09..2026-08&lang=en"
    for wire in (ministry_wire, principal_wire):
        assert "Flood" not in drawn(wire, "/usage", search, "usage.trend")
    assert added(ministry, "/notes", own_school.code) == 302
    for wire in (ministry_wire, principal_wire):
        assert "2026-03" in (told := drawn(wire, "/usage", search, "usage.trend")) and "Flood" in told
        assert "2026-03 <b>Flood</b>" in wire.client.get(f"/export/usage/trend.csv{search}").text
    assert "Flood" not in drawn(ministry_wire, "/usage", search.replace("R02", "R03"), "usage.trend")
    assert "Flood" not in drawn(ministry_wire, "/usage", search.replace(own_school.code, "110000"), "usage.trend")
    send(ministry, f"/notes/{only(store, '/notes').id}", "/notes")
    assert "Flood" not in drawn(principal_wire, "/usage", search, "usage.trend")


def test_a_target_stands_beside_the_imported_ones_and_replaces_its_own(
    own_school: Place, ministry: FlaskClient, principal_wire: Wire, store: Store
) -> None:
    search = f"?place={own_school.code}&lang=en"
    before = drawn(principal_wire, "/school", search, "school.targets")
    assert DUE not in before
    assert added(ministry, "/targets", own_school.code) == 302
    after = drawn(principal_wire, "/school", search, "school.targets")
    assert DUE in after and "96.5 %" in after and "Plan of the bureau" in after
    assert added(ministry, "/targets", own_school.code, value="97.5") == 302
    again = drawn(principal_wire, "/school", search, "school.targets")
    assert "97.5 %" in again and "96.5 %" not in again
    assert len(standing(store, "/targets")) == 1


def test_only_who_made_it_or_a_steward_takes_an_entry_back(
    own_school: Place, ministry: FlaskClient, store: Store, app: Dash, login: Login
) -> None:
    for name, role in (("other", "ministry"), ("near", "steward")):
        save(store, name, role, PASSWORD.format(name=name), [("nation", "000000")])
    other, near = (login(app.server.test_client(), name) for name in ("other", "near"))
    assert added(ministry, "/notes", own_school.code) == 302
    note = only(store, "/notes")
    assert send(other, f"/notes/{note.id}", "/notes").status_code == 403
    assert only(store, "/notes").withdrawn_at is None
    assert send(near, f"/notes/{note.id}", "/notes").status_code == 302
    assert only(store, "/notes").withdrawn_by == "near"


def test_a_target_of_others_gives_way_to_a_steward_and_to_nobody_else(
    own_school: Place, ministry: FlaskClient, store: Store, app: Dash, login: Login
) -> None:
    for name, role in (("beside", "director"), ("keeper", "steward")):
        save(store, name, role, PASSWORD.format(name=name), [("nation", "000000")])
    beside, keeper = (login(app.server.test_client(), name) for name in ("beside", "keeper"))
    assert added(ministry, "/targets", own_school.code, basis="The first plan") == 302
    view = f"?place={own_school.code}&lang=en"
    refused = send(beside, "/targets", view=view, **TARGET | {"basis": "A second plan"})
    assert refused.status_code == 422 and "Somebody else has set the target" in refused.text
    assert "A second plan" in refused.text
    assert standing(store, "/targets") == [("The first plan", "ministry")]
    later = f"{date.today().year + 3}-01-01"
    assert added(beside, "/targets", own_school.code, basis="A later day", due_on=later) == 302
    assert added(keeper, "/targets", own_school.code, basis="The steward's plan") == 302
    assert standing(store, "/targets") == [("A later day", "director"), ("The steward's plan", "steward")]


@pytest.mark.parametrize("path", FORMS)
def test_an_entry_on_an_indicator_that_a_release_knows_no_more_is_still_listed(
    store: Store, own_school: Place, ministry: FlaskClient, path: str
) -> None:
    assert added(ministry, path, own_school.code) == 302
    with store.session() as db:
        db.scalars(select(FORMS[path][0])).one().indicator = "X99"
    answer = ministry.get(f"{path}?lang=en")
    assert answer.status_code == 200 and "X99 · " in answer.text
    if path == "/targets":
        assert f"96.5 by {DUE}" in answer.text
