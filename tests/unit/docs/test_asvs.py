"""What `docs/asvs.csv` claims is tested is tested: every node that it names is there."""

from __future__ import annotations

import ast
import csv
import re

from tests.conftest import ROOT

with (ROOT / "docs" / "asvs.csv").open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file))


def exists(node: str) -> bool:
    """Tell whether a test node, `file::[Class::]function`, is in the tree."""
    path, *names = node.split("::")
    if not (ROOT / path).is_file() or not names or not names[-1].startswith("test_"):
        return False
    body = ast.parse((ROOT / path).read_text(encoding="utf-8")).body
    for name in names:
        found = next((n for n in body if isinstance(n, ast.ClassDef | ast.FunctionDef) and n.name == name), None)
        if found is None:
            return False
        body = found.body
    return True


def test_every_claimed_test_is_there() -> None:
    assert [row["test"] for row in ROWS if row["applies"] == "yes" and not exists(row["test"])] == []


def test_every_item_says_how_it_is_met_or_why_not() -> None:
    assert len(ROWS) > 50
    for row in ROWS:
        assert re.fullmatch(r"\d+\.\d+\.\d+", row["id"]), row
        assert row["applies"] in ("yes", "no"), row
        assert row["how_met"].strip(), row
        assert (row["applies"] == "yes") == bool(row["test"]), row
    ids = [tuple(map(int, row["id"].split("."))) for row in ROWS]
    assert ids == sorted(set(ids))


def test_the_check_can_fail() -> None:
    assert not exists("tests/unit/docs/test_asvs.py::test_nonsense")
    assert not exists("tests/nonsense.py::test_the_check_can_fail")
    assert exists("tests/unit/docs/test_asvs.py::test_the_check_can_fail")
