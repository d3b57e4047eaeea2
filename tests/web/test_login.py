"""Login: tells strangers nothing, wants its token, leads only to our own pages."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

import pytest
from dash import Dash
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from dashboard.page import PAGES
from tests.conftest import PASSWORD, Login, token_of
from tests.fixtures.hostile import HOSTILE

INLINE = [
    "//evil.example",
    "/\\evil.example",
    "/\t/evil.example",
    "////evil.example",
    "https://evil.example/usage",
    "/usage//evil.example",
    "/usage\r\nSet-Cookie: a=b",
    "/%09/evil.example",
    "/logout",
    "/_dash-layout",
    "/export/overview/trend.csv",
    "/usage/../logout",
    "/login?next=//evil.example",
    "usage",
    "/.evil.example",
    "/@evil.example",
    "",
    "/" + "x" * 10_000,
]


def form_token(client: FlaskClient) -> str:
    """The token of the login form."""
    return token_of(client.get("/login"))


def post(client: FlaskClient, **form: str) -> TestResponse:
    """Send the login form with its token."""
    return client.post("/login", data={"token": form_token(client), **form})


def led_to(client: FlaskClient, target: str) -> str:
    """Where a login leads that was asked to go on to `target`."""
    form = {"name": "principal", "password": PASSWORD.format(name="principal"), "token": form_token(client)}
    answer = client.post(f"/login?next={quote(target, safe='')}", data=form)
    assert answer.status_code == 302
    return answer.headers["Location"]


def test_a_wrong_password_and_an_unknown_name_are_answered_alike(app: Dash) -> None:
    wrong = post(app.server.test_client(), name="ministry", password="no")  # noqa: S106
    unknown = post(app.server.test_client(), name="nobody", password="no")  # noqa: S106
    assert wrong.status_code == unknown.status_code == 401
    plain = [re.sub(r'name="token" value="[^"]+"', "", answer.text) for answer in (wrong, unknown)]
    assert plain[0] == plain[1]
    assert "nobody" not in unknown.text


@pytest.mark.parametrize("token", [None, "", "wrong", "é", "x" * 10_000])
def test_a_form_without_its_token_logs_nobody_in(client: FlaskClient, token: str | None) -> None:
    form_token(client)
    form = {"name": "ministry", "password": PASSWORD.format(name="ministry")}
    answer = client.post("/login", data=form if token is None else {**form, "token": token})
    assert answer.status_code == 400
    assert client.get("/_dash-layout").status_code == 401


def test_the_token_of_another_browser_is_worth_nothing(app: Dash, client: FlaskClient) -> None:
    foreign = form_token(app.server.test_client())
    form_token(client)
    form = {"name": "ministry", "password": PASSWORD.format(name="ministry"), "token": foreign}
    assert client.post("/login", data=form).status_code == 400


@pytest.mark.parametrize("field", ["name", "password"])
@pytest.mark.parametrize("text", ["", "\0", "é" * 500, "x" * 100_000, "'; drop table app_user; --", "\ud83d\ude00"])
def test_no_text_in_the_form_is_an_accident(client: FlaskClient, field: str, text: str) -> None:
    form = {"name": "ministry", "password": "no"} | {field: text.encode("utf-16", "surrogatepass").decode("utf-16")}
    assert post(client, **form).status_code == 401


@pytest.mark.parametrize("target", INLINE)
def test_login_leads_only_to_our_own_pages(client: FlaskClient, target: str) -> None:
    assert led_to(client, target) == "/school", "where a principal begins"


def test_login_leads_to_no_hostile_address(app: Dash) -> None:
    for target in HOSTILE["login_next"]:
        location = urlsplit(led_to(app.server.test_client(), target))
        assert not location.netloc
        assert location.path in {page.path for page in PAGES.values()}, target


@pytest.mark.parametrize("target", ["/usage", "/training?place=area:xiongan&period=2024-09..2025-08&stage=primary"])
def test_login_leads_on_to_the_page_that_was_asked_for(client: FlaskClient, target: str) -> None:
    assert led_to(client, target) == target


def test_the_session_cookie_is_kept_from_scripts_other_sites_and_plain_http(client: FlaskClient, login: Login) -> None:
    token = form_token(client)
    form = {"name": "ministry", "password": PASSWORD.format(name="ministry"), "token": token}
    cookies = client.post("/login", data=form).headers.getlist("Set-Cookie")
    assert cookies
    for cookie in cookies:
        flags = {part.strip().lower() for part in cookie.split(";")[1:]}
        assert cookie.startswith("__Host-"), "browsers take such a cookie from its own host over TLS only"
        assert {"secure", "httponly", "samesite=lax", "path=/"} <= flags
        assert not any(flag.startswith("domain") for flag in flags)


def test_what_the_session_held_before_login_is_gone_after_it(client: FlaskClient, login: Login) -> None:
    before = form_token(client)
    login(client, "ministry")
    assert form_token(client) != before


def test_a_get_logs_nobody_out(client: FlaskClient, login: Login) -> None:
    login(client, "ministry")
    assert client.get("/logout").status_code == 200
    assert client.get("/_dash-layout").status_code == 200


def test_a_post_without_a_token_logs_nobody_out(client: FlaskClient, login: Login) -> None:
    login(client, "ministry")
    client.post("/logout")
    assert client.get("/_dash-layout").status_code == 200


def test_the_form_logs_out(client: FlaskClient, login: Login) -> None:
    login(client, "ministry")
    found = re.search(r'name="token" value="([^"]+)"', client.get("/logout").text)
    assert found is not None
    assert client.post("/logout", data={"token": found[1]}).headers["Location"] == "/login"
    assert client.get("/_dash-layout").status_code == 401
