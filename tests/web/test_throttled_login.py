"""The login slows guessing down without telling who exists and without keeping its owner out (SEC-7, SEC-8)."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import time_machine
from dash import Dash

from dashboard.auth import passwords
from dashboard.store.base import now
from tests.web.forms import password


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(now(), tick=False) as traveller:
        yield traveller


def test_a_name_that_exists_and_one_that_does_not_are_answered_alike(app: Dash, clock: object) -> None:
    answers = {}
    for name in ("principal", "nobody-has-this-name"):
        client = app.server.test_client()
        told = [password(client, name, "wrong") for _ in range(7)]
        plain = [re.sub(r'name="token" value="[^"]+"', "", answer.text) for answer in told]
        answers[name] = [
            (a.status_code, a.headers.get("Retry-After"), text) for a, text in zip(told, plain, strict=True)
        ]
    assert answers["principal"] == answers["nobody-has-this-name"]
    assert [status for status, _, _ in answers["principal"]] == [401] * 5 + [429] * 2


def test_an_unknown_name_costs_the_same_work(app: Dash, monkeypatch: pytest.MonkeyPatch) -> None:
    hashed: list[bool] = []
    real = passwords._HASHER.verify

    class Counting:
        """The hasher, counted."""

        def verify(self, kept: str, given: bytes) -> bool:
            hashed.append(True)
            return real(kept, given)

    monkeypatch.setattr(passwords, "_HASHER", Counting())
    for name in ("principal", "nobody-has-this-name"):
        password(app.server.test_client(), name, "wrong")
    assert len(hashed) == 2


def test_the_right_password_works_after_the_pause(app: Dash, clock: time_machine.Traveller) -> None:
    client = app.server.test_client()
    for _ in range(5):
        password(client, "principal", "wrong")
    held = password(client, "principal")
    assert held.status_code == 429
    clock.shift(int(held.headers["Retry-After"]))
    assert password(client, "principal").status_code == 302


def test_a_stranger_cannot_keep_anybody_out(app: Dash, clock: time_machine.Traveller) -> None:
    owner, stranger = app.server.test_client(), app.server.test_client()
    assert password(owner, "principal").status_code == 302
    owner.delete_cookie("__Host-session")
    for _ in range(10):
        password(stranger, "principal", "wrong")
    assert password(stranger, "principal", "wrong").status_code == 429
    assert password(owner, "principal").status_code == 302, "the browser that its owner uses is let through"
