"""Every indicator equals what is worked out by hand: at every kind of place, in every grouping, filter and period."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from data_access.indicators import DERIVED, REGISTRY, get
from data_access.query import Result
from tests.fixtures import by_hand, spans
from tests.fixtures.answers import records, told, value_of
from tests.fixtures.country import CITY, NATION, NO_COUNTIES, PREFECTURE, PROVINCE, SILENT
from tests.fixtures.spans import GRAINS, Span

Ask = Callable[..., Result]

CODES = [code for code in REGISTRY if code not in DERIVED]
PLACES = [NATION, PROVINCE, CITY, PREFECTURE, NO_COUNTIES, SILENT, "440303", "440000-unassigned", "110102"]
AREAS = ["THREE", "OVER", "NEST", "SCHOOLS", "ENDED", "EMPTY"]
SCHOOLS = ["S02", "S04", "S07", "B02", "B03", "Z03", "U01", "D01"]
SPANS: list[Span] = [
    ((2024, 9), (2025, 8)),
    ((2024, 9), (2024, 9)),  # a week of 30 September, a term by its last month
    ((2024, 12), (2025, 1)),  # a turn of the year within one term
    ((2025, 2), (2025, 4)),
    ((2023, 11), (2024, 11)),
    ((2020, 1), (2020, 12)),  # before anybody reported
]
FILTERS = {"stage": ("primary", "junior", "nine_year"), "setting": ("urban", "town"), "needy": ("true", "false")}
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
}


def by_the_book(result: Result, code: str, place: str, span: Span = None) -> None:
    """Fail unless sums, units, values and states are those worked out by hand."""
    query = result.query
    assert told(result) == by_hand.found(code, place, span, query.by, query.filters), query
    for row in records(result):
        value, state = value_of(code, row["numerator"], row["denominator"])
        assert (row["value"], row["state"]) == (None if value is None else pytest.approx(value), state), query


def grains(code: str) -> list[str]:
    return list(GRAINS[GRAINS.index(get(code).grain.replace("day", "month")) :])


def test_no_indicator_is_without_a_hand_calculation() -> None:
    assert set(by_hand.BY_HAND) == set(CODES)


@pytest.mark.parametrize("code", CODES)
def test_at_every_kind_of_place(ask: Ask, code: str) -> None:
    schools = SCHOOLS if get(code).fact.info["unit"] != "region_code" else []
    for place in [*PLACES, *AREAS, *schools]:
        by_the_book(ask(code, place), code, place)


@pytest.mark.parametrize("code", CODES)
def test_in_every_period(ask: Ask, code: str) -> None:
    for span in SPANS:
        for place in (NATION, PREFECTURE, "SCHOOLS"):
            by_the_book(ask(code, place, spans.text(span)), code, place, span)


@pytest.mark.parametrize("code", CODES)
def test_in_every_bucket_of_time(ask: Ask, code: str) -> None:
    for grain in grains(code):
        for place, span in ((NATION, None), ("OVER", ((2024, 1), (2025, 3))), (CITY, ((2024, 10), (2024, 10)))):
            by_the_book(ask(code, place, spans.text(span), by=grain), code, place, span)


@pytest.mark.parametrize("code", CODES)
def test_by_child(ask: Ask, code: str) -> None:
    for place in (NATION, PROVINCE, CITY, PREFECTURE, NO_COUNTIES, "THREE", "OVER", "SCHOOLS", "ENDED"):
        by_the_book(ask(code, place, by="child"), code, place)
    by_the_book(ask(code, PROVINCE, "2024-2025", by=f"child {grains(code)[-1]}"), code, PROVINCE, SPANS[0])


@pytest.mark.parametrize("code", CODES)
def test_by_school(ask: Ask, code: str) -> None:
    for place in (CITY, "OVER", "SCHOOLS"):
        by_the_book(ask(code, place, by="school"), code, place)


@pytest.mark.parametrize("code", CODES)
def test_by_area(ask: Ask, code: str) -> None:
    for place in (NATION, PROVINCE, "OVER"):
        by_the_book(ask(code, place, by="area"), code, place)


@pytest.mark.parametrize("code", CODES)
def test_by_and_within_every_school_attribute_and_segment(ask: Ask, code: str) -> None:
    known = [name for name in (*FILTERS, *SEGMENTS) if get(code).knows(name)]
    for name in dict.fromkeys(known):
        by_the_book(ask(code, NATION, by=name), code, NATION)
        by_the_book(ask(code, PROVINCE, "2024-2025", by=f"child {name}"), code, PROVINCE, SPANS[0])
        for wanted in (*FILTERS.get(name, ()), *SEGMENTS.get(name, ())):
            by_the_book(ask(code, "OVER", by="child", **{name: wanted}), code, "OVER")
            by_the_book(ask(code, NATION, **{name: wanted}), code, NATION)


@pytest.mark.parametrize("code", CODES)
def test_all_groups_and_filters_at_once(ask: Ask, code: str) -> None:
    name = get(code).segments[-1] if get(code).segments else "setting"
    filters = {"needy": "true"} if get(code).of_schools else {}
    for grain in grains(code):
        result = ask(code, PROVINCE, "2024-09..2025-03", by=f"child {grain} {name}", **filters)
        by_the_book(result, code, PROVINCE, ((2024, 9), (2025, 3)))
