"""Warehouses and folders small enough to read in a test."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from data_access import engine as warehouse
from seed.sources import contract
from seed.sources.report import Report
from tests.fixtures.warehouse import without_rows

Rows = list[tuple[Any, ...]]


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to a warehouse with all contract tables and no rows."""
    with warehouse.writer(without_rows(tmp_path / "plain.duckdb")) as connection:
        yield connection


@pytest.fixture
def ask() -> Callable[[Path, str], Rows]:
    """Run a query on the warehouse file that a path leads to now."""

    def run(path: Path, query: str) -> Rows:
        with duckdb.connect(str(path.resolve()), read_only=True) as connection:
            return connection.execute(query).fetchall()

    return run


@pytest.fixture
def folder(tmp_path: Path) -> Callable[..., Path]:
    """Make a folder of CSV files: ``folder(school="school_id,...\\n...")``."""

    def make(**files: str) -> Path:
        path = tmp_path / "folder"
        path.mkdir(exist_ok=True)
        for name, text in files.items():
            (path / f"{name}.csv").write_text(text, encoding="utf-8")
        return path

    return make


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """Where the warehouse of a test goes; its folder does not exist yet."""
    return tmp_path / "out" / "w.duckdb"


@pytest.fixture
def load(target: Path) -> Callable[[Path], Report]:
    """Load a folder of contract tables into `target` and return the report on it."""

    def run(folder: Path) -> Report:
        report = Report(target)
        contract.load(folder, target, report=report)
        return report

    return run


@pytest.fixture
def quarantine(target: Path) -> Callable[[], list[dict[str, str]]]:
    """Read the list of bad cells that was written beside `target`."""

    def read() -> list[dict[str, str]]:
        with target.with_name("w.duckdb.quarantine.csv").open(encoding="utf-8", newline="") as handle:
            return list(csv.DictReader(handle))

    return read
