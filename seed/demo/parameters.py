"""Hands what the SQL files need to DuckDB: parameter tables, and variables for the batch at hand."""

from __future__ import annotations

import duckdb
import pandas as pd

from seed.demo import cells, effects, extras, involvement, periods, sizes
from seed.demo.courses import courses
from seed.demo.draws import generator
from seed.demo.homes import homes
from seed.demo.scale import AS_OF, Scale
from seed.demo.tables import statement


def frames(
    scale: Scale, seed: int, school: pd.DataFrame, params: pd.DataFrame, effect: pd.DataFrame, leaves: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    """Return the parameter tables by name; parameters.sql makes `demo_<name>` of each."""
    week, term = periods.weeks(scale), periods.terms()
    month = periods.months(scale).merge(cells.lessons(scale, week), on="m", how="left")
    return {
        "school": params.assign(origin=involvement.origins(school, generator(seed, "sharing"))),
        "part": sizes.parts(school),
        "enrolment": sizes.enrolment(),
        "month": month,
        "week": week,
        "term": term,
        "effect": effect,
        "term_effect": effects.by_term(effect, term),
        "slot": cells.slots(scale),
        "slot_week": cells.slot_weeks(scale, week),
        "bucket": cells.buckets(scale, week),
        "course": courses(term),
        "home": homes(school, leaves, generator(seed, "homes")),
        **extras.frames(school, leaves),
    }


def prepare(connection: duckdb.DuckDBPyConnection, scale: Scale, seed: int, tables: dict[str, pd.DataFrame]) -> None:
    """Make the macros, the parameter tables and the variables that hold for the whole build."""
    for name, frame in tables.items():
        connection.register(f"given_{name}", frame)
    # A key of 62 random bits: neighbouring seeds must not give the same numbers in another order.
    connection.execute("SET VARIABLE demo_key = $1::BIGINT", [int(generator(seed, "facts").integers(2**62))])
    connection.execute("SET VARIABLE demo_as_of = $1::DATE", [AS_OF])
    connection.execute("SET VARIABLE demo_views = $1::DOUBLE", [cells.views_per_student(tables["school"])])
    connection.execute("SET VARIABLE demo_slots = $1::BIGINT", [len(tables["slot"])])
    connection.execute("SET VARIABLE demo_buckets = $1::BIGINT", [cells.buckets_of(scale)])
    connection.execute(statement("macros.sql"))
    connection.execute(statement("parameters.sql"))
    for name in tables:
        connection.unregister(f"given_{name}")


def choose(connection: duckdb.DuckDBPyConnection, school: pd.DataFrame, first: int, last: int) -> None:
    """Set the batch to the schools with the numbers `first` to `last`."""
    connection.execute("SET VARIABLE demo_first = $1::BIGINT", [first])
    connection.execute("SET VARIABLE demo_last = $1::BIGINT", [last])
    connection.execute("SET VARIABLE demo_first_id = $1", [school["school_id"].iat[first - 1]])
    connection.execute("SET VARIABLE demo_last_id = $1", [school["school_id"].iat[last - 1]])
    connection.execute(statement("batch.sql"))
