"""What follows from the rows that were loaded: the closure of places, similar schools, the calendar, the day."""

from __future__ import annotations

from datetime import date

import duckdb
import pandas as pd
from sqlalchemy import Select, func, literal, select, union_all

from data_access import peers, schema
from seed.tables import count, sql, statements

_PERIODIC = ("week", "month", "term", "school_year")
# Days on which something happened; due days lie in the future and say nothing about how far the data reach.
_HAPPENED = (schema.fact_gate.c.passed_on, schema.fact_milestone.c.done_on, schema.fact_report.c.received_on)


def closure(connection: duckdb.DuckDBPyConnection, as_of: date) -> None:
    """Fill `unit_closure` anew; an area holds the regions that are its members on `as_of`."""
    connection.execute("SET VARIABLE as_of = $1::DATE", [as_of])
    connection.execute(statements("sql/closure.sql"))


def peer_groups(connection: duckdb.DuckDBPyConnection, as_of: date) -> None:
    """Fill `school.peer_group` anew, from what the schools are and where they stand; the closure comes first."""
    connection.execute("SET VARIABLE as_of = $1::DATE", [as_of])
    connection.execute(statements("sql/peers.sql"))
    rows = connection.execute("SELECT * EXCLUDE (members) FROM peer_cell").fetchall()
    cells = peers.known(row[:4] for row in rows)
    groups = peers.grouped({cell: row[4] for cell, row in zip(cells, rows, strict=True) if cell is not None})
    codes = [None if cell is None else groups[cell].code for cell in cells]
    connection.register("peer_code", pd.DataFrame({"code": pd.Series(codes, dtype=object)}))
    connection.execute(
        "UPDATE school SET peer_group = g.code FROM ("
        " SELECT unnest(c.members) AS school_id, p.code FROM peer_cell AS c POSITIONAL JOIN peer_code AS p"
        ") AS g WHERE g.school_id = school.school_id"
    )
    connection.unregister("peer_code")
    connection.execute("DROP TABLE peer_cell")


def calendar(connection: duckdb.DuckDBPyConnection, as_of: date) -> None:
    """Fill `calendar` when it is empty: every month from the first to the last that the facts speak of."""
    if count(connection, "calendar"):
        return
    first, last = _reach(connection)
    connection.execute("SET VARIABLE first_day = $1::DATE", [first or as_of])
    connection.execute("SET VARIABLE last_day = $1::DATE", [last or as_of])
    connection.execute(statements("sql/calendar.sql"))


def latest_day(connection: duckdb.DuckDBPyConnection, today: date) -> date:
    """Return the last day that the facts speak of; a period that is still running counts up to `today`."""
    connection.execute(statements("sql/periods.sql"))
    ends = [
        select(func.max(func.greatest(period.c.first, func.least(period.c.last, literal(today)))).label("day"))
        for period in (bounds.subquery() for bounds in _periods())
    ]
    days = [select(func.max(happened).label("day")) for happened in _HAPPENED]
    both = union_all(*ends, *days).subquery()
    return _one(connection, select(func.max(both.c.day)))[0] or today


def _reach(connection: duckdb.DuckDBPyConnection) -> tuple[date | None, date | None]:
    connection.execute(statements("sql/periods.sql"))
    every = union_all(*_periods()).subquery()
    first, last = _one(connection, select(func.min(every.c.first), func.max(every.c.last)))
    return first, last


def _periods() -> list[Select[tuple[date, date]]]:
    """Return, for each fact with periods, the first and last day of every period it holds."""
    return [
        select(
            getattr(func, f"{fact.info['grain']}_first")(fact.c[fact.info["time"]]).label("first"),
            getattr(func, f"{fact.info['grain']}_last")(fact.c[fact.info["time"]]).label("last"),
        ).group_by(fact.c[fact.info["time"]])
        for fact in schema.facts()
        if fact.info["grain"] in _PERIODIC
    ]


def _one(connection: duckdb.DuckDBPyConnection, query: Select[tuple[date, ...]]) -> tuple[date | None, ...]:
    row = connection.execute(sql(query)).fetchone()
    return row or ()
