"""Filling the other engines: the command, what stays while a load fails, and what the DDL says."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import create_engine, func, inspect, make_url, select, text
from sqlalchemy.schema import CreateTable

from data_access import engine, schema
from data_access.engines.held_scope import KEY
from data_access.gate import Gate
from data_access.query import Query
from data_access.rollups.cubes import basin
from data_access.scope import NATION
from seed import ddl, transfer
from seed.__main__ import main
from seed.errors import Refused
from seed.transfer import source
from tests.engines.conftest import OTHERS, Place, documented
from tests.fixtures.country import AS_OF, PLACE_ROWS
from tests.fixtures.reports import REPORT_ROWS
from tests.fixtures.warehouse import write

_TABLES = {table.name for table in schema.metadata.sorted_tables}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write(tmp_path / "w.duckdb", PLACE_ROWS | REPORT_ROWS, AS_OF)


def views(url: str) -> float:
    gate = Gate(url, seconds=60)
    found = gate.fetch(NATION, Query("R01", "000000", expect=False)).row["numerator"]
    gate.snapshot().engine.dispose()
    return float(found)


@pytest.mark.parametrize("kind", OTHERS)
def test_the_command_loads_checks_and_rolls_up(
    place: Place, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    loader, reader = place("loaded", kind)
    folder = tmp_path / "folder"
    folder.mkdir()
    for name in ("region", "school", "fact_usage"):
        rows = (PLACE_ROWS | REPORT_ROWS)[name]
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as handle:
            writer = csv.DictWriter(handle, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
    monkeypatch.chdir(tmp_path)
    assert main(["load", "contract", str(folder), "--out", loader]) == 0
    shown = capsys.readouterr().out
    assert "now holds release" in shown and f"school.csv: {len(PLACE_ROWS['school'])} read" in shown
    assert not list((tmp_path / "var").glob("*.duckdb"))
    assert views(reader) == sum(row["views"] or 0 for row in REPORT_ROWS["fact_usage"])
    assert main(["check", loader]) == 0


def test_roll_ups_of_the_old_release_go_with_it(place: Place, file: Path) -> None:
    for kind in ("postgresql", "chdb"):
        loader, _ = place("anew", kind)
        made = engine.loader(loader)
        with made.connect() as connection:
            connection.execute(CreateTable(basin))
            assert set(inspect(connection).get_table_names()) - {KEY} == {basin.name}
        transfer.send(file, make_url(loader))
        with made.connect() as connection:
            assert set(inspect(connection).get_table_names()) - {KEY} == _TABLES
        made.dispose()


@pytest.mark.parametrize("kind", ["postgresql", "chdb"])
def test_a_load_that_fails_leaves_the_old_warehouse(
    place: Place, file: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    loader, reader = place("kept", kind)
    transfer.send(file, make_url(loader))
    before = views(reader)
    with engine.writer(file) as connection:
        connection.execute("UPDATE fact_usage SET views = 2 * views")
    monkeypatch.setattr(source.Source, "rows", lambda self, table: 7)
    with pytest.raises(Refused, match="arrived; nothing was published"):
        transfer.send(file, make_url(loader))
    assert views(reader) == before
    monkeypatch.undo()
    transfer.send(file, make_url(loader))
    assert views(reader) == 2 * before


def test_several_chunks_are_one_table(place: Place, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "CHUNK", 50)
    for kind in ("postgresql", "chdb"):
        loader, reader = place("chunks", kind)
        transfer.send(file, make_url(loader))
        opened = engine.reader(reader)
        for name in ("fact_usage", "unit_closure"):
            counted = select(func.count().label("n")).select_from(schema.metadata.tables[name])
            original = engine.reader(f"duckdb:///{file}")
            expected = engine.run(original, counted, seconds=30)["n"].tolist()
            original.dispose()
            assert engine.run(opened, counted, seconds=30, scope=NATION)["n"].tolist() == expected
        opened.dispose()


def test_one_loader_at_a_time_fills_a_postgresql(place: Place, file: Path) -> None:
    loader, _ = place("alone", "postgresql")
    other = create_engine(loader)
    with other.connect() as holding:
        holding.execute(select(func.pg_advisory_lock(20261001)))
        with pytest.raises(Refused, match="Another loader"):
            transfer.send(file, make_url(loader))
    other.dispose()


@pytest.mark.parametrize("url", ["postgresql+psycopg://nobody@127.0.0.1:1/x", "clickhousedb://127.0.0.1:1/x"])
def test_a_server_that_is_not_there_is_told_of_before_the_work(
    url: str, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["build", "--scale", "tiny", "--out", url]) == 1
    assert "cannot be filled" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("url", ["mysql://localhost/x", "nonsense://", "://"])
def test_what_is_no_address_of_a_warehouse_is_refused(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", "--scale", "tiny", "--out", url]) == 1
    assert "warehouse" in capsys.readouterr().err


@pytest.fixture
def stated() -> Callable[[str], list[str]]:
    """The statements of an engine's DDL."""
    return lambda name: [part for part in ddl.printed(name).split(";\n") if part.strip()]


@pytest.mark.parametrize(("kind", "name"), [("postgresql", "postgresql"), ("chdb", "clickhouse")])
def test_the_printed_ddl_makes_an_empty_warehouse(
    place: Place, kind: str, name: str, stated: Callable[[str], list[str]]
) -> None:
    loader, _ = place(f"ddl_{name}", kind)
    made = engine.loader(loader)
    with made.connect() as connection:
        for statement in stated(name):
            connection.execute(text(statement.replace(":", "\\:")))
        comments = inspect(connection).get_table_comment("school")["text"], inspect(connection).get_columns("school")
    assert comments[0] == schema.school.comment and comments[1][0]["comment"] == schema.school.c.school_id.comment
    made.dispose()
    assert main(["check", loader]) == 0


def test_clickhouse_understands_the_ddl_of_a_cluster_and_the_users(
    place: Place, stated: Callable[[str], list[str]]
) -> None:
    loader, _ = place("ddl_cluster", "chdb")
    made = engine.loader(loader)
    statements = stated("clickhouse-cluster")
    with made.connect() as connection:
        for statement in [*statements, *documented("users")]:
            assert connection.exec_driver_sql(f"EXPLAIN AST {statement}").all()
    made.dispose()
    whole = "\n".join(statements)
    for fact in schema.facts():
        assert f"CREATE TABLE warehouse_local.{fact.name} " in whole
        unit = fact.info["unit"]
        assert f"Distributed('{{cluster}}', 'warehouse_local', '{fact.name}', cityHash64({unit}))" in whole
