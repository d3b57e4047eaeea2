from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import duckdb
import pytest

from data_access import schema
from seed.demo import SCALES, Scale, build
from seed.tables import create_all


def made(threads: int, scale: Scale = SCALES["tiny"]) -> tuple[duckdb.DuckDBPyConnection, dict[str, Any]]:
    connection = duckdb.connect(config={"threads": threads})
    create_all(connection)
    return connection, build(connection, scale)


@pytest.fixture(scope="module")
def tiny() -> Iterator[tuple[duckdb.DuckDBPyConnection, dict[str, Any]]]:
    connection, truth = made(threads=2)
    yield connection, truth
    connection.close()


@pytest.fixture(scope="module")
def warehouse(tiny: tuple[duckdb.DuckDBPyConnection, dict[str, Any]]) -> duckdb.DuckDBPyConnection:
    return tiny[0]


@pytest.fixture(scope="module")
def truth(tiny: tuple[duckdb.DuckDBPyConnection, dict[str, Any]]) -> dict[str, Any]:
    return tiny[1]


def one(connection: duckdb.DuckDBPyConnection, query: str, parameters: list[Any] | None = None) -> Any:
    row = connection.execute(query, parameters).fetchone()
    assert row is not None
    return row[0] if len(row) == 1 else row


def contents(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """Return, for each table, the number of rows and a sum of their hashes, which no order of rows changes."""
    return {
        name: connection.table(name).set_alias("t").aggregate("count(*), sum(hash(t))").fetchone()
        for name in schema.metadata.tables
    }


def test_same_seed_same_content_on_any_number_of_threads(warehouse: duckdb.DuckDBPyConnection) -> None:
    again, _ = made(threads=4)
    assert contents(again) == contents(warehouse)


def test_any_number_of_schools_in_one_go_gives_the_same(warehouse: duckdb.DuckDBPyConnection) -> None:
    again, _ = made(threads=2, scale=replace(SCALES["tiny"], batch=70))
    assert contents(again) == contents(warehouse)


def test_every_table_of_the_contract_has_rows(warehouse: duckdb.DuckDBPyConnection) -> None:
    derived_by_the_publisher = {"unit_closure"}
    assert {name for name in schema.metadata.tables if not len(warehouse.table(name))} == derived_by_the_publisher


def test_truth_is_json(truth: dict[str, Any]) -> None:
    assert json.loads(json.dumps(truth)) == truth
    assert truth["as_of"] == "2026-10-31"


def test_size(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert 280 <= one(warehouse, "SELECT count(*) FROM school") <= 320
    assert 40_000 <= one(warehouse, "SELECT count(*) FROM fact_usage") < 50_000
    assert one(warehouse, "SELECT count(*) FROM region") == 3225
    assert one(warehouse, "SELECT count(*) FROM region WHERE valid_to IS NULL") == 3215
    assert one(warehouse, "SELECT min(month), max(month) FROM fact_activity") == one(
        warehouse, "SELECT DATE '2016-09-01', DATE '2026-10-01'"
    )


@pytest.mark.parametrize(
    ("place", "level"),
    [
        ("442000", "prefecture"),  # Zhongshan, Dongguan, Danzhou, Jiayuguan have no counties
        ("441900", "prefecture"),
        ("460400", "prefecture"),
        ("620200", "prefecture"),
        ("110101", "county"),  # Dongcheng hangs on Beijing: no prefecture between them
        ("130629", "county"),  # Xiong'an is three counties of Baoding
        ("130632", "county"),
        ("130638", "county"),
        ("469002", "county"),  # Qionghai hangs on Hainan
    ],
)
def test_ragged_places_have_schools(warehouse: duckdb.DuckDBPyConnection, place: str, level: str) -> None:
    assert one(warehouse, "SELECT level FROM region WHERE region_code = $1", [place]) == level
    assert one(warehouse, "SELECT count(*) FROM school WHERE region_code = $1", [place]) >= 3


def test_some_schools_hang_on_a_prefecture_that_has_counties(warehouse: duckdb.DuckDBPyConnection) -> None:
    query = """
        SELECT count(*) FROM school JOIN region USING (region_code)
        WHERE level = 'prefecture' AND region_code IN (SELECT parent_code FROM region)
    """
    assert one(warehouse, query) >= 2


def test_hong_kong_macao_and_taiwan_stand_in_the_tree_without_data(warehouse: duckdb.DuckDBPyConnection) -> None:
    for code in ("710000", "810000", "820000"):
        assert (
            one(warehouse, "SELECT count(*) FROM region WHERE region_code = $1 AND macro_region IS NULL", [code]) == 1
        )
    for query in (
        "SELECT count(*) FROM school WHERE left(region_code, 2) IN ('71', '81', '82')",
        "SELECT count(*) FROM fact_home_access WHERE left(region_code, 2) IN ('71', '81', '82')",
        "SELECT count(*) FROM fact_report WHERE left(unit_code, 2) IN ('71', '81', '82')",
        "SELECT count(*) FROM platform WHERE left(region_code, 2) IN ('71', '81', '82')",
    ):
        assert one(warehouse, query) == 0


def test_every_kind_of_school_and_life(warehouse: duckdb.DuckDBPyConnection) -> None:
    stages = {row[0] for row in warehouse.execute("SELECT DISTINCT stage FROM school").fetchall()}
    assert stages == set(schema.STAGES)
    assert one(warehouse, "SELECT count(DISTINCT setting) FROM school") == 3
    for condition in (
        "valid_from IS NOT NULL",
        "valid_to IS NOT NULL",
        "successor_id IS NOT NULL",
        "needy",
        "boarding",
    ):
        assert len(warehouse.table("school").filter(condition)) > 0
    for column in ("school_id", "name_zh", "name_en", "pinyin"):
        assert len(warehouse.table("school").unique(column)) == len(warehouse.table("school"))


ORDERED = {
    "fact_activity": ("eligible_users", "active_users", "regular_users"),
    "fact_textbook": ("eligible", "users"),
    "fact_training": ("in_scope", "enrolled", "hours_met", "assessed", "passed"),
    "fact_infrastructure": ("classrooms", "multimedia_classrooms"),
    "fact_home_access": ("surveyed", "without_device"),
}


@pytest.mark.parametrize("name", ORDERED)
def test_a_part_is_never_more_than_the_whole_but_where_that_is_planted(
    warehouse: duckdb.DuckDBPyConnection, truth: dict[str, Any], name: str
) -> None:
    columns = ORDERED[name]
    planted = set(truth["quality_faults"]["impossible"]["schools"]) if name == "fact_activity" else set()
    for i, whole in enumerate(columns):
        for part in columns[i + 1 :]:
            beyond = warehouse.table(name).filter(f"{part} > {whole}").fetchall()
            assert {row[0] for row in beyond} == (planted if part == "active_users" else set())


@pytest.mark.parametrize("fact", schema.facts(), ids=lambda fact: str(fact.name))
def test_counts_are_not_negative_and_keys_are_unique(warehouse: duckdb.DuckDBPyConnection, fact: Any) -> None:
    table = warehouse.table(fact.name)
    for column in fact.columns:
        if column.info.get("measure"):
            assert len(table.filter(f"{column.name} < 0")) == 0
        for value in column.info.get("values", ()):
            assert isinstance(value, str)
    assert len(table.select(*fact.info["key"]).distinct()) == len(table)


def test_no_facts_outside_the_life_of_a_school(warehouse: duckdb.DuckDBPyConnection) -> None:
    for fact in schema.facts():
        if fact.info["unit"] != "school_id" or fact.info["grain"] not in ("week", "month"):
            continue
        joined = warehouse.table(fact.name).join(warehouse.table("school"), "school_id", how="left")
        time = fact.info["time"]
        assert len(joined.filter(f"region_code IS NULL OR {time} < valid_from OR {time} > valid_to")) == 0
    terms = """
        SELECT count(*) FROM fact_training JOIN school USING (school_id)
        WHERE year(valid_to) <= left(term_code, 4)::INT OR year(valid_from) > left(term_code, 4)::INT
    """
    assert one(warehouse, terms) == 0


def test_home_access_never_stands_at_two_levels_of_a_branch(warehouse: duckdb.DuckDBPyConnection) -> None:
    query = """
        SELECT count(*) FROM (SELECT DISTINCT region_code FROM fact_home_access) AS f
        JOIN region AS r ON r.parent_code = f.region_code
    """
    assert one(warehouse, query) == 0
    assert one(warehouse, "SELECT count(*) FROM fact_home_access WHERE region_code = '442000'") > 0


def test_what_was_not_reported_has_no_rows_and_what_was_is_counted(warehouse: duckdb.DuckDBPyConnection) -> None:
    query = """
        SELECT count(*) FROM fact_activity AS f
        JOIN fact_report AS r ON r.unit_code = f.school_id AND r.period = strftime(f.month, '%Y-%m-%d')
        WHERE r.feed_code = 'activity' AND r.received_on IS NULL
    """
    assert one(warehouse, query) == 0
    for feed, fact in warehouse.execute("SELECT feed_code, fact FROM feed").fetchall():
        loaded = one(warehouse, "SELECT sum(rows_loaded) FROM fact_report WHERE feed_code = $1", [feed])
        assert loaded == len(warehouse.table(fact))
    missing, late = one(
        warehouse,
        """
        SELECT avg((received_on IS NULL)::INT), avg((received_on > expected_on)::INT)
        FROM fact_report WHERE expected_on < '2026-10-01'
        """,
    )
    assert 0.02 < missing < 0.08
    assert 0.02 < late < 0.12
    assert one(warehouse, "SELECT max(received_on) <= DATE '2026-10-31' FROM fact_report")


def test_milestones_are_done_late_overdue_and_to_come(warehouse: duckdb.DuckDBPyConnection) -> None:
    query = """
        SELECT count_if(done_on <= due_on), count_if(done_on > due_on),
            count_if(done_on IS NULL AND due_on <= '2026-10-31'), count_if(due_on > '2026-10-31'),
            count(DISTINCT unit_code)
        FROM fact_milestone
    """
    on_time, late, overdue, to_come, areas = one(warehouse, query)
    assert on_time > 80
    assert late >= 3
    assert overdue >= 3
    assert to_come >= areas == 17


def test_former_places_are_closed_and_their_successors_stand(warehouse: duckdb.DuckDBPyConnection) -> None:
    query = """
        SELECT
            count(*), count_if(old.valid_to = changed_on - 1), count_if(new.valid_to IS NULL), count(DISTINCT old_code)
        FROM region_successor
        JOIN region AS old ON old.region_code = old_code
        JOIN region AS new ON new.region_code = new_code
    """
    rows, closed, standing, old = one(warehouse, query)
    assert rows == closed == standing == len(warehouse.table("region_successor"))
    assert old == len(warehouse.table("region").filter("valid_to IS NOT NULL"))
    at_old = "SELECT count(*) FROM school JOIN region USING (region_code) WHERE region.valid_to IS NOT NULL"
    assert one(warehouse, at_old) == 0


def test_what_changed_since_the_release_before_is_what_was_received_since(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    added, changed, removed = one(
        warehouse, "SELECT sum(rows_added), sum(rows_changed), sum(rows_removed) FROM data_release_change"
    )
    assert added == one(warehouse, "SELECT sum(rows_loaded) FROM fact_report WHERE received_on > '2026-09-30'")
    assert changed > 0
    rows, as_of = one(warehouse, "SELECT rows, as_of::TEXT FROM data_release")
    facts = sum(len(warehouse.table(fact.name)) for fact in schema.facts())
    assert (rows, as_of) == (facts - added + removed, "2026-09-30")


def test_activity_falls_in_the_breaks(warehouse: duckdb.DuckDBPyConnection) -> None:
    query = """
        SELECT sum(active_users) / sum(eligible_users) FROM fact_activity
        WHERE user_role = 'student' AND active_users IS NOT NULL AND month = $1
    """
    assert one(warehouse, query, ["2025-10-01"]) - one(warehouse, query, ["2026-02-01"]) > 0.15
    weekly = """
        SELECT avg(views) FROM fact_usage JOIN (SELECT DISTINCT week, is_teaching_week FROM calendar) USING (week)
        WHERE is_teaching_week = $1
    """
    assert one(warehouse, weekly, [True]) > 1.8 * one(warehouse, weekly, [False])


def test_small_schools_nulls_and_zeros_are_there(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert len(warehouse.table("fact_infrastructure").filter("students < 10")) > 0
    assert len(warehouse.table("fact_activity").filter("active_users IS NULL")) > 0
    assert len(warehouse.table("fact_activity").filter("active_users = 0")) > 0
    assert len(warehouse.table("fact_usage").filter("minutes IS NULL")) > 0


def test_faults_of_quality_are_planted_in_schools_of_their_own(
    warehouse: duckdb.DuckDBPyConnection, truth: dict[str, Any]
) -> None:
    faults = truth["quality_faults"]
    assert set(faults) == {"stopped", "outlier", "jump", "repeat", "burst", "impossible"}
    schools = [school for held in faults.values() for school in held["schools"]]
    assert len(schools) == len(set(schools))
    assert all(len(held["schools"]) >= 2 and held["what"] for held in faults.values())
    standing = "SELECT count(*) FROM school WHERE school_id IN (SELECT unnest($1)) AND valid_to IS NULL"
    assert one(warehouse, standing, [schools]) == len(schools)
    since = "SELECT count(received_on) FROM fact_report WHERE unit_code IN (SELECT unnest($1)) AND period >= '2026-07'"
    assert one(warehouse, since, [faults["stopped"]["schools"]]) == 0
