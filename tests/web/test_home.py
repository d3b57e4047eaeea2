"""Where a reader lands: a principal on the own school's page, everybody else on the overview, without a redirect."""

from __future__ import annotations

import re

import pytest

from data_access.places import Place
from tests.web.wire import Wire


def stands(wire: Wire, path: str, search: str = "") -> str:
    """Which page stands at an address."""
    (key,) = re.findall('data-page="([^"]+)"', wire.page(path, search).text)
    return key


def test_a_principal_lands_on_the_own_school(principal_wire: Wire) -> None:
    assert stands(principal_wire, "/") == "school"
    assert stands(principal_wire, "/school") == "school"
    assert stands(principal_wire, "/usage") == "usage"


def test_who_sees_more_lands_on_the_overview(ministry_wire: Wire) -> None:
    assert stands(ministry_wire, "/") == "overview"
    assert stands(ministry_wire, "/school") == "school"


@pytest.mark.parametrize("place", ["442000", "000000"])
def test_the_home_page_of_a_school_is_its_profile_for_everybody(
    ministry_wire: Wire, own_school: Place, place: str
) -> None:
    assert stands(ministry_wire, "/", f"?place={own_school.code}") == "school"
    assert stands(ministry_wire, "/", f"?place={place}") == "overview"
