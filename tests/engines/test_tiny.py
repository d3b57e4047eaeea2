"""The tiny warehouse says the same on every engine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import make_url

from data_access.period import Period
from data_access.query import Query
from seed.check import check
from tests.engines import questions
from tests.engines.answers import same
from tests.engines.conftest import Carry, Gates, opened

_OTHERS = ("postgresql", "chdb")
_YEAR = Period.parse("2024-2025")


@pytest.fixture(scope="module")
def tiny(tiny_warehouse: str, carried: Carry) -> Iterator[Gates]:
    """The doors to the tiny warehouse."""
    file = Path(make_url(tiny_warehouse).database or "")
    with opened(carried("tiny", file, _OTHERS)) as gates:
        yield gates


@pytest.mark.parametrize("code", questions.codes())
def test_every_indicator(tiny: Gates, code: str) -> None:
    for other in _OTHERS:
        told = [
            same(tiny["duckdb"], tiny[other], Query(code, "000000", None, ("child", "school_year"), expect=False)),
            same(tiny["duckdb"], tiny[other], Query(code, "area:xiongan", _YEAR)),
            same(tiny["duckdb"], tiny[other], Query(code, "000000", None, ("area",), expect=False)),
        ]
        assert any(told), "no question had a value for an answer"


@pytest.mark.parametrize("kind", _OTHERS)
def test_the_contract_is_kept(tiny: Gates, kind: str) -> None:
    found = check(tiny[kind].snapshot().engine)
    assert (found.faults, found.notes) == ([], [])
