"""The small country as a warehouse, and questions to it in one line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from data_access.disclosure import OPEN
from data_access.gate import Gate
from data_access.period import Period
from data_access.query import Query, Result
from data_access.scope import NATION, Scope
from tests.fixtures.country import AS_OF, PLACE_ROWS
from tests.fixtures.reports import REPORT_ROWS
from tests.fixtures.warehouse import write

Ask = Callable[..., Result]


@pytest.fixture(scope="session")
def country(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The warehouse file of the small country."""
    return write(tmp_path_factory.mktemp("country") / "w.duckdb", PLACE_ROWS | REPORT_ROWS, AS_OF)


@pytest.fixture(scope="session")
def url(country: Path) -> str:
    """The address of the small country."""
    return f"duckdb:///{country}"


@pytest.fixture(scope="session")
def gate(url: str) -> Gate:
    """The door to the small country, whose numbers are small: nothing is withheld inside a scope."""
    return Gate(url, seconds=30, rules=OPEN)


@pytest.fixture(scope="session")
def ask(gate: Gate) -> Ask:
    """Ask in one line: ``ask("R02", "440300", "2024-2025", by="child month", scope=..., stage="primary")``."""

    def run(
        indicator: str,
        place: str,
        period: str | None = None,
        by: str = "",
        scope: Scope = NATION,
        expect: bool = True,
        **filters: str,
    ) -> Result:
        when = Period.parse(period) if period else None
        return gate.fetch(scope, Query(indicator, place, when, tuple(by.split()), tuple(filters.items()), expect))

    return run


@pytest.fixture(scope="session")
def real(oulad_warehouse: Path) -> Ask:
    """Ask the published OULAD data: ``real("T04", "UK-scotland", by="child cohort", scope=…, cohort="0-10%")``."""
    gate = Gate(f"duckdb:///{oulad_warehouse}", seconds=60, rules=OPEN)  # sums are looked at down to the last cell

    def run(code: str, place: str = "UK", by: str = "", scope: Scope = NATION, **filters: str) -> Result:
        return gate.fetch(scope, Query(code, place, None, tuple(by.split()), tuple(filters.items())))

    return run
