"""Every indicator says the same on every engine."""

from __future__ import annotations

import pytest

from data_access.query import Query
from tests.engines import questions
from tests.engines.answers import alike, same, unlike
from tests.engines.conftest import Gates
from tests.fixtures.country import NATION, PREFECTURE
from tests.fixtures.readers import READERS
from tests.fixtures.whereabouts import PLACES

# The small country has no targets and no dated programmes: the tiny warehouse has (test_tiny.py).
_SILENT = {"P03:R02", "P04:R02"}


@pytest.mark.parametrize("code", questions.codes())
def test_every_group_and_filter(gates: Gates, other: str, code: str) -> None:
    asked = list(questions.about(code))
    # The same engine by another driver: every third question shows that it is asked alike.
    told = [same(gates["duckdb"], gates[other], query) for query in (asked[::3] if other == "clickhouse" else asked)]
    assert any(told) or code in _SILENT, "no question had a value for an answer"


@pytest.mark.parametrize("reader", READERS)
def test_every_reader(gates: Gates, other: str, reader: str) -> None:
    scope, reference, held = READERS[reader], gates["duckdb"], gates[other]
    start = reference.home(scope)
    assert held.home(scope) == start
    for query in (
        Query("R02", start.code, None, ("child",)),
        Query("G01", start.code, None, ("school",)),
        Query("P01", start.code, None, ("area",)),
        Query("R02", PREFECTURE, None, ("child",)),  # a place that most of them may not see
    ):
        assert unlike(reference, held, query, scope) == ""
    assert held.codes(scope, "resource_kind") == reference.codes(scope, "resource_kind")


def test_places_and_what_is_below_and_above_them(gates: Gates, other: str) -> None:
    reference, held = gates["duckdb"], gates[other]
    whole = READERS["director of a province"]
    for code in PLACES:
        place = reference.snapshot().places.get(code)
        if place is not None:
            assert held.snapshot().places.get(code) == place
            assert held.children(whole, place) == reference.children(whole, place)
            assert held.first_school(place) == reference.first_school(place)
    assert held.snapshot().release == reference.snapshot().release
    assert held.snapshot().names == reference.snapshot().names


def test_the_ledger(gates: Gates, other: str) -> None:
    reference, held = gates["duckdb"], gates[other]
    nation = READERS["director of a province"]
    for code in (NATION, PREFECTURE, "THREE"):
        place = reference.snapshot().places.get(code)
        assert place is not None
        alike(reference.milestones(nation, place), held.milestones(nation, place))
