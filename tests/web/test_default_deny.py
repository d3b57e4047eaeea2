"""Without a session nothing is answered but the login page, its style and the health check."""

from __future__ import annotations

import pytest
from dash import Dash
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from dashboard.page import PAGES
from tests.web.wire import UPDATE, Wire

OPEN = {"/login", "/login.css", "/logout", "/display", "/healthz"}
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
SAMPLES = {"kind": "csv", "key": "overview", "panel_id": "trend", "package_name": "dash"}
SAMPLES |= {"user_id": 1, "session_id": 1, "leave_id": 1, "doubt_id": 1, "entry_id": 1}


def address(rule: Rule) -> str:
    """An address that the rule matches."""
    _, text = rule.build({name: SAMPLES.get(name, "x") for name in rule.arguments}) or ("", "")
    return text


def test_every_route_and_method_wants_a_session(app: Dash, client: FlaskClient) -> None:
    answered = []
    for rule in app.server.url_map.iter_rules():
        if rule.rule in OPEN:
            continue
        for method in METHODS:
            response = client.open(address(rule), method=method)
            refused = response.status_code in (401, 405) or (
                response.status_code == 302 and response.headers["Location"].startswith("/login?next=")
            )
            if not refused:
                answered.append((method, rule.rule, response.status_code))
    assert not answered


@pytest.mark.parametrize("address", sorted(OPEN))
def test_what_is_open_answers(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "//",
        "/login/",
        "/login/..",
        "/login/../",
        "/healthz/../_dash-layout",
        "/LOGIN",
        "/./_dash-layout",
        "/%2e/usage",
        "/_dash-layout/",
        "//_dash-layout",
        "/export/overview/trend.csv?next=/login",
        "/assets/app.js",
        "/_dash-component-suites/dash/deps/react@18.v4_4_1m0.min.js",
    ],
)
def test_no_way_of_writing_an_address_goes_round_the_guard(client: FlaskClient, address: str) -> None:
    response = client.get(address)
    assert response.status_code in (301, 302, 308, 401, 404)
    assert len(response.data) < 1000


def test_a_page_leads_to_the_login_and_from_there_back(client: FlaskClient) -> None:
    response = client.get("/usage?place=442000&stage=primary")
    assert response.headers["Location"] == "/login?next=%2Fusage%3Fplace%3D442000%26stage%3Dprimary"


def test_every_callback_of_every_page_wants_a_session(app: Dash, ministry_wire: Wire, client: FlaskClient) -> None:
    calls = [call for page in PAGES.values() for call in ministry_wire.calls(page.path, "?place=000000")]
    called = {call.body["output"] for call in calls}
    assert called == {c["output"] for c in ministry_wire.callbacks}, "a callback that no page uses was not tried"
    answers = [client.post(UPDATE, json=call.body) for call in calls]
    assert {answer.status_code for answer in answers} == {401}
    assert {answer.data for answer in answers} == {answers[0].data}


def test_a_forged_session_cookie_is_no_session(client: FlaskClient) -> None:
    client.set_cookie("__Host-session", "eyJfdXNlcl9pZCI6Im1pbmlzdHJ5In0.aaaaaa.AAAAAAAAAAAAAAAAAAAAAAAAAAA")
    assert client.get("/_dash-layout").status_code == 401
