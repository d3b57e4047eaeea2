"""Nulls, zeros, nothing at all, and texts that break what is glued together: the same on every engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from data_access.query import Query
from data_access.scope import NATION as ALL
from data_access.scope import Scope
from tests.engines import odd, questions
from tests.engines.answers import alike, same
from tests.engines.conftest import Gates, Urls, opened
from tests.fixtures.country import NATION, PREFECTURE, PROVINCE
from tests.fixtures.warehouse import write

_FEW = ("R01", "R02", "R05", "R06", "R07", "T04", "G01", "G06", "G08", "G10:R02", "P01", "L01")


@pytest.fixture(scope="module", params=odd.WAREHOUSES)
def warehouse(
    request: pytest.FixtureRequest, carried: Callable[[str, Path], Urls], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Gates]]:
    """The name of a warehouse and the doors to it."""
    file = write(tmp_path_factory.mktemp(request.param) / "w.duckdb", odd.WAREHOUSES[request.param](), odd.DAY)
    with opened(carried(request.param, file)) as gates:
        yield request.param, gates


def test_every_indicator(warehouse: tuple[str, Gates], other: str) -> None:
    _, gates = warehouse
    for code in questions.codes():
        same(gates["duckdb"], gates[other], Query(code, NATION, None, ("child",)))


def test_groups_filters_and_places(warehouse: tuple[str, Gates], other: str) -> None:
    _, gates = warehouse
    for code in _FEW:
        for query in (
            Query(code, NATION),
            Query(code, PROVINCE, None, ("school",)),
            Query(code, NATION, None, ("area", "term")),
            Query(code, NATION, None, ("setting",)),
            Query(code, NATION, None, ("user_role",)),
            Query(code, odd.text("THREE"), None, ("child",)),
            Query(code, odd.text("440303"), None, (), (("setting", odd.text("rural")),)),
            Query(code, odd.text("S02"), None, ("month",), (("subject_group", odd.text("arts")),)),
            Query(code, PREFECTURE, None, ("child",), (("resource_kind", odd.text("lesson")),)),
        ):
            same(gates["duckdb"], gates[other], query)


def test_readers_and_their_codes(warehouse: tuple[str, Gates], other: str) -> None:
    _, gates = warehouse
    reference, held = gates["duckdb"], gates[other]
    scopes = [ALL, Scope(places=frozenset({odd.text("THREE")})), Scope(schools=frozenset({odd.text("S02"), "S01"}))]
    for scope in scopes:
        for column in ("resource_kind", "user_role", "subject_group", "platform_code"):
            assert held.codes(scope, column) == reference.codes(scope, column)
        same(reference, held, Query("R02", odd.text("S02"), None, ("month",)), scope)
    root = reference.snapshot().places.root
    assert held.snapshot().places == reference.snapshot().places
    assert held.children(ALL, root) == reference.children(ALL, root)
    alike(reference.milestones(ALL, root), held.milestones(ALL, root))
