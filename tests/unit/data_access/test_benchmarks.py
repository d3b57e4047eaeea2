"""What a reader is told of places outside the scope: aggregates that are right, safe, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from datetime import date
from pathlib import Path

import pytest

from data_access import benchmarks
from data_access.benchmarks import COMPLEMENT, NESTED, Benchmark
from data_access.desk import KINDS
from data_access.disclosure import FEW_SCHOOLS, Rules, rounded
from data_access.gate import Gate
from data_access.peers import PeerGroup
from data_access.period import Period
from data_access.places import Place
from data_access.query import BadQuery, Query, UnknownPlace
from data_access.scope import NATION, Scope
from data_access.statistics.quantiles import quartiles
from tests.fixtures.neighbours import AS_OF, World, schools, sums, world
from tests.fixtures.warehouse import write

Open = Callable[[World], Gate]
COUNTIES = ["p" * 8 + "j" * 6, "pp", "ppppppppj", "xxxxxx", "pjjjjjj"]
OWN = "C1a"
PRINCIPAL = Scope(schools=frozenset({OWN}))


@pytest.fixture
def opened(tmp_path: Path) -> Open:
    """The door to a world."""
    numbers = iter(range(100))
    return lambda rows: Gate(f"duckdb:///{write(tmp_path / f'{next(numbers)}.duckdb', rows, AS_OF)}", seconds=60)


@pytest.fixture(scope="module")
def rows() -> World:
    return world(COUNTIES)


@pytest.fixture(scope="module")
def gate(rows: World, tmp_path_factory: pytest.TempPathFactory) -> Gate:
    return Gate(f"duckdb:///{write(tmp_path_factory.mktemp('near') / 'w.duckdb', rows, AS_OF)}", seconds=60)


def test_similar_schools_are_all_of_the_group_but_the_own(gate: Gate, rows: World) -> None:
    others = [s for s in schools(rows, stage="primary") if s != OWN]
    found = gate.benchmark(PRINCIPAL, Query("T04", OWN), "similar")
    passed, in_scope = (rounded(n, 5) for n in sums(rows, others, "passed", "in_scope"))
    assert (found.state, found.reason, found.exact) == ("value", None, False)
    assert (found.numerator, found.denominator) == (passed, in_scope)
    assert found.value == round(100 * passed / in_scope, 1)
    assert found.schools == found.members == len(others)
    assert found.group == PeerGroup("primary", "urban")
    assert found.code == "primary.urban.*.*"
    rates = [100 * p / n for p, n in (sums(rows, [s], "passed", "in_scope") for s in others)]
    assert (found.q1, found.median, found.q3) == tuple(round(q) for q in quartiles(rates))


def test_the_county_counts_the_own_school(gate: Gate, rows: World) -> None:
    found = gate.benchmark(PRINCIPAL, Query("T03", OWN), "parent")
    passed, assessed = (rounded(n, 5) for n in sums(rows, schools(rows, "C1"), "passed", "assessed"))
    assert (found.numerator, found.denominator, found.schools) == (passed, assessed, 14)
    assert found.value == round(100 * passed / assessed, 1)
    assert found.place is not None
    assert (found.code, found.place.name_zh, found.rank, found.q1) == ("C1", "C1", None, None)


def test_things_are_neither_rounded_nor_cut_off(gate: Gate, rows: World) -> None:
    rooms, all_rooms = sums(
        rows, schools(rows, "C1"), "multimedia_classrooms", "classrooms", fact="fact_infrastructure"
    )
    found = gate.benchmark(PRINCIPAL, Query("G02", OWN), "parent")
    assert (found.numerator, found.denominator, found.value) == (rooms, all_rooms, 100 * rooms / all_rooms)
    students, devices = sums(rows, schools(rows, "C1"), "students", "student_devices", fact="fact_infrastructure")
    found = gate.benchmark(PRINCIPAL, Query("G01", OWN), "parent")
    assert found.value == students / devices


def test_a_count_is_compared_by_its_mean(gate: Gate, rows: World) -> None:
    others = [s for s in schools(rows, stage="primary") if s != OWN]
    found = gate.benchmark(PRINCIPAL, Query("R01", OWN), "similar")
    assert found.value == pytest.approx(sums(rows, others, "views", fact="fact_usage")[0] / len(others))
    assert (found.denominator, found.rank) == (None, None)


def test_inside_the_scope_all_is_exact(gate: Gate, rows: World) -> None:
    passed, in_scope = sums(rows, schools(rows, "C1"), "passed", "in_scope")
    for reader in (NATION, Scope(places=frozenset({"C1"}))):
        found = gate.benchmark(reader, Query("T04", OWN), "parent")
        assert (found.exact, found.numerator, found.denominator) == (True, passed, in_scope)
        assert found.value == pytest.approx(100 * passed / in_scope)
    others = [s for s in schools(rows, stage="primary") if s != OWN]
    found = gate.benchmark(NATION, Query("T04", OWN), "similar")
    assert (found.numerator, found.exact) == (sums(rows, others, "passed")[0], True)


def test_a_county_of_two_tells_its_principal_nothing(gate: Gate) -> None:
    """RLS-8: the mean less the own school is the other school."""
    found = gate.benchmark(Scope(schools=frozenset({"C2a"})), Query("T04", "C2a"), "parent")
    assert (found.state, found.reason, found.value, found.numerator) == ("suppressed", FEW_SCHOOLS, None, None)
    both = Scope(schools=frozenset({"C2a", "C2b"}))
    assert gate.benchmark(both, Query("T04", "C2a"), "parent").state == "suppressed"


def test_a_district_less_what_its_director_sees_is_what_counts(gate: Gate) -> None:
    # The province less the other counties that the reader holds leaves the two schools of C2.
    held = Scope(places=frozenset({"C1", "C3", "C4", "C5"}))
    assert gate.benchmark(held, Query("T04", "C1"), "parent").reason == FEW_SCHOOLS
    assert gate.benchmark(Scope(places=frozenset({"C1"})), Query("T04", "C1"), "parent").state == "value"


def test_a_cell_is_shown_only_where_those_beside_it_may_be(gate: Gate) -> None:
    """The county's primary schools less all of its schools would be its only junior school."""
    reader = Scope(schools=frozenset({"C3a"}))
    assert gate.benchmark(reader, Query("T04", "C3a"), "parent").state == "value"
    primary = Query("T04", "C3a", filters=(("stage", "primary"),))
    assert gate.benchmark(reader, primary, "parent").reason == COMPLEMENT
    whole = Query("T04", OWN, filters=(("stage", "primary"),))
    assert gate.benchmark(PRINCIPAL, whole, "parent").state == "value"


def test_a_number_that_would_open_the_one_inside_it_is_withheld(opened: Open) -> None:
    """All primary schools stand in one county, beside a single junior school."""
    gate = opened(world(["ppppppppj", "jjjjjj"]))
    assert gate.benchmark(PRINCIPAL, Query("T04", OWN), "similar").state == "value"
    assert gate.benchmark(PRINCIPAL, Query("T04", OWN), "parent").reason == NESTED


def test_the_nation_less_two_numbers_beside_each_other_is_looked_at_too(opened: Open) -> None:
    # Similar: the juniors, all in C2 but the own one; the county has primaries; one school is in neither.
    gate = opened(world(["jpppppp", "jjjjjj", "x"]))
    assert gate.benchmark(PRINCIPAL, Query("T04", OWN), "similar").state == "value"
    assert gate.benchmark(PRINCIPAL, Query("T04", OWN), "parent").state == "value"
    assert gate.benchmark(PRINCIPAL, Query("T04", OWN), "nation").reason == NESTED


def test_who_has_no_similar_schools_is_told_so(gate: Gate) -> None:
    found = gate.benchmark(Scope(schools=frozenset({"C4a"})), Query("T04", "C4a"), "similar")
    assert (found.state, found.reason) == ("not_applicable", "no_group")
    assert gate.benchmark(Scope(places=frozenset({"C1"})), Query("T04", "C1"), "similar").reason == "place"
    assert gate.benchmark(NATION, Query("T04", "N"), "nation").reason == "place"
    assert gate.benchmark(PRINCIPAL, Query("G08", OWN), "parent").state == "not_applicable"
    assert gate.benchmark(PRINCIPAL, Query("R05", OWN), "similar").state == "not_reported"


def test_who_may_not_see_a_place_is_told_nothing_about_its_peers(gate: Gate) -> None:
    for kind in KINDS:
        with pytest.raises(UnknownPlace):
            gate.benchmark(PRINCIPAL, Query("T04", "C2a"), kind)
    with pytest.raises(BadQuery, match="similar, parent, nation"):
        gate.benchmark(PRINCIPAL, Query("T04", OWN), "best")


def test_by_time_it_is_the_same(gate: Gate) -> None:
    found = gate.benchmark_series(PRINCIPAL, Query("T04", OWN, by=("term",)), "similar")
    assert found == {"2024-1": gate.benchmark(PRINCIPAL, Query("T04", OWN), "similar")}


def test_sums_by_child_lead_to_the_same(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = world(["p" * 9, "p" * 8, "p" * 9, "p" * 7])
    for code in ("T04", "G01", "R01"):
        slow = opened(rows).benchmark(PRINCIPAL, Query(code, OWN), "nation")
        with monkeypatch.context() as patched:
            patched.setattr(benchmarks, "_FEW", 0)
            gate = opened(rows)
            assert gate.benchmark(PRINCIPAL, Query(code, OWN), "nation").value == pytest.approx(slow.value)
            # Where one county is nearly all of it, the schools decide, not the counties.
            assert gate.benchmark(Scope(schools=frozenset({"C1b"})), Query(code, "C1b"), "nation").state == "value"


def test_the_own_rank_is_a_range_among_the_others(gate: Gate, rows: World) -> None:
    found = gate.benchmark(PRINCIPAL, Query("T04", OWN), "similar")
    assert found.rank is not None
    first, last = found.rank
    assert 1 <= first <= last <= (found.schools or 0) + 1
    # Equipment is counted in full: its rank is one number, and fewer students a device are better.
    ids = schools(rows, stage="primary")
    own, *others = (
        n / d for n, d in (sums(rows, [s], "students", "student_devices", fact="fact_infrastructure") for s in ids)
    )
    rank = 1 + sum(other < own for other in others)
    assert gate.benchmark(PRINCIPAL, Query("G01", OWN), "similar").rank == (rank, rank)


def test_a_benchmark_holds_aggregates_only(gate: Gate, rows: World) -> None:
    foreign = set(schools(rows)) - {OWN}
    for code in ("T03", "T04", "G01", "R01"):
        for kind in KINDS:
            found = gate.benchmark(PRINCIPAL, Query(code, OWN), kind)
            for field in fields(Benchmark):
                value = getattr(found, field.name)
                assert value is None or isinstance(value, (str, float, int, Place, PeerGroup, tuple)), field.name
            assert not [school for school in foreign if school in repr(found)]


def test_other_thresholds_decide_otherwise(rows: World, tmp_path: Path) -> None:
    path = write(tmp_path / "w.duckdb", rows, AS_OF)
    strict = Gate(f"duckdb:///{path}", seconds=60, rules=Rules(schools=14))
    assert strict.benchmark(PRINCIPAL, Query("T04", OWN), "parent").reason == FEW_SCHOOLS
    stricter = Gate(f"duckdb:///{path}", seconds=60, rules=Rules(schools=1_000))
    found = stricter.benchmark(PRINCIPAL, Query("T04", OWN), "similar")
    assert (found.state, found.reason, found.value, found.median) == ("suppressed", FEW_SCHOOLS, None, None)


def test_no_more_similar_schools_report_than_there_are(opened: Open) -> None:
    """Schools that were closed since are of the group in the periods in which they reported."""
    rows = world(COUNTIES)
    other = next(s for s in schools(rows, stage="primary") if s != OWN)
    for row in rows["school"]:
        if row["school_id"] == other:
            row |= {"valid_to": date(AS_OF.year, 1, 31)}
    gate = opened(rows)
    whole = gate.benchmark(PRINCIPAL, Query("T04", OWN), "similar")
    assert whole.schools == whole.members
    later = Period(date(AS_OF.year, 2, 1), date(AS_OF.year, 2, 1))
    assert gate.benchmark(PRINCIPAL, Query("T04", OWN, later), "similar").members == (whole.members or 0) - 1
