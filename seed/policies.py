"""Row-level security of PostgreSQL behind the gate: every table shows the rows of the scope that its reader holds.

The rules are those of `data_access.units`, with the scope read from the signed setting of the transaction instead of
bound into the statement. The owner is under them too (FORCE), so that a view of the owner's opens nothing; only who is
connected as the owner loads and proves whole tables (docs/adr/0015).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    LargeBinary,
    MetaData,
    Select,
    Table,
    Text,
    cast,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.schema import ExecutableDDLElement

from data_access import schema, units
from data_access.engines.held_scope import KEY, SETTING
from data_access.release import NEWEST
from data_access.rollups import cubes
from seed.words import Words

READING, LOADING = "reading", "loading"
scope_key = Table(KEY, MetaData(), Column("inner_pad", LargeBinary), Column("outer_pad", LargeBinary))
"""The key by which signatures are checked, laid out for HMAC."""
_OPEN = {
    *(schema.region, schema.region_successor, schema.area, schema.area_member, schema.unit_closure),
    *(schema.programme, schema.platform, schema.calendar, schema.published_figure, schema.feed, schema.data_release),
    *(cubes.basin, cubes.region_basin, cubes.held_window, cubes.wide_level, cubes.state),
}
"""What holds no numbers of any place: whoever holds a scope, and be it an empty one, reads them."""
_KEY_TABLE = "CREATE TABLE IF NOT EXISTS {home}.{key} (inner_pad BYTEA NOT NULL, outer_pad BYTEA NOT NULL)"
# Without a policy nobody but the owner reads it, whatever was granted; the function below runs as the owner.
_KEY_GUARD = "ALTER TABLE {home}.{key} ENABLE ROW LEVEL SECURITY"
_FUNCTION = (
    "CREATE OR REPLACE FUNCTION {home}.held_scope() RETURNS JSONB LANGUAGE plpgsql STABLE PARALLEL SAFE "
    "SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$ "
    "DECLARE given TEXT := current_setting({setting}, true); said TEXT := substr(given, 65); BEGIN "
    "IF coalesce(given, '') = '' THEN RETURN NULL; END IF; "
    "IF NOT EXISTS (SELECT FROM {home}.{key} AS k WHERE left(given, 64) = "
    "encode(sha256(k.outer_pad || sha256(k.inner_pad || convert_to(said, 'UTF8'))), 'hex')) "
    "THEN RAISE insufficient_privilege USING MESSAGE = 'the scope is not signed with the key of this warehouse'; "
    "END IF; "
    "IF CAST(CAST(said AS JSONB) ->> 'until' AS FLOAT) < extract(epoch FROM clock_timestamp()) "
    "THEN RAISE insufficient_privilege USING MESSAGE = 'the signature of the scope is too old, or a clock is wrong'; "
    "END IF; "
    "RETURN CAST(said AS JSONB); END $$"
)
_READER = "CREATE POLICY {name} ON {table} FOR SELECT USING ({condition})"
# In a view or a function of the owner's the session is still its reader's.
_OWNER = (
    "CREATE POLICY {name} ON {table} TO CURRENT_ROLE USING ((SELECT pg_has_role(session_user, relowner, 'MEMBER') "
    "FROM pg_catalog.pg_class WHERE oid = CAST({text} AS REGCLASS)))"
)


def prelude(home: str) -> Iterator[ExecutableDDLElement]:
    """What policies need in the schema `home`: the table of the key, and the function that checks a signature by it."""
    yield Words(_KEY_TABLE, home=home, key=KEY)
    yield Words(_KEY_GUARD, home=home, key=KEY)
    yield Words(_FUNCTION, home=home, key=KEY, setting=literal(SETTING, Text))


def guards(table: Table) -> Iterator[ExecutableDDLElement]:
    """What puts `table` of the session's schema under row-level security; raises `ValueError` if no rule is known."""
    yield Words("ALTER TABLE {table} ENABLE ROW LEVEL SECURITY", table=table)
    yield Words("ALTER TABLE {table} FORCE ROW LEVEL SECURITY", table=table)
    yield Words(_READER, name=READING, table=table, condition=rule(table))
    yield Words(_OWNER, name=LOADING, table=table, text=literal(table.name, Text))


def rule(table: Table) -> ColumnElement[bool]:
    """Which rows of `table` a scope sees: those of its schools, regions and areas."""
    if table in _OPEN:
        return select(_held()).scalar_subquery().is_not(None)
    said = func.jsonb_extract_path_text(_held(), literal("everything", Text))
    return or_(select(cast(said, Boolean)).scalar_subquery(), _of_unit(table))


def _of_unit(table: Table) -> ColumnElement[bool]:
    columns, below = table.c, units.below(_granted("places"))
    schools = select(schema.school.c.school_id)  # which shows those of the scope only
    if table is schema.school:
        day = func.coalesce(
            NEWEST.with_only_columns(schema.data_release.c.as_of).scalar_subquery(), func.current_date()
        )
        return units.seen_school(table, _granted("places"), _granted("schools"), day)
    if "school_id" in columns:
        return columns.school_id.in_(schools)
    if "unit_code" in columns:
        held = columns.unit_code
        return or_(held.in_(_granted("places")), held.in_(below), held.in_(schools))
    if "place_code" in columns:
        return or_(columns.place_code.in_(_granted("places")), columns.place_code.in_(below))
    if "region_code" in columns:
        return columns.region_code.in_(below)
    if "platform_code" in columns:
        platform = schema.platform.c
        return columns.platform_code.in_(select(platform.platform_code).where(platform.region_code.in_(below)))
    raise ValueError(f"No rule says who may see the rows of {table.name}: it names no unit.")


def _held() -> ColumnElement[Any]:
    return func.held_scope()


def _granted(name: str) -> Select[Any]:
    """The codes that the scope names: its `schools`, or its `places` with the areas that lie in them."""
    return select(func.jsonb_array_elements_text(func.jsonb_extract_path(_held(), literal(name, Text)), type_=Text))
