"""Whatever happens outside a scope, its reader is told the same (trust.md RLS-1)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from data_access.disclosure import OPEN, Rules
from data_access.gate import Gate
from data_access.query import BadQuery, Query, Result
from data_access.scope import Scope
from tests.fixtures.answers import same
from tests.fixtures.country import AS_OF, NATION, PLACE_ROWS, PROVINCE
from tests.fixtures.readers import READERS, sees
from tests.fixtures.reports import REPORT_ROWS
from tests.fixtures.warehouse import write
from tests.fixtures.whereabouts import LEVEL, PLACES

CODES = ["R02", "R06", "R07", "R10", "T04", "T08", "T12", "G01", "G08", "G09", "P01", "P05", "P06", "P08"]
CODES += ["G10:R02", "G11:T04", "G12:R02", "G13:R07"]  # every fact and every way through, but P02 and its benchmark
GROUPS = [("child",), ("school", "cohort"), ("area", "term"), ("setting",)]
SEGMENTS = ["resource_kind", "platform_code", "user_role", "programme_code", "cohort", "subject_group", "stage"]
SEGMENTS += ["dimension", "feed_code"]
UNITS = ("school_id", "region_code", "unit_code", "platform_code")
STANDS = {row["platform_code"]: row.get("region_code") or NATION for row in PLACE_ROWS["platform"]}


def upset(scope: Scope) -> dict[str, list[dict[str, Any]]]:
    """The country with every row outside `scope` changed, some of them gone, and new ones beside them."""
    rows = {name: list(held) for name, held in (PLACE_ROWS | REPORT_ROWS).items()}
    for name, held in REPORT_ROWS.items():
        if name != "feed":
            rows[name] = [changed for n, row in enumerate(held) for changed in _upset_fact(scope, n, row)]
    rows["school"] = [r if sees(scope, r["school_id"]) else _other_school(n, r) for n, r in enumerate(rows["school"])]
    rows["school"].append({"school_id": "NEW", "region_code": "710000", "stage": "canary", "setting": "rural"})
    rows["region"] = [
        r if sees(scope, r["region_code"]) else r | {"name_zh": "别处", "name_en": "Elsewhere"} for r in rows["region"]
    ]
    rows["area"] = [r if sees(scope, r["area_code"]) else r | {"name_zh": "别区"} for r in rows["area"]]
    rows["fact_usage"].append({"school_id": "NEW", "week": "2024-09-02", "resource_kind": "canary", "views": 10**9})
    return rows


def _upset_fact(scope: Scope, number: int, row: dict[str, Any]) -> Iterator[dict[str, Any]]:
    unit = next(row[name] for name in UNITS if name in row)
    if sees(scope, STANDS.get(unit, unit)):
        yield row
    elif number % 3:
        counts = {name: 7 * value + 3 for name, value in row.items() if isinstance(value, (int, float))}
        codes = {
            name: "canary" for name in ("resource_kind", "cohort", "stage", "evidence", "programme_code") if name in row
        }
        days = {name: None for name in ("done_on", "received_on") if name in row}
        yield row | counts | codes | days


def _other_school(number: int, row: dict[str, Any]) -> dict[str, Any]:
    # Its place stays: moving a school into a scope would change the scope.
    other = {"setting": "rural", "stage": "senior", "needy": True, "name_zh": "别校", "valid_to": AS_OF}
    return row | other if number % 2 else row | other | {"setting": None, "boarding": None}


def told(gate: Gate, scope: Scope) -> Iterator[tuple[object, Any]]:
    """Everything that the gate tells a reader."""
    mine = [code for code in PLACES if sees(scope, code)]
    asked = [code for code in mine if LEVEL[code] != "school"][:1] + [c for c in mine if LEVEL[c] == "school"][:1]
    for code, place, by in product(CODES, asked, GROUPS):
        query = Query(code, place, by=by)
        try:
            yield query, gate.fetch(scope, query)
        except BadQuery as refusal:
            yield query, str(refusal)
    for code in PLACES:
        try:
            place = gate.place(scope, code)
        except BadQuery as refusal:
            yield code, str(refusal)
            continue
        ledger = gate.milestones(scope, place)
        yield code, (place, gate.children(scope, place), gate.areas(scope, place), gate.path(scope, place))
        yield code, ledger.where(ledger.notna(), "").values.tolist()
    for name in SEGMENTS:
        yield name, gate.codes(scope, name)
    yield "home", gate.home(scope)


@pytest.mark.parametrize(
    ("reader", "rules"),
    [
        ("principal", OPEN),
        ("director of overlapping members", OPEN),
        ("director of overlapping members", Rules()),  # what is withheld there depends on nobody else either
    ],
)
def test_what_happens_elsewhere_changes_no_answer(url: str, tmp_path: Path, reader: str, rules: Rules) -> None:
    scope, gate = READERS[reader], Gate(url, seconds=30, rules=rules)
    other = Gate(f"duckdb:///{write(tmp_path / 'w.duckdb', upset(scope), AS_OF)}", seconds=30, rules=rules)
    assert other.snapshot().months == gate.snapshot().months
    for (question, before), (_, after) in zip(told(gate, scope), told(other, scope), strict=True):
        if isinstance(before, Result):
            same(before, after)
        else:
            assert before == after, question


def test_the_other_warehouse_really_differs(gate: Gate, tmp_path: Path) -> None:
    scope = READERS["principal"]
    director = READERS["director of a province"]
    other = Gate(f"duckdb:///{write(tmp_path / 'w.duckdb', upset(scope), AS_OF)}", seconds=30)
    for code in ("R01", "R02", "T04", "G01", "G08", "P01"):
        query = Query(code, PROVINCE)
        assert gate.fetch(director, query).row["value"] != other.fetch(director, query).row["value"], code
