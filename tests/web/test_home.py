"""Where a reader lands: a principal on the own school's page, everybody else on the overview, without a redirect."""

from __future__ import annotations

import json

import pytest

from data_access.places import Place
from tests.web.wire import Wire


def tree(wire: Wire, path: str, search: str = "") -> str:
    """Which page's tree stands at an address."""
    found = json.dumps(wire.layout(path, search).json)
    key = next(key for key in ("overview", "school", "usage") if f'"data-page": "{key}"' in found)
    assert found.count('"data-page"') == 1
    return key


def test_a_principal_lands_on_the_own_school(principal_wire: Wire) -> None:
    assert tree(principal_wire, "/") == "school"
    assert tree(principal_wire, "/school") == "school"
    assert tree(principal_wire, "/usage") == "usage"


def test_who_sees_more_lands_on_the_overview(ministry_wire: Wire) -> None:
    assert tree(ministry_wire, "/") == "overview"
    assert tree(ministry_wire, "/school") == "school"


@pytest.mark.parametrize("place", ["442000", "000000"])
def test_the_home_page_of_a_school_is_its_profile_for_everybody(
    ministry_wire: Wire, own_school: Place, place: str
) -> None:
    assert tree(ministry_wire, "/", f"?place={own_school.code}") == "school"
    assert tree(ministry_wire, "/", f"?place={place}") == "overview"
