"""Login by steps (trust.md, SEC-5, SEC-6): one-time code, password of one's own, second factor; none is left out."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from argon2 import PasswordHasher
from dash import Dash
from flask.testing import FlaskClient
from sqlalchemy import delete, select

from dashboard.auth import administration
from dashboard.auth.factor import NEEDED_BY
from dashboard.auth.users import save
from dashboard.page import PAGES
from dashboard.store import RecoveryCode, Store, User, UserSession
from dashboard.store.base import now
from tests.conftest import PASSWORD, Login, secret_of, shown_secret, token_of
from tests.web.forms import code, password, send

NEW = "a sentence that nobody guesses"
INSIDE = "/_dash-layout"


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(now(), tick=False) as traveller:
        yield traveller


@pytest.fixture
def one_time(store: Store) -> Iterator[str]:
    """The one-time code of a new director called `newcomer`."""
    with store.session() as db:
        made = administration.add(db, "newcomer", "director", ["area:xiongan"], actor="test")
    yield made
    with store.session() as db:
        user = administration.find(db, "newcomer")
        for table in (UserSession, RecoveryCode):
            db.execute(delete(table).where(table.user_id == user.id))
        db.delete(user)


@pytest.fixture
def secret(store: Store, login: Login, app: Dash, secret_key: str) -> str:
    """The secret of the director `coded`, who has enrolled; any code can be used."""
    save(store, "coded", "director", PASSWORD.format(name="coded"), [("area", "area:xiongan")])
    if not secret_of(store, "coded", secret_key):
        login(app.server.test_client(), "coded")
    found = secret_of(store, "coded", secret_key)
    assert found is not None
    return found


def is_out(client: FlaskClient) -> bool:
    """Nothing of the dashboard is answered."""
    return client.get(INSIDE).status_code == 401 and client.get("/export/overview/trend.csv").status_code == 401


def test_a_newcomer_takes_every_step(client: FlaskClient, one_time: str) -> None:
    assert password(client, "newcomer", one_time).headers["Location"] == "/login/password"
    assert is_out(client)
    assert client.get("/usage").headers["Location"] == "/login/password", "there is no way round"
    assert send(client, "/login/password", new=NEW, again=NEW).headers["Location"] == "/login/factor"
    assert is_out(client)
    page = client.get("/login/factor")
    assert "<svg" in page.text
    shown = client.post("/login/factor", data={"token": token_of(page), "code": code(shown_secret(page))})
    assert shown.text.count("<li>") == 10, "ten recovery codes, shown once"
    assert client.get(INSIDE).status_code == 200
    assert client.get("/login/factor").status_code == 302
    other = client.application.test_client()
    assert password(other, "newcomer", one_time).status_code == 401, "the one-time code is worth nothing any more"
    assert password(other, "newcomer", NEW).headers["Location"] == "/login/code"


def test_a_one_time_code_does_not_last(client: FlaskClient, one_time: str, clock: time_machine.Traveller) -> None:
    clock.shift(administration.CODE_LASTS + 1)
    assert password(client, "newcomer", one_time).status_code == 401


@pytest.mark.parametrize(
    ("new", "again"),
    [
        ("short", "short"),
        ("password123", "password123"),
        (NEW, NEW + "x"),
        ("Xiongan2026", "Xiongan2026"),
        ("河北省雄安新区1", "河北省雄安新区1"),
    ],
)
def test_a_bad_password_does_not_lead_on(client: FlaskClient, one_time: str, new: str, again: str) -> None:
    password(client, "newcomer", one_time)
    answer = send(client, "/login/password", new=new, again=again)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert new not in answer.text
    assert is_out(client)


def test_the_one_time_code_is_no_password_of_ones_own(client: FlaskClient, one_time: str) -> None:
    password(client, "newcomer", one_time)
    assert send(client, "/login/password", new=one_time, again=one_time).status_code == 422


def test_the_code_is_asked_for_and_good_once(app: Dash, client: FlaskClient, secret: str) -> None:
    assert password(client, "coded").headers["Location"] == "/login/code"
    assert is_out(client)
    used = code(secret)
    assert send(client, "/login/code", code=used).status_code == 302
    assert client.get(INSIDE).status_code == 200
    other = app.server.test_client()
    password(other, "coded")
    assert send(other, "/login/code", code=used).status_code == 401
    assert is_out(other)


def test_a_code_of_90_seconds_ago_is_none(client: FlaskClient, secret: str, clock: time_machine.Traveller) -> None:
    old = code(secret)
    clock.shift(90)
    password(client, "coded")
    assert send(client, "/login/code", code=old).status_code == 401


def test_codes_cannot_be_tried_through(client: FlaskClient, secret: str) -> None:
    password(client, "coded")
    statuses = [send(client, "/login/code", code=f"{n:06}").status_code for n in range(8)]
    assert 429 in statuses
    assert send(client, "/login/code", code=code(secret)).status_code == 429, "not even the right one, for a while"


def test_the_second_step_does_not_wait_for_long(
    client: FlaskClient, secret: str, clock: time_machine.Traveller
) -> None:
    password(client, "coded")
    clock.shift(11 * 60)
    assert client.get("/login/code").headers["Location"].startswith("/login?next=")


def test_each_step_has_another_token(client: FlaskClient, secret: str) -> None:
    password(client, "coded")
    with client.session_transaction() as held:
        before = held["_user_id"]
    send(client, "/login/code", code=code(secret))
    with client.session_transaction() as held:
        assert held["_user_id"] != before


def test_it_leads_to_where_the_login_was_to_lead(client: FlaskClient, secret: str) -> None:
    page = client.get("/login?next=%2Fusage%3Fplace%3Darea:xiongan")
    form = {"token": token_of(page), "name": "coded", "password": PASSWORD.format(name="coded")}
    client.post("/login?next=%2Fusage%3Fplace%3Darea:xiongan", data=form)
    assert send(client, "/login/code", code=code(secret)).headers["Location"] == "/usage?place=area:xiongan"


@pytest.mark.parametrize("role", ["principal", "director", "ministry", "steward", "administrator"])
def test_who_must_have_a_second_factor(client: FlaskClient, store: Store, role: str) -> None:
    name = f"fresh-{role}"
    save(store, name, role, PASSWORD.format(name=name), [])
    location = password(client, name).headers["Location"]
    assert (location == "/login/factor") == (role in NEEDED_BY) == (role != "principal")


def test_an_outdated_hash_is_made_anew_at_login(client: FlaskClient, store: Store) -> None:
    save(store, "old", "principal", PASSWORD.format(name="old"), [])
    outdated = PasswordHasher(time_cost=2, memory_cost=8192, parallelism=2).hash(PASSWORD.format(name="old"))
    with store.session() as db:
        db.scalars(select(User).where(User.name == "old")).one().password_hash = outdated
    assert password(client, "old").status_code == 302
    renewed = store.user("old")
    assert renewed is not None
    assert "m=47104,t=1,p=1" in renewed.password_hash


def test_a_changed_password_ends_the_other_sessions(app: Dash, client: FlaskClient, store: Store, login: Login) -> None:
    save(store, "changer", "principal", PASSWORD.format(name="changer"), [("area", "area:xiongan")])
    login(client, "changer")
    other = login(app.server.test_client(), "changer")
    wrong = send(client, "/account/password", "/account", current="no", new=NEW, again=NEW)
    assert wrong.status_code == 401
    answer = send(client, "/account/password", "/account", current=PASSWORD.format(name="changer"), new=NEW, again=NEW)
    assert answer.status_code == 302
    assert [c.get(INSIDE).status_code for c in (client, other)] == [200, 401]


def test_no_page_of_a_waiting_session_names_data(client: FlaskClient, secret: str) -> None:
    password(client, "coded")
    for page in PAGES.values():
        answer = client.get(page.path)
        assert (answer.status_code, answer.headers["Location"]) == (302, "/login/code")
