"""Sessions (trust.md, SEC-9): rows on the server, ended by logout, time or others; requests read the scope anew."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import pytest
import time_machine
from dash import Dash
from flask.testing import FlaskClient
from sqlalchemy import event, select

from dashboard.auth import sessions
from dashboard.auth.users import save
from dashboard.store import Acting, Store, User, UserSession
from dashboard.store.base import now
from tests.conftest import PASSWORD, Login

COOKIE = "__Host-session"
NAME = "sitter"
HERE = "/_dash-layout"
DOWNLOAD = "/export/overview/trend.csv?lang=en"


@pytest.fixture
def sitter(app: Dash, store: Store, login: Login) -> FlaskClient:
    """Somebody with a session and the area Xiong'an."""
    save(store, NAME, "director", PASSWORD.format(name=NAME), [("area", "area:xiongan")])
    return login(app.server.test_client(), NAME)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """A clock that stands until it is moved."""
    with time_machine.travel(now(), tick=False) as traveller:
        yield traveller


def own(store: Store) -> UserSession:
    """The newest session of the account."""
    with store.reading() as db:
        chosen = select(UserSession).join(User, User.id == UserSession.user_id).where(User.name == NAME)
        found = db.scalars(chosen.order_by(UserSession.id.desc())).first()
    assert found is not None
    return found


def token(client: FlaskClient) -> str:
    """What the browser's cookie holds."""
    with client.session_transaction() as held:
        return str(held["_user_id"])


def test_the_token_has_256_bits_and_only_its_hash_is_kept(sitter: FlaskClient, store: Store) -> None:
    assert len(token(sitter)) == 43
    assert own(store).token_hash == hashlib.sha256(token(sitter).encode()).hexdigest()


def test_a_token_from_before_the_login_is_not_taken_over(app: Dash, store: Store, login: Login) -> None:
    """Session fixation: an attacker's cookie does not become the victim's session."""
    attacker = login(app.server.test_client(), "principal")
    victim = app.server.test_client()
    planted = token(attacker)
    with victim.session_transaction() as held:
        held["_user_id"] = planted
    save(store, NAME, "director", PASSWORD.format(name=NAME), [("area", "area:xiongan")])
    login(victim, NAME)
    assert token(victim) != planted
    assert "(area:xiongan)" not in attacker.get(DOWNLOAD).text


def test_a_copied_cookie_is_dead_after_logout(app: Dash, sitter: FlaskClient) -> None:
    cookie = sitter.get_cookie(COOKIE)
    assert cookie is not None
    thief = app.server.test_client()
    thief.set_cookie(COOKIE, cookie.value)
    assert thief.get(HERE).status_code == 200
    form = {"token": sitter.get("/logout").text.partition('name="token" value="')[2].partition('"')[0]}
    assert sitter.post("/logout", data=form).status_code == 302
    assert thief.get(HERE).status_code == 401


@pytest.mark.parametrize(("seconds", "status"), [(29 * 60, 200), (31 * 60, 401)])
def test_it_ends_when_nobody_uses_it(
    sitter: FlaskClient, clock: time_machine.Traveller, seconds: int, status: int
) -> None:
    clock.shift(seconds)
    assert sitter.get(HERE).status_code == status


def test_it_ends_after_half_a_day_however_busy_it_is(sitter: FlaskClient, clock: time_machine.Traveller) -> None:
    for _ in range(12 * 3 - 1):
        clock.shift(20 * 60)
        assert sitter.get(HERE).status_code == 200
    clock.shift(20 * 60)
    assert sitter.get(HERE).status_code == 401


def test_a_request_writes_nothing_but_once_a_minute(
    sitter: FlaskClient, store: Store, clock: time_machine.Traveller
) -> None:
    started = own(store).seen_at
    clock.shift(59)
    sitter.get(HERE)
    assert own(store).seen_at == started
    clock.shift(2)
    sitter.get(HERE)
    assert own(store).seen_at == now() > started


def test_it_is_found_with_one_indexed_query(sitter: FlaskClient, store: Store) -> None:
    asked: list[tuple[str, object]] = []

    def note(_c: object, _cursor: object, statement: str, parameters: object, *_rest: object) -> None:
        asked.append((statement, parameters))

    event.listen(store.reads, "before_cursor_execute", note)
    try:
        assert sessions.find(store, token(sitter)) is not None
    finally:
        event.remove(store.reads, "before_cursor_execute", note)
    ((statement, parameters),) = asked
    with store.reads.connect() as connection:
        plan = [row[-1] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)]
    assert plan
    assert not [step for step in plan if step.startswith("SCAN")], plan


def test_every_session_of_an_account_can_be_ended(app: Dash, sitter: FlaskClient, store: Store, login: Login) -> None:
    other = login(app.server.test_client(), NAME)
    with store.session() as db:
        mine = own(store)
        assert len(sessions.running(db, mine.user_id)) == 2
        assert sessions.end_all(db, mine.user_id, but=mine.id) == 1
    assert [client.get(HERE).status_code for client in (sitter, other)] == [401, 200]


def test_one_can_be_ended_by_its_owner_only(sitter: FlaskClient, store: Store) -> None:
    mine = own(store)
    with store.session() as db:
        assert not sessions.end(db, mine.id, mine.user_id + 1)
    assert sitter.get(HERE).status_code == 200
    with store.session() as db:
        assert sessions.end(db, mine.id, mine.user_id)
    assert sitter.get(HERE).status_code == 401


def test_what_waits_for_a_step_is_no_session_yet(sitter: FlaskClient, store: Store) -> None:
    with store.session() as db:
        mine = db.get(UserSession, own(store).id)
        assert mine is not None
        mine.step = sessions.SECOND
    assert sitter.get(HERE).status_code == 401


def test_a_new_token_makes_the_old_one_worthless(sitter: FlaskClient, store: Store) -> None:
    old = token(sitter)
    with store.session() as db:
        new = sessions.renew(db, own(store).id)
    assert new is not None
    assert sessions.find(store, old) is None
    assert sessions.find(store, new) is not None


class TestActingForSomebody:
    """Under a leave that ends, somebody sees what another sees."""

    @pytest.fixture
    def acting(self, sitter: FlaskClient, store: Store) -> FlaskClient:
        with store.session() as db:
            mine = db.get(UserSession, own(store).id)
            subject = db.scalar(select(User).where(User.name == "ministry"))
            assert mine is not None and subject is not None
            leave = Acting(actor_id=mine.user_id, subject_id=subject.id, ends_at=now() + 600, reason="holiday")
            db.add(leave)
            db.flush()
            mine.acting_id = leave.id
        return sitter

    def test_the_scope_is_the_other_ones(self, acting: FlaskClient, store: Store) -> None:
        assert "(000000)" in acting.get(DOWNLOAD).text
        found = sessions.find(store, token(acting))
        assert found is not None
        assert (found.actor, found.name, found.role, found.acts) == (NAME, "ministry", "ministry", True)

    def test_it_ends_by_itself(self, acting: FlaskClient, store: Store, clock: time_machine.Traveller) -> None:
        clock.shift(601)
        assert "(area:xiongan)" in acting.get(DOWNLOAD).text
        assert own(store).acting_id is None


class TestABigScreen:
    """A session that only shows one place, for as long as its owner may see that."""

    @pytest.fixture
    def screen(self, app: Dash, sitter: FlaskClient, store: Store) -> FlaskClient:
        with store.session() as db:
            owner = db.get(User, own(store).user_id)
            assert owner is not None
            made = sessions.begin(db, owner, ends_at=None, scope_kind="area", scope_code="area:xiongan")
        client = app.server.test_client()
        with client.session_transaction() as held:
            held["_user_id"] = made
        return client

    def test_it_has_no_limit_of_time(self, screen: FlaskClient, clock: time_machine.Traveller) -> None:
        clock.shift(90 * 24 * 60 * 60)
        assert screen.get(HERE).status_code == 200

    def test_it_sees_its_place_only(self, screen: FlaskClient, store: Store) -> None:
        save_more(store, ("area", "area:wuhan"))
        found = sessions.find(store, token(screen))
        assert found is not None
        assert found.scope.places == {"area:xiongan"}
        assert (found.role, found.display) == ("display", True)

    def test_it_sees_nothing_when_its_owner_does_not(self, screen: FlaskClient, store: Store) -> None:
        with store.session() as db:
            owner = db.scalar(select(User).where(User.name == NAME))
            assert owner is not None
            owner.scopes = []
        found = sessions.find(store, token(screen))
        assert found is not None
        assert not found.scope.places


def save_more(store: Store, grant: tuple[str, str]) -> None:
    """Give the account one more grant."""
    from dashboard.store import Grant

    with store.session() as db:
        user = db.scalar(select(User).where(User.name == NAME))
        assert user is not None
        user.scopes.append(Grant(kind=grant[0], code=grant[1]))
