"""Who should have reported: what `fact_report` says is due, else the schools that are open."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dashboard.settings import Settings
from data_access.gate import Gate
from data_access.period import Period
from data_access.query import Query, Result
from data_access.scope import NATION as EVERYTHING
from tests.fixtures.answers import records
from tests.fixtures.country import NATION, NO_COUNTIES, PREFECTURE, PROVINCE

Ask = Callable[..., Result]


@pytest.mark.parametrize(
    ("place", "period", "n"),
    [
        (PREFECTURE, "2024-2025", 6),
        (PREFECTURE, "2024-12", 6),  # the last month of the closed school
        (PREFECTURE, "2025-01", 5),
        (NO_COUNTIES, "2025-02", 2),
        (NO_COUNTIES, "2025-03", 3),  # the first month of the new school
        (NO_COUNTIES, None, 3),
        ("SCHOOLS", "2024-09", 3),  # a former member owes nothing
        ("OVER", "2024-09", 6),  # nobody twice
        ("440000-unassigned", "2024-09", 1),
    ],
)
def test_without_reports_due_the_schools_that_are_open_are_expected(
    ask: Ask, place: str, period: str | None, n: int
) -> None:
    assert ask("R01", place, period).row["n_expected"] == n


@pytest.mark.parametrize(
    ("filters", "n"),
    [({"setting": "urban"}, 2), ({"needy": "true"}, 2), ({"stage": "primary"}, 3), ({"resource_kind": "book"}, 6)],
)
def test_only_schools_that_the_filters_leave_are_expected(ask: Ask, filters: dict[str, str], n: int) -> None:
    assert ask("R01", PREFECTURE, "2024-09", **filters).row["n_expected"] == n


def test_a_nine_year_school_is_expected_under_each_stage_that_it_reports(ask: Ask) -> None:
    rows = {r["stage"]: r["n_expected"] for r in records(ask("G01", PREFECTURE, "2024-2025", by="stage"))}
    assert (rows["primary"], rows["junior"], rows["senior"]) == (4, 2, 1)
    assert ask("G01", PREFECTURE, "2024-2025", stage="primary").row["n_expected"] == 4
    assert ask("R01", PREFECTURE, "2024-2025", stage="primary").row["n_expected"] == 3


def test_a_school_owes_every_segment(ask: Ask) -> None:
    rows = records(ask("T04", PROVINCE, "2024-1", by="cohort"))
    assert {row["n_expected"] for row in rows} == {11}


def test_reports_due_say_who_is_expected(ask: Ask) -> None:
    """B02 owes no report of activity; S01 and Z01 owe one that is not due yet."""
    assert ask("R02", "110101", "2024-09").row["n_expected"] == 1
    assert ask("R02", PROVINCE, "2024-09").row["n_expected"] == 10
    assert ask("R02", PROVINCE, "2025-03").row["n_expected"] == 10
    assert ask("R01", "110101", "2024-09").row["n_expected"] == 2


def test_a_report_that_is_not_due_yet_is_not_expected(ask: Ask) -> None:
    march_to_may = records(ask("R02", PREFECTURE, "2025-03..2025-05", by="month"))
    assert [row["n_expected"] for row in march_to_may[:1]] == [5]
    assert ask("R02", "S01", "2025-03..2025-05").row["n_expected"] == 1


def test_reports_due_by_child_and_by_term(ask: Ask) -> None:
    rows = {r["place_code"]: r["n_expected"] for r in records(ask("R03", NATION, "2024-10", by="child"))}
    assert rows["110000"] == 2
    terms = {r["period"]: r["n_expected"] for r in records(ask("R03", NO_COUNTIES, by="term"))}
    assert {term: n for term, n in terms.items() if n} == {"2023-1": 2, "2024-1": 2, "2024-2": 3}


@pytest.mark.parametrize("code", ["R01", "R05", "T04", "G01"])
def test_who_reports_was_expected(ask: Ask, code: str) -> None:
    for by in ("", "child", "stage", "setting", "term", "school_year", "child term"):
        for period in (None, "2024-2025", "2024-10..2025-03", "2025-01..2025-12"):
            frame = ask(code, PROVINCE, period, by).frame
            assert (frame["n_reported"] <= frame["n_expected"]).all(), (by, period)


def test_the_count_can_be_left_out(ask: Ask) -> None:
    assert ask("R02", NATION, expect=False).frame["n_expected"].isna().all()


def test_nobody_can_say_it_of_regions(ask: Ask) -> None:
    assert ask("G08", NATION).frame["n_expected"].isna().all()


def test_a_week_owes_what_its_month_does(tiny_warehouse: str) -> None:
    """Half of the schools have no e-textbooks and owe no report of them: weeks expected all that were open."""
    gate = Gate(tiny_warehouse, seconds=60, memory=str(Settings.model_fields["query_memory"].default))
    period = Period.parse("2026-03..2026-04")
    for place in (NATION, "440000", "442000"):
        asked = (Query("R05", place, period, (group,)) for group in ("week", "month"))
        weeks, months = ({r["period"]: r["n_expected"] for r in records(gate.fetch(EVERYTHING, q))} for q in asked)
        assert len(weeks) == 9 and len(months) == 2
        assert {week: months[week[:7]] for week in weeks} == weeks
    by_child = Query("R05", "440000", period, ("child", "week"), (("setting", "urban"),))
    frame = gate.fetch(EVERYTHING, by_child).frame
    assert frame["n_expected"].sum() > 0 and (frame["n_reported"] <= frame["n_expected"]).all()
