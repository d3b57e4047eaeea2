"""An attacker with linear programming: what stays hidden is not worked out from what is shown (trust.md SDC-T1, T2)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import combinations, product
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from scipy.optimize import linprog

from data_access.disclosure import Cell, Rules, complemented
from data_access.gate import Gate
from data_access.query import SUPPRESSED, VALUE, Query, records
from data_access.scope import NATION, Scope
from tests.fixtures.neighbours import AS_OF, World, small
from tests.fixtures.warehouse import write

LEAST = Rules().people
REFERENCE = [[20, 15, 3], [30, 22, 18], [12, 40, 25]]
Filters = tuple[tuple[str, str], ...]


def table(rows: Sequence[Sequence[int]]) -> tuple[dict[Cell, float], list[list[Cell]]]:
    """The cells of a table of which all margins are shown, and its lines."""
    cells = {(i, j): float(n) for i, row in enumerate(rows) for j, n in enumerate(row)}
    across = [[(i, j) for j in range(len(rows[0]))] for i in range(len(rows))]
    return cells, across + [[(i, j) for i in range(len(rows))] for j in range(len(rows[0]))]


def ranges(
    people: Mapping[Cell, float], lines: Sequence[Collection[Cell]], hidden: Collection[Cell]
) -> dict[Cell, tuple[float, float]]:
    """The least and the greatest number that each hidden cell can stand for."""
    cells = sorted(hidden)
    sums = np.array([[float(cell in line) for cell in cells] for line in lines])
    left = [sum(people[cell] for cell in line if cell in hidden) for line in lines]
    found = {}
    for i, cell in enumerate(cells):
        cost = np.eye(len(cells))[i]
        low, high = (linprog(sign * cost, A_eq=sums, b_eq=left) for sign in (1, -1))
        found[cell] = (low.fun, -high.fun)
    return found


def test_the_reference_table_is_opened_without_a_rectangle_and_closed_with_one() -> None:
    people, lines = table(REFERENCE)
    few = {(0, 2)}
    assert ranges(people, lines, few)[0, 2] == pytest.approx((3, 3))
    assert ranges(people, lines, few | {(0, 1)})[0, 2] == pytest.approx((3, 3))
    hidden = complemented(people, lines, few, LEAST)
    assert hidden == {(0, 1), (0, 2), (1, 1), (1, 2)}
    assert ranges(people, lines, hidden)[0, 2] == pytest.approx((0, 18))


@pytest.mark.parametrize("seed", range(12))
def test_in_a_table_at_random_no_hidden_cell_is_worked_out(seed: int) -> None:
    rng = Random(seed)  # noqa: S311 - invented data
    people, lines = table([[rng.choice([0, 3, 8, 15, 30, 60, 90, 120]) for _ in range(8)] for _ in range(12)])
    few = {cell for cell, n in people.items() if 0 < n < LEAST}
    hidden = complemented(people, lines, few, LEAST)
    assert few <= hidden < set(people)
    assert all(high - low >= LEAST - 1e-6 for low, high in ranges(people, lines, hidden).values())


@pytest.mark.parametrize("seed", range(3))
def test_in_a_long_table_at_random_no_hidden_cell_is_worked_out(seed: int) -> None:
    """Of so many schools the cells are looked at together."""
    rng = Random(seed)  # noqa: S311 - invented data
    people, lines = table([[rng.choice([8, 15, 30, 60, 90]) for _ in range(2)] for _ in range(80)])
    few = {cell for cell, n in people.items() if 0 < n < LEAST}
    hidden = complemented(people, lines, few, LEAST)
    assert few <= hidden < set(people)
    assert all(high - low >= LEAST - 1e-6 for low, high in ranges(people, lines, hidden).values())


def test_few_cells_alone_are_worked_out() -> None:
    """What the attacker is worth: without the complement each hidden cell that is alone in a line is found."""
    people, lines = table([[7 if i == j else 40 for j in range(8)] for i in range(12)])
    few = {cell for cell, n in people.items() if n < LEAST}
    assert all(low == high == pytest.approx(7) for low, high in ranges(people, lines, few).values())


# A bridge: each line has two hidden cells, and yet the one in the middle follows from all of them together.
def test_a_cell_that_follows_from_several_lines_together_is_hidden_better() -> None:
    people, lines = table([[20] * 6 for _ in range(6)])
    bridge = {(0, 0), (0, 1), (1, 0), (1, 1), (1, 3), (3, 3), (3, 4), (4, 3), (4, 4)}
    assert ranges(people, lines, bridge)[1, 3] == pytest.approx((20, 20))
    hidden = complemented(people, lines, bridge, LEAST)
    assert bridge < hidden
    assert all(high - low >= LEAST for low, high in ranges(people, lines, hidden).values())


def reachable(rows: World, gate: Gate, scope: Scope, names: Sequence[str]) -> Iterator[tuple[str, Filters, Any]]:
    """Every number of T04 that the reader can ask for: places, alone and as rows, by all filters of `names`."""
    codes = {name: sorted({row[name] or "unassigned" for row in rows["school"]}) for name in names if name != "cohort"}
    codes |= {"cohort": sorted({row["cohort"] for row in rows["fact_training"]})} if "cohort" in names else {}
    seen = [row["region_code"] for row in rows["region"] if scope.everything or row["region_code"] in scope.places]
    for chosen in (c for n in range(len(names) + 1) for c in combinations(names, n)):
        for held in product(*(codes[name] for name in chosen)):
            filters = tuple(zip(chosen, held, strict=True))
            for place, by in product(seen, ((), ("child",))):
                frame = gate.fetch(scope, Query("T04", place, None, by, filters, expect=False)).frame
                for row in records(frame):
                    yield row["place_code"], filters, row


def within(rows: World, school: str, place: str) -> bool:
    """Tell whether a school lies in a place, or is it."""
    above = {row["region_code"]: row.get("parent_code") for row in rows["region"]}
    at: str | None = next(row["region_code"] for row in rows["school"] if row["school_id"] == school)
    while at not in (None, place):
        at = above.get(str(at))
    return place in (school, at)


def attacked(rows: World, gate: Gate, scope: Scope, names: Sequence[str]) -> list[tuple[float, float]]:
    """The people of each hidden cell that the reader meets, and the width to which all that is shown narrows it."""
    like = {row["school_id"]: row for row in rows["school"]}
    facts = [
        f for f in rows["fact_training"] if scope.everything or like[f["school_id"]]["region_code"] in scope.places
    ]
    true = np.array([fact["in_scope"] for fact in facts], dtype=float)
    known, sums, hidden, states = [], [], {}, {}
    for place, filters, row in reachable(rows, gate, scope, names):
        assert states.setdefault((place, filters), row["state"]) == row["state"], "another view, another answer"
        counts = np.array(
            [
                within(rows, f["school_id"], place)
                and all(((f | like[f["school_id"]])[name] or "unassigned") == code for name, code in filters)
                for f in facts
            ],
            dtype=float,
        )
        if row["state"] == VALUE:
            assert counts @ true == row["denominator"] >= LEAST
            known.append(counts)
            sums.append(row["denominator"])
        elif row["state"] == SUPPRESSED:
            assert all(row[name] is None or row[name] != row[name] for name in ("numerator", "denominator", "value"))
            hidden[counts.tobytes()] = counts
    widths = []
    for counts in hidden.values():
        low, high = (linprog(sign * counts, A_eq=known or None, b_eq=sums or None) for sign in (1, -1))
        widths.append((float(counts @ true), np.inf if high.status == 3 else -high.fun - low.fun))
    return widths


def opened(tmp_path: Path, rows: World) -> Gate:
    return Gate(f"duckdb:///{write(tmp_path / 'w.duckdb', rows, AS_OF)}", seconds=60)


WORLDS = [
    ["pppjpppp", "jpjp", "ppjp"],
    ["pppppp", "ppppppp"],
    ["pp", "pjjppjpj"],
    ["jpjj", "jpppjpp", "pp", "ppjpjppj"],
    ["ppppppjj", "jpppp", "pjpjj", "ppjjjjp"],
]


@pytest.mark.parametrize("seed", range(len(WORLDS)))
def test_nothing_hidden_is_worked_out_from_all_places_of_the_nation(tmp_path: Path, seed: int) -> None:
    rows = small(WORLDS[seed], seed)
    found = attacked(rows, opened(tmp_path, rows), NATION, [])
    assert found
    assert min(width for _, width in found) >= LEAST - 1e-6


@pytest.mark.parametrize("seed", range(3))
def test_nor_from_their_cohorts(tmp_path: Path, seed: int) -> None:
    rows = small(WORLDS[seed][:2], seed, ("serving", "new", "principal"))
    found = attacked(rows, opened(tmp_path, rows), NATION, ["cohort"])
    assert found
    assert min(width for _, width in found) >= LEAST - 1e-6
