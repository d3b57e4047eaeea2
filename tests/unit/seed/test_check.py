"""The contract check names every missing or mistyped place, and every fault that would make totals wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from data_access import engine as warehouse
from data_access import schema
from seed import soundness
from seed.__main__ import main
from seed.check import Findings, check
from tests.fixtures.warehouse import without_rows

Checked = Callable[..., Findings]


@pytest.fixture
def checked(tmp_path: Path) -> Checked:
    """Make a warehouse, run statements on it, and return what the check finds."""

    def run(*statements: str) -> Findings:
        path = without_rows(tmp_path / "w.duckdb")
        with warehouse.writer(path) as connection:
            for statement in statements:
                connection.execute(statement)
        engine = warehouse.reader(f"duckdb:///{path}")
        try:
            return check(engine)
        finally:
            engine.dispose()

    return run


def test_the_tables_that_we_create_keep_the_contract(checked):
    assert checked() == Findings()


def test_every_missing_table_is_named(checked):
    names = sorted(schema.metadata.tables)
    assert checked(*(f"DROP TABLE {name}" for name in names)).faults == [f"missing table {name}" for name in names]


def test_every_missing_column_is_named(checked):
    found = checked(
        "ALTER TABLE fact_usage DROP views", "ALTER TABLE fact_usage DROP minutes", "ALTER TABLE school DROP lon"
    )
    assert found.faults == [
        "missing column fact_usage.views",
        "missing column fact_usage.minutes",
        "missing column school.lon",
    ]


@pytest.mark.parametrize(
    ("place", "given", "expected"),
    [
        ("fact_usage.views", "VARCHAR", "BIGINT"),
        ("fact_usage.views", "DOUBLE", "BIGINT"),
        ("fact_usage.school_id", "BIGINT", "TEXT"),
        ("fact_usage.week", "TIMESTAMP", "DATE"),
        ("fact_usage.week", "VARCHAR", "DATE"),
        ("fact_connectivity.bandwidth_mbps", "VARCHAR", "DOUBLE"),
        ("school.boarding", "INTEGER", "BOOLEAN"),
        ("unit_closure.depth", "VARCHAR", "INTEGER"),
    ],
)
def test_a_wrong_type_is_named_with_the_expected_one(checked, place, given, expected):
    table, column = place.split(".")
    assert checked(f"ALTER TABLE {table} ALTER {column} TYPE {given}").faults == [
        f"mistyped column {place}: {given}, expected {expected}"
    ]


@pytest.mark.parametrize(
    ("place", "given"),
    [
        ("fact_usage.views", "SMALLINT"),
        ("fact_usage.views", "UBIGINT"),
        ("fact_usage.views", "HUGEINT"),
        ("unit_closure.depth", "BIGINT"),
        ("fact_connectivity.bandwidth_mbps", "INTEGER"),
        ("fact_connectivity.bandwidth_mbps", "DECIMAL(12, 2)"),
        ("fact_connectivity.bandwidth_mbps", "REAL"),
    ],
)
def test_a_type_of_the_same_family_is_accepted(checked, place, given):
    table, column = place.split(".")
    assert checked(f"ALTER TABLE {table} ALTER {column} TYPE {given}").faults == []


def test_extra_and_reordered_columns_are_accepted_and_noted(checked):
    found = checked(
        "CREATE TABLE ours (x INTEGER)",
        "CREATE TABLE rollup_usage_month (x INTEGER)",
        "ALTER TABLE region ADD COLUMN twin TEXT",
        "DROP TABLE feed",
        "CREATE TABLE feed (period TEXT, unit_level TEXT, fact TEXT, feed_code TEXT)",
    )
    assert found == Findings(faults=[], notes=["extra column region.twin", "extra table ours"])


def test_a_view_may_stand_for_a_table(checked):
    assert checked("ALTER TABLE feed RENAME TO theirs", "CREATE VIEW feed AS FROM theirs").faults == []


def test_a_repeated_key_is_a_fault(checked):
    row = "INSERT INTO fact_textbook VALUES ('S1', '2024-09-02', 10, 5)"
    assert checked(row, row).faults == ["repeated key in fact_textbook: 1 of (school_id, week) stand more than once"]


MANY = """
    INSERT INTO fact_textbook
    SELECT 'S' || i % 30, DATE '2024-09-02' + CAST(7 * (i // 30) AS INTEGER), 10, 5 FROM range(300) AS r (i)
"""


@pytest.mark.parametrize("step", [1, 7, 100, 299, 300])
@pytest.mark.parametrize("planted", ["S0", "S17", "S9", None], ids=["first", "amid", "last", "no unit"])
def test_a_repeated_key_is_found_whatever_is_compared_in_one_go(planted, step, tmp_path):
    path = without_rows(tmp_path / "w.duckdb")
    with warehouse.writer(path) as connection:
        connection.execute(MANY)
        # One row that stands there already, or two of no school.
        for _ in range(1 if planted else 2):
            connection.execute("INSERT INTO fact_textbook VALUES ($1, '2024-09-02', 10, 5)", [planted])
    engine = warehouse.reader(f"duckdb:///{path}")
    present = {"fact_textbook": {"school_id": "TEXT", "week": "DATE"}}
    try:
        found = soundness.faults(engine, present, step=step)
    finally:
        engine.dispose()
    assert found == ["repeated key in fact_textbook: 1 of (school_id, week) stand more than once"]


TREE = """INSERT INTO region (region_code, parent_code) VALUES
    ('N', NULL), ('P', 'N'), ('Q', 'N'), ('P1', 'P'), ('Q1', 'Q')"""


def test_a_sound_tree_has_no_faults(checked):
    assert checked(TREE).faults == []


def test_a_missing_parent_a_second_top_and_a_cycle_are_named(checked):
    found = checked(
        TREE,
        "INSERT INTO region (region_code, parent_code) VALUES ('X', 'none'), ('M', NULL)",
        "INSERT INTO region (region_code, parent_code) VALUES ('A', 'B'), ('B', 'C'), ('C', 'A'), ('D', 'A')",
    )
    assert found.faults == [
        "missing parent in region: X stands under none, which is not there",
        "several tops in region: M, N",
        "cycle in region: A stands above itself",
    ]


def test_a_region_fact_may_stand_at_different_levels_of_different_branches_or_periods(checked):
    found = checked(
        TREE,
        """INSERT INTO fact_home_access (region_code, term_code, setting) VALUES
            ('P', '2024-1', 'rural'), ('Q1', '2024-1', 'rural'), ('P1', '2024-2', 'rural'), ('Q', '2024-2', 'rural')""",
    )
    assert found.faults == []


def test_two_levels_are_named_with_their_period(checked):
    found = checked(
        TREE,
        """INSERT INTO fact_home_access (region_code, term_code, setting) VALUES
            ('N', '2024-1', 'urban'), ('P1', '2024-1', 'rural'), ('Q1', '2024-2', 'rural')""",
    )
    assert found.faults == ["fact_home_access stands at two levels of one branch in 2024-1: N and P1 below it"]


def test_two_levels_of_supply_are_a_fault_too(checked):
    found = checked(
        TREE,
        "INSERT INTO fact_supply (region_code, term_code, kind) VALUES ('P', '2024-1', 'x'), ('P1', '2024-1', 'y')",
    )
    assert found.faults == ["fact_supply stands at two levels of one branch in 2024-1: P and P1 below it"]


def test_the_command_says_so_and_exits_with_one(tmp_path, capsys):
    path = without_rows(tmp_path / "w.duckdb")
    assert main(["check", str(path)]) == 0
    assert main(["check", f"duckdb:///{path}"]) == 0
    with duckdb.connect(str(path)) as connection:
        connection.execute("DROP TABLE fact_gate")
    assert main(["check", str(path)]) == 1
    assert "missing table fact_gate\n" in capsys.readouterr().out


def test_the_command_names_a_missing_a_mistyped_and_an_extra_column_at_once(tmp_path, capsys):
    path = without_rows(tmp_path / "w.duckdb")
    with warehouse.writer(path) as connection:
        connection.execute("ALTER TABLE fact_usage DROP minutes")
        connection.execute("ALTER TABLE fact_usage ALTER views TYPE VARCHAR")
        connection.execute("ALTER TABLE fact_usage ADD COLUMN clicks BIGINT")
    assert main(["check", str(path)]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "extra column fact_usage.clicks",
        "mistyped column fact_usage.views: VARCHAR, expected BIGINT",
        "missing column fact_usage.minutes",
        f"duckdb:///{path} breaks the contract.",
    ]


def test_an_extra_column_alone_is_named_and_no_fault(tmp_path, capsys):
    path = without_rows(tmp_path / "w.duckdb")
    with warehouse.writer(path) as connection:
        connection.execute("ALTER TABLE fact_usage ADD COLUMN clicks BIGINT")
    assert main(["check", str(path)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "extra column fact_usage.clicks",
        f"duckdb:///{path} keeps the contract.",
    ]


@pytest.mark.parametrize("url", ["none.duckdb", "duckdb:////nowhere/w.duckdb", "nosuch://host/db", "://", "/"])
def test_a_warehouse_that_cannot_be_opened_is_one_sentence(capsys, url):
    assert main(["check", url]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1
