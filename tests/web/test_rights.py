"""Rights of pages and callbacks (trust.md, SEC-2): declared, or the start stops; without them nothing is there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from dash import Dash
from flask.testing import FlaskClient

from dashboard import rights
from dashboard.page import PAGES, READERS
from tests.web.wire import Wire

HIDDEN = "training"


@pytest.fixture
def hidden() -> Iterator[str]:
    """A page that principals may not open; its address."""
    held = PAGES[HIDDEN]
    PAGES[HIDDEN] = replace(held, roles=("ministry", "director"))
    yield held.path
    PAGES[HIDDEN] = held


def test_every_callback_and_every_route_is_declared(app: Dash, ministry: FlaskClient) -> None:
    listed = [c["output"] for c in ministry.get("/_dash-dependencies").json]
    assert len(listed) == 5
    assert {rights.first(output) for output in listed} <= set(rights.CALLBACKS)
    assert {rule.endpoint for rule in app.server.url_map.iter_rules()} <= set(rights.ENDPOINTS)


@pytest.mark.parametrize(
    ("endpoints", "callbacks"), [(["healthz", "new.route"], []), (["healthz"], ["..new.children...title.children.."])]
)
def test_what_nobody_declared_stops_the_start(endpoints: list[str], callbacks: list[str]) -> None:
    with pytest.raises(rights.UndeclaredRights, match="new"):
        rights.check_declared(endpoints, callbacks)


def test_a_page_that_is_not_for_a_role_is_not_there(principal_wire: Wire, ministry_wire: Wire, hidden: str) -> None:
    assert ministry_wire.client.get(hidden).status_code == 200
    calls = ministry_wire.calls(hidden, "?lang=en")
    answers = [principal_wire.page(hidden, "?lang=en"), *(principal_wire.send(call.body) for call in calls)]
    answers += [principal_wire.client.get(f"/export/{HIDDEN}/{panel.id}.csv") for panel in PAGES[HIDDEN].panels]
    assert len(answers) > 5
    assert {answer.status_code for answer in answers} == {403}
    assert not any("Teacher training" in answer.text or "教师培训" in answer.text for answer in answers)


def test_no_link_leads_to_it(principal_wire: Wire, hidden: str) -> None:
    assert f'href=".{hidden}' not in principal_wire.page("/").text


def test_a_role_without_a_callback_is_refused(principal_wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    call = next(c for c in principal_wire.calls("/usage", "") if c.body["output"].startswith("head-data"))
    monkeypatch.setitem(rights.CALLBACKS, "head-data", frozenset(READERS) - {"principal"})
    assert principal_wire.send(call.body).status_code == 403
