"""A doubt about a number: reported by whoever sees the place, answered by a steward, seen by those and no others."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from dash import Dash
from flask.testing import FlaskClient
from sqlalchemy import delete, select, update

from dashboard.audit import verify
from dashboard.auth.throttle import DOUBTS
from dashboard.auth.users import save
from dashboard.doubts.ledger import PAGE
from dashboard.store import Attempts, AuditRow, Doubt, Store, User
from dashboard.store.doubts import LONGEST
from data_access.places import Place
from tests.conftest import PASSWORD, Login
from tests.web.forms import send

ABOUT = "indicator=R02&period=2025-09..2026-08&on=/usage"


@pytest.fixture(autouse=True)
def nothing_before(store: Store) -> Iterator[None]:
    """No doubt and no attempt of an earlier test."""
    yield
    with store.session() as db:
        db.execute(delete(Doubt))
        db.execute(delete(Attempts))


@pytest.fixture(scope="module")
def steward(app: Dash, store: Store, login: Login) -> FlaskClient:
    """A data steward of Guangdong, where the principal's school stands."""
    save(store, "steward", "steward", PASSWORD.format(name="steward"), [("region", "440000")])
    return login(app.server.test_client(), "steward")


@pytest.fixture(scope="module")
def stranger(app: Dash, store: Store, login: Login) -> FlaskClient:
    """A data steward of Beijing."""
    save(store, "stranger", "steward", PASSWORD.format(name="stranger"), [("region", "110000")])
    return login(app.server.test_client(), "stranger")


def only(store: Store) -> Doubt:
    """The one doubt that there is."""
    with store.reading() as db:
        return db.scalars(select(Doubt)).one()


def events(store: Store) -> list[tuple[str, str]]:
    """What the audit says of doubts, and that its chain holds."""
    with store.reading() as db:
        assert verify(db).broken is None
        rows = db.scalars(select(AuditRow).where(AuditRow.event == "doubt").order_by(AuditRow.id))
        return [(row.outcome, row.actor) for row in rows]


def report(client: FlaskClient, place: str, why: str) -> int:
    """Report a doubt through the form; returns the status."""
    page = f"/doubts/new?place={place}&{ABOUT}"
    hidden = {"view": f"?place={place}&{ABOUT}", "on": "/usage"}
    return send(client, "/doubts/new", page, why=why, **hidden).status_code


def test_a_doubt_is_answered_and_seen_where_its_place_is(
    store: Store, own_school: Place, principal: FlaskClient, director: FlaskClient, ministry: FlaskClient,
    steward: FlaskClient,
) -> None:  # fmt: skip
    before = len(events(store))
    assert report(principal, own_school.code, "<b>Half</b> of our pupils are missing") == 302
    doubt = only(store)
    assert (doubt.place, doubt.indicator, doubt.state, doubt.role) == (own_school.code, "R02", "open", "principal")
    assert (doubt.period, doubt.page) == ("2025-09..2026-08", "/usage")
    for client in (principal, ministry, steward):
        text = client.get("/doubts").text
        assert "&lt;b&gt;Half&lt;/b&gt; of our pupils" in text and "<b>Half" not in text
        assert f'href="/usage?place={own_school.code}' in text
    assert "of our pupils" not in director.get("/doubts").text

    assert send(steward, f"/doubts/{doubt.id}", "/doubts", answer="The roll was late.", do="answer").status_code == 302
    assert (only(store).state, only(store).answered_by) == ("answered", "steward")
    assert "The roll was late." in principal.get("/doubts").text
    assert "The roll was late." not in principal.get("/doubts?state=open").text
    assert send(steward, f"/doubts/{doubt.id}", "/doubts", answer="", do="close").status_code == 302
    assert (only(store).state, only(store).answer) == ("closed", "The roll was late.")
    assert events(store)[before:] == [("reported", "principal"), ("answered", "steward"), ("closed", "steward")]


@pytest.mark.parametrize("who", ["principal", "ministry", "director"])
def test_only_a_steward_answers(
    request: pytest.FixtureRequest,
    store: Store,
    own_school: Place,
    principal: FlaskClient,
    steward: FlaskClient,
    who: str,
) -> None:
    report(principal, own_school.code, "why")
    client: FlaskClient = request.getfixturevalue(who)
    assert (
        send(client, f"/doubts/{only(store).id}", "/doubts/new?" + ABOUT, answer="no", do="answer").status_code == 403
    )
    assert only(store).state == "open"
    assert 'name="answer"' not in client.get("/doubts").text


def test_where_no_steward_is_the_ministry_answers(
    store: Store, own_school: Place, principal: FlaskClient, ministry: FlaskClient, steward: FlaskClient
) -> None:
    report(principal, own_school.code, "why")
    stewards = update(User).where(User.role == "steward")
    with store.session() as db:
        db.execute(stewards.values(disabled=True))
    try:
        assert 'name="answer"' in ministry.get("/doubts").text
        assert send(ministry, f"/doubts/{only(store).id}", "/doubts", answer="So.", do="answer").status_code == 302
    finally:
        with store.session() as db:
            db.execute(stewards.values(disabled=False))
    assert (only(store).state, only(store).answered_by) == ("answered", "ministry")


def test_a_steward_is_told_how_many_wait(
    own_school: Place, principal: FlaskClient, ministry: FlaskClient, steward: FlaskClient, stranger: FlaskClient
) -> None:
    report(principal, own_school.code, "why")
    told = [client.get("/usage?lang=en").text for client in (steward, stranger, ministry, principal)]
    assert ["(1 open)" in text for text in told] == [True, False, False, False]


def test_who_reported_is_told_of_the_answer_until_it_is_read(
    store: Store, own_school: Place, principal: FlaskClient, director: FlaskClient, steward: FlaskClient
) -> None:
    def told(client: FlaskClient) -> bool:
        return "(1 new for you)" in client.get("/usage?lang=en").text

    report(principal, own_school.code, "why")
    fresh = "<strong>有更新</strong>"
    assert not told(principal) and fresh not in principal.get("/doubts").text
    for word in ("So.", "No, so."):
        assert send(steward, f"/doubts/{only(store).id}", "/doubts", answer=word, do="answer").status_code == 302
        assert [told(client) for client in (principal, director, steward)] == [True, False, False]
        assert fresh not in steward.get("/doubts").text and told(principal), "only who reported it reads it for good"
        assert fresh in principal.get("/doubts").text
        assert not told(principal) and fresh not in principal.get("/doubts").text


def test_a_closed_doubt_stays_as_it_is(
    store: Store, own_school: Place, principal: FlaskClient, steward: FlaskClient
) -> None:
    assert report(principal, own_school.code, "That cannot be") == 302
    path = f"/doubts/{only(store).id}"
    assert send(steward, path, "/doubts", answer="It is so", do="close").status_code == 302
    before = events(store)
    late = send(steward, path, "/notes", answer="Something else", do="answer")
    assert late.status_code == 422 and 'role="alert"' in late.text and "It is so" in late.text
    assert (only(store).state, only(store).answer, events(store)) == ("closed", "It is so", before)


def many(store: Store, reported: FlaskClient, place: str) -> None:
    """Two doubts more than a page has."""
    assert report(reported, place, "reason 0") == 302
    with store.session() as db:
        first = db.scalars(select(Doubt)).one()
        held = {c.name: getattr(first, c.name) for c in Doubt.__table__.columns if c.name not in ("id", "why")}
        db.add_all(Doubt(**held, why=f"reason {i}") for i in range(1, PAGE + 2))


def test_the_list_has_pages(store: Store, own_school: Place, principal: FlaskClient) -> None:
    many(store, principal, own_school.code)
    page = principal.get("/doubts").text
    older = re.search(r'href="(/doubts[^"]*before=[^"]*)"', page)
    assert older is not None and page.count("<blockquote>") == PAGE
    rest = principal.get(older[1].replace("&amp;", "&")).text
    assert re.findall(r"<blockquote>(.*?)</blockquote>", rest) == ["reason 1", "reason 0"]
    assert "before=" not in rest


def test_a_refused_answer_to_an_old_doubt_is_not_lost(
    store: Store, own_school: Place, principal: FlaskClient, steward: FlaskClient
) -> None:
    many(store, principal, own_school.code)
    with store.reading() as db:
        oldest = db.scalars(select(Doubt.id).order_by(Doubt.id)).first()
    said = "word " * LONGEST
    answer = send(steward, f"/doubts/{oldest}", "/doubts", answer=said)
    assert answer.status_code == 422 and 'role="alert"' in answer.text
    assert "reason 0" in answer.text and said[: 4 * LONGEST].strip() in answer.text


def test_a_steward_of_another_place_does_not_learn_that_it_is_there(
    store: Store, own_school: Place, principal: FlaskClient, stranger: FlaskClient
) -> None:
    report(principal, own_school.code, "why")
    answers = [
        send(stranger, f"/doubts/{number}", "/doubts/new?" + ABOUT, answer="no", do="answer")
        for number in (only(store).id, 999_999)
    ]
    assert [a.status_code for a in answers] == [404, 404]
    assert only(store).state == "open"


@pytest.mark.parametrize("why", ["", "  \n ", "x" * (LONGEST + 1)])
def test_what_cannot_be_taken_is_said_and_lost_is_nothing(
    store: Store, own_school: Place, principal: FlaskClient, why: str
) -> None:
    hidden = {"view": f"?place={own_school.code}&{ABOUT}", "on": "/usage"}
    answer = send(principal, "/doubts/new", f"/doubts/new?{ABOUT}", why=why, **hidden)
    assert answer.status_code == 422 and 'role="alert"' in answer.text
    assert why.strip() in answer.text and own_school.code in answer.text
    with store.reading() as db:
        assert db.scalars(select(Doubt)).all() == []


def test_a_form_without_its_token_changes_nothing(store: Store, own_school: Place, principal: FlaskClient) -> None:
    data = {"view": f"?place={own_school.code}&{ABOUT}", "why": "why", "token": "another"}
    assert principal.post("/doubts/new", data=data).status_code == 400
    with store.reading() as db:
        assert db.scalars(select(Doubt)).all() == []


def test_a_place_of_others_is_not_doubted(store: Store, own_school: Place, principal: FlaskClient) -> None:
    assert report(principal, "110000", "why") == 302
    assert only(store).place == own_school.code


def test_without_an_indicator_there_is_no_number_to_doubt(principal: FlaskClient) -> None:
    answer = principal.get("/doubts/new?indicator=X99")
    assert answer.status_code == 302 and answer.headers["Location"].startswith("/indicators?")


def test_nobody_floods_the_stewards(own_school: Place, principal: FlaskClient) -> None:
    assert [report(principal, own_school.code, f"why {i}") for i in range(DOUBTS.free)] == [302] * DOUBTS.free
    assert report(principal, own_school.code, "once more") == 429


def test_an_unknown_page_leads_to_the_indicators(store: Store, own_school: Place, principal: FlaskClient) -> None:
    hidden = {"view": f"?place={own_school.code}&{ABOUT}", "on": "//evil.example"}
    send(principal, "/doubts/new", f"/doubts/new?{ABOUT}", why="why", **hidden)
    assert only(store).page == "/indicators"
