"""What every answer tells the browser, errors included (trust.md, SEC-12, SEC-17); who may change things (SEC-11)."""

from __future__ import annotations

import base64
import hashlib
import re

import pytest
from dash import Dash
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from dashboard.page import PAGES
from dashboard.store import AuditRow, Store
from tests.conftest import Login
from tests.web.forms import password
from tests.web.test_default_deny import address
from tests.web.wire import UPDATE, Wire

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
LEAKS = ("Traceback", "/work/", "site-packages", "SELECT ", "sqlite", "duckdb", ".py")


def lacks(answer: TestResponse) -> list[str]:
    """Which of the headers an answer lacks."""
    found = [name for name, text in ALWAYS.items() if answer.headers.get(name) != text]
    page = ("Permissions-Policy", "X-Frame-Options") if answer.mimetype == "text/html" else ()
    found += [name for name in ("X-Request-ID", *page) if name not in answer.headers]
    policy = answer.headers.get("Content-Security-Policy", "")
    if (
        "default-src '" not in policy
        or "frame-ancestors 'none'" not in policy
        or "unsafe-eval" in policy
        or "script-src 'unsafe-inline'" in policy
    ):
        found.append("Content-Security-Policy")
    if "max-age=31536000" not in answer.headers.get("Strict-Transport-Security", ""):
        found.append("Strict-Transport-Security")
    return found


def test_every_route_answers_with_them_to_everybody(app: Dash, client: FlaskClient, ministry: FlaskClient) -> None:
    lacking = []
    for rule in app.server.url_map.iter_rules():
        for who in (client, ministry):
            if rule.rule == "/logout":
                continue
            for method in ("GET", "POST", "TRACE"):
                answer = who.open(address(rule), method=method)
                lacking += [(rule.rule, method, name) for name in lacks(answer)]
    assert not lacking


def test_data_are_not_kept_by_browsers_and_proxies(ministry_wire: Wire) -> None:
    answers = [ministry_wire.client.get(page.path) for page in PAGES.values()]
    answers += [ministry_wire.send(call.body) for call in ministry_wire.calls("/usage", "?place=000000")]
    answers += [ministry_wire.client.get("/export/usage/trend.csv"), ministry_wire.client.get("/account")]
    assert {answer.headers["Cache-Control"] for answer in answers} == {"no-store"}


def test_every_script_in_a_page_is_a_file_of_ours_or_has_its_hash(ministry: FlaskClient) -> None:
    for page in PAGES.values():
        answer = ministry.get(page.path)
        policy = answer.headers["Content-Security-Policy"]
        scripts = re.findall(r"<script([^>]*)>(.*?)</script>", answer.text, re.S)
        assert scripts
        for attributes, text in scripts:
            if "application/json" in attributes:
                continue
            if source := re.search(r'src="([^"]+)"', attributes):
                assert source[1].startswith("/") and not source[1].startswith("//")
            else:
                digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
                assert f"'sha256-{digest}'" in policy


def test_logging_out_clears_what_the_browser_kept(client: FlaskClient, login: Login) -> None:
    login(client, "principal")
    token = re.search(r'name="token" value="([^"]+)"', client.get("/logout").text)
    assert token is not None
    answer = client.post("/logout", data={"token": token[1]})
    assert '"cache"' in answer.headers["Clear-Site-Data"]


FOREIGN = [
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "https://localhost.evil.example"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": "https://localhost", "Sec-Fetch-Site": "cross-site"},
]


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
def test_another_site_changes_nothing(ministry: FlaskClient, ministry_wire: Wire, headers: dict[str, str]) -> None:
    body = ministry_wire.calls("/usage", "?place=000000")[0].body
    assert ministry.post(UPDATE, json=body, headers=headers).status_code == 403
    for path in ("/login", "/logout", "/account/password", "/admin", "/display"):
        assert ministry.post(path, data={"token": "x"}, headers=headers).status_code == 403
    assert ministry.get("/_dash-layout").status_code == 200


@pytest.mark.parametrize("headers", [{}, {"Origin": "http://localhost"}, {"Sec-Fetch-Site": "same-origin"}], ids=str)
def test_our_own_pages_do(ministry_wire: Wire, headers: dict[str, str]) -> None:
    body = ministry_wire.calls("/usage", "?place=000000")[0].body
    assert ministry_wire.client.post(UPDATE, json=body, headers=headers).status_code == 200


def test_no_get_changes_anything(app: Dash, ministry: FlaskClient, store: Store) -> None:
    """Where only a POST does something, a GET gets the frame of a page or a refusal, and nothing happens."""

    def happened() -> int:
        with store.reading() as db:
            return len(db.scalars(select(AuditRow.id).where(AuditRow.event != "denied")).all())

    rules = [rule for rule in app.server.url_map.iter_rules() if not rule.rule.startswith("/_dash")]
    read = {rule.rule for rule in rules if "GET" in (rule.methods or ())}
    changing = [rule for rule in rules if rule.rule not in read]
    assert len(changing) >= 5
    before = happened()
    assert {ministry.get(address(rule)).status_code for rule in changing} <= {200, 403, 404, 405}
    assert happened() == before
    assert ministry.get("/_dash-layout").status_code == 200


@pytest.mark.parametrize(
    "path", ["/nope", "/export/nope/nope.csv", "/account/sessions/x", "/admin/users/99999999999", "/%00", "/a\nb"]
)
def test_an_error_page_says_nothing_of_the_inside(ministry: FlaskClient, path: str) -> None:
    answer = ministry.get(path)
    assert not [leak for leak in LEAKS if leak in answer.text]


def test_an_accident_gets_a_page_with_a_reference(
    app: Dash, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("SELECT secret FROM somewhere in /work/place.py")

    monkeypatch.setattr("dashboard.auth.views.verify", broken)
    monkeypatch.setitem(app.server.config, "PROPAGATE_EXCEPTIONS", False)
    answer = password(client, "principal")
    assert answer.status_code == 500
    assert not [leak for leak in LEAKS if leak in answer.text]
    assert answer.headers["X-Request-ID"] in answer.text
    assert lacks(answer) == []


def test_a_large_form_is_refused(client: FlaskClient) -> None:
    answer = client.post("/login", data={"name": "x" * 2_000_000})
    assert answer.status_code == 413
    assert lacks(answer) == []
