"""Few people are told of to nobody, in their own scope either; nothing else is withheld (trust.md DISC-1, 3, 4, 7)."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_access import indicators, protection
from data_access.cells import JUDGED
from data_access.disclosure import OPEN, Cell, Rules, complemented
from data_access.gate import Gate
from data_access.indicators.model import RATIO
from data_access.lattice import Lattice
from data_access.past import time_group
from data_access.period import Period
from data_access.query import SUPPRESSED, VALUE, Query, Result, records
from data_access.scope import NATION, Scope
from tests.fixtures.neighbours import AS_OF, World, small, world
from tests.fixtures.warehouse import write

Open = Callable[..., Gate]
DIRECTOR = Scope(places=frozenset({"C1"}))
NUMBERS = ("numerator", "denominator", "value", *JUDGED)


@pytest.fixture
def opened(tmp_path: Path) -> Open:
    """Open a warehouse of rows, with the thresholds of the policy or others."""
    numbers = count()

    def run(rows: World, rules: Rules | None = None) -> Gate:
        path = write(tmp_path / f"{next(numbers)}.duckdb", rows, AS_OF)
        return Gate(f"duckdb:///{path}", seconds=60, rules=rules)

    return run


def sized(rows: World, **teachers: int) -> World:
    """`rows` with another number of teachers in some schools, of whom all were assessed and half passed."""
    for row in rows["fact_training"]:
        if (n := teachers.get(row["school_id"])) is not None:
            row |= {"in_scope": n, "assessed": n, "passed": n // 2}
    return rows


def states(result: Result) -> dict[str, str]:
    return dict(zip(result.frame["place_code"], result.frame["state"], strict=True))


def test_fewer_than_ten_people_leave_no_number_in_any_column(opened: Open) -> None:
    gate = opened(sized(world(["pppppp", "pp"]), C1c=9, C1d=10))
    result = gate.fetch(DIRECTOR, Query("T04", "C1", by=("child",), interval=True, against="parent"))
    hidden = result.frame[result.frame["state"] == SUPPRESSED]
    assert list(hidden["place_code"]) == ["C1c", "C1d"]  # the least of the others goes with it
    for row in records(hidden):
        assert [name for name in NUMBERS if not (pd.isna(row[name]) or row[name] == "")] == []
        assert row["n_reported"] == 1
    others = result.frame[result.frame["state"] == VALUE]
    assert len(others) == 4
    assert others["rank_last"].max() <= 4  # whoever is hidden has no place among the others


def test_a_school_of_ten_is_shown_where_nobody_is_hidden(opened: Open) -> None:
    gate = opened(sized(world(["pppppp"]), C1d=10))
    assert set(states(gate.fetch(DIRECTOR, Query("T04", "C1", by=("child",)))).values()) == {VALUE}


@pytest.mark.parametrize("place", ["000000", "440000", "441900", "440300", "area:pilot-guangdong", "area:xiongan"])
def test_schools_that_need_no_look_are_those_that_no_table_hides(
    tiny_warehouse: str, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    """The short way through an answer about many schools leads where the long way does."""
    query, found = Query("T04", place, Period.parse("2025-09..2026-08"), ("school",)), []
    for way in (protection._safe_schools, lambda *_: frozenset()):
        monkeypatch.setattr(protection, "_safe_schools", way)
        gate = Gate(tiny_warehouse, seconds=60, memory="auto")
        found.append(states(gate.fetch(NATION, query)))
    assert found[0] == found[1]
    assert place != "000000" or SUPPRESSED in found[0].values()


@pytest.mark.parametrize(("scope", "place"), [(NATION, "P"), (NATION, "A"), (Scope(places=frozenset({"A"})), "A")])
def test_what_is_hidden_beside_a_school_hides_the_schools_in_it(opened: Open, scope: Scope, place: str) -> None:
    """A school of few people stands beside counties, one of which must be hidden with it, and so all that is in it."""
    rows = sized(world(["p", "pppp", "pppp", "pppp"]), C1a=5)
    for region in rows["region"]:
        region["parent_code"] = "C1" if region["region_code"] in ("C2", "C3") else region.get("parent_code")
    rows["area"] = [{"area_code": "A", "name_zh": "区"}]
    rows["area_member"] = [{"area_code": "A", "region_code": code} for code in ("C1", "C4")]
    gate = opened(rows)
    shown = states(gate.fetch(scope, Query("T04", place, by=("school",))))
    hidden = [c for c, state in states(gate.fetch(scope, Query("T04", "C1", by=("child",)))).items() if state != VALUE]
    assert len(hidden) == 2
    assert {school for school, state in shown.items() if state == SUPPRESSED} == {
        school for school in shown if school.startswith(tuple(hidden))
    }


@pytest.mark.parametrize("place", ["000000", "440300"])
def test_tables_that_need_no_look_hide_nothing(
    tiny_warehouse: str, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    """Where the shortest times are about enough people, so is every longer one: asked of every indicator of people."""
    year, found = Period.parse("2025-09..2026-08"), []
    personal = [i for i in indicators.REGISTRY.values() if i.personal and i.method == RATIO and i.of_schools]
    questions = [Query(i.code, place, year, by) for i in personal for by in ((), ("child",), (time_group(i), "child"))]
    for way in (Lattice._ample, lambda *_: False):
        monkeypatch.setattr(Lattice, "_ample", way)
        gate = Gate(tiny_warehouse, seconds=60, memory="auto", rules=Rules(people=150))
        found.append([list(gate.fetch(NATION, query).frame["state"]) for query in questions])
    assert found[0] == found[1]
    assert any(SUPPRESSED in states for states in found[0])
    assert any({*states} == {VALUE} for states in found[0])


def test_zero_of_many_is_shown_and_nobody_at_all_is_no_secret(opened: Open) -> None:
    rows = sized(world(["pppppp"]), C1a=0)
    next(row for row in rows["fact_training"] if row["school_id"] == "C1b")["passed"] = 0
    rows["fact_training"] = [row for row in rows["fact_training"] if row["school_id"] != "C1c"]
    found = gate_rows(opened(rows).fetch(DIRECTOR, Query("T04", "C1", by=("child",))))
    assert found["C1a"]["state"] == "not_applicable"
    assert (found["C1b"]["state"], found["C1b"]["value"]) == (VALUE, 0)
    assert "C1c" not in found or found["C1c"]["state"] == "not_reported"


def gate_rows(result: Result) -> dict[str, dict[str, Any]]:
    return {row["place_code"]: row for row in records(result.frame)}


def test_things_are_no_people(opened: Open) -> None:
    rows = world(["pppppp"])
    for row in rows["fact_infrastructure"]:
        row |= {"students": 4, "classrooms": 3, "multimedia_classrooms": 1, "student_devices": 2}
    gate = opened(rows)
    for code in ("G01", "G02", "R01"):
        assert set(states(gate.fetch(DIRECTOR, Query(code, "C1", by=("child",)))).values()) == {VALUE}, code


@pytest.mark.parametrize(("teachers", "principal"), [(4, SUPPRESSED), (5, VALUE), (9, VALUE), (10, VALUE)])
def test_a_principal_sees_five_at_the_own_school_and_nobody_else_does(
    opened: Open, teachers: int, principal: str
) -> None:
    gate, query = opened(sized(world(["pppppp"]), C1a=teachers)), Query("T04", "C1a")
    assert gate.fetch(Scope(schools=frozenset({"C1a"})), query).row["state"] == principal
    assert gate.fetch(DIRECTOR, query).row["state"] == (VALUE if teachers == 10 else SUPPRESSED)
    assert gate.fetch(NATION, query).row["state"] == (VALUE if teachers == 10 else SUPPRESSED)


@pytest.mark.parametrize("code", ["T03", "T07", "T08"])
def test_results_of_teachers_leave_a_school_only_where_ten_were_assessed(opened: Open, code: str) -> None:
    """DISC-4: whatever the split by dimension."""
    rows = world(["pppppp"])
    rows["fact_literacy"] = [
        {"school_id": school["school_id"], "school_year": "2024-2025", "audience": "teacher", "dimension": dimension}
        | {"assessed": 9 if school["school_id"] == "C1a" else 30, "qualified": 6, "score_sum": 500.0, "eligible": 40}
        for school in rows["school"]
        for dimension in ("overall", "ability")
    ]
    gate = opened(sized(rows, C1a=9))
    splits: tuple[Any, ...] = ((("dimension", "overall"),), (("dimension", "ability"),)) if code == "T08" else ((),)
    for chosen in splits:
        for scope in (DIRECTOR, NATION):
            query = Query(code, "C1a", filters=chosen)
            assert gate.fetch(scope, query).row["state"] == SUPPRESSED, (code, chosen)
            assert states(gate.fetch(scope, Query(code, "C1", by=("child",), filters=chosen)))["C1a"] == SUPPRESSED
        assert gate.fetch(Scope(schools=frozenset({"C1a"})), query).row["state"] == VALUE


def test_a_gap_with_a_hidden_side_is_hidden(opened: Open) -> None:
    rows = sized(world(["pppppp", "pppp"]), C1a=6, C1b=30)
    for row in rows["school"]:
        row["setting"] = "rural" if row["school_id"] == "C1a" else "urban"
    gate = opened(rows)
    for code in ("G10:T04", "G11:T04"):
        row = gate.fetch(DIRECTOR, Query(code, "C1")).row
        assert row["state"] == SUPPRESSED
        assert pd.isna(row["value"])
    assert gate.fetch(DIRECTOR, Query("T04", "C1")).row["state"] == VALUE


def test_a_difference_from_a_hidden_year_is_none(opened: Open) -> None:
    rows = world(["pppppp"])
    now = [dict(row, term_code="2025-1") for row in rows["fact_training"]]
    rows["fact_training"] = [*sized(rows, C1a=6)["fact_training"], *now]
    gate, year = opened(rows), Period.parse("2025-2026")
    row = gate.fetch(DIRECTOR, Query("T04", "C1a", year, against="past")).row
    assert row["state"] == VALUE
    assert pd.isna(row["benchmark"]) and pd.isna(row["difference"])
    assert not pd.isna(gate.fetch(DIRECTOR, Query("T04", "C1", year, against="past")).row["difference"])


def test_other_thresholds_are_other_answers_and_none_hides_nothing(opened: Open) -> None:
    rows = sized(world(["pppppp"]), C1a=12)
    query = Query("T04", "C1", by=("child",))
    gate = opened(rows)
    assert set(states(gate.fetch(DIRECTOR, query)).values()) == {VALUE}
    gate.rules = Rules(people=15)
    assert list(states(gate.fetch(DIRECTOR, query)).values()).count(SUPPRESSED) == 2
    assert set(states(opened(sized(rows, C1a=1), OPEN).fetch(DIRECTOR, query)).values()) == {VALUE}


def test_who_was_counted_in_each_month_is_one_person(opened: Open) -> None:
    """Six people in three months are no eighteen; twelve people who reported one month of three are no four."""
    rows = world(["pppp"])
    rows["fact_activity"] = [
        {"school_id": school, "month": f"2025-0{month}-01", "user_role": "teacher", "eligible_users": n}
        | {"active_users": n // 2, "regular_users": n // 3}
        for school, n, months in (("C1a", 6, 3), ("C1b", 12, 1), ("C1c", 40, 3), ("C1d", 50, 3))
        for month in range(1, months + 1)
    ]
    gate = opened(rows)
    found = states(gate.fetch(NATION, Query("R03", "C1", Period.parse("2025-01..2025-03"), by=("child",))))
    assert found == {"C1a": SUPPRESSED, "C1b": SUPPRESSED, "C1c": VALUE, "C1d": VALUE}  # b is the least beside a
    alone = opened({**rows, "fact_activity": [r for r in rows["fact_activity"] if r["school_id"] != "C1a"]})
    found = states(alone.fetch(NATION, Query("R03", "C1", Period.parse("2025-01..2025-03"), by=("child",))))
    assert found["C1b"] == VALUE


@pytest.mark.parametrize("seed", range(2))
def test_a_cell_is_told_alike_alone_in_a_table_by_a_filter_and_to_whom_it_belongs(opened: Open, seed: int) -> None:
    rows = small(["pppjpp", "jpjp"], seed, ("serving", "new"))
    gate = opened(rows)
    for by, name in (((), ""), (("setting",), "setting"), (("stage",), "stage"), (("cohort",), "cohort")):
        for place in ("N", "P", "C1", "C2"):
            for row in records(gate.fetch(NATION, Query("T04", place, by=("child", *by))).frame):
                filters = ((name, row[name]),) if name else ()
                alone = Query("T04", row["place_code"], filters=filters)
                if row["place_code"].endswith("-unassigned") or (name and row[name] is None):
                    continue
                assert gate.fetch(NATION, alone).row["state"] == row["state"], (row["place_code"], filters)
                told = gate.fetch(NATION, Query("T04", row["place_code"], by=by)).frame
                here = told[told[name] == row[name]] if name else told
                assert list(here["state"]) in ([row["state"]], []), (row["place_code"], filters)


tables = st.lists(st.lists(st.integers(0, 60), min_size=4, max_size=4), min_size=2, max_size=4)


def lines(rows: list[list[int]]) -> tuple[dict[Cell, float], list[list[Cell]]]:
    cells = {(i, j): float(n) for i, row in enumerate(rows) for j, n in enumerate(row)}
    across = [[(i, j) for j in range(4)] for i in range(len(rows))]
    return cells, across + [[(i, j) for i in range(len(rows))] for j in range(4)]


@settings(max_examples=25)
@given(tables, st.randoms(use_true_random=False))
def test_what_is_hidden_settles_and_follows_from_no_order(rows: list[list[int]], rng: Any) -> None:
    people, held = lines(rows)
    few = [cell for cell, n in people.items() if 0 < n < 10]
    hidden = complemented(people, held, few, 10)
    assert set(few) <= hidden
    assert complemented(people, held, hidden, 10) == hidden
    assert not any(people[cell] == 0 for cell in hidden)
    mixed = list(people.items())
    rng.shuffle(mixed)
    rng.shuffle(held)
    assert complemented(dict(mixed), held, few[::-1], 10) == hidden


@given(st.dictionaries(st.integers(0, 30), st.integers(0, 40), min_size=1), st.integers(1, 20))
def test_a_higher_threshold_hides_no_fewer_in_a_line(sizes: dict[int, int], least: int) -> None:
    people: dict[Cell, float] = {(i,): float(n) for i, n in sizes.items()}
    found = [
        complemented(people, [list(people)], [c for c, n in people.items() if n < t], t) for t in (least, least + 5)
    ]
    assert found[0] <= found[1]
