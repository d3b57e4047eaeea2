"""Every indicator equals what is worked out by hand: at every kind of place, in every grouping, filter and period."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from data_access.indicators import DERIVED, REGISTRY, get
from data_access.query import Result
from tests.fixtures import by_hand, over_by_hand, spans
from tests.fixtures.answers import records, told, value_of
from tests.fixtures.country import CITY, NATION, NO_COUNTIES, PREFECTURE, PROVINCE, SCHOOL_IDS, SILENT
from tests.fixtures.spans import GRAINS, Span

Ask = Callable[..., Result]
Wrong = Callable[..., list[Any]]

CODES = [code for code in REGISTRY if code not in DERIVED]
PLACES = [NATION, PROVINCE, CITY, PREFECTURE, NO_COUNTIES, SILENT, "440303", "440000-unassigned"]
AREAS = ["THREE", "OVER", "NEST", "SCHOOLS", "ENDED", "EMPTY"]
SCHOOLS = ["S02", "S04", "B02", "Z03", "U01"]
SPANS: list[Span] = [
    ((2024, 9), (2025, 8)),
    ((2024, 9), (2024, 9)),  # a week of 30 September, a term by its last month
    ((2024, 12), (2025, 1)),  # a turn of the year within one term
    ((2025, 2), (2025, 4)),
    ((2023, 11), (2024, 11)),
    ((2020, 1), (2020, 12)),  # before anybody reported
]
FILTERS = {
    "stage": ("primary", "nine_year"),
    "setting": ("urban", "unassigned"),
    "needy": ("true", "false"),
}
SEGMENTS = {
    "platform_code": ("nat",),
    "resource_kind": ("lesson", "unassigned"),
    "user_role": ("student", "unassigned"),
    "programme_code": ("it2", "unassigned"),
    "cohort": ("new", "principal", "unassigned"),
    "subject_group": ("unassigned",),
    "stage": ("senior", "unassigned"),
    "setting": ("rural",),
    "milestone": ("m3",),
    "dimension": ("overall", "skills"),
    "kind": ("health",),
    "grade": ("01", "unassigned"),
    "feed_code": ("act", "home"),
}


@pytest.fixture
def wrong(ask: Ask) -> Wrong:
    """Ask, and tell which sums, units, values and states are not those worked out by hand."""

    def run(code: str, place: str, span: Span = None, by: str = "", **filters: str) -> list[Any]:
        result = ask(code, place, spans.text(span), by=by, expect=False, **filters)
        query = result.query
        found, expected = told(result), by_hand.found(code, place, span, query.by, query.filters)
        faults: list[Any] = [] if found == expected else [(query, found, expected)]
        for row in records(result):
            value, state = value_of(code, row["numerator"], row["denominator"])
            if get(code).of_regions and row["place_code"] in SCHOOL_IDS:
                state = "not_applicable"  # a fact of regions
            if (row["value"], row["state"]) != (None if value is None else pytest.approx(value), state):
                faults.append((query, row, value, state))
        return faults

    return run


def grains(code: str) -> list[str]:
    return list(GRAINS[GRAINS.index(get(code).grain.replace("day", "month")) :])


def test_no_indicator_is_without_a_hand_calculation() -> None:
    assert set(CODES) == by_hand.CODES
    assert over_by_hand.CODES | {"P04"} == DERIVED


@pytest.mark.parametrize("code", CODES)
def test_at_every_kind_of_place(wrong: Wrong, code: str) -> None:
    schools = [] if get(code).of_regions else SCHOOLS
    for place in [*PLACES, *AREAS, *schools]:
        assert not wrong(code, place)


@pytest.mark.parametrize("code", CODES)
def test_in_every_period(wrong: Wrong, code: str) -> None:
    for number, span in enumerate(SPANS):
        assert not wrong(code, PROVINCE if number % 2 else "OVER", span)


@pytest.mark.parametrize("code", CODES)
def test_in_every_bucket_of_time(wrong: Wrong, code: str) -> None:
    for grain in grains(code):
        assert not wrong(code, NATION, by=grain)
        assert not wrong(code, "OVER", ((2024, 1), (2025, 3)), by=grain)


@pytest.mark.parametrize("code", CODES)
def test_by_child(wrong: Wrong, code: str) -> None:
    for place in (NATION, PROVINCE, CITY, PREFECTURE, NO_COUNTIES, "THREE", "OVER", "SCHOOLS"):
        assert not wrong(code, place, by="child")


@pytest.mark.parametrize("code", CODES)
def test_by_school(wrong: Wrong, code: str) -> None:
    for place in ("OVER", "SCHOOLS"):
        assert not wrong(code, place, by="school")


@pytest.mark.parametrize("code", CODES)
def test_by_area_where_areas_overlap(wrong: Wrong, code: str) -> None:
    for place in (NATION, "OVER"):
        assert not wrong(code, place, by="area")


@pytest.mark.parametrize("code", CODES)
def test_by_and_within_every_school_attribute_and_segment(wrong: Wrong, code: str) -> None:
    for name in dict.fromkeys(name for name in (*FILTERS, *SEGMENTS) if get(code).knows(name)):
        assert not wrong(code, NATION, by=f"child {name}")
        for wanted in dict.fromkeys((*FILTERS.get(name, ()), *SEGMENTS.get(name, ()))):
            assert not wrong(code, "OVER", SPANS[0], by="child", **{name: wanted})


@pytest.mark.parametrize("code", CODES)
def test_all_groups_and_filters_at_once(wrong: Wrong, code: str) -> None:
    name = next((n for n in (*reversed(get(code).segments), "setting") if get(code).knows(n)), "")
    filters = {"needy": "true"} if get(code).of_schools else {}
    assert not wrong(code, PROVINCE, ((2024, 9), (2025, 3)), by=f"child {grains(code)[0]} {name}", **filters)
