"""What `docs/asvs.csv` and `docs/security.md` claim is tested is tested: every node that they name is there."""

from __future__ import annotations

import ast
import csv
import re

import pytest

from tests.conftest import ROOT

with (ROOT / "docs" / "asvs.csv").open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file))

PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
IDS = [
    *(f"RLS-{n}" for n in range(1, 9)),
    *(f"SDC-T{n}" for n in range(1, 6)),
    *(f"DISC-{n}" for n in range(8)),
    *(f"SEC-{n}" for n in range(1, 20)),
]


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


@pytest.mark.parametrize("named", IDS)
def test_every_requirement_has_a_test_that_is_there(named: str) -> None:
    (row,) = re.findall(rf"^\| {named} \|(.*::.*|.*`tools/mutants\.py`.*make mutants.*)\|$", PAGE, re.MULTILINE)
    nodes, folder = re.findall(r"`([\w/.]+::\w+)`", row), ""
    for node in nodes:
        folder = node.rpartition("/")[0] or folder  # a second test of a folder is named without it
        assert exists(node if "/" in node else f"{folder}/{node}"), node
    assert nodes or named == "RLS-4"


def test_every_file_of_tests_that_the_page_names_is_there() -> None:
    named = set(re.findall(r"[\w/]*test_\w+\.py", PAGE))
    held = [path.relative_to(ROOT).as_posix() for path in (ROOT / "tests").rglob("test_*.py")]
    assert {name for name in named if not any(path == name or path.endswith(f"/{name}") for path in held)} == set()


def test_the_check_can_fail() -> None:
    assert not exists("tests/unit/docs/test_asvs.py::test_nonsense")
    assert not exists("tests/nonsense.py::test_the_check_can_fail")
    assert exists("tests/unit/docs/test_asvs.py::test_the_check_can_fail")
