"""A big screen: a link that is good once opens a session that shows one place and changes nothing."""

from __future__ import annotations

import re

import pytest
from dash import Dash
from flask.testing import FlaskClient

from tests.web.forms import send

INSIDE = "/_dash-layout"


@pytest.fixture
def link(administrator: FlaskClient, subject: int) -> str:
    """The address that an administrator made for the principal."""
    page = send(administrator, f"/admin/users/{subject}", do="display", scope="area:xiongan")
    found = re.search(r"<code>\w+://[^/]+(/display\?code=[\w-]+)</code>", page.text)
    assert found is not None, page.text
    return found[1]


def opened(client: FlaskClient, link: str) -> int:
    """Follow the link and take it."""
    return send(client, "/display", link, code=link.partition("=")[2]).status_code


def test_it_is_good_once(app: Dash, client: FlaskClient, link: str) -> None:
    assert client.get(link).status_code == 200, "a look uses nothing up"
    assert opened(client, link) == 302
    assert client.get("/").status_code == 200
    assert client.get(INSIDE).status_code == 200
    assert opened(app.server.test_client(), link) == 404


def test_it_only_shows(client: FlaskClient, link: str) -> None:
    opened(client, link)
    assert client.get("/export/overview/trend.csv").status_code == 403
    assert client.get("/account").status_code == 403
    assert client.get("/admin").status_code == 403


def test_it_is_in_the_list_and_can_be_ended(
    client: FlaskClient, link: str, administrator: FlaskClient, subject: int
) -> None:
    opened(client, link)
    found = re.findall(r'action="(/admin/sessions/\d+)"', administrator.get(f"/admin/users/{subject}").text)
    send(administrator, found[0], "/admin/sessions")
    assert client.get(INSIDE).status_code == 401


@pytest.mark.parametrize("code", ["", "x", "'; drop table app_display; --"])
def test_another_code_opens_nothing(client: FlaskClient, code: str) -> None:
    assert send(client, "/display", code=code).status_code == 404
