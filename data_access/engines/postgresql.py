"""PostgreSQL: sessions that cannot write, a role that may not, and time limits that the server keeps."""

from __future__ import annotations

import json
import os
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import URL, Connection, Engine, Select, column, create_engine, func, or_, select, table

from data_access import schema
from data_access.engines.explain import Explain, steps
from data_access.engines.held_scope import KEY, SETTING, signed
from data_access.engines.kind import Limits, slow_when
from data_access.engines.watchdog import WATCHDOG
from data_access.scope import NOTHING, Scope

_OPTIONS = "-c default_transaction_read_only=on -c lock_timeout=1s -c idle_in_transaction_session_timeout=5s"
_CANCELLED, _LOCKED = "57014", "55P03"
# How long a server may take to notice that a query is late before we hang up on it.
_GRACE = 1.0
_LIMIT = "statement_timeout"


def resolve(url: URL) -> URL:
    """The same address: a new release is swapped in behind it."""
    return url


def mark(url: URL) -> object:
    """Nothing that changes: the address stays the same."""
    return url


def reader(url: URL, limits: Limits) -> Engine:
    """Open a pool of sessions in which every transaction is read-only; the key of scopes stays out of the address."""
    given = url.query.get("options", "")
    options = " ".join([*((given,) if isinstance(given, str) else given), _OPTIONS])
    return create_engine(
        url.difference_update_query(["options", KEY]),
        connect_args={"options": options, "connect_timeout": 5},
        execution_options={KEY: url.query.get(KEY)},
        hide_parameters=True,  # a signed scope belongs into no log
        pool_size=8,
        max_overflow=0,
        pool_timeout=10,
    )


def loader(url: URL) -> Engine:
    """Open sessions that may write."""
    return create_engine(url, isolation_level="AUTOCOMMIT")


def refusal(connection: Connection) -> str | None:
    """A role that may write (the session forbids it, but can be told otherwise), or that row-level security misses."""
    names = ("oid", "relname", "relkind", "relrowsecurity", "relforcerowsecurity")
    known = table("pg_class", *map(column, names), schema="pg_catalog").c
    writes = func.has_table_privilege(known.oid, "INSERT, UPDATE, DELETE, TRUNCATE")
    ours = or_(known.relname.in_(list(schema.metadata.tables)), known.relname.startswith("rollup_", autoescape=True))
    ours &= func.pg_table_is_visible(known.oid)
    role, may_write = connection.execute(select(func.current_user(), func.bool_or(writes)).where(ours)).one()
    if may_write:
        return f"the role {role} may write to it; a reader needs a role that cannot (docs/scale.md)"
    # Policies do not reach what a materialised view has kept.
    open_to_all = or_(known.relkind == "m", ~(known.relrowsecurity & known.relforcerowsecurity))
    relations = ours & known.relkind.in_(("r", "p")) | (known.relkind == "m") & func.pg_table_is_visible(known.oid)
    readable = func.has_table_privilege(known.oid, "SELECT")
    bare = connection.scalars(
        select(known.relname).where(relations, open_to_all, readable).order_by(known.relname)
    ).all()
    if bare:
        return f"{', '.join(bare[:5])} would show all rows to the role {role}; load it again (docs/scale.md)"
    roles = table("pg_roles", column("rolname"), column("rolbypassrls"), schema="pg_catalog").c
    if connection.scalar(select(roles.rolbypassrls).where(roles.rolname == func.current_user())):
        return f"the role {role} bypasses row-level security (docs/scale.md)"
    if not connection.get_execution_options().get(KEY):
        return f"it shows rows only by scope, which need {KEY}=… in its address (docs/scale.md)"
    with limited(connection, _GRACE, NOTHING):
        connection.execute(select(func.held_scope()))  # an error tells of a key that does not fit
    return None


@contextmanager
def limited(connection: Connection, seconds: float, scope: Scope | None = None) -> Iterator[None]:
    """The server stops a late statement; where it does not even answer, the watchdog hangs up.

    Limit and scope end with the transaction: the next one of the session has neither.
    """
    settings = {_LIMIT: str(max(1, round(seconds * 1000)))}
    key = connection.get_execution_options().get(KEY)
    if scope is not None and key:
        settings[SETTING] = signed(scope, key, time.time())
    driver: Any = connection.connection.driver_connection

    def is_late(error: Exception) -> bool:
        return deadline.passed or _state(error) in (_CANCELLED, _LOCKED)

    with WATCHDOG.limit(seconds + _GRACE, lambda: _hang_up(driver)) as deadline, slow_when(is_late, seconds):
        connection.execute(select(*(func.set_config(name, value, True) for name, value in settings.items())))
        yield


def rows_read(connection: Connection, statement: Select[Any], parameters: Mapping[str, Any]) -> int | None:
    """Rows of all scans, with those that a filter then dropped."""
    plan = connection.execute(Explain(statement), dict(parameters)).scalar_one()
    plans = plan if isinstance(plan, list) else json.loads(plan)
    return sum(_scanned(step) for step in steps(plans[0]["Plan"], "Plans") if "Relation Name" in step)


def _scanned(step: Mapping[str, Any]) -> int:
    dropped = ("Rows Removed by Filter", "Rows Removed by Index Recheck")
    return round(float(step["Actual Rows"] + sum(step.get(name, 0) for name in dropped)) * int(step["Actual Loops"]))


def _hang_up(driver: Any) -> None:
    with socket.socket(fileno=os.dup(driver.fileno())) as line:
        line.shutdown(socket.SHUT_RDWR)


def _state(error: Exception) -> object:
    return getattr(getattr(error, "orig", None) or error, "sqlstate", None)
