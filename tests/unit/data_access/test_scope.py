"""Nobody sees more than their places: not by any method of the gate, and not by the words of a refusal."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from data_access.disclosure import OPEN
from data_access.gate import Gate
from data_access.query import BadQuery, Query, Result, UnknownPlace
from data_access.scope import NATION, NOTHING, Scope
from tests.fixtures.country import NATION as COUNTRY
from tests.fixtures.country import NO_COUNTIES, PREFECTURE, PROVINCE, SCHOOL_IDS
from tests.fixtures.readers import READERS, sees
from tests.fixtures.whereabouts import LEVEL, PLACES, inside

Ask = Callable[..., Result]
SEGMENTS = ["resource_kind", "platform_code", "user_role", "programme_code", "cohort", "subject_group", "stage"]
PRINCIPAL = READERS["principal"]


@pytest.mark.parametrize("code", [*PLACES, "nowhere", "", "%", "'; DROP TABLE school; --"])
def test_the_empty_scope_knows_no_place(gate: Gate, code: str) -> None:
    with pytest.raises(UnknownPlace):
        gate.place(NOTHING, code)
    with pytest.raises(UnknownPlace):
        gate.fetch(NOTHING, Query("R01", code))


def test_the_empty_scope_gets_no_row_from_any_method(gate: Gate) -> None:
    for code in PLACES:
        place = gate.place(NATION, code)
        assert gate.children(NOTHING, place) == gate.path(NOTHING, place) == gate.areas(NOTHING, place) == []
        assert gate.milestones(NOTHING, place).empty
    assert all(gate.codes(NOTHING, name) == () for name in SEGMENTS)
    with pytest.raises(UnknownPlace):
        gate.home(NOTHING)


def test_the_default_scope_is_the_empty_one() -> None:
    assert Scope() == NOTHING and not NOTHING.everything


@pytest.mark.parametrize("reader", READERS)
def test_a_reader_knows_exactly_the_places_that_lie_in_their_scope(gate: Gate, reader: str) -> None:
    scope = READERS[reader]
    for code in PLACES:
        if sees(scope, code):
            assert gate.place(scope, code).code == code
        else:
            with pytest.raises(UnknownPlace):
                gate.place(scope, code)


def test_a_place_that_is_not_there_and_one_of_others_are_refused_in_the_same_words(gate: Gate) -> None:
    for reader in READERS.values():
        for foreign in ("B02", "110000", COUNTRY, "U01"):
            if sees(reader, foreign):
                continue
            said = []
            for code in (foreign, "x" * len(foreign)):
                with pytest.raises(UnknownPlace) as refusal:
                    gate.fetch(reader, Query("R02", code))
                said.append(str(refusal.value).replace(code, "?"))
            assert said[0] == said[1]


def test_a_refusal_does_not_repeat_more_than_a_line_of_what_was_asked(gate: Gate) -> None:
    with pytest.raises(UnknownPlace) as refusal:
        gate.place(PRINCIPAL, "x" * 10_000)
    assert len(str(refusal.value)) < 120


def test_a_principal_gets_no_other_school(gate: Gate, ask: Ask) -> None:
    place = gate.place(PRINCIPAL, "S02")
    assert gate.home(PRINCIPAL) == place
    assert gate.children(PRINCIPAL, place) == gate.path(PRINCIPAL, place) == gate.areas(PRINCIPAL, place) == []
    assert set(gate.milestones(PRINCIPAL, place)["unit_code"]) == {"S02"}
    for by in ("school", "child", "area", "month", "setting"):
        assert set(ask("R02", "S02", by=by, scope=PRINCIPAL).frame["place_code"]) <= {"S02"}


def test_a_principal_gets_no_other_school_through_a_place_that_was_found_for_another_reader(gate: Gate) -> None:
    for code in PLACES:
        place = gate.place(NATION, code)
        seen = gate.milestones(PRINCIPAL, place)["unit_code"]
        assert set(seen) <= {"S02"}
        assert {p.code for p in gate.children(PRINCIPAL, place)} <= {"S02"}
        assert gate.path(PRINCIPAL, place) == gate.areas(PRINCIPAL, place) == []


def test_the_codes_of_a_segment_are_those_of_the_readers_own_rows(gate: Gate) -> None:
    assert gate.codes(PRINCIPAL, "stage") == ("junior", "primary")
    assert set(gate.codes(NATION, "stage")) == {"junior", "primary", "senior", "unassigned"}
    assert gate.codes(Scope(schools=frozenset({"U01"})), "cohort") == ()
    assert gate.codes(NATION, "no such column") == ()


@pytest.mark.parametrize("reader", READERS)
def test_every_row_of_every_method_lies_in_the_scope(gate: Gate, reader: str) -> None:
    scope = READERS[reader]
    for place in (gate.place(NATION, code) for code in (COUNTRY, PROVINCE, "OVER", "SCHOOLS", "S03")):
        for found in (*gate.children(scope, place), *gate.areas(scope, place), *gate.path(scope, place)):
            assert sees(scope, found.code), (place.code, found.code)
        for unit in gate.milestones(scope, place)["unit_code"]:
            assert sees(scope, unit) and inside(unit, place.code)


def test_the_director_of_an_area_sees_its_members_and_who_lies_in_them(gate: Gate) -> None:
    scope = READERS["director of three counties"]
    home = gate.home(scope)
    assert [p.code for p in gate.children(scope, home)] == ["440303", "440305", "440990"]
    assert gate.codes(scope, "stage") == ("junior", "primary", "senior")
    seen = {code for code in SCHOOL_IDS if sees(scope, code)}
    assert seen == {"S01", "S02", "S05", "S06", "S07"}
    assert [p.code for p in gate.path(scope, gate.place(scope, "S01"))] == ["THREE", "440303"]


def test_the_director_of_an_area_of_schools_sees_those_schools_and_no_region(gate: Gate) -> None:
    scope = READERS["director of named schools"]
    assert [p.code for p in gate.children(scope, gate.home(scope))] == ["B01", "S01", "Z01"]
    assert [c for c in PLACES if LEVEL[c] not in ("school", "area") and sees(scope, c)] == []


def test_the_director_of_a_region_sees_areas_that_lie_wholly_in_it(gate: Gate) -> None:
    for reader, areas in (("director of a province", ["NEST", "OVER", "THREE"]), ("director without counties", [])):
        scope = READERS[reader]
        assert [a.code for a in gate.areas(scope, gate.home(scope))] == areas
    path = gate.path(READERS["director of a prefecture"], gate.place(NATION, "S03"))
    assert [p.code for p in path] == [PREFECTURE, "440304"]


def test_a_reader_starts_at_what_they_hold(gate: Gate) -> None:
    assert gate.home(NATION).code == COUNTRY
    assert gate.home(Scope(places=frozenset({PROVINCE, "THREE"}), schools=frozenset({"B01"}))).code == "THREE"
    assert gate.home(Scope(places=frozenset({"gone"}), schools=frozenset({"B01"}))).code == "B01"
    with pytest.raises(UnknownPlace):
        gate.home(Scope(places=frozenset({"gone"}), schools=frozenset({"gone too"})))


def test_what_is_kept_for_one_reader_is_not_given_to_another(url: str) -> None:
    gate, query = Gate(url, seconds=30, rules=OPEN), Query("T04", NO_COUNTIES, by=("child",))
    assert not gate.fetch(NATION, query).frame.empty
    assert not gate.fetch(READERS["director without counties"], query).frame.empty
    assert gate.cache.counters == {"miss": 6}  # for each of them the answer, its rows, and who was expected
    with pytest.raises(BadQuery):
        gate.fetch(PRINCIPAL, query)


def test_scopes_that_differ_have_different_fingerprints() -> None:
    scopes = [NATION, NOTHING, Scope(places=frozenset({"S02"})), *READERS.values()]
    assert len({scope.fingerprint for scope in scopes}) == len(scopes)
    assert Scope(places=frozenset({"a", "b"})).fingerprint == Scope(places=frozenset({"b", "a"})).fingerprint


def test_a_scope_of_twenty_thousand_schools(gate: Gate) -> None:
    many = Scope(schools=frozenset({"S02", "S04", *(f"X{n:06}" for n in range(20_000))}))
    assert gate.home(many).code == "S02"
    assert gate.place(many, "S04").is_school
    with pytest.raises(BadQuery):
        gate.place(many, "S03")
    assert gate.fetch(many, Query("R01", "S02")).frame.equals(gate.fetch(NATION, Query("R01", "S02")).frame)
