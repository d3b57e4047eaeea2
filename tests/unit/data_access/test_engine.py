"""The connection can read the warehouse and nothing else, and not for longer than it may."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any, cast

import pandas as pd
import pytest
from sqlalchemy import Date, Engine, Select, bindparam, func, select, text
from sqlalchemy.exc import DBAPIError

from data_access import engine, schema
from data_access.gate import Gate
from data_access.query import Query
from data_access.scope import NATION
from tests.fixtures.country import AS_OF, PLACE_ROWS
from tests.fixtures.reports import REPORT_ROWS
from tests.fixtures.warehouse import write


@pytest.fixture(scope="module")
def reader(url: str) -> Engine:
    return engine.reader(url)


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM '/etc/passwd'",
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT * FROM glob('/etc/*')",
        "COPY school TO '{folder}/out.csv'",
        "COPY (SELECT 1) TO '{folder}/out.parquet' (FORMAT parquet)",
        "EXPORT DATABASE '{folder}/out'",
        "ATTACH '{folder}/other.duckdb'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "SET lock_configuration = false",
        "SET memory_limit = '64GB'",
        "RESET memory_limit",
        "INSERT INTO school (school_id) VALUES ('X')",
        "UPDATE school SET name_zh = 'X'",
        "DELETE FROM fact_usage",
        "DROP TABLE school",
        "CREATE TABLE x (y INTEGER)",
    ],
)
def test_files_settings_and_writing_are_refused(reader: Engine, tmp_path: Path, statement: str) -> None:
    with reader.connect() as connection, pytest.raises(DBAPIError):
        connection.execute(text(statement.format(folder=tmp_path)))
    assert list(tmp_path.iterdir()) == []
    found = engine.run(reader, select(func.count()).select_from(schema.school), seconds=30)
    assert found.iat[0, 0] == len(PLACE_ROWS["school"])


def endless() -> object:
    numbers = func.range(10_000_000_000).table_valued("range")
    return select(func.sum(func.sin(numbers.c.range)))


def test_a_query_that_takes_too_long_is_stopped_and_the_connection_is_free_again(reader: Engine) -> None:
    started = time.monotonic()
    for _ in range(9):  # one more than the pool has connections
        with pytest.raises(engine.QueryTooSlow, match=r"stopped after 0\.05 s"):
            engine.run(reader, endless(), seconds=0.05)
    assert time.monotonic() - started < 20
    found = engine.run(reader, select(func.count().label("n")).select_from(schema.region), seconds=30)
    assert found["n"].tolist() == [len(PLACE_ROWS["region"])]
    assert reader.pool.checkedout() == 0


def test_a_query_in_time_is_not_disturbed_by_its_limit(reader: Engine) -> None:
    for _ in range(20):
        assert len(engine.run(reader, select(schema.region.c.region_code), seconds=30)) == len(PLACE_ROWS["region"])


def test_a_query_that_needs_too_much_memory_is_stopped_and_lays_nothing_aside(tmp_path: Path) -> None:
    path = write(tmp_path / "w.duckdb", PLACE_ROWS, AS_OF)
    small = engine.reader(f"duckdb:///{path}", memory="50MB")
    numbers = func.range(20_000_000).table_valued("range")
    groups = select(func.hash(numbers.c.range).label("h")).group_by("h").subquery()
    with pytest.raises(engine.QueryTooSlow):
        engine.run(small, select(func.count()).select_from(groups), seconds=60)
    assert [file.name for file in tmp_path.iterdir()] == ["w.duckdb"]


def test_how_much_memory_a_file_is_allowed_depends_on_its_size(tmp_path: Path) -> None:
    path = write(tmp_path / "w.duckdb", PLACE_ROWS, AS_OF)

    def allowed() -> str:
        opened = engine.reader(f"duckdb:///{path}", memory="auto")
        limit = engine.rows(opened, select(func.current_setting("memory_limit").label("m")), seconds=30)
        opened.dispose()
        return str(limit[0]["m"])

    small = allowed()
    with path.open("ab") as file:
        file.truncate(1_600_000_000)  # a hole: it takes no place
    middle = allowed()
    with path.open("ab") as file:
        file.truncate(80_000_000_000)
    assert (small, middle, allowed()) == ("152.5 MiB", "190.7 MiB", "305.1 MiB")


def test_a_query_tells_what_it_read(reader: Engine) -> None:
    whole = select(func.count()).select_from(schema.school).where(schema.school.c.stage == bindparam("stage"))
    assert engine.rows_read(reader, whole, seconds=30, parameters={"stage": "primary"}) == len(PLACE_ROWS["school"])


def test_a_query_is_printed_with_its_values(reader: Engine) -> None:
    code = schema.school.c.region_code
    asked = select(code).where(code.in_(["1'0", "50%"]), schema.school.c.valid_to <= bindparam("as_of", type_=Date))
    printed = engine.printed(reader, asked, {"as_of": AS_OF})
    assert "IN ('1''0', '50%')" in printed and str(AS_OF) in printed
    assert engine.run(reader, cast(Select[Any], text(printed)), seconds=30).empty


@pytest.mark.parametrize("address", ["sqlite:///x.db", "mysql://localhost/x", "nonsense"])
def test_what_is_no_engine_for_a_warehouse_is_refused(address: str) -> None:
    with pytest.raises(engine.WarehouseUnreadable):
        engine.reader(address)


def test_an_answer_without_rows_has_its_columns(reader: Engine) -> None:
    found = engine.run(reader, select(schema.target), seconds=30)
    assert isinstance(found, pd.DataFrame) and list(found.columns) == [c.name for c in schema.target.c]


def test_a_slow_answer_of_the_gate_is_not_kept(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    gate = Gate(url, seconds=30)
    gate.snapshot()
    real = engine.rows

    def slow(*_: object, **__: object) -> None:
        raise engine.QueryTooSlow("stopped")

    monkeypatch.setattr(engine, "rows", slow)
    with pytest.raises(engine.QueryTooSlow):
        gate.fetch(NATION, Query("R01", "000000"))
    monkeypatch.setattr(engine, "rows", real)
    assert gate.fetch(NATION, Query("R01", "000000")).row["state"] == "value"


@pytest.mark.parametrize("content", [None, b"", b"this is no database", bytes(5000)])
def test_what_is_no_warehouse_is_named_in_one_sentence(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "w.duckdb"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(engine.WarehouseUnreadable) as refusal:
        Gate(f"duckdb:///{path}").snapshot()
    assert str(path) in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_a_newly_published_file_is_read_by_the_next_question(tmp_path: Path) -> None:
    link = tmp_path / "current.duckdb"
    first = write(tmp_path / "1.duckdb", PLACE_ROWS | REPORT_ROWS, AS_OF)
    newer = {"data_release": [PLACE_ROWS["data_release"][0] | {"release_id": "r2"}]}
    second = write(tmp_path / "2.duckdb", PLACE_ROWS | newer, AS_OF)
    link.symlink_to(first)
    gate, query = Gate(f"duckdb:///{link}", seconds=30), Query("R01", "000000")
    assert gate.fetch(NATION, query).row["state"] == "value"
    link.unlink()
    link.symlink_to(second)
    after = gate.fetch(NATION, query)
    assert (after.release.release_id, after.row["state"]) == ("r2", "not_reported")


def test_what_a_loader_adds_is_laid_in_small_groups_of_rows(tmp_path: Path) -> None:
    path = tmp_path / "it's one.duckdb"
    loader = engine.loader(f"duckdb:///{path}")
    with loader.begin() as connection:
        connection.execute(text("CREATE TABLE many AS SELECT range AS n FROM range(40000)"))
    with loader.connect() as other:
        assert other.execute(text("SELECT count(*) FROM many")).scalar() == 40_000
    loader.dispose()
    with engine.writer(path) as connection:
        groups = "SELECT count(DISTINCT row_group_id) FROM pragma_storage_info('many')"
        assert connection.execute(groups).fetchone() == (3,)
