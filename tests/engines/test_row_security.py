"""PostgreSQL's row-level security by itself: raw SQL of the reading role, without the gate and its predicates."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, Table, bindparam, create_engine, func, make_url, select, text, true
from sqlalchemy.exc import DBAPIError

from data_access import compile, engine, schema, units
from data_access.desk import PARENT, SIMILAR, WHOLE
from data_access.engines.held_scope import KEY, SETTING, signed
from data_access.indicators import get
from data_access.query import Query, Result
from data_access.scope import NATION, NOTHING, Scope
from seed import transfer
from tests.engines import questions
from tests.engines.answers import alike, unlike
from tests.engines.conftest import Gates, Place, Urls, opened
from tests.engines.postgres import Server
from tests.fixtures.country import AS_OF, PLACE_ROWS
from tests.fixtures.readers import READERS, sees
from tests.fixtures.reports import REPORT_ROWS
from tests.fixtures.warehouse import write
from tests.fixtures.whereabouts import LEVEL
from tests.fixtures.worlds import told, upset

_ROWS = PLACE_ROWS | REPORT_ROWS
_UNITS = {
    table.name: next(name for name in ("school_id", "unit_code", "region_code") if name in table.c)
    for table in schema.metadata.sorted_tables
    if table.info.get("unit", "") in ("school_id", "unit_code", "region_code")
    or table.name in ("school", "school_place", "school_programme", "target")
}
"""Tables that hold something of places, and the column that names the place."""
_DIRECTOR = READERS["director of three counties"]


@pytest.fixture(scope="module")
def raw(country: Urls) -> Iterator[Engine]:
    """Sessions of the reading role that nothing guards but the server."""
    made = create_engine(make_url(country["postgresql"]).difference_update_query([KEY]))
    yield made
    made.dispose()


@pytest.fixture(scope="module")
def sign(country: Urls, gates: Gates) -> Callable[[Scope], str]:
    """Sign a scope as the dashboard does."""
    key = str(make_url(country["postgresql"]).query[KEY])
    places = gates["postgresql"].snapshot().places
    return lambda scope: signed(units.with_areas(scope, places), key, time.time())


@contextmanager
def within(raw: Engine, said: str) -> Iterator[Connection]:
    """A transaction of the reading role in which the scope is set to `said`."""
    with raw.connect() as connection:
        connection.execute(select(func.set_config(SETTING, bindparam("said"), True)), {"said": said})
        yield connection


def shown(connection: Connection, name: str) -> list[Any]:
    """The units of all rows that a table shows."""
    return sorted(str(unit) for unit in connection.scalars(select(schema.metadata.tables[name].c[_UNITS[name]])))


def counted(connection: Connection) -> dict[str, int]:
    """How many rows each table of the contract shows."""
    tables = schema.metadata.sorted_tables
    return {t.name: connection.scalar(select(func.count()).select_from(t)) or 0 for t in tables}


@pytest.mark.parametrize("reader", READERS)
def test_raw_sql_shows_the_rows_of_the_scope_and_no_others(
    raw: Engine, sign: Callable[[Scope], str], reader: str
) -> None:
    scope = READERS[reader]
    with within(raw, sign(scope)) as connection:
        found = {name: shown(connection, name) for name in _UNITS}
    expected = {
        name: sorted(str(row[unit]) for row in _ROWS.get(name, ()) if row[unit] in LEVEL and sees(scope, row[unit]))
        for name, unit in _UNITS.items()
    }
    assert found == expected
    assert found["school"] and found["fact_usage"]


def test_without_a_scope_no_table_shows_a_row(raw: Engine, sign: Callable[[Scope], str]) -> None:
    with raw.connect() as connection:
        assert set(counted(connection).values()) == {0}
    with within(raw, sign(NOTHING)) as connection:
        found = counted(connection)
    assert {name for name in _UNITS if found[name]} == set()
    assert found["region"] == len(PLACE_ROWS["region"])  # what places are called is no secret
    with within(raw, sign(NATION)) as connection:
        assert all(n == len(_ROWS[name]) for name, n in counted(connection).items() if name in _UNITS and name in _ROWS)


def test_a_scope_that_somebody_sets_without_the_key_is_refused(raw: Engine) -> None:
    everything = json.dumps({"everything": True, "places": [], "schools": [], "until": time.time() + 60})
    forged = signed(NATION, "another key of the same length", time.time())
    for said in (everything, "0" * 64 + everything, forged, forged.replace("true", "TRUE"), "x"):
        with within(raw, said) as connection, pytest.raises(DBAPIError, match="not signed with the key"):
            connection.scalar(select(func.count()).select_from(schema.school))


def test_a_signature_is_good_for_what_it_was_made_for_and_for_minutes(
    raw: Engine, country: Urls, sign: Callable[[Scope], str]
) -> None:
    mine = sign(_DIRECTOR)
    with within(raw, mine.replace('"everything": false', '"everything": true')) as connection:
        assert '"everything": true' in str(connection.scalar(select(func.current_setting(SETTING))))
        with pytest.raises(DBAPIError, match="not signed with the key"):
            connection.scalar(select(func.count()).select_from(schema.school))
    old = signed(NATION, str(make_url(country["postgresql"]).query[KEY]), time.time() - 3600)
    with within(raw, old) as connection, pytest.raises(DBAPIError, match="too old"):
        connection.scalar(select(func.count()).select_from(schema.school))


def test_the_key_can_neither_be_read_nor_replaced(raw: Engine) -> None:
    with raw.connect() as connection:
        assert connection.execute(text("SELECT * FROM scope_key")).all() == []
    mine = signed(NATION, "k", time.time())
    with raw.connect() as connection:  # a temporary table goes before those of any schema
        connection.execute(text("SET transaction_read_only = off"))
        connection.execute(text("CREATE TEMP TABLE scope_key (inner_pad BYTEA, outer_pad BYTEA)"))
        connection.execute(
            text("INSERT INTO scope_key VALUES (:i, :o)"), {"i": b"k" + b"6" * 63, "o": b"k" + b"\\" * 63}
        )
        connection.execute(select(func.set_config(SETTING, bindparam("said"), True)), {"said": mine})
        with pytest.raises(DBAPIError, match="not signed with the key"):
            connection.scalar(select(func.count()).select_from(schema.school))


def test_a_session_of_the_pool_keeps_no_scope_for_the_next_request(country: Urls) -> None:
    reader = engine.reader(country["postgresql"])
    asked = select(func.count().label("n")).select_from(schema.school)
    for _ in range(3):
        assert engine.run(reader, asked, seconds=30, scope=NATION)["n"].tolist() == [len(PLACE_ROWS["school"])]
        assert engine.run(reader, asked, seconds=30)["n"].tolist() == [0]
    with pytest.raises(DBAPIError):
        engine.run(reader, select(func.nothing_of_this_name()), seconds=30, scope=NATION)
    assert engine.run(reader, asked, seconds=30)["n"].tolist() == [0]
    assert reader.pool.checkedin() == 1  # so that it was the same session each time
    reader.dispose()


def test_what_the_owner_wrote_opens_nothing(
    server: Server, country: Urls, raw: Engine, sign: Callable[[Scope], str]
) -> None:
    owner = create_engine(server.url("loader", "country"), isolation_level="AUTOCOMMIT")
    with owner.connect() as connection:
        connection.execute(text("CREATE VIEW all_schools AS SELECT * FROM school"))
        connection.execute(
            text(
                "CREATE FUNCTION every_school() RETURNS SETOF school LANGUAGE sql SECURITY DEFINER "
                "AS 'SELECT * FROM school'"
            )
        )
        assert connection.scalar(text("SELECT count(*) FROM all_schools")) == len(PLACE_ROWS["school"])
    try:
        with raw.connect() as connection:
            assert connection.scalar(text("SELECT count(*) FROM all_schools")) == 0
            assert connection.scalar(text("SELECT count(*) FROM every_school()")) == 0
        with within(raw, sign(READERS["principal"])) as connection:
            assert connection.scalars(text("SELECT school_id FROM all_schools")).all() == ["S02"]
    finally:
        with owner.connect() as connection:
            connection.execute(text("DROP FUNCTION every_school"))
            connection.execute(text("DROP VIEW all_schools"))
        owner.dispose()


@pytest.mark.parametrize("code", questions.codes())
def test_every_indicator_tells_a_director_the_same_as_duckdb(gates: Gates, code: str) -> None:
    for query in (Query(code, "THREE", None, ("child",)), Query(code, "110101", expect=False)):
        assert unlike(gates["duckdb"], gates["postgresql"], query, _DIRECTOR) == ""


@pytest.mark.parametrize("kind", [SIMILAR, PARENT, WHOLE])
def test_benchmarks_rest_on_rows_that_their_reader_may_not_see(gates: Gates, kind: str) -> None:
    scope = READERS["principal"]
    for code in ("R02", "T04", "G01"):
        query = Query(code, "S02")
        assert gates["postgresql"].benchmark(scope, query, kind) == gates["duckdb"].benchmark(scope, query, kind)


def test_with_the_gates_own_predicates_gone_the_sums_are_still_those_of_the_scope(
    country: Urls, gates: Gates, monkeypatch: pytest.MonkeyPatch
) -> None:
    scope, snap = READERS["director of a prefecture"], gates["postgresql"].snapshot()
    reader, held = engine.reader(country["postgresql"]), units.with_areas(scope, snap.places)

    def sums(seen: Scope) -> Any:
        root, query = snap.places.root, Query("R02", snap.places.root.code)
        asked = compile.facts(get("R02"), query, scope, snap.places, root, snap.months)
        return engine.run(reader, asked, seconds=30, parameters={"as_of": AS_OF}, scope=seen).iloc[0].to_dict()

    truth = sums(NATION)
    monkeypatch.setattr(units, "_seen_school", lambda scope, held: true())
    assert sums(held) == truth
    assert sums(NATION) != truth  # so that the predicate was gone indeed
    reader.dispose()


def test_what_happens_elsewhere_changes_no_answer_and_no_row(
    place: Place, gates: Gates, raw: Engine, sign: Callable[[Scope], str], tmp_path: Path
) -> None:
    scope = READERS["director of overlapping members"]
    loader, reader = place("elsewhere", "postgresql")
    transfer.send(write(tmp_path / "w.duckdb", upset(scope), AS_OF), make_url(loader))
    with opened({"postgresql": reader}) as there:
        codes = ["R02", "T04", "G01", "P01", "P06", "G10:R02"]
        both = zip(told(gates["postgresql"], scope, codes), told(there["postgresql"], scope, codes), strict=True)
        for (question, before), (_, after) in both:
            if isinstance(before, Result):
                alike(before.frame, after.frame)
            else:
                assert before == after, question
    # The same without the gate: what the server shows of each table.
    key, other = make_url(reader).query[KEY], create_engine(make_url(reader).difference_update_query([KEY]))
    held = units.with_areas(scope, gates["postgresql"].snapshot().places)
    with within(raw, sign(scope)) as here, within(other, signed(held, str(key), time.time())) as elsewhere:
        for name in _UNITS:
            table = schema.metadata.tables[name]
            assert rows_of(here, table) == rows_of(elsewhere, table), name
    other.dispose()


def rows_of(connection: Connection, table: Table) -> list[str]:
    """All that a table shows, in an order of its own."""
    return sorted(map(repr, connection.execute(select(table)).all()))


def test_a_scope_of_twenty_thousand_schools(raw: Engine, sign: Callable[[Scope], str]) -> None:
    scope = Scope(schools=frozenset({"S02", "S04", *(f"X{n:06}" for n in range(20_000))}))
    with within(raw, sign(scope)) as connection:
        assert shown(connection, "school") == ["S02", "S04"]
        assert set(shown(connection, "fact_usage")) <= {"S02", "S04"}


@pytest.mark.parametrize(
    ("broken", "mended", "reason"),
    [
        ("ALTER TABLE school NO FORCE ROW LEVEL SECURITY", "ALTER TABLE school FORCE ROW LEVEL SECURITY", "school"),
        ("CREATE MATERIALIZED VIEW kept AS SELECT * FROM school", "DROP MATERIALIZED VIEW kept", "kept"),
        ("CREATE TABLE rollup_new (school_id TEXT)", "DROP TABLE rollup_new", "rollup_new"),
    ],
)
def test_a_table_that_would_show_all_rows_stops_the_start(
    server: Server, country: Urls, broken: str, mended: str, reason: str
) -> None:
    owner = create_engine(server.url("loader", "country"), isolation_level="AUTOCOMMIT")
    with owner.connect() as connection:
        connection.execute(text(broken))
        try:
            with pytest.raises(engine.WarehouseUnreadable, match=f"{reason} would show all rows"):
                engine.reader(country["postgresql"])
        finally:
            connection.execute(text(mended))
    owner.dispose()
    engine.reader(country["postgresql"]).dispose()


def test_a_role_or_a_key_that_cannot_keep_scopes_stops_the_start(server: Server, country: Urls) -> None:
    url = make_url(country["postgresql"])
    with pytest.raises(engine.WarehouseUnreadable, match="scope_key="):
        engine.reader(server.url("app_ro", "country"))
    with pytest.raises(engine.WarehouseUnreadable, match="not signed with the key") as refusal:
        engine.reader(url.update_query_dict({KEY: "wrong"}).render_as_string(hide_password=False))
    assert "wrong" not in str(refusal.value)
    admin = create_engine(server.url(), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text("ALTER ROLE app_ro BYPASSRLS"))
        try:
            with pytest.raises(engine.WarehouseUnreadable, match="bypasses row-level security"):
                engine.reader(country["postgresql"])
        finally:
            connection.execute(text("ALTER ROLE app_ro NOBYPASSRLS"))
    admin.dispose()
