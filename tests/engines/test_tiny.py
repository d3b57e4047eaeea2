"""The tiny warehouse says the same on every engine."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import make_url

from data_access import engine
from data_access.effects.model import Question
from data_access.gate import Gate
from data_access.period import Period
from data_access.query import Query
from data_access.registers import REGISTERS
from data_access.scope import NATION, Scope
from seed.check import check
from tests.engines import questions
from tests.engines.answers import same
from tests.engines.conftest import Carry, Gates, opened
from tests.engines.postgres import Server

_OTHERS = ("postgresql", "chdb")
_YEAR = Period.parse("2024-2025")
_LAST = Period.parse("2025-11..2026-10")
_SEEN = ("000000", "area:xiongan", "area:wuhan", "310000")


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


def test_effects_rest_on_rows_that_their_reader_may_not_see(tiny: Gates) -> None:
    scope = Scope(places=frozenset({"area:xiongan"}))
    for code in ("R02", "T04", "G01"):
        expected, found = (
            tiny[kind].effect(scope, Question(code, "area:xiongan")) for kind in ("duckdb", "postgresql")
        )
        assert (found.wording, found.reason, found.n_control) == (
            expected.wording,
            expected.reason,
            expected.n_control,
        )
        assert found.value == pytest.approx(expected.value) and found.n_control > 0


def listed(gate: Gate, name: str, code: str) -> list[tuple[object, ...]]:
    """The rows of a register, in an order of their own; engines type dates, flags and numbers each in its way."""
    frame = gate.register(NATION, name, gate.place(NATION, code), _LAST)
    rows = [tuple(map(_plain, row)) for row in frame.itertuples(index=False)]
    return sorted(rows, key=str)


def _plain(value: Any) -> object:
    if value is None or pd.isna(value):
        return None
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    return float(f"{float(value):.9g}") if isinstance(value, int | float | Decimal | np.number) else str(value)


@pytest.mark.parametrize("name", REGISTERS)
def test_every_register(tiny: Gates, name: str) -> None:
    for other in _OTHERS:
        found = [(listed(tiny["duckdb"], name, code), listed(tiny[other], name, code)) for code in _SEEN]
        assert [mine for mine, _ in found] == [theirs for _, theirs in found]
        assert any(mine for mine, _ in found), "no register had a row"


@pytest.mark.parametrize("kind", _OTHERS)
def test_the_contract_is_kept(tiny: Gates, server: Server, kind: str) -> None:
    # In PostgreSQL only who is connected as the owner sees all rows without a scope.
    url = server.url("loader", "tiny") if kind == "postgresql" else None
    whole = tiny[kind].snapshot().engine if url is None else engine.reader(url, may_write=True)
    found = check(whole)
    if url is not None:
        whole.dispose()
    assert (found.faults, found.notes) == ([], [])
