"""A place for every row of a loaded folder: what nobody knows the place of stands under "unassigned", not nowhere."""

from __future__ import annotations

from importlib.resources import files

import duckdb

from seed.sources.sounds import romanise
from seed.tables import statements


def complete(connection: duckdb.DuckDBPyConnection, given: set[str]) -> list[str]:
    """Add the places and schools that only other tables name, give the tree one root and every school a place in it.

    `given` are the tables that were loaded; returns one line for each kind of addition or move.
    """
    connection.execute("SET VARIABLE no_regions = $1::BOOLEAN", ["region" not in given])
    connection.execute("SET VARIABLE no_schools = $1::BOOLEAN", ["school" not in given])
    connection.execute(
        "SET VARIABLE divisions = $1::VARCHAR", [str(files("seed") / "reference" / "china_divisions.csv")]
    )
    connection.execute(statements("sources/places.sql"))
    romanise(connection)
    rows = connection.execute("SELECT message FROM place_note ORDER BY number").fetchall()
    return [str(message) for (message,) in rows]
