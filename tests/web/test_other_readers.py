"""What one reader asks, another may ask too and gets only the own answer (trust.md RLS-3, RLS-5)."""

from __future__ import annotations

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from dash import Dash

from dashboard.page import PAGES
from data_access.cache import Cache
from data_access.gate import Gate
from data_access.places import Place
from tests.conftest import Login
from tests.web.schools import every_school, words_of
from tests.web.wire import Call, Wire

FOREIGN = ("442000", "S000001")
THREADS, REQUESTS, FRESH = 8, 5_000, 500


def walk(wire: Wire, place: str) -> Iterator[tuple[str, Call | None]]:
    """The requests of a reader who opens every page at a place, downloads all and searches it; no body for a GET."""
    view = f"?place={place}&lang=zh"
    for page in PAGES.values():
        yield page.path + view, None
        for call in wire.calls(page.path, view):
            yield f"{page.path} {call.name}", call
        yield f"/export/{page.key}.xlsx{view}", None
        for panel in page.panels:
            yield f"/export/{page.key}/{panel.id}.csv{view}", None
    yield f"/search{view}&q={place}", None


@pytest.mark.parametrize("place", FOREIGN)
def test_an_officials_requests_tell_a_principal_of_no_other_school(
    ministry_wire: Wire, principal_wire: Wire, gate: Gate, own_school: Place, place: str
) -> None:
    assert place != own_school.code
    foreign = every_school(gate).without({own_school.code})
    asked = 0
    for name, call in walk(ministry_wire, place):
        answer = principal_wire.client.get(name) if call is None else principal_wire.send(call.body)
        assert answer.status_code < 500, name
        asked += 1
        if answer.mimetype.startswith(("text/", "application/json")):
            assert not foreign.named_in(words_of(answer).replace(place, "")), name
    assert asked > 100


def test_readers_at_once_get_their_own_answers(
    app: Dash, login: Login, ministry_wire: Wire, served: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    """5,000 requests of two readers in eight threads, with the kept answers thrown away again and again."""
    calls = [
        call
        for path in ("/", "/usage")
        for call in ministry_wire.calls(path, "?lang=en&period=2025-11")
        if call.name.startswith(("cards-data", "canonical", "head-data"))
    ]
    readers = ("ministry", "director")
    clients = {
        (name, thread): Wire(login(app.server.test_client(), name)) for name in readers for thread in range(THREADS)
    }
    expected = {(name, n): clients[name, 0].send(c.body).data for name in readers for n, c in enumerate(calls)}
    assert all(expected["ministry", n] != expected["director", n] for n in range(len(calls)))

    def ask(thread: int) -> list[tuple[str, int]]:
        chance = random.Random(thread)  # noqa: S311 - nothing secret
        wrong = []
        for number in range(REQUESTS // THREADS):
            if number * THREADS % FRESH == 0 and thread == 0:
                monkeypatch.setattr(served, "cache", Cache(64_000_000))
            name, n = chance.choice(readers), chance.randrange(len(calls))
            if clients[name, thread].send(calls[n].body).data != expected[name, n]:
                wrong.append((name, n))
        return wrong

    with ThreadPoolExecutor(THREADS) as pool:
        assert [wrong for found in pool.map(ask, range(THREADS)) for wrong in found] == []
