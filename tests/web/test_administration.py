"""The administrators' pages: what they change counts at once and is in the audit; nobody else may even look."""

from __future__ import annotations

import json
import re

import pytest
from dash import Dash
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from dashboard.audit import verify
from dashboard.auth.users import save
from dashboard.store import Store, User
from tests.conftest import PASSWORD, token_of
from tests.fixtures.hostile import EVERY
from tests.web.audited import events
from tests.web.forms import change, password, send
from tests.web.test_default_deny import address

INSIDE = "/_dash-layout"
DOWNLOAD = "/export/overview/trend.csv?lang=en"


def test_it_is_where_an_administrator_lands(administrator: FlaskClient) -> None:
    assert administrator.get("/").headers["Location"] == "/admin"
    assert administrator.get("/admin").status_code == 200
    assert administrator.get("/usage").status_code == 403, "who looks after accounts has no need of the data"


@pytest.mark.parametrize("who", ["ministry", "director", "principal"])
def test_nobody_else_may_look_or_change(app: Dash, who: str, subject: int, request: pytest.FixtureRequest) -> None:
    client: FlaskClient = request.getfixturevalue(who)
    routes = [rule for rule in app.server.url_map.iter_rules() if rule.rule.startswith("/admin")]
    assert len(routes) >= 8
    token = token_of(client.get("/account"))
    for rule in routes:
        for method in {"GET", "POST"} & set(rule.methods or ()):
            answer = client.open(address(rule), method=method, data={"token": token, "do": "disable"})
            assert answer.status_code == 403, rule.rule


def test_a_user_is_added_and_can_come_in(app: Dash, administrator: FlaskClient, store: Store) -> None:
    name = "added-by-form"
    answer = send(
        administrator, "/admin", name=name, role="principal", scope="area:xiongan region:440000", language="en"
    )
    assert answer.status_code == 200, answer.text
    code = re.search(r"<code>([A-Z2-9-]{23})</code>", answer.text)
    assert code is not None
    assert password(app.server.test_client(), name, code[1]).headers["Location"] == "/login/password"
    outcome, actor, who, details = next(events(store, "user"))
    assert (outcome, actor, who) == ("added", "root", name)
    assert code[1] not in json.dumps(details)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "principal"),
        ("name", "x"),
        ("name", "a b"),
        ("role", "king"),
        ("scope", "area:atlantis"),
        ("scope", "region:area:wuhan"),
        ("scope", "everything"),
        ("until", "tomorrow"),
        ("language", "fr"),
    ],
)
def test_a_bad_user_is_refused_in_words(administrator: FlaskClient, store: Store, field: str, value: str) -> None:
    fields = {"name": "never-made", "role": "principal", "scope": "", "until": "", "language": "zh"} | {field: value}
    answer = send(administrator, "/admin", **fields)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert store.user("never-made") is None


def test_no_hostile_text_gets_through(administrator: FlaskClient, store: Store) -> None:
    for text in EVERY:
        answer = send(administrator, "/admin", name=text, role="principal", scope=text)
        assert answer.status_code == 422
        assert "<script>alert" not in answer.text and "<img src=x" not in answer.text
        assert administrator.get("/admin", query_string={"q": text}).status_code == 200
        assert administrator.get("/admin/audit", query_string={"actor": text, "since": text}).status_code == 200
    with store.reading() as db:
        assert verify(db).broken is None


def test_a_scope_counts_from_the_next_request(administrator: FlaskClient, visitor: FlaskClient, subject: int) -> None:
    assert "(area:xiongan)" in visitor.get(DOWNLOAD).text
    assert change(administrator, subject, do="grant", scope="area:wuhan", until="2999-01-01") == 200
    assert change(administrator, subject, do="end", scope="area:xiongan") == 200
    assert "(area:wuhan)" in visitor.get(DOWNLOAD).text


@pytest.mark.parametrize("fields", [{"do": "disable"}, {"do": "role", "role": "steward"}, {"do": "reset"}], ids=str)
def test_sessions_end_at_once(
    administrator: FlaskClient, visitor: FlaskClient, subject: int, fields: dict[str, str]
) -> None:
    assert visitor.get(INSIDE).status_code == 200
    assert change(administrator, subject, **fields) == 200
    assert visitor.get(INSIDE).status_code == 401


def test_a_session_is_ended_from_the_list(administrator: FlaskClient, visitor: FlaskClient, subject: int) -> None:
    found = re.findall(r'action="(/admin/sessions/\d+)"', administrator.get(f"/admin/users/{subject}").text)
    assert len(found) == 1
    assert send(administrator, found[0], "/admin/sessions", back=str(subject)).status_code == 302
    assert visitor.get(INSIDE).status_code == 401


def test_the_last_administrator_stays(administrator: FlaskClient, store: Store) -> None:
    ids = {name: found.id for name in ("root", "root2") if (found := store.user(name))}
    assert change(administrator, ids["root"], do="disable") == 422, "not oneself"
    assert change(administrator, ids["root2"], do="disable") == 200
    assert change(administrator, ids["root"], do="role", role="ministry") == 422


def test_somebody_acts_for_another(
    administrator: FlaskClient, visitor: FlaskClient, subject: int, store: Store
) -> None:
    save(store, "away", "director", PASSWORD.format(name="away"), [("area", "area:wuhan")])
    assert change(administrator, subject, do="acting", subject="away", days="3", reason="holiday") == 200
    start = re.search(r'action="(/account/acting/\d+)"', visitor.get("/account").text)
    assert start is not None
    assert send(visitor, start[1], "/account").status_code == 302
    assert "(area:wuhan)" in visitor.get(DOWNLOAD).text
    tree = visitor.get("/account").text
    assert "subject" in tree and "away" in tree
    outcome, actor, _, details = next(events(store, "export"))
    assert (outcome, actor, details["acting_for"]) == ("ok", "subject", "away")
    assert send(visitor, "/account/acting/stop", "/account").status_code == 302
    assert "(area:xiongan)" in visitor.get(DOWNLOAD).text


def test_nobody_acts_for_an_administrator(administrator: FlaskClient, subject: int, store: Store) -> None:
    assert change(administrator, subject, do="acting", subject="root2", days="3", reason="x") == 422
    assert change(administrator, subject, do="acting", subject="subject", days="3", reason="x") == 422
    assert change(administrator, subject, do="acting", subject="ministry", days="365", reason="x") == 422


def test_a_leave_that_cannot_be_is_not_found(administrator: FlaskClient, subject: int) -> None:
    for leave in ("", "x", "0", str(10**30)):
        assert change(administrator, subject, do="end_acting", leave=leave) == 404


def test_a_leave_is_for_whom_it_was_given(
    app: Dash, administrator: FlaskClient, subject: int, ministry: FlaskClient
) -> None:
    change(administrator, subject, do="acting", subject="director", days="3", reason="x")
    leave = re.findall(r'name="leave" value="(\d+)"', administrator.get(f"/admin/users/{subject}").text)[-1]
    assert send(ministry, f"/account/acting/{leave}", "/account").status_code == 404


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_pages_stand_in_both_languages(administrator: FlaskClient, subject: int, language: str) -> None:
    for path in ("/admin", f"/admin/users/{subject}", "/admin/sessions", "/admin/audit", "/account"):
        page = administrator.get(f"{path}?lang={language}")
        assert page.status_code == 200
        assert f'<html lang="{"zh-CN" if language == "zh" else "en"}">' in page.text
        assert "<script" not in page.text, "they work without JavaScript"
        assert page.text.count("<h1") == 1
        controls = set(re.findall(r'<(?:input|select) id="([^"]+)"', page.text))
        assert controls <= set(re.findall(r'<label for="([^"]+)"', page.text)), "every control has its label"
        ids = re.findall(r' id="([^"]+)"', page.text)
        assert len(ids) == len(set(ids))


def test_every_form_wants_its_token(app: Dash, administrator: FlaskClient, subject: int, store: Store) -> None:
    routes = [r for r in app.server.url_map.iter_rules() if "POST" in (r.methods or ()) and not r.rule.startswith("/_")]
    assert len(routes) >= 12
    before = count(store)
    for rule in routes:
        path = address(rule).replace("/users/1", f"/users/{subject}")
        if rule.endpoint in ("auth.code", "auth.password", "auth.factor"):
            continue  # these are for sessions on their way in
        for form in ({}, {"token": ""}, {"token": "wrong"}):
            answer = administrator.post(path, data=form | {"do": "disable", "name": "forged", "role": "ministry"})
            # Doubts, notes and targets are for readers of data, which an administrator is not: they have own tests.
            of_readers = rule.endpoint.startswith(("doubts.", "notes.", "targets."))
            assert answer.status_code == (403 if of_readers else 400), rule.rule
    assert count(store) == before


def count(store: Store) -> int:
    """How many accounts are enabled."""
    with store.reading() as db:
        return counted(db)


def counted(db: Session) -> int:
    """How many accounts are enabled."""
    return len(db.scalars(select(User.id).where(User.disabled.is_(False))).all())
