"""What an account may see counts from its next request, and an account without a scope gets a page that says so."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from dash import Dash
from flask.testing import FlaskClient
from sqlalchemy import select

from dashboard.auth.users import save
from dashboard.page import PAGES
from dashboard.store import Grant, Store, User
from tests.conftest import PASSWORD, Login
from tests.web.schools import words_of
from tests.web.wire import UPDATE, Wire

NAME = "visitor"


def hold(store: Store, grants: Sequence[tuple[str, str, date | None]]) -> None:
    """Give the visitor these grants and no others, behind the back of any session."""
    with store.session() as session:
        user = session.scalar(select(User).where(User.name == NAME))
        assert user is not None
        user.scopes = [Grant(kind=kind, code=code, ends_on=ends_on) for kind, code, ends_on in grants]


@pytest.fixture
def visitor(app: Dash, store: Store, login: Login) -> FlaskClient:
    """Somebody with a session and, at first, the area Xiong'an."""
    save(store, NAME, "director", PASSWORD.format(name=NAME), [("area", "area:xiongan")])
    return login(app.server.test_client(), NAME)


def home_of(client: FlaskClient) -> str:
    """The place that a reader starts from, as the trend's download names it."""
    return client.get("/export/overview/trend.csv?lang=en").text


def test_a_changed_grant_counts_from_the_next_request(visitor: FlaskClient, store: Store) -> None:
    assert "(area:xiongan)" in home_of(visitor)
    hold(store, [("area", "area:wuhan", None)])
    assert "(area:wuhan)" in home_of(visitor)
    assert "(area:xiongan)" not in visitor.get("/export/overview/trend.csv?place=area:xiongan&lang=en").text


def test_a_grant_counts_on_its_last_day_and_not_after_it(visitor: FlaskClient, store: Store) -> None:
    today = date.today()
    hold(store, [("nation", "000000", today - timedelta(days=1)), ("area", "area:wuhan", today)])
    assert "(area:wuhan)" in home_of(visitor)


def test_a_disabled_account_has_no_session_any_more(visitor: FlaskClient, store: Store) -> None:
    with store.session() as session:
        user = session.scalar(select(User).where(User.name == NAME))
        assert user is not None
        user.disabled = True
    assert visitor.get("/_dash-layout").status_code == 401


@pytest.mark.parametrize(
    "grants",
    [
        pytest.param([], id="none"),
        pytest.param([("nation", "000000", date(2020, 1, 1))], id="ended"),
        pytest.param([("region", "no-such-place", None)], id="a place that is gone"),
        pytest.param([("school", "no-such-school", None)], id="a school that is gone"),
        pytest.param([("nonsense", "000000", None)], id="a kind that nobody knows"),
    ],
)
class TestWithoutAScope:
    """Nothing to see is an answer, not an accident."""

    def test_no_request_fails(self, visitor: FlaskClient, store: Store, ministry_wire: Wire, grants: list[Any]) -> None:
        hold(store, grants)
        failed = []
        for page in PAGES.values():
            answers = [(page.path, visitor.get(page.path))]
            calls = ministry_wire.calls(page.path, "?place=000000")
            answers += [(call.name, visitor.post(UPDATE, json=call.body)) for call in calls]
            answers += [(panel.id, visitor.get(f"/export/{page.key}/{panel.id}.csv")) for panel in page.panels]
            failed += [(name, answer.status_code) for name, answer in answers if answer.status_code >= 500]
        assert not failed

    def test_no_number_is_told(
        self, visitor: FlaskClient, store: Store, ministry_wire: Wire, grants: list[Any]
    ) -> None:
        hold(store, grants)
        for page in PAGES.values():
            for panel in page.panels:
                if page.group != "data":
                    assert visitor.get(f"/export/{page.key}/{panel.id}.csv").status_code in (403, 404)
            for call in ministry_wire.calls(page.path, "?place=000000"):
                answer = visitor.post(UPDATE, json=call.body)
                assert "000000" not in words_of(answer)

    def test_the_page_says_so_in_words(self, visitor: FlaskClient, store: Store, grants: list[Any]) -> None:
        hold(store, grants)
        first = visitor.get("/", follow_redirects=True)
        assert first.status_code in (200, 403)
        page = first.text
        assert "<h1" in page, "a page for people, not an empty frame"
        assert "logout" in page, "who sees nothing must be able to leave"
