"""The search of places through the gate and over HTTP: what a reader may see is found, and nothing else is."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from data_access.gate import Gate
from data_access.places import Place
from data_access.query import UnknownPlace
from data_access.scope import NATION, NOTHING, Scope

CASES: dict[str, Callable[[Place], Scope]] = {
    "nation": lambda _: NATION,
    "area": lambda _: Scope(places=frozenset({"area:xiongan"})),
    "prefecture": lambda _: Scope(places=frozenset({"442000"})),
    "school": lambda school: Scope(schools=frozenset({school.code})),
    "nothing": lambda _: NOTHING,
}


@pytest.mark.parametrize("name", CASES)
def test_a_reader_finds_the_places_of_the_own_scope_and_no_others(gate: Gate, own_school: Place, name: str) -> None:
    scope = CASES[name](own_school)
    root = gate.snapshot().places.root
    everybody = gate.search(NATION, "小学", 10_000) + gate.search(NATION, "区", 10_000)
    assert len(everybody) > 50
    for place in everybody[::7]:
        hits = {p.code for p in gate.search(scope, place.name_zh, 10_000)}
        seen = {p.code for p in hits_of(gate, scope, hits)}
        assert hits == seen, "all that is found may be seen"
        assert (place.code in hits) == (place.code in seen_by(gate, scope, place))
    assert bool(gate.search(scope, root.name_zh)) == (name == "nation")


def seen_by(gate: Gate, scope: Scope, place: Place) -> set[str]:
    """The code of the place, if the door opens it."""
    return {p.code for p in hits_of(gate, scope, {place.code})}


def hits_of(gate: Gate, scope: Scope, codes: set[str]) -> list[Place]:
    """The places that the door opens."""
    opened = []
    for code in codes:
        try:
            opened.append(gate.place(scope, code))
        except UnknownPlace:
            continue
    return opened


@pytest.mark.parametrize("text", ["中山", "zhongshan", "442000", "ZhongShan City"])
def test_the_best_comes_first(gate: Gate, text: str) -> None:
    assert gate.search(NATION, text, 5)[0].code == "442000"


def test_initials_find_every_place_that_has_them(gate: Gate) -> None:
    assert {"442000", "330900"} <= {p.code for p in gate.search(NATION, "zss", 5)}


def test_no_more_than_asked_for_and_every_place_once(gate: Gate) -> None:
    for limit in (1, 3, 10):
        codes = [p.code for p in gate.search(NATION, "x", limit)]
        assert len(codes) == len(set(codes)) == limit


@settings(max_examples=60, deadline=None)
@given(text=st.text(max_size=90))
def test_nothing_that_is_typed_breaks_it(gate: Gate, text: str) -> None:
    assert len(gate.search(NATION, text, 8)) <= 8


def asked(client: FlaskClient, text: str, language: str = "zh") -> dict[str, object]:
    """What the route answers."""
    answer = client.get("/search", query_string={"q": text, "lang": language, "place": "442000", "stage": "primary"})
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    found: dict[str, object] = answer.json
    return found


def test_the_route_says_names_places_above_and_levels(ministry: FlaskClient) -> None:
    zh, en = asked(ministry, "442000"), asked(ministry, "442000", "en")
    assert zh["places"] == [{"code": "442000", "name": "中山市", "where": "广东省", "level": "地级", "page": ""}]
    place = {"code": "442000", "name": "Zhongshan City", "where": "Guangdong Province", "level": "prefecture"}
    assert en["places"] == [place | {"page": ""}]
    (area,) = asked(ministry, "area:wuhan", "en")["places"]
    assert (area["code"], area["page"]) == ("area:wuhan", "/area")


def test_what_is_not_there_and_what_is_not_one_s_own_are_answered_alike(principal: FlaskClient) -> None:
    assert asked(principal, "中山市") == asked(principal, "没有这个地方") == asked(principal, "999999")


def test_no_session_no_answer(client: FlaskClient) -> None:
    assert client.get("/search?q=a").status_code == 401


def test_the_text_is_cut_and_odd_texts_are_answered(ministry: FlaskClient) -> None:
    for text in ("x" * 5000, "\0", "%", "'; DROP TABLE school; --", "＝1", "\n\n"):
        assert isinstance(asked(ministry, text)["places"], list)
