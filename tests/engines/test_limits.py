"""On every engine a reader can read the warehouse and nothing else, and not for longer than it may."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Date, Engine, Select, bindparam, create_engine, func, literal, make_url, select, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from data_access import engine, schema
from data_access.gate import Gate
from data_access.query import Query
from data_access.scope import NATION as ALL
from seed import transfer
from tests.engines.conftest import Place, Urls
from tests.engines.postgres import Server
from tests.fixtures.country import AS_OF, PLACE_ROWS
from tests.fixtures.reports import REPORT_ROWS
from tests.fixtures.warehouse import write

_SCHOOLS = len(PLACE_ROWS["school"])
_WRITES = {
    "postgresql": [
        "INSERT INTO school (school_id) VALUES ('X')",
        "UPDATE school SET name_zh = 'X'",
        "DELETE FROM fact_usage",
        "DROP TABLE school",
        "CREATE TABLE x (y INTEGER)",
        "COPY school TO '/tmp/x.csv'",
        "COPY school TO PROGRAM 'cat'",
        "SELECT pg_read_file('/etc/passwd')",
        "SELECT lo_import('/etc/passwd')",
        "TRUNCATE school",
        "SET ROLE postgres",
        "CREATE ROLE other",
    ],
    "chdb": [
        "INSERT INTO school (school_id) VALUES ('X')",
        "ALTER TABLE school DELETE WHERE 1",
        "DROP TABLE school",
        "TRUNCATE TABLE school",
        "CREATE TABLE x (y Int32) ENGINE = Memory",
        "SET readonly = 0",
        "SYSTEM FLUSH LOGS",
    ],
}
_WRITES["clickhouse"] = _WRITES["chdb"]


@pytest.fixture
def reader(country: Urls, other: str) -> Iterator[Engine]:
    made = engine.reader(country[other])
    yield made
    made.dispose()


def counted() -> Select[tuple[int]]:
    return select(func.count().label("n")).select_from(schema.school)


def endless(kind: str) -> Select[tuple[float]]:
    """A sum over more numbers than anybody can wait for."""
    if kind == "postgresql":
        numbers = func.generate_series(1, 10_000_000_000).table_valued("n").render_derived()
        return select(func.sum(func.sin(numbers.c.n)))
    return select(func.sum(func.sin(literal(1.0) + text("number")))).select_from(text("numbers(1000000000000)"))


def test_nothing_can_be_written(reader: Engine, other: str) -> None:
    for statement in _WRITES[other]:
        with reader.connect() as connection, pytest.raises(DBAPIError):
            connection.execute(text(statement))
    assert engine.run(reader, counted(), seconds=30, scope=ALL)["n"].tolist() == [_SCHOOLS]


def test_a_query_that_takes_too_long_is_stopped_and_the_connection_is_free_again(reader: Engine, other: str) -> None:
    for _ in range(9):  # one more than the pool has connections
        with pytest.raises(engine.QueryTooSlow, match="stopped after"):
            engine.run(reader, endless(other), seconds=0.05)
    assert engine.run(reader, counted(), seconds=30, scope=ALL)["n"].tolist() == [_SCHOOLS]
    assert reader.pool.checkedout() == 0


def test_many_readers_at_once(reader: Engine) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: engine.run(reader, counted(), seconds=30, scope=ALL)["n"].iloc[0], range(40)))
    assert set(found) == {_SCHOOLS}


def test_a_query_tells_what_it_read_and_how_it_is_written(reader: Engine) -> None:
    school = schema.school.c
    asked = select(school.school_id).where(
        school.name_zh.in_(["O'Neill 50%", "S01学校"]), school.valid_to > bindparam("as_of", type_=Date)
    )
    assert engine.rows_read(reader, asked, seconds=30, parameters={"as_of": AS_OF}, scope=ALL) == _SCHOOLS
    printed = engine.printed(reader, asked, {"as_of": AS_OF})
    assert "50%" in printed and "50%%" not in printed and str(AS_OF) in printed
    with reader.connect() as connection:
        assert connection.execute(text(printed)).all() == []


def test_a_role_that_may_write_is_refused(server: Server, country: Urls) -> None:
    for role in ("loader", "postgres"):
        with pytest.raises(engine.WarehouseUnreadable, match=f"role {role} may write"):
            engine.reader(server.url(role, "country"))
    with pytest.raises(engine.WarehouseUnreadable, match="may write"):
        Gate(server.url("loader", "country")).snapshot()
    engine.reader(server.url("loader", "country"), may_write=True).dispose()


def test_a_database_that_is_not_there_is_named_in_one_sentence(server: Server) -> None:
    url = server.url("app_ro", "nowhere")
    with pytest.raises(engine.WarehouseUnreadable, match="nowhere") as refusal:
        engine.reader(url)
    assert "\n" not in str(refusal.value)


def test_a_server_that_hangs_frees_the_worker(country: Urls, server: Server) -> None:
    reader = engine.reader(country["postgresql"])
    with reader.connect() as connection:
        backend = connection.scalar(select(func.pg_backend_pid()))
    os.kill(int(backend), signal.SIGSTOP)
    try:
        with pytest.raises(engine.QueryTooSlow):
            engine.run(reader, counted(), seconds=0.1)
    finally:
        os.kill(int(backend), signal.SIGCONT)
    assert engine.run(reader, counted(), seconds=30, scope=ALL)["n"].tolist() == [_SCHOOLS]
    reader.dispose()


def test_a_server_that_was_down_is_read_again_without_a_new_start(country: Urls, server: Server) -> None:
    reader = engine.reader(country["postgresql"])
    server.stop()
    try:
        with pytest.raises(SQLAlchemyError):
            engine.run(reader, counted(), seconds=5)
    finally:
        server.start()
    assert engine.run(reader, counted(), seconds=30, scope=ALL)["n"].tolist() == [_SCHOOLS]
    reader.dispose()


def test_a_lock_is_not_waited_for(country: Urls, server: Server) -> None:
    reader, writer = engine.reader(country["postgresql"]), create_engine(server.url("postgres", "country"))
    with writer.begin() as holding:
        holding.execute(text("LOCK TABLE school"))
        with pytest.raises(engine.QueryTooSlow):
            engine.run(reader, counted(), seconds=30, scope=ALL)
    assert engine.run(reader, counted(), seconds=30, scope=ALL)["n"].tolist() == [_SCHOOLS]
    reader.dispose()
    writer.dispose()


@pytest.mark.parametrize("kind", ["postgresql", "chdb"])
def test_a_release_that_was_loaded_meanwhile_is_seen(
    place: Place, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loader, reader = place("meanwhile", kind)
    newer = {"data_release": [PLACE_ROWS["data_release"][0] | {"release_id": "r2"}]}
    transfer.send(write(tmp_path / "1.duckdb", PLACE_ROWS | REPORT_ROWS, AS_OF), make_url(loader))
    gate, query = Gate(reader, seconds=60), Query("R01", "000000")
    assert gate.fetch(ALL, query).row["state"] == "value"
    transfer.send(write(tmp_path / "2.duckdb", PLACE_ROWS | newer, AS_OF), make_url(loader))
    monkeypatch.setattr("data_access.opened._LOOK", 0.0)
    gate._opened._look_at = 0.0
    after = gate.fetch(ALL, query)
    assert (after.release.release_id, after.row["state"]) == ("r2", "not_reported")
    gate.snapshot().engine.dispose()
