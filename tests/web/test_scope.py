"""Nothing about a school outside the scope leaves the server: no page, callback, option list or download names one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from werkzeug.test import TestResponse

from dashboard.page import PAGES
from data_access.gate import Gate
from data_access.places import Place
from tests.web.schools import Schools, every_school, ids_inside, words_of
from tests.web.wire import Wire

# A nation, the provinces and the place of the principal's school, areas that hold the reader's own places and foreign
# ones, a county of the director's, and a place that is none.
PLACES = ("", "000000", "440000", "442000", "110101", "area:xiongan", "area:wuhan", "area:zhongshan", "130629", "X9")


@pytest.fixture(scope="module")
def schools(gate: Gate) -> Schools:
    return every_school(gate)


@pytest.fixture(scope="module")
def xiongan(gate: Gate) -> set[str]:
    place = gate.snapshot().places.get("area:xiongan")
    assert place is not None
    return ids_inside(gate, place)


def everything(wire: Wire, place: str, language: str) -> Iterator[tuple[str, TestResponse]]:
    """All that the server says about a place: pages, every callback of each, every download."""
    view = f"?place={place}&lang={language}"
    for page in PAGES.values():
        yield f"GET {page.path}", wire.client.get(page.path + view)
        tree = wire.layout(page.path, view)
        yield f"layout {page.path}", tree
        yield from wire.answers(page.path, view, tree.json)
        for panel in page.panels:
            address = f"/export/{page.key}/{panel.id}.csv{view}"
            yield address, wire.client.get(address)


def leaks(wire: Wire, foreign: Schools, places: tuple[str, ...]) -> list[tuple[str, str, set[str]]]:
    """What names a foreign school: the place asked for, the request, the schools."""
    found = []
    for place in places:
        for language in ("zh", "en"):
            for name, response in everything(wire, place, language):
                assert response.status_code < 500, (place, name)
                if named := foreign.named_in(words_of(response)):
                    found.append((place, name, named))
    return found


def test_a_principal_meets_no_other_school(principal_wire: Wire, schools: Schools, own_school: Place) -> None:
    own = schools.names[own_school.code]
    foreign = schools.without({own_school.code})
    assert not foreign.named_in("\n".join(own)), "the own school's name holds another's: the check could not tell"
    other = next(iter(foreign.names))
    assert not leaks(principal_wire, foreign, (*PLACES, own_school.code, other))


def test_a_director_meets_no_school_outside_the_area(director_wire: Wire, schools: Schools, xiongan: set[str]) -> None:
    assert len(xiongan) >= 3
    foreign = schools.without(xiongan)
    assert not leaks(director_wire, foreign, (*PLACES, min(xiongan), min(foreign.names)))


def test_a_director_meets_the_schools_of_the_area(director_wire: Wire, schools: Schools, xiongan: set[str]) -> None:
    inside = Schools({code: schools.names[code] for code in xiongan})
    assert {c for _, _, named in leaks(director_wire, inside, ("130629", "130632", "130638")) for c in named} == xiongan


def test_the_ministry_meets_them_all(ministry_wire: Wire, schools: Schools, own_school: Place) -> None:
    """The checks above can fail: what they look for is said to those who may hear it."""
    foreign = schools.without({own_school.code})
    found = leaks(ministry_wire, foreign, ("442000", own_school.parent or "", min(foreign.names)))
    requests = {name.split(" ")[0].split("?")[0] for _, name, _ in found}
    assert any(name.startswith("/export/") for name in requests)
    assert any('"filter"' in name or '"crumb"' in name for _, name, _ in found)
    assert any('"chart-title"' in name for _, name, _ in found)


@pytest.mark.parametrize("asked", ["000000", "440000", "area:wuhan", "area:zhongshan", "S000001", "442000"])
def test_a_place_outside_the_scope_gets_the_answer_of_one_that_does_not_exist(
    principal_wire: Wire, own_school: Place, asked: str
) -> None:
    assert asked != own_school.code
    for page in PAGES.values():
        tree = principal_wire.layout(page.path).json
        foreign = principal_wire.answers(page.path, f"?place={asked}", tree)
        nowhere = principal_wire.answers(page.path, f"?place={'Z' * len(asked)}", tree)
        for (name, one), (_, other) in zip(foreign, nowhere, strict=True):
            assert one.text.replace(asked, "Z" * len(asked)) == other.text, name
