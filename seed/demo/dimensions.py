"""Fills the dimensions and the small facts that Python makes."""

from __future__ import annotations

import duckdb
import pandas as pd

from seed.demo import former, involvement, periods, regions
from seed.demo.draws import generator
from seed.demo.milestones import milestones
from seed.demo.scale import Scale
from seed.demo.tables import insert


def fill(
    connection: duckdb.DuckDBPyConnection,
    scale: Scale,
    seed: int,
    region: pd.DataFrame,
    areas: pd.DataFrame,
    leaves: pd.DataFrame,
    school: pd.DataFrame,
) -> None:
    """Fill every dimension but the derived closure and the release, and the facts of platforms and areas."""
    platforms = regions.platforms(region)
    insert(connection, "region", region)
    insert(connection, "region", former.regions(region))
    insert(connection, "region_successor", former.successors())
    insert(connection, "area", areas[["area_code", "name_zh", "name_en", "programme_code"]])
    insert(connection, "area_member", regions.area_members(areas))
    insert(connection, "programme", regions.programmes())
    insert(connection, "platform", platforms)
    insert(connection, "published_figure", regions.published_figures())
    insert(connection, "calendar", periods.calendar())
    insert(connection, "feed", regions.feeds())
    insert(connection, "school", school.drop(columns=["n", "size"]))
    insert(connection, "school_place", involvement.former_places(school, leaves, generator(seed, "places")))
    programmes = involvement.school_programmes(school, scale, generator(seed, "programmes"))
    insert(connection, "school_programme", programmes)
    insert(connection, "target", involvement.targets(areas, school))
    insert(connection, "fact_milestone", milestones(areas, generator(seed, "milestones")))
    insert(connection, "fact_gate", involvement.gates(platforms, generator(seed, "gates")))
