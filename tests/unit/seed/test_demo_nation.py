"""The nation's way of making usage, on few schools: kinds of resource apart, the main ones by platform."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from seed.demo import SCALES, build
from seed.demo.cells import BOTH, KINDS, ROLES
from seed.tables import create_all

SCALE = SCALES["nation"].sized(600, 2)


@pytest.fixture(scope="module")
def usage() -> Iterator[duckdb.DuckDBPyConnection]:
    connection = duckdb.connect()
    create_all(connection)
    build(connection, SCALE)
    yield connection
    connection.close()


def test_a_nation_has_a_billion_rows() -> None:
    nation = SCALES["nation"]
    assert (nation.schools >= 200_000, nation.years, nation.by_kind) == (True, 5, True)
    assert (nation.sized(None, None), nation.label) == (nation, "nation")


def test_about_25_cells_a_school_week_each_there_once(usage: duckdb.DuckDBPyConnection) -> None:
    table = usage.table("fact_usage")
    key = "school_id, week, platform_code, resource_kind, user_role"
    assert len(table.unique(key)) == len(table)
    kinds = "platform_code = 'national' AS national, resource_kind, user_role"
    slots = table.select(kinds).unique("national, resource_kind, user_role")
    in_use = {(role, kind) for role in ROLES for kind, share in KINDS[role].items() if share}
    assert {row[:0:-1] for row in slots.fetchall()} == in_use
    most, mean = table.aggregate("count(*) AS n", "school_id, week").aggregate("max(n), avg(n)").fetchone() or (0, 0)
    assert most == len(in_use) + len(BOTH) == 25
    assert 19 < mean < 25


def test_a_school_uses_both_platforms_for_the_main_kinds_and_one_for_the_others(
    usage: duckdb.DuckDBPyConnection,
) -> None:
    pairs = usage.table("fact_usage").aggregate(
        "user_role, resource_kind, count(DISTINCT platform_code) AS platforms",
        "school_id, week, user_role, resource_kind",
    )
    both = {row for row in pairs.filter("platforms = 2").unique("user_role, resource_kind").fetchall()}
    assert both == BOTH
    assert len(pairs.filter("platforms > 2")) == 0


def test_views_are_shared_as_published_whatever_the_slots(usage: duckdb.DuckDBPyConnection) -> None:
    query = """
        SELECT resource_kind, user_role, sum(views) / sum(sum(views)) OVER () FROM fact_usage
        WHERE week BETWEEN '2025-09-01' AND '2026-08-31' GROUP BY ALL
    """
    for kind, role, share in usage.execute(query).fetchall():
        assert share == pytest.approx(ROLES[role] * KINDS[role][kind], rel=0.05, abs=0.001)


def test_schools_stand_in_fewer_places_where_they_are_few(usage: duckdb.DuckDBPyConnection) -> None:
    per_place = usage.table("school").aggregate("region_code, count(*) AS n", "region_code")
    (mean,) = per_place.aggregate("avg(n)").fetchone() or (0,)
    assert mean > 2
    provinces = usage.execute("SELECT count(DISTINCT left(region_code, 2)) FROM school").fetchone()
    assert provinces == (31,)
