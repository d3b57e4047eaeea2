"""The release before this one, which there never was, and what has changed since."""

from __future__ import annotations

from datetime import date

import duckdb
import pandas as pd

from data_access import schema
from seed.demo.tables import insert, statement
from seed.tables import count

BEFORE = date(2026, 9, 30)
"""The day that the release before speaks of; it was published a week later."""


def fill(connection: duckdb.DuckDBPyConnection, release_id: str) -> None:
    """Write what `release_id` changed, by region and period, and the release that it is compared with."""
    connection.execute("SET VARIABLE demo_release = $1", [release_id])
    connection.execute("SET VARIABLE demo_before = $1::DATE", [BEFORE])
    connection.execute(statement("history.sql"))
    now = sum(count(connection, fact.name) for fact in schema.facts())
    grown = "sum(rows_added) - sum(rows_removed)"
    since = connection.table("data_release_change").aggregate(grown).fetchone()
    row = {
        "release_id": "2026-10-07-before",
        "published_at": "2026-10-07T00:00:00+00:00",
        "as_of": pd.Timestamp(BEFORE),
        "rows": now - int(since[0] if since else 0),
        "is_demo": True,
        "note": "demo data, a release that never was",
    }
    insert(connection, "data_release", pd.DataFrame([row]))
