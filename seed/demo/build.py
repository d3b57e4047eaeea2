"""Fills a warehouse: dimensions from Python, facts from SQL, batch by batch of schools."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import duckdb

from seed.demo import dimensions, effects, faults, history, levels, parameters, regions, schools
from seed.demo.draws import generator
from seed.demo.scale import Scale
from seed.demo.tables import statement
from seed.demo.truth import truth
from seed.progress import Progress, silent

_OF_PLACES = ("home.sql", "supply.sql", "security.sql")
OF_SCHOOLS = (
    "frames.sql",
    "usage.sql",
    "subjects.sql",
    "activity.sql",
    "textbook.sql",
    "training.sql",
    "equipment.sql",
    "network.sql",
    "literacy.sql",
    "learning.sql",
    "portrait.sql",
    "sharing.sql",
    "programme_activity.sql",
    "report.sql",
)


def build(
    connection: duckdb.DuckDBPyConnection,
    scale: Scale,
    seed: int = 20261103,
    progress: Progress = silent,
    release_id: str = "demo",
    of_schools: Sequence[str] = OF_SCHOOLS,
) -> dict[str, Any]:
    """Fill the empty contract tables on `connection`; return the truth: what was planted and what to expect.

    `release_id` is the release that the warehouse will become; `of_schools` are the steps that fill facts of schools,
    the first of which all others need.
    """
    progress(0.0, "places and schools")
    region, areas = regions.regions(), regions.demonstration_areas()
    leaves = regions.leaves(region)
    school = schools.make(scale, region, leaves, generator(seed, "schools"))
    treatment, effect = effects.treatments(school, region, areas)
    params = levels.params(school, treatment, generator(seed, "levels"))
    faulty = faults.choose(params, generator(seed, "faults"))
    dimensions.fill(connection, scale, seed, region, areas, leaves, school)
    parameters.prepare(connection, scale, seed, parameters.frames(scale, seed, school, params, effect, leaves))
    # Joins run as they are written, the large side streaming: no wrong estimate can turn one round and fill the memory.
    connection.execute("SET disabled_optimizers = 'join_order,build_side_probe_side'")
    for name in _OF_PLACES:
        connection.execute(statement(name))
    for first in range(1, len(school) + 1, scale.batch):
        last = min(first + scale.batch - 1, len(school))
        parameters.choose(connection, school, first, last)
        for position, name in enumerate(of_schools):
            done = (first - 1 + (last - first + 1) * position / len(of_schools)) / len(school)
            progress(done, f"{name.removesuffix('.sql')} of schools {first} to {last}")
            connection.execute(statement(name))
    faults.plant(connection, faulty)
    history.fill(connection, release_id)
    connection.execute("RESET disabled_optimizers")
    progress(1.0, "demo data made")
    return truth(scale, seed, school, params, areas, treatment, faulty)
