"""Fills a warehouse: dimensions from Python, facts from SQL, batch by batch of schools."""

from __future__ import annotations

from typing import Any

import duckdb
import numpy as np
import pandas as pd

from seed.demo import cells, effects, levels, periods, regions, schools, sizes
from seed.demo.courses import courses
from seed.demo.homes import homes
from seed.demo.milestones import milestones
from seed.demo.scale import AS_OF, Scale
from seed.demo.tables import insert, statement
from seed.demo.truth import truth
from seed.progress import Progress, silent

_FACTS = (
    "frames.sql",
    "usage.sql",
    "activity.sql",
    "textbook.sql",
    "training.sql",
    "equipment.sql",
    "network.sql",
    "report.sql",
)


def build(
    connection: duckdb.DuckDBPyConnection, scale: Scale, seed: int = 20261103, progress: Progress = silent
) -> dict[str, Any]:
    """Fill the empty contract tables on `connection`; return the truth: what was planted and what to expect."""
    rng = np.random.default_rng(seed)
    progress(0.0, "places and schools")
    region, areas = regions.regions(), regions.demonstration_areas()
    leaves = regions.leaves(region)
    school = schools.make(scale, region, leaves, rng)
    treatment, effect = effects.treatments(school, region, areas)
    params = levels.params(school, treatment, rng)
    _dimensions(connection, region, areas, school)
    insert(connection, "fact_milestone", milestones(areas, rng))
    views = _parameters(connection, scale, school, params, effect, homes(school, leaves, rng), rng)
    connection.execute(statement("home.sql"))
    batches = range(1, len(school) + 1, scale.batch)
    for first in batches:
        _batch(connection, school, first, min(first + scale.batch - 1, len(school)), len(school), progress)
    connection.execute("RESET disabled_optimizers")
    progress(1.0, "done")
    return truth(scale, seed, school, areas, treatment, views)


def _dimensions(
    connection: duckdb.DuckDBPyConnection, region: pd.DataFrame, areas: pd.DataFrame, school: pd.DataFrame
) -> None:
    insert(connection, "region", region)
    insert(connection, "area", areas[["area_code", "name_zh", "name_en", "programme_code"]])
    insert(connection, "area_member", regions.area_members(areas))
    insert(connection, "programme", regions.programmes())
    insert(connection, "platform", regions.platforms(region))
    insert(connection, "published_figure", regions.published_figures())
    insert(connection, "calendar", periods.calendar())
    insert(connection, "feed", regions.feeds())
    insert(connection, "school", school.drop(columns=["n", "size"]))


def _parameters(
    connection: duckdb.DuckDBPyConnection,
    scale: Scale,
    school: pd.DataFrame,
    params: pd.DataFrame,
    effect: pd.DataFrame,
    home: pd.DataFrame,
    rng: np.random.Generator,
) -> float:
    week, term = periods.weeks(scale), periods.terms()
    frames = {
        "school": params,
        "part": sizes.parts(school),
        "enrolment": sizes.enrolment(),
        "month": periods.months(scale),
        "week": week,
        "term": term,
        "effect": effect,
        "term_effect": effects.by_term(effect, term),
        "slot": cells.slots(scale),
        "slot_week": cells.slot_weeks(scale, week),
        "bucket": cells.buckets(scale, week),
        "course": courses(term),
        "home": home,
    }
    for name, frame in frames.items():
        connection.register(f"given_{name}", frame)
    connection.execute(statement("macros.sql"))
    # Joins run as they are written, the large side streaming: no wrong estimate can turn one round and fill the memory.
    connection.execute("SET disabled_optimizers = 'join_order,build_side_probe_side'")
    connection.execute(statement("parameters.sql"))
    for name in frames:
        connection.unregister(f"given_{name}")
    views = cells.views_per_student(params)
    connection.execute("SET VARIABLE demo_key = $1::BIGINT", [int(rng.integers(2**62))])
    connection.execute("SET VARIABLE demo_as_of = $1::DATE", [AS_OF])
    connection.execute("SET VARIABLE demo_views = $1::DOUBLE", [views])
    connection.execute("SET VARIABLE demo_slots = $1::BIGINT[]", [frames["slot"]["slot"].tolist()])
    return views


def _batch(
    connection: duckdb.DuckDBPyConnection, school: pd.DataFrame, first: int, last: int, count: int, progress: Progress
) -> None:
    """Make all facts of the schools with the numbers `first` to `last`."""
    connection.execute("SET VARIABLE demo_first = $1::BIGINT", [first])
    connection.execute("SET VARIABLE demo_last = $1::BIGINT", [last])
    connection.execute("SET VARIABLE demo_first_id = $1", [school["school_id"].iat[first - 1]])
    connection.execute("SET VARIABLE demo_last_id = $1", [school["school_id"].iat[last - 1]])
    for position, name in enumerate(_FACTS):
        done = (first - 1 + (last - first + 1) * position / len(_FACTS)) / count
        progress(done, f"{name.removesuffix('.sql')} of schools {first} to {last}")
        connection.execute(statement(name))
