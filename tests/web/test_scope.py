"""Nothing about a school outside the scope leaves the server: no page, callback, option list or download names one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from urllib.parse import quote

import pytest
from werkzeug.test import TestResponse

from dashboard.page import PAGES
from data_access.gate import Gate
from data_access.places import Place
from tests.web.schools import Schools, every_school, ids_inside, words_of
from tests.web.wire import Wire

LISTING = ("overview", "divide")
"""Pages that list the schools of a place: enough to see that the walk hears what may be heard."""


@pytest.fixture(scope="module")
def schools(gate: Gate) -> Schools:
    return every_school(gate)


@pytest.fixture(scope="module")
def xiongan(gate: Gate) -> set[str]:
    place = gate.snapshot().places.get("area:xiongan")
    assert place is not None
    return ids_inside(gate, place)


def everything(wire: Wire, place: str, language: str, pages: Sequence[str] = ()) -> Iterator[tuple[str, TestResponse]]:
    """All that the server says about a place: (some) pages, every callback of each (the router too), every download."""
    view = f"?place={place}&lang={language}"
    for page in [PAGES[key] for key in pages or PAGES]:
        yield f"GET {page.path}", wire.client.get(page.path + view)
        yield from wire.answers(page.path, view)
        for panel in page.panels:
            address = f"/export/{page.key}/{panel.id}.csv{view}"
            yield address, wire.client.get(address)


def named(
    wire: Wire, wanted: Schools, asked: Sequence[tuple[str, str]], pages: Sequence[str] = ()
) -> list[tuple[str, str, set[str]]]:
    """Which of the schools are named for a place and a language: the place, the request, the schools."""
    found = []
    for place, language in asked:
        for name, response in everything(wire, place, language, pages):
            assert response.status_code < 500, (place, name)
            words = words_of(response)
            # A code that the reader typed may be said back.
            if held := wanted.named_in(words.replace(place, "") if place else words):
                found.append((place, name, held))
    return found


def test_a_principal_meets_the_own_school_and_no_other(
    principal_wire: Wire, schools: Schools, own_school: Place
) -> None:
    own = schools.names[own_school.code]
    foreign = schools.without({own_school.code})
    assert not foreign.named_in("\n".join(own)), "the own school's name holds another's: the check could not tell"
    # What else changes with what happens elsewhere is for `test_noninterference`.
    heard = named(principal_wire, schools, (("000000", "zh"), (min(foreign.names), "en")))
    assert {code for _, _, held in heard for code in held} == {own_school.code}
    assert len(heard) > 2 * len(PAGES)


def test_a_director_meets_no_school_outside_the_area(director_wire: Wire, schools: Schools, xiongan: set[str]) -> None:
    assert len(xiongan) >= 3
    foreign = schools.without(xiongan)
    assert not named(director_wire, foreign, (("440000", "en"), (min(foreign.names), "zh")))


def test_a_director_meets_the_schools_of_the_area(director_wire: Wire, schools: Schools, xiongan: set[str]) -> None:
    inside = Schools({code: schools.names[code] for code in xiongan})
    found = named(director_wire, inside, [("130629", "zh"), ("130632", "zh"), ("130638", "en")], LISTING)
    assert {code for _, _, held in found for code in held} == xiongan


def test_the_ministry_meets_them_all(ministry_wire: Wire, schools: Schools, own_school: Place) -> None:
    """The checks above can fail: what they look for is said to those who may hear it."""
    foreign = schools.without({own_school.code})
    found = named(ministry_wire, foreign, [("442000", "zh")], LISTING)
    requests = [name for _, name, _ in found]
    assert any(name.startswith("/export/") for name in requests), "downloads"
    assert any(name.startswith("canonical") for name in requests), "breadcrumb and option lists"
    assert any('"chart-data"' in name for name in requests), "charts"
    assert any('"list-data"' in name for name in requests), "lists"


@pytest.mark.parametrize("asked", ["000000", "area:wuhan", "area:zhongshan", "S000001"])
def test_a_place_outside_the_scope_gets_the_answer_of_one_that_does_not_exist(
    principal_wire: Wire, own_school: Place, asked: str
) -> None:
    assert asked != own_school.code
    nowhere = "Z" * len(asked)

    def plain(response: TestResponse) -> str:
        typed = "|".join(map(re.escape, (asked, quote(asked, safe=""), nowhere)))
        return re.sub(rf"{typed}|\d{{4}}-\d\d-\d\d \d\d:\d\d", "…", words_of(response))  # a minute may end between

    for page in PAGES.values():
        both = (principal_wire.answers(page.path, f"?place={place}") for place in (asked, nowhere))
        for (name, foreign), (_, unknown) in zip(*both, strict=True):
            assert plain(foreign) == plain(unknown), name
