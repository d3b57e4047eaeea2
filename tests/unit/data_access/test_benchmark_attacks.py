"""A principal who subtracts, and one school that changes: nobody else's number comes out (trust.md SDC-T3, RLS-1)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import linprog

from data_access.benchmarks import Benchmark
from data_access.desk import KINDS
from data_access.gate import Gate
from data_access.query import VALUE, Query
from data_access.scope import Scope
from tests.fixtures.neighbours import AS_OF, World, schools, small, world
from tests.fixtures.warehouse import write

OWN = "C1a"
PRINCIPAL = Scope(schools=frozenset({OWN}))
FILTERS = [(), (("stage", "primary"),), (("stage", "junior"),)]
WORLDS = [
    ["ppppppj", "jjjjj", "pp"],
    ["pppppp", "jjjjjj", "p"],
    ["jpppppp", "jjjjjj", "x"],
    ["pppppppppj", "pjj"],
    ["p" * 8 + "j" * 6, "pppp", "ppppppppj", "jjjjj"],
    ["ppppp", "ppppp", "ppjj"],
    ["xppppppj", "pppp"],
]


def opened(tmp_path: Path, rows: World, name: str = "w") -> Gate:
    return Gate(f"duckdb:///{write(tmp_path / f'{name}.duckdb', rows, AS_OF)}", seconds=60)


def seen(gate: Gate, code: str) -> Iterator[tuple[str, tuple[tuple[str, str], ...], Benchmark]]:
    """Every benchmark that the principal can have of an indicator."""
    for kind in KINDS:
        for chosen in FILTERS:
            yield kind, chosen, gate.benchmark(PRINCIPAL, Query(code, OWN, filters=chosen), kind)


def behind(rows: World, kind: str, chosen: tuple[tuple[str, str], ...]) -> set[str]:
    """Which other schools a benchmark is over: an attacker knows all of this from public lists."""
    stage = dict(chosen).get("stage", "")
    own = next(row for row in rows["school"] if row["school_id"] == OWN)
    match kind:
        case "similar":
            held = schools(rows, stage=own["stage"] or "none") if stage in ("", own["stage"]) else []
        case "parent":
            held = schools(rows, own["region_code"], stage)
        case _:
            held = schools(rows, stage=stage)
    return set(held) - {OWN}


@pytest.mark.parametrize("counties", WORLDS, ids=str)
def test_no_other_school_is_worked_out_to_within_a_tenth(tmp_path: Path, counties: list[str]) -> None:
    """Solve for each school's least and greatest value that agree with all that the principal sees and knows."""
    rows = world(counties)
    gate = opened(tmp_path, rows)
    others = sorted(set(schools(rows)) - {OWN})
    shown = 0
    for code, column, fact, base in (
        ("T04", "passed", "fact_training", 5),
        ("T04", "in_scope", "fact_training", 5),
        ("R01", "views", "fact_usage", 1),
    ):
        true = {row["school_id"]: row[column] for row in rows[fact]}
        lhs, rhs = [], []
        for kind, chosen, found in seen(gate, code):
            total = found.denominator if column == "in_scope" else found.numerator
            if found.state != VALUE or total is None:
                continue
            shown += 1
            held = behind(rows, kind, chosen)
            mine = 0 if kind == "similar" or (chosen and chosen[0][1] != _stage(rows)) else true[OWN]
            row = np.array([school in held for school in others], dtype=float)
            lhs += [row, -row]
            rhs += [total - mine + base / 2, -(total - mine - base / 2)]
            assert abs(sum(true[s] for s in held) + mine - total) <= base / 2  # the attacker's equations are right
        for i, school in enumerate(others):
            cost = np.eye(len(others))[i]
            low, high = (linprog(sign * cost, A_ub=lhs or None, b_ub=rhs or None) for sign in (1, -1))
            assert low.status == 0, low.message
            width = np.inf if high.status == 3 else -high.fun - low.fun
            assert width >= 0.1 * true[school], (code, column, school)
    assert shown, "the principal saw nothing: nothing was attacked"


@pytest.mark.parametrize("counties", WORLDS, ids=str)
def test_numbers_inside_each_other_differ_by_nobody_or_by_ten_people(tmp_path: Path, counties: list[str]) -> None:
    """SDC-T2: whatever two numbers on others' people a principal can have, the rest is no secret either."""
    rows = small(counties, 3)
    gate = opened(tmp_path, rows)
    true = {row["school_id"]: row["in_scope"] for row in rows["fact_training"]}
    shown = [
        frozenset(behind(rows, kind, chosen) & set(true))
        for kind, chosen, found in seen(gate, "T04")
        if found.state == VALUE
    ]
    for inner in shown:
        assert sum(true[school] for school in inner) >= 10
        for outer in shown:
            if inner < outer:
                assert sum(true[school] for school in outer - inner) >= 10, (inner, outer)


def _stage(rows: World) -> str:
    return str(next(row["stage"] for row in rows["school"] if row["school_id"] == OWN))


@pytest.mark.parametrize("change", ["raised", "emptied", "gone", "added"])
def test_one_foreign_school_moves_a_benchmark_by_no_more_than_its_part(tmp_path: Path, change: str) -> None:
    rows = world(["p" * 8, "p" * 6, "j" * 6])
    before = opened(tmp_path, rows, "before")
    other = {name: [dict(row) for row in held] for name, held in rows.items()}
    school, moved = "C2a", 0
    own = next(row for row in other["fact_training"] if row["school_id"] == school)
    match change:
        case "raised":
            moved = own["in_scope"] - own["passed"]
            own["passed"] = own["in_scope"]
        case "emptied":
            moved, own["passed"] = own["passed"], 0
        case "gone":
            moved = own["in_scope"]
            other["fact_training"].remove(own)
        case _:
            moved = own["in_scope"]
            other["school"].append({"school_id": "NEW", "region_code": "C2", "stage": "primary", "setting": "urban"})
            other["fact_training"].append({**own, "school_id": "NEW"})
    after = opened(tmp_path, other, "after")
    for kind in KINDS:
        for code in ("T03", "T04"):
            one, two = (gate.benchmark(PRINCIPAL, Query(code, OWN), kind) for gate in (before, after))
            assert (one.state, two.state) == (VALUE, VALUE)
            if kind == "parent":
                assert one == two  # it stands elsewhere
                continue
            for name in ("numerator", "denominator"):
                assert abs(getattr(one, name) - getattr(two, name)) <= moved + 4, (kind, name)
            assert abs((one.schools or 0) - (two.schools or 0)) == (change in ("gone", "added"))
            if kind == "similar":
                # A school in a row of n has at most half of a quartile (the weights of Harrell and Davis).
                for name in ("q1", "median", "q3"):
                    assert abs(getattr(one, name) - getattr(two, name)) <= 51, name
            assert school not in repr(two)
            assert "NEW" not in repr(two)


def test_what_only_the_own_school_did_is_not_in_its_similar_schools(tmp_path: Path) -> None:
    rows = world(["p" * 8])
    other = {name: [dict(row) for row in held] for name, held in rows.items()}
    for row in other["fact_training"]:
        if row["school_id"] == OWN:
            row["passed"] = 0
    one, two = (
        gate.benchmark(PRINCIPAL, Query("T04", OWN), "similar")
        for gate in (opened(tmp_path, rows, "a"), opened(tmp_path, other, "b"))
    )
    assert (one.value, one.q1, one.median, one.q3) == (two.value, two.q1, two.median, two.q3)
