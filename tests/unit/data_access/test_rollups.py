"""Roll-ups: every answer from one equals the answer from the facts, and a stale one is never asked."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, text

from data_access import engine, indicators
from data_access.cells import JUDGED
from data_access.gate import Gate
from data_access.period import Period
from data_access.query import SCHOOL_GROUPS, BadQuery, Query, Result, UnknownPlace
from data_access.rollups import basins, ledger, regions, totals
from data_access.rollups.choose import Chooser
from data_access.rollups.cubes import cubes, metadata
from data_access.rollups.held import Held
from data_access.schema import school
from data_access.scope import NATION, Scope
from seed import rollups
from tests.fixtures.country import AREAS, REGIONS, SCHOOL_IDS, SCHOOLS

PLACES = [*(region[0] for region in REGIONS), *AREAS, *SCHOOL_IDS[:3]]
SCOPES = [NATION, NATION, Scope(frozenset({"440300"})), Scope(frozenset({"OVER"})), Scope(frozenset({"SCHOOLS"}))]
MONTHS = [f"{year}-{month:02}" for year in (2023, 2024, 2025) for month in range(1, 13)]
GROUPS = {
    "place": ("child", "area", "school"),
    "time": ("week", "month", "term", "school_year"),
    "other": (
        *("stage", "setting", "ownership", "needy"),
        *("user_role", "resource_kind", "platform_code", "cohort", "feed_code"),
    ),
}
CODES = {
    "feed_code": ("act", "home"),
    "stage": ("primary", "junior", "nine_year", "unassigned"),
    "setting": ("urban", "rural", "unassigned"),
    "user_role": ("student", "teacher"),
    "resource_kind": ("lesson", "unassigned"),
    "programme_code": ("it2", "unassigned"),
    "ownership": ("public", "private"),
}


@pytest.fixture(scope="module")
def rolled(country: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The small country with roll-ups of every place, summed up eight schools at a time."""
    path = tmp_path_factory.mktemp("rolled") / "w.duckdb"
    shutil.copy(country, path)
    held = create_engine(f"duckdb:///{path}")
    rollups.make(held, least=0, step=8, many=0)
    held.dispose()
    yield path


@pytest.fixture(scope="module")
def both(rolled: Path) -> tuple[Gate, Gate]:
    """The doors with and without roll-ups."""
    return Gate(f"duckdb:///{rolled}", seconds=30), Gate(f"duckdb:///{rolled}", seconds=30, rollups=False)


@pytest.fixture(scope="module")
def small(country: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Gate, Gate]]:
    """The same two doors where the roll-ups cover the nation and what lies below it, and no other place."""
    path = tmp_path_factory.mktemp("small") / "w.duckdb"
    shutil.copy(country, path)
    held = create_engine(f"duckdb:///{path}")
    rollups.make(held)
    held.dispose()
    yield Gate(f"duckdb:///{path}", seconds=30), Gate(f"duckdb:///{path}", seconds=30, rollups=False)


@st.composite
def questions(draw: st.DrawFn) -> Query:
    """Any question, also one without an answer."""
    by = [draw(st.sampled_from((None, *names))) for names in GROUPS.values()]
    named = draw(st.lists(st.sampled_from(sorted(CODES)), max_size=2, unique=True))
    filters = tuple((name, draw(st.sampled_from(CODES[name]))) for name in named)
    first, last = sorted(draw(st.tuples(st.sampled_from(MONTHS), st.sampled_from(MONTHS))))
    period = draw(st.sampled_from((None, Period.parse(f"{first}..{last}"), Period.parse(f"{first}..{last}"))))
    carried = (i for own in (*(cube.indicators for cube in cubes().values()), ledger.indicators()) for i in own)
    code = draw(st.sampled_from(sorted({i.code for i in carried})))
    code = draw(st.sampled_from((code, code, code, f"G10:{code}")))
    sure = draw(st.booleans())
    return Query(code, draw(st.sampled_from(PLACES)), period, tuple(b for b in by if b), filters, interval=sure)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=questions(), scope=st.sampled_from(SCOPES))
def test_a_roll_up_answers_as_the_facts_do(both: tuple[Gate, Gate], query: Query, scope: Scope) -> None:
    assert _difference(both, query, scope) == ""


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=questions(), scope=st.sampled_from(SCOPES))
def test_the_schools_of_a_small_place_answer_as_the_facts_do(
    small: tuple[Gate, Gate], query: Query, scope: Scope
) -> None:
    assert _difference(small, query, scope) == ""


@pytest.mark.parametrize("place", ["440300", "S01"])
def test_where_no_report_was_due_yet_none_is_expected(small: tuple[Gate, Gate], place: str) -> None:
    query = Query("R02", place, Period.parse("2023-01"))
    assert [gate.fetch(NATION, query).frame["n_expected"].tolist() for gate in small] == [[0], [0]]


def _difference(both: tuple[Gate, Gate], query: Query, scope: Scope) -> str:
    """What two gates say differently; empty where they say the same."""
    quick, slow = (_told(gate, scope, query) for gate in both)
    if not (isinstance(quick, Result) and isinstance(slow, Result)):
        return "" if quick == slow else f"{quick} is not {slow}"
    frames = quick.frame, slow.frame
    plain, sure = zip(*((f.drop(columns=JUDGED, errors="ignore"), f.filter(JUDGED)) for f in frames), strict=True)
    try:
        pd.testing.assert_frame_equal(*plain, rtol=1e-12, atol=0)
        # Sums of squares less each other: what is left of a small difference depends on the order of adding.
        pd.testing.assert_frame_equal(*sure, rtol=1e-6, atol=1e-4)
    except AssertionError as error:
        return str(error)
    return ""


def _told(gate: Gate, scope: Scope, query: Query) -> Result | str:
    try:
        return gate.fetch(scope, query)
    except (BadQuery, UnknownPlace) as error:
        return str(error)


def test_roll_ups_are_what_answers(both: tuple[Gate, Gate]) -> None:
    """Else the comparison above would compare the facts with themselves."""
    for cube in cubes().values():
        for indicator in cube.indicators:
            steps = both[0].steps(NATION, Query(indicator.code, "000000", None, ("child",)))
            assert steps[0].table == cube.sums.name
            assert both[1].steps(NATION, Query(indicator.code, "000000"))[0].table == indicator.fact.name


def test_spreads_are_what_intervals_are_made_of(both: tuple[Gate, Gate]) -> None:
    for query in (Query("T04", "000000", by=("child",), interval=True), Query("G01", "000000", interval=True)):
        for gate, kept in zip(both, (True, False), strict=True):
            _, reads = gate.explained(NATION, query)
            assert any(table.endswith("_spread") for read in reads for table in read.tables) == kept


def test_regions_have_the_sums_of_their_schools(both: tuple[Gate, Gate]) -> None:
    snap = both[0].snapshot()
    for cube in cubes().values():
        rate = next((i for i in cube.indicators if i.denominator is not None), None)
        if cube.name not in regions.tables() or rate is None:
            continue
        for number, filters in enumerate(((), (("stage", "primary"),), (("stage", "primary"), ("setting", "rural")))):
            period = None if number else Period.parse("2024-10..2025-08")
            query = rate.narrowed(Query(rate.code, "000000", period, ("child", "school_year"), filters))
            choosers = (Chooser(held, snap.places, NATION, snap.months) for held in (snap.held, Held()))
            quick, slow = (chooser.regions(rate, query, snap.places.root) for chooser in choosers)
            assert (quick.table, slow.table) == (regions.tables()[cube.name].name, rate.fact.name)
            found, truth = (
                engine.run(snap.engine, step.statement, seconds=30, parameters={"as_of": snap.release.as_of})
                .set_index(["child", "period"])[["numerator", "denominator"]]
                .sort_index()
                for step in (quick, slow)
            )
            pd.testing.assert_frame_equal(found, truth, check_dtype=False)
            assert number or len(found)


def test_the_totals_of_the_latest_months_are_those_of_all_months(both: tuple[Gate, Gate]) -> None:
    snap = both[0].snapshot()
    latest = Period(snap.months.last, snap.months.last).reaching_back(12)
    for cube in cubes().values():
        if cube.name not in totals.tables():
            continue
        for indicator, period in itertools.product(cube.indicators, (latest, latest.year_before())):
            query = indicator.narrowed(Query(indicator.code, "000000", period, ("setting",)))
            choosers = (Chooser(held, snap.places, NATION, snap.months) for held in (snap.held, Held()))
            quick, slow = (chooser.schools(indicator, query, snap.places.root) for chooser in choosers)
            if not dict(query.filters).keys() <= set(SCHOOL_GROUPS):
                continue
            assert (quick.table, slow.table) == (totals.tables()[cube.name].name, indicator.fact.name)
            found, truth = (
                engine.run(snap.engine, step.statement, seconds=30, parameters={"as_of": snap.release.as_of})
                .set_index("unit")
                .sort_index()
                for step in (quick, slow)
            )
            pd.testing.assert_frame_equal(found, truth, check_dtype=False)


def test_the_smallest_table_that_covers_the_question(both: tuple[Gate, Gate]) -> None:
    def table(*by: str, place: str = "440300", **filters: str) -> str:
        return both[0].steps(NATION, Query("R01", place, None, by, tuple(filters.items())))[0].table

    assert table() == "rollup_fact_usage_place"
    assert table("child", "week", setting="rural", stage="primary") == "rollup_fact_usage_place"
    assert table("child", "month", resource_kind="lesson", stage="primary") == "rollup_fact_usage_place"
    assert table("child", "week", resource_kind="lesson") == "fact_usage"
    assert table("school", "month") == "rollup_fact_usage_school"
    assert table(ownership="public") == "rollup_fact_usage_school"
    assert table("school", "week") == "fact_usage"
    assert table(resource_kind="lesson", user_role="student") == "fact_usage"
    assert table(place="S01") == "rollup_fact_usage_school"
    for by in ((), ("child", "term"), ("feed_code", "month")):
        assert both[0].steps(NATION, Query("P06", "440300", None, by))[0].table == "rollup_ledger_place"
    assert both[0].steps(NATION, Query("P06", "440300", None, ("feed_code", "term")))[0].table == "fact_report"


@pytest.mark.parametrize(
    "change",
    [
        "INSERT INTO data_release VALUES ('r2', '2026-07-01T00:00:00', DATE '2025-06-30', NULL, NULL, TRUE, NULL)",
        "UPDATE rollup_state SET declared = 'older'",
        "DELETE FROM rollup_state",
        "DROP TABLE rollup_state",
    ],
)
def test_a_stale_roll_up_is_never_asked(rolled: Path, tmp_path: Path, change: str) -> None:
    path = tmp_path / "w.duckdb"
    shutil.copy(rolled, path)
    held = create_engine(f"duckdb:///{path}")
    with held.begin() as connection:
        # Sums that nobody would take for the truth.
        connection.execute(text("UPDATE rollup_fact_usage_place SET r01_n = 1"))
        connection.execute(text(change))
    held.dispose()
    gate, plain = Gate(f"duckdb:///{path}"), Gate(f"duckdb:///{rolled}", rollups=False)
    found, truth = (g.fetch(NATION, Query("R01", "000000")).row["numerator"] for g in (gate, plain))
    assert found == truth


def test_a_fault_in_the_sums_is_refused(country: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "w.duckdb"
    shutil.copy(country, path)
    held = create_engine(f"duckdb:///{path}")
    left_out = basins.members().where(school.c.school_id != "S01")
    monkeypatch.setattr("seed.rollups.basins.members", lambda: left_out)
    with pytest.raises(rollups.Refused, match="R01 has numerator"):
        rollups.make(held, least=0)
    held.dispose()


def test_every_indicator_of_schools_is_carried() -> None:
    carried = {indicator.code for cube in cubes().values() for indicator in cube.indicators}
    own = {i.code for i in indicators.REGISTRY.values() if i.of_schools and i.code not in indicators.DERIVED}
    assert carried == own


def test_names_follow_the_contract() -> None:
    assert all(name.startswith("rollup_") for name in metadata.tables)
    assert all(table.comment for table in metadata.tables.values())
    assert len(SCHOOLS) > 8  # so that ranges of eight schools are several
