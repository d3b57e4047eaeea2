"""Which indicators are shares of people: written out by hand for all of them, as the contract's columns must say it."""

from __future__ import annotations

import pytest

from data_access.indicators import REGISTRY, get

SHARES = {"R02", "R03", "R04", "R05", "R11", "T01", "T02", "T03", "T04", "T05", "T06", "T08", "T10", "T11", "T12"}
SHARES |= {"G05", "G08", "L01", "L02", "L03", "L04"}
MEAN_SCORES = {"T07", "T09"}
# Views, lessons and minutes; rooms, spaces, devices, bandwidth; school-months and school-weeks; hours and assignments;
# what is taken over another indicator; milestones, platforms, reports, systems.
OTHERS = {"R01", "R06", "R07", "R08", "R09", "R10", "R12", "R13", "G01", "G02", "G03", "G04", "G06", "G07", "G09"}
OTHERS |= {"L05", "L06", "G10", "G11", "G12", "G13", "P01", "P02", "P03", "P04", "P05", "P06", "P07", "P08"}


def test_every_indicator_is_of_one_sort() -> None:
    assert set(REGISTRY) == SHARES | MEAN_SCORES | OTHERS
    assert len(REGISTRY) == 52


@pytest.mark.parametrize("code", REGISTRY)
def test_what_it_counts(code: str) -> None:
    assert REGISTRY[code].counts_people == (code in SHARES)
    assert REGISTRY[code].personal == (code in SHARES | MEAN_SCORES)


def test_what_is_taken_over_a_share_of_people_is_none() -> None:
    assert not get("G10:R02").counts_people
    assert not get("P03:T04").personal
