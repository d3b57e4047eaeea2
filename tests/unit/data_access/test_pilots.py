"""Pilots: the standard that a pilot school meets, how far an area has come, and what is not worked out yet."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from data_access.gate import Gate
from data_access.period import Period
from data_access.progress import before
from data_access.query import BadQuery, Query, Result
from data_access.scope import NATION as EVERYTHING
from data_access.scope import Scope
from tests.fixtures import over_by_hand, spans
from tests.fixtures.answers import records, told
from tests.fixtures.country import CITY, NATION, NO_COUNTIES, PREFECTURE, PROVINCE
from tests.fixtures.warehouse import write

Ask = Callable[..., Result]


@pytest.mark.parametrize("by", ["", "child", "school", "area", "setting", "child stage", "term", "child school_year"])
@pytest.mark.parametrize("span", [None, ((2024, 9), (2025, 8)), ((2024, 12), (2025, 1))])
def test_pilot_schools_at_the_standard(ask: Ask, by: str, span: spans.Span) -> None:
    for place in (NATION, PROVINCE, CITY, PREFECTURE, NO_COUNTIES, "OVER", "SCHOOLS"):
        result = ask("P02", place, spans.text(span), by=by)
        assert told(result) == over_by_hand.standard(place, span, result.query.by), (place, result.query)
        for row in records(result):
            value = 100 * row["numerator"] / row["denominator"] if row["n_reported"] else None
            assert row["value"] == (None if value is None else pytest.approx(value))


def test_some_pilots_meet_the_standard_and_some_do_not(ask: Ask) -> None:
    """Else the comparison above would compare nothing with nothing."""
    row = ask("P02", NATION).row
    assert 0 < row["numerator"] < row["denominator"]


def test_only_pilots_of_today_count_and_who_lacks_a_part_has_not_reported(ask: Ask) -> None:
    assert over_by_hand.pilots() == ["B02", "B03", "S01", "S03", "S07", "Z01"]
    row = ask("P02", NATION).row
    assert (row["n_expected"], row["n_reported"]) == (6, 5)  # B02 has no rate of students
    assert ask("P02", "B02").row["state"] == "not_reported"
    assert ask("P02", "S02").row["n_expected"] == 0  # takes part in a programme, but is no pilot


@pytest.mark.parametrize("filters", [{"stage": "junior"}, {"setting": "urban"}, {"needy": "true"}])
def test_filters_choose_the_pilots_and_not_the_benchmark(ask: Ask, filters: dict[str, str]) -> None:
    result = ask("P02", NATION, **filters)
    assert told(result) == over_by_hand.standard(NATION, None, (), result.query.filters)


def test_the_benchmark_is_the_nations_for_every_reader(gate: Gate) -> None:
    """A director is told of her schools what the ministry is told of them, though she sees no other."""
    query = Query("P02", PREFECTURE, by=("school",))
    mine = gate.fetch(Scope(places=frozenset({PREFECTURE})), query)
    assert mine.frame.equals(gate.fetch(EVERYTHING, query).frame)


def test_the_standard_has_no_time_finer_than_its_parts(ask: Ask) -> None:
    with pytest.raises(BadQuery, match="cannot be grouped by month"):
        ask("P02", NATION, by="month")


@pytest.fixture(scope="module")
def areas(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., dict[str, Any]]:
    """P03 by area: one that started in 2023-03, one in 2024-09 with the line long reached, one without a first day."""
    passed = {"A": {2021: 40, 2022: 50, 2023: 60, 2024: 77}, "B": {2023: 97, 2024: 99}, "C": {2022: 10, 2024: 90}}
    starts = {"A": date(2023, 3, 1), "B": date(2024, 9, 1), "C": None}
    rows = {
        "region": [
            {"region_code": "N", "level": "nation"},
            *({"region_code": code, "level": "county", "parent_code": "N"} for code in passed),
        ],
        "area": [{"area_code": f"area:{code}"} for code in passed],
        "area_member": [
            {"area_code": f"area:{code}", "region_code": code, "valid_from": start} for code, start in starts.items()
        ],
        "school": [{"school_id": f"school {code}", "region_code": code} for code in passed],
        "fact_training": [
            {"school_id": f"school {code}", "term_code": f"{year}-1", "in_scope": 100, "passed": n}
            for code, years in passed.items()
            for year, n in years.items()
        ],
    }
    path = tmp_path_factory.mktemp("areas") / "w.duckdb"
    gate = Gate(f"duckdb:///{write(path, rows, date(2025, 6, 30))}")

    def run(period: str | None, place: str = "N", by: tuple[str, ...] = ("area",)) -> dict[str, Any]:
        frame = gate.fetch(
            EVERYTHING, Query("P03:T04", place, None if period is None else Period.parse(period), by)
        ).frame
        return {row["place_code"]: (row["value"], row["state"]) for row in frame.to_dict("records")}

    return run


def test_how_far_an_area_has_come_toward_the_line(areas: Callable[..., dict[str, Any]]) -> None:
    """The last autumn that ended before March 2023 is that of 2022: from 50 to 77 of the way from 50 to 95."""
    told = areas("2024-09..2025-01")
    assert told["area:A"] == (pytest.approx(27 / 45), "value")
    assert told["area:B"][1] == "not_applicable"  # was beyond the line before
    assert told["area:C"][1] == "not_applicable"  # nobody knows when it started
    assert areas("2024-09..2025-01", "area:A", ()) == {"area:A": told["area:A"]}


def test_before_the_programme_there_is_no_progress(areas: Callable[..., dict[str, Any]]) -> None:
    assert areas("2022-09..2023-01")["area:A"][1] == "not_applicable"
    assert areas("2024-09..2025-01", "A", ())["A"][1] == "not_applicable"  # a region has no programme of its own


def test_over_all_of_time_there_is_no_before(areas: Callable[..., dict[str, Any]]) -> None:
    assert {state for _, state in areas(None).values()} == {"not_applicable"}


def test_nothing_reported_then_is_no_zero(areas: Callable[..., dict[str, Any]]) -> None:
    assert areas("2025-09..2026-01")["area:A"][1] == "not_reported"


@pytest.mark.parametrize(
    ("period", "start", "expected"),
    [
        ("2024-09..2025-08", date(2019, 5, 1), "2017-09..2018-08"),
        ("2024-03", date(2024, 3, 1), "2023-03"),
        ("2024-02", date(2024, 3, 1), None),
        ("2024-01..2024-03", date(2024, 3, 1), "2023-01..2023-03"),
    ],
)
def test_the_same_months_of_the_last_year_before(period: str, start: date, expected: str | None) -> None:
    found = before(Period.parse(period), start)
    assert (None if found is None else str(found)) == expected


def test_what_cannot_be_worked_out_is_refused_in_a_sentence(ask: Ask) -> None:
    with pytest.raises(BadQuery, match=r"\.$"):
        ask("P03:T04", "OVER", "2024-2025", by="term")
    with pytest.raises(BadQuery, match="a rate with a line"):
        ask("P03:R01", "OVER", "2024-2025")
