"""No cell of a download is a formula to a spreadsheet (trust.md, SEC-14)."""

from __future__ import annotations

import re

import pytest

from dashboard.exports.sheet import safe
from tests.fixtures.hostile import HOSTILE

FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\0", "＝", "＋", "－", "＠")
NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?(e[+-]?[0-9]+)?", re.ASCII)


@pytest.mark.parametrize(
    "cell", ["=1+1", "@SUM(1)", "-2+3", "+1+1", "\t=1", "\r=1", "\0=1", "＝1", "＋1", "－1", "＠1"]
)
def test_a_formula_becomes_a_text(cell: str) -> None:
    assert safe(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["-5", "+3.2", "-1e3", "0", "", "a=b", "Beijing"])
def test_a_plain_number_or_text_stays_as_it_is(cell: str) -> None:
    assert safe(cell) == cell


@pytest.mark.parametrize("cell", ["-inf", "+nan", "-infinity", "-1_000", "-５", "+\u0661", "-1 ", "\r5", "\t-1"])
def test_what_only_python_takes_for_a_number_becomes_a_text(cell: str) -> None:
    assert safe(cell) == f"'{cell}"


def test_no_hostile_cell_is_a_formula() -> None:
    for cell in HOSTILE["spreadsheet_cells"]:
        assert not safe(cell).startswith(FORMULAS) or NUMBER.fullmatch(safe(cell)), cell
