"""What is derived after a load: the closure of the place tree, the calendar, the last day that the facts speak of."""

from __future__ import annotations

from datetime import date

import duckdb
import pytest

from seed import derive
from seed.release import name

Connection = duckdb.DuckDBPyConnection
AS_OF = date(2025, 1, 15)


@pytest.fixture
def tree(empty: Connection) -> Connection:
    """A nation with a province of three levels, a municipality without prefectures, and a county on a province."""
    empty.execute(
        """INSERT INTO region (region_code, parent_code) VALUES
            ('N', NULL), ('GD', 'N'), ('SZ', 'GD'), ('LH', 'SZ'), ('BJ', 'N'), ('DC', 'BJ'), ('XT', 'GD')"""
    )
    return empty


def closure(connection: Connection, ancestor: str) -> dict[str, int]:
    derive.closure(connection, AS_OF)
    query = "SELECT region_code, depth FROM unit_closure WHERE ancestor_code = $1"
    return dict(connection.execute(query, [ancestor]).fetchall())


def test_a_place_stands_above_itself_and_all_below_it(tree):
    assert closure(tree, "N") == {"N": 0, "GD": 1, "BJ": 1, "SZ": 2, "DC": 2, "XT": 2, "LH": 3}
    assert closure(tree, "GD") == {"GD": 0, "SZ": 1, "XT": 1, "LH": 2}
    assert closure(tree, "LH") == {"LH": 0}


def test_an_area_stands_one_step_above_its_members_of_any_level(tree):
    tree.execute("INSERT INTO area_member (area_code, region_code) VALUES ('A', 'SZ'), ('A', 'DC')")
    assert closure(tree, "A") == {"SZ": 1, "LH": 2, "DC": 1}


def test_nested_members_count_once_with_the_shorter_way(tree):
    tree.execute("INSERT INTO area_member (area_code, region_code) VALUES ('A', 'GD'), ('A', 'LH')")
    assert closure(tree, "A") == {"GD": 1, "SZ": 2, "XT": 2, "LH": 1}


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "is_member"),
    [
        (None, None, True),
        ("2025-01-15", None, True),
        ("2025-01-16", None, False),
        (None, "2025-01-15", True),
        (None, "2025-01-14", False),
        ("2020-01-01", "2030-01-01", True),
    ],
)
def test_a_member_counts_while_its_membership_lasts(tree, valid_from, valid_to, is_member):
    values = ["A", "DC", valid_from, valid_to]
    tree.execute(
        "INSERT INTO area_member (area_code, region_code, valid_from, valid_to) VALUES ($1, $2, $3, $4)", values
    )
    assert closure(tree, "A") == ({"DC": 1} if is_member else {})


def test_a_member_school_and_an_unknown_region_add_no_place(tree):
    tree.execute(
        "INSERT INTO area_member (area_code, region_code, school_id) VALUES ('A', NULL, 'S'), ('A', 'none', NULL)"
    )
    assert closure(tree, "A") == {}


def test_what_a_source_says_of_the_closure_is_replaced(tree):
    tree.execute("INSERT INTO unit_closure VALUES ('N', 'moon', 1)")
    assert "moon" not in closure(tree, "N")


def test_a_cycle_ends_all_the_same(empty):
    empty.execute("INSERT INTO region (region_code, parent_code) VALUES ('A', 'B'), ('B', 'A')")
    assert closure(empty, "A") == {"A": 0, "B": 1}


def calendar(connection: Connection) -> tuple[date, date, int]:
    derive.calendar(connection, AS_OF)
    row = connection.execute("SELECT min(day), max(day), count(*) FROM calendar").fetchone()
    assert row is not None
    return row[0], row[1], row[2]


def test_the_calendar_holds_every_day_of_the_months_from_the_first_fact_to_the_last(empty):
    empty.execute("INSERT INTO fact_textbook (school_id, week) VALUES ('S', '2024-09-23'), ('S', '2024-12-30')")
    # The last week ends on 5 January.
    assert calendar(empty) == (date(2024, 9, 1), date(2025, 1, 31), 153)


def test_a_term_covers_its_months(empty):
    empty.execute("INSERT INTO fact_connectivity (school_id, term_code) VALUES ('S', '2023-1'), ('S', '2023-2')")
    assert calendar(empty)[:2] == (date(2023, 9, 1), date(2024, 8, 31))


def test_a_due_day_does_not_stretch_the_calendar(empty):
    empty.execute("INSERT INTO fact_activity (school_id, month) VALUES ('S', '2024-10-01')")
    empty.execute("INSERT INTO fact_milestone (milestone, due_on) VALUES ('m', '2035-12-31')")
    assert calendar(empty) == (date(2024, 10, 1), date(2024, 10, 31), 31)


def test_without_facts_the_calendar_is_the_month_of_the_release(empty):
    assert calendar(empty) == (date(2025, 1, 1), date(2025, 1, 31), 31)


def test_a_given_calendar_is_kept(empty):
    empty.execute("INSERT INTO calendar (day) VALUES ('2000-01-01')")
    assert calendar(empty) == (date(2000, 1, 1), date(2000, 1, 1), 1)


@pytest.mark.parametrize(
    ("day", "week", "month", "term", "year", "teaching"),
    [
        ("2024-09-01", "2024-08-26", "2024-09-01", "2024-1", "2024-2025", False),
        ("2024-09-02", "2024-09-02", "2024-09-01", "2024-1", "2024-2025", True),
        ("2025-01-31", "2025-01-27", "2025-01-01", "2024-1", "2024-2025", False),
        ("2025-02-01", "2025-01-27", "2025-02-01", "2024-2", "2024-2025", False),
        ("2025-02-24", "2025-02-24", "2025-02-01", "2024-2", "2024-2025", True),
        ("2025-07-07", "2025-07-07", "2025-07-01", "2024-2", "2024-2025", True),
        ("2025-07-14", "2025-07-14", "2025-07-01", "2024-2", "2024-2025", False),
        ("2025-08-31", "2025-08-25", "2025-08-01", "2024-2", "2024-2025", False),
    ],
)
def test_a_day_knows_its_week_month_term_year_and_whether_there_is_school(
    empty, day, week, month, term, year, teaching
):
    empty.execute("INSERT INTO fact_literacy (school_id, school_year) VALUES ('S', '2024-2025')")
    derive.calendar(empty, AS_OF)
    query = "SELECT week, month, term_code, school_year, is_teaching_week FROM calendar WHERE day = $1"
    assert empty.execute(query, [day]).fetchone() == (
        date.fromisoformat(week),
        date.fromisoformat(month),
        term,
        year,
        teaching,
    )


def test_all_days_of_a_week_agree_on_teaching(empty):
    empty.execute("INSERT INTO fact_literacy (school_id, school_year) VALUES ('S', '2024-2025')")
    derive.calendar(empty, AS_OF)
    query = "SELECT week FROM calendar GROUP BY week HAVING count(DISTINCT is_teaching_week) > 1"
    assert empty.execute(query).fetchall() == []


TODAY = date(2026, 3, 10)


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("INSERT INTO fact_textbook (week) VALUES ('2025-03-03'), ('2024-09-02')", date(2025, 3, 9)),
        ("INSERT INTO fact_activity (month) VALUES ('2024-02-01')", date(2024, 2, 29)),
        ("INSERT INTO fact_connectivity (term_code) VALUES ('2024-1')", date(2025, 1, 31)),
        ("INSERT INTO fact_connectivity (term_code) VALUES ('2024-2')", date(2025, 8, 31)),
        ("INSERT INTO fact_literacy (school_year) VALUES ('2024-2025')", date(2025, 8, 31)),
        ("INSERT INTO fact_milestone (due_on, done_on) VALUES ('2030-01-01', '2025-05-05')", date(2025, 5, 5)),
        ("INSERT INTO fact_report (expected_on, received_on) VALUES ('2030-01-01', '2025-06-05')", date(2025, 6, 5)),
        # A term that is still running has been seen up to today.
        ("INSERT INTO fact_connectivity (term_code) VALUES ('2025-2')", TODAY),
        ("INSERT INTO fact_connectivity (term_code) VALUES ('2027-1')", date(2027, 9, 1)),
        ("INSERT INTO region (region_code) VALUES ('N')", TODAY),
    ],
)
def test_the_release_speaks_of_the_last_day_in_its_facts(empty, statement, expected):
    empty.execute(statement)
    assert derive.latest_day(empty, TODAY) == expected


def test_a_release_is_named_after_its_day_and_content_and_never_twice():
    digest = "3f9a1c" + "0" * 58
    first = name(digest, [])
    assert first == f"{first[:10]}-3f9a1c"
    assert date.fromisoformat(first[:10])
    assert name(digest, [first, f"{first}-2"]) == f"{first}-3"


def peer_groups(connection: Connection) -> dict[str, str | None]:
    derive.closure(connection, AS_OF)
    derive.peer_groups(connection, AS_OF)
    return dict(connection.execute("SELECT school_id, peer_group FROM school").fetchall())


def schools(connection: Connection, prefix: str, n: int, *values: str | None) -> None:
    """Add `n` schools: region_code, stage, setting, size_band, valid_to."""
    connection.execute(
        "INSERT INTO school (school_id, region_code, stage, setting, size_band, valid_to)"
        " SELECT $6 || i, $1, $2, $3, $4, $5::DATE FROM range($7) AS r(i)",
        [*values, prefix, n],
    )


@pytest.fixture
def typed(tree: Connection) -> Connection:
    """The tree with its types of region: a county takes that of the province above it."""
    tree.execute("UPDATE region SET macro_region = 'east' WHERE region_code = 'GD'")
    tree.execute("UPDATE region SET macro_region = 'west' WHERE region_code = 'BJ'")
    return tree


def test_similar_schools_take_the_region_type_from_the_nearest_place_above(typed):
    schools(typed, "A", 30, "LH", "primary", "urban", "500_999", None)
    schools(typed, "B", 30, "DC", "primary", "urban", "500_999", None)
    schools(typed, "C", 30, "LH", "primary", "urban", "under_100", None)
    found = peer_groups(typed)
    assert found["A0"] == "primary.urban.500_999.east"
    assert found["B0"] == "primary.urban.500_999.west"
    assert found["C0"] == "primary.urban.under_100.*"


def test_closed_schools_make_no_group_large_but_have_one(typed):
    schools(typed, "A", 30, "LH", "primary", "urban", "500_999", "2020-07-31")
    schools(typed, "B", 40, "DC", "primary", "urban", "500_999", None)
    found = peer_groups(typed)
    assert found["A0"] == found["B0"] == "primary.urban.*.*"


def test_a_school_that_says_too_little_has_no_group_and_what_a_source_says_is_replaced(typed):
    schools(typed, "A", 3, "LH", "primary", "urban", "500_999", None)
    schools(typed, "B", 1, "LH", None, "urban", "500_999", None)
    schools(typed, "C", 1, "N", "primary", "urban", "500_999", None)
    typed.execute("UPDATE school SET peer_group = 'mine'")
    assert peer_groups(typed) == {**{f"A{i}": "primary.urban.*.*" for i in range(3)}, "B0": None, "C0": None}


def test_without_schools_there_is_nothing_to_group(tree):
    assert peer_groups(tree) == {}
