"""Fills the forms that the server renders, as a reader does."""

from __future__ import annotations

import time

import pyotp
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.conftest import PASSWORD, token_of


def send(client: FlaskClient, path: str, page: str = "", **fields: str) -> TestResponse:
    """Post a form with the token that stands on its page (by default the page at the same address)."""
    shown = client.get(page or path)
    return client.post(path, data={"token": token_of(shown), **fields})


def password(client: FlaskClient, name: str, text: str | None = None) -> TestResponse:
    """Take the first step of a login."""
    return send(client, "/login", name=name, password=PASSWORD.format(name=name) if text is None else text)


def code(secret: str, windows: int = 0) -> str:
    """The code of a secret for now, or for some windows of 30 s later."""
    return pyotp.TOTP(secret).at(int(time.time()) + windows * 30)


def change(administrator: FlaskClient, user_id: int, **fields: str) -> int:
    """Send one of the forms of an account's page."""
    return send(administrator, f"/admin/users/{user_id}", **fields).status_code
