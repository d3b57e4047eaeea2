"""Who sees which rows of PostgreSQL, as it is written; tests/engines/test_row_security.py sees it hold."""

from __future__ import annotations

import pytest
from sqlalchemy import Column, MetaData, Table, Text

from data_access import schema
from seed import ddl, policies

_TABLES = [*schema.metadata.sorted_tables, *ddl.rollups()]


def stated(table: Table) -> str:
    """The guards of `table` as PostgreSQL reads them."""
    return "\n".join(str(guard.compile(dialect=ddl.ENGINES["postgresql"][1])) for guard in policies.guards(table))


@pytest.mark.parametrize("table", _TABLES, ids=lambda table: table.name)
def test_every_table_is_under_row_level_security(table: Table) -> None:
    made = stated(table)
    assert f"ALTER TABLE {table.name} ENABLE ROW LEVEL SECURITY" in made
    assert f"ALTER TABLE {table.name} FORCE ROW LEVEL SECURITY" in made
    assert f"CREATE POLICY reading ON {table.name} FOR SELECT USING" in made and "held_scope()" in made


@pytest.mark.parametrize("table", [t for t in _TABLES if "unit" in t.info or "place_code" in t.c or "school_id" in t.c])
def test_what_names_a_place_is_cut_to_it(table: Table) -> None:
    lists = ("area_member", "rollup_basin")
    assert ("'everything'" in stated(table)) is (table.name not in lists)


def test_a_table_that_names_no_place_has_no_rule() -> None:
    with pytest.raises(ValueError, match="new_table"):
        stated(Table("new_table", MetaData(), Column("amount", Text)))


def test_the_printed_statements_guard_every_table_that_they_make() -> None:
    printed = ddl.printed("postgresql")
    assert (
        printed.count("CREATE TABLE ") - 1 == printed.count("FORCE ROW LEVEL SECURITY") == len(schema.metadata.tables)
    )
