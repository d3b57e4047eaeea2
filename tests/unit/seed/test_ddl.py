"""The contract as statements of each engine, printed without any driver but DuckDB's."""

from __future__ import annotations

import subprocess
import sys

import duckdb
import pytest

from data_access import schema
from seed import ddl
from seed.__main__ import main


@pytest.mark.parametrize("engine", ddl.ENGINES)
def test_every_table_and_column_is_printed_with_its_comment(engine: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ddl", "--engine", engine]) == 0
    printed = capsys.readouterr().out
    for table in schema.metadata.sorted_tables:
        assert f"{table.name} (" in printed
        for text in (table.comment, *(column.comment for column in table.columns)):
            assert str(text).replace("'", "''") in printed


def test_the_statements_of_duckdb_make_the_tables() -> None:
    with duckdb.connect() as connection:
        connection.execute(ddl.printed("duckdb"))
        made = connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()
    assert {name for (name,) in made} == set(schema.metadata.tables)


def test_facts_are_laid_by_unit_and_time_and_what_may_be_unknown_is_nullable() -> None:
    printed = ddl.printed("clickhouse")
    usage = printed[printed.index("CREATE TABLE fact_usage (") :].split(";")[0]
    assert "school_id String COMMENT" in usage and "ORDER BY (school_id, week)" in usage
    assert "views Nullable(Int64)" in usage and "platform_code LowCardinality(Nullable(String))" in usage
    indexes = ddl.printed("postgresql")
    assert "ON fact_usage USING brin (school_id, week)" in indexes
    assert "ON fact_training USING btree (school_id, term_code)" in indexes


def test_no_driver_is_loaded_for_it() -> None:
    code = "import sys; from seed import ddl; ddl.printed('clickhouse'); ddl.printed('postgresql'); "
    code += "sys.exit(any(name in sys.modules for name in ('psycopg', 'clickhouse_connect', 'chdb')))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
