"""Nulls, zeros, nothing at all, and texts that break what is glued together: the same on every engine."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest

from data_access.gate import Gate
from data_access.query import Query
from data_access.scope import NATION as ALL
from data_access.scope import Scope
from tests.engines import odd, questions
from tests.engines.answers import alike, unlike
from tests.engines.conftest import OTHERS, Carry, Gates, opened
from tests.fixtures.country import NATION, PREFECTURE, PROVINCE
from tests.fixtures.warehouse import write

# One of each way in which an answer is made.
_FEW = ("R01", "R02", "R07", "G01", "G08", "G10:R02", "P01")


@pytest.fixture(scope="module", params=odd.WAREHOUSES)
def doors(request: pytest.FixtureRequest, carried: Carry, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gates]:
    """The doors to one of the warehouses."""
    file = write(tmp_path_factory.mktemp(request.param) / "w.duckdb", odd.WAREHOUSES[request.param](), odd.DAY)
    kinds = OTHERS if request.param == "odd" else OTHERS[:2]
    with opened(carried(request.param, file, kinds)) as gates:
        yield gates


@pytest.fixture
def others(doors: Gates) -> list[Gate]:
    """What is held against DuckDB."""
    return [gate for kind, gate in doors.items() if kind != "duckdb"]


def test_every_indicator(doors: Gates, others: list[Gate]) -> None:
    for code, other in product(questions.codes(), others):
        assert unlike(doors["duckdb"], other, Query(code, NATION, None, ("child",), expect=False)) == ""


def test_groups_filters_and_places(doors: Gates, others: list[Gate]) -> None:
    few = _FEW if "clickhouse" in doors else _FEW[2:4]  # odd texts are asked for everything
    for code, other in product(few, others):
        for query in (
            Query(code, NATION),
            Query(code, PROVINCE, None, ("school",), expect=False),
            Query(code, NATION, None, ("area", "term")),
            Query(code, NATION, None, ("setting",), expect=False),
            Query(code, NATION, None, ("user_role",), expect=False),
            Query(code, odd.text("THREE"), None, ("child",)),
            Query(code, odd.text("440303"), None, (), (("setting", odd.text("rural")),)),
            Query(code, odd.text("S02"), None, ("term",), (("subject_group", odd.text("arts")),)),
            Query(code, PREFECTURE, None, (), (("resource_kind", odd.text("lesson")),), expect=False),
        ):
            assert unlike(doors["duckdb"], other, query) == ""


def test_readers_and_their_codes(doors: Gates, others: list[Gate]) -> None:
    reference = doors["duckdb"]
    scopes = [ALL, Scope(places=frozenset({odd.text("THREE")})), Scope(schools=frozenset({odd.text("S02"), "S01"}))]
    root = reference.snapshot().places.root
    for held in others:
        for scope in scopes:
            for column in ("resource_kind", "user_role", "subject_group", "platform_code"):
                assert held.codes(scope, column) == reference.codes(scope, column)
            assert unlike(reference, held, Query("R02", odd.text("S02"), None, ("month",)), scope) == ""
        assert held.snapshot().places == reference.snapshot().places
        assert held.children(ALL, root) == reference.children(ALL, root)
        alike(reference.milestones(ALL, root), held.milestones(ALL, root))
