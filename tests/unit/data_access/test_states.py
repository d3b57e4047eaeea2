"""Four states and who reported: null is never zero, a level is never summed, a filter is never ignored."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from data_access.query import BadQuery, Result
from tests.fixtures.answers import records
from tests.fixtures.country import CITY, NATION, NO_COUNTIES, PREFECTURE, PROVINCE, SILENT
from tests.fixtures.reports import REPORT_ROWS

Ask = Callable[..., Result]


def reported(fact: str, school: str, **cell: object) -> list[dict]:
    return [r for r in REPORT_ROWS[fact] if r["school_id"] == school and all(r[k] == v for k, v in cell.items())]


def test_nothing_reported_is_no_zero(ask: Ask) -> None:
    for place in (SILENT, "U01", "440000-unassigned", "EMPTY"):
        (row,) = records(ask("R01", place))
        assert (row["numerator"], row["value"], row["state"], row["n_reported"]) == (None, None, "not_reported", 0)


def test_a_period_without_reports_is_no_zero(ask: Ask) -> None:
    assert ask("R02", NATION, "2020-09").row["state"] == "not_reported"


def test_a_true_zero_is_a_value(ask: Ask) -> None:
    row = ask("R02", "S05").row
    assert (row["numerator"], row["value"], row["state"]) == (0, 0, "value")
    assert row["denominator"] > 0


def test_nothing_to_divide_by_does_not_apply(ask: Ask) -> None:
    row = ask("R02", "B02").row  # its students are always 0
    assert (row["denominator"], row["state"]) == (0, "not_applicable")
    assert row["n_reported"] == 1 and row["value"] is None


def test_a_missing_side_takes_the_other_with_it(ask: Ask) -> None:
    """S03 has rows with teachers in scope but none passed, and one with passed teachers but none in scope."""
    rows = reported("fact_training", "S03")
    both = [r for r in rows if r["passed"] is not None and r["in_scope"] is not None]
    assert 0 < len(both) < len(rows)
    row = ask("T04", "S03").row
    assert row["denominator"] == sum(r["in_scope"] for r in both) < sum(r["in_scope"] or 0 for r in rows)
    assert row["numerator"] == sum(r["passed"] for r in both) < sum(r["passed"] or 0 for r in rows)


def test_a_level_is_the_latest_report_and_never_a_sum(ask: Ask) -> None:
    latest = {r["term_code"]: r for r in reported("fact_infrastructure", "S01")}
    row, autumn = ask("G01", "S01").row, ask("G01", "S01", "2024-1").row
    assert row["numerator"] == latest["2024-2"]["students"]
    assert autumn["numerator"] == latest["2024-1"]["students"]


def test_who_did_not_report_lately_counts_with_the_report_before(ask: Ask) -> None:
    terms = [r["term_code"] for r in reported("fact_infrastructure", "Z01")]
    assert terms[-1] == "2024-1"
    assert ask("G02", "Z01", "2024-2025").row["state"] == "value"
    assert ask("G02", "Z01", "2024-2").row["state"] == "not_reported"


def test_each_stage_of_a_school_has_a_latest_report_of_its_own(ask: Ask) -> None:
    latest = reported("fact_infrastructure", "S02", term_code="2024-2")
    assert ask("G01", "S02").row["numerator"] == sum(r["students"] for r in latest)
    assert {r["stage"] for r in records(ask("G01", "S02", by="stage"))} == {"primary", "junior"}
    assert ask("G01", "S02").row["n_reported"] == 1


def test_a_moved_school_counts_where_it_stands_now(ask: Ask) -> None:
    before = ask("R02", "110102", "2024-09").row
    assert before["numerator"] == ask("R02", "B03", "2024-09").row["numerator"]


def test_a_fact_of_regions_does_not_apply_to_a_school(ask: Ask) -> None:
    result = ask("G08", "S01")
    assert (result.reason, result.row["state"]) == ("place", "not_applicable")
    assert result.frame["value"].isna().all()


def test_a_fact_of_regions_does_not_apply_to_the_rows_of_schools(ask: Ask) -> None:
    rows = records(ask("G08", CITY, by="school"))
    assert {row["state"] for row in rows} <= {"not_applicable"}


def test_a_row_that_stands_at_a_place_with_children_is_its_rest(ask: Ask) -> None:
    rows = {r["place_code"]: r for r in records(ask("G08", PREFECTURE, by="child"))}
    assert rows[f"{PREFECTURE}-unassigned"]["state"] == "value"
    assert {rows[c]["state"] for c in ("440303", "440304", "440305")} == {"not_reported"}


@pytest.mark.parametrize(
    ("code", "name"),
    [("G08", "stage"), ("R02", "resource_kind"), ("R02", "user_role"), ("R07", "platform_code"), ("P01", "setting")],
)
def test_what_a_fact_does_not_know_does_not_apply_and_says_so(ask: Ask, code: str, name: str) -> None:
    for result in (ask(code, PROVINCE, **{name: "primary"}), ask(code, PROVINCE, by=name)):
        assert result.reason == name
        assert list(result.frame["state"]) == ["not_applicable"]
        assert result.frame[["numerator", "denominator", "value"]].isna().all(axis=None)
    rows = records(ask(code, PROVINCE, by="child", **{name: "primary"}))
    assert len(rows) > 3 and {row["state"] for row in rows} == {"not_applicable"}


@pytest.mark.parametrize("name", ["stage", "setting", "ownership", "boarding", "needy", "resource_kind"])
def test_the_code_of_a_group_filters_for_that_group(ask: Ask, name: str) -> None:
    rows = records(ask("R01", PREFECTURE, by=name, expect=False))
    assert len(rows) > 1
    for row in rows:
        assert ask("R01", PREFECTURE, **{name: row[name]}).row["numerator"] == row["numerator"], row[name]


@pytest.mark.parametrize("name", ["stage", "setting", "ownership", "boarding", "needy", "resource_kind"])
def test_a_code_that_no_row_has_finds_no_row(ask: Ask, name: str) -> None:
    assert ask("R01", PREFECTURE, **{name: "banana"}).row["state"] == "not_reported"


@pytest.mark.parametrize(
    "by", ["child school", "month term", "stage setting", "child child", "nonsense", "child month stage setting"]
)
def test_a_grouping_that_nobody_knows_is_refused_in_a_sentence(ask: Ask, by: str) -> None:
    with pytest.raises(BadQuery, match=r"\.$"):
        ask("R02", NATION, by=by)


@pytest.mark.parametrize(("code", "grain"), [("T04", "month"), ("R02", "week"), ("P01", "week"), ("R07", "week")])
def test_a_time_finer_than_the_reports_is_refused(ask: Ask, code: str, grain: str) -> None:
    with pytest.raises(BadQuery, match=f"cannot be grouped by {grain}"):
        ask(code, NO_COUNTIES, by=grain)
