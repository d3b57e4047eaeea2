"""Whatever happens outside a scope, its reader is told the same (trust.md RLS-1)."""

from __future__ import annotations

from pathlib import Path

import pytest

from data_access.disclosure import OPEN, Rules
from data_access.gate import Gate
from data_access.query import Query, Result
from tests.fixtures.answers import same
from tests.fixtures.country import AS_OF, PROVINCE
from tests.fixtures.readers import READERS
from tests.fixtures.warehouse import write
from tests.fixtures.worlds import told, upset


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
