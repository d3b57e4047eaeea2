"""There is one door (trust.md SEC-19): one module connects to warehouses, the gate executes on them, accounts apart."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.conftest import ROOT

HOUSES = ("dashboard", "data_access", "pages")
DRIVERS = {"duckdb", "psycopg", "chdb", "clickhouse_connect", "sqlite3"}
READS = {"run", "rows", "columns", "rows_read", "reader", "loader", "writer"}


def modules() -> Iterator[tuple[str, ast.Module]]:
    """Every module that the dashboard runs, by its path."""
    for house in HOUSES:
        for path in sorted((ROOT / house).rglob("*.py")):
            yield Path(path).relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def connects(tree: ast.Module) -> bool:
    """Tell whether a module names a driver, or SQLAlchemy's way of opening a database."""
    named: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            named |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            named |= {(node.module or "").split(".")[0], *(alias.name for alias in node.names)}
    return bool(named & {*DRIVERS, "create_engine"})


def imported(tree: ast.Module) -> set[str]:
    """The modules that a module takes something from, by whichever form of import."""
    froms = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    whole = {f"{node.module}.{alias.name}" for node in froms for alias in node.names}
    plain = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    return whole | plain | {node.module or "" for node in froms}


def executes(tree: ast.Module) -> bool:
    """Tell whether a module calls what runs statements on a warehouse."""
    names = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "data_access"
        for alias in node.names
        if alias.name == "engine"
    }
    called = (node.func for node in ast.walk(tree) if isinstance(node, ast.Call))
    return any(
        isinstance(f, ast.Attribute) and f.attr in READS and isinstance(f.value, ast.Name) and f.value.id in names
        for f in called
    )


def test_only_the_engine_and_the_store_connect() -> None:
    found = {path for path, tree in modules() if connects(tree)}
    engines = {path for path in found if path.startswith("data_access/engines/")}
    assert found - engines == {"data_access/engine.py", "dashboard/store/database.py"}


def test_only_the_gate_executes_on_a_warehouse() -> None:
    rooms = {f"data_access/{room}.py" for room in ("gate", "opened", "reading")}
    assert {path for path, tree in modules() if executes(tree)} == rooms
    for room in ("opened", "reading"):
        assert {path for path, tree in modules() if f"data_access.{room}" in imported(tree)} == {"data_access/gate.py"}


def test_the_walk_catches_a_second_door() -> None:
    assert connects(ast.parse("from sqlalchemy import create_engine"))
    assert connects(ast.parse("import duckdb"))
    assert executes(ast.parse("from data_access import engine\nengine.run(1)"))
    assert not executes(ast.parse("from data_access import gate\ngate.run(1)"))
    for text in (
        "from data_access.reading import Reading",
        "from data_access import reading",
        "import data_access.reading",
    ):
        assert "data_access.reading" in imported(ast.parse(text))
