"""Answers that are kept as they went out: the same bytes again, to nobody else, and never a failure."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from data_access.cache import Cache
from data_access.engine import QueryTooSlow
from data_access.gate import Gate
from tests.web.wire import Call, Wire

_NATION = "?place=000000&period=2025-11"


@pytest.fixture
def opened(served: Gate, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cache]:
    """The cache of the application, empty."""
    monkeypatch.setattr(served, "cache", Cache(64_000_000))
    yield served.cache


def _cards(wire: Wire, view: str = _NATION) -> Call:
    return next(call for call in wire.calls("/", view) if "cards-data" in call.name)


def test_what_is_asked_again_is_not_made_again(ministry_wire: Wire, opened: Cache) -> None:
    call = _cards(ministry_wire)
    first = ministry_wire.send(call.body)
    made = opened.counters["miss"]
    again = ministry_wire.send(call.body)
    assert again.data == first.data
    assert again.headers["Content-Type"] == first.headers["Content-Type"]
    assert opened.counters["miss"] == made


def test_another_reader_gets_another_answer(ministry_wire: Wire, director_wire: Wire, opened: Cache) -> None:
    """The director may not see the nation, whoever has asked for it before."""
    call = _cards(ministry_wire)
    theirs, mine = (wire.send(call.body).json for wire in (ministry_wire, director_wire))
    assert theirs != mine


def test_language_and_theme_are_part_of_the_question(ministry: FlaskClient, ministry_wire: Wire, opened: Cache) -> None:
    call, english = (_cards(ministry_wire, f"{_NATION}&lang={language}") for language in ("zh", "en"))
    light = ministry_wire.send(call.body).json
    assert ministry_wire.send(english.body).json != light
    ministry.set_cookie("theme", "dark", domain="localhost")
    try:
        assert ministry_wire.send(call.body).json != light
    finally:
        ministry.delete_cookie("theme", domain="localhost")


def test_a_chart_has_no_digits_that_nobody_sees(ministry_wire: Wire) -> None:
    charts = (call for call in ministry_wire.calls("/", _NATION) if "chart-data" in call.name)
    numbers = [x for call in charts for x in _floats(ministry_wire.send(call.body).json)]
    assert len(numbers) > 100
    assert [x for x in numbers if x != round(x, 6)] == []


def _floats(part: object) -> Iterator[float]:
    if isinstance(part, float):
        yield part
    elif isinstance(part, dict | list):
        for held in part.values() if isinstance(part, dict) else part:
            yield from _floats(held)


def test_a_failure_is_not_kept(ministry_wire: Wire, opened: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(*_: object, **__: object) -> None:
        raise QueryTooSlow("too slow")

    call = _cards(ministry_wire)
    with monkeypatch.context() as broken:
        broken.setattr(Gate, "fetch", slow)
        failed = ministry_wire.send(call.body)
        assert failed.status_code == 200
    assert ministry_wire.send(call.body).json != failed.json


def test_a_head_that_fails_says_so_and_the_page_goes_on(ministry_wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("broken")

    call = next(call for call in ministry_wire.calls("/", f"{_NATION}&lang=en") if call.name.startswith("head-data"))
    with monkeypatch.context() as patch:
        patch.setattr(Gate, "fetch", broken)
        answer = ministry_wire.send(call.body)
    assert answer.status_code == 200
    told = json.loads(answer.json["response"]["head-data"]["data"])
    assert "cannot be shown now" in told["finding"]
    assert told["title"].startswith("China: overview")
