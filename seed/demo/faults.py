"""Planted faults of quality: a few schools whose reports are wrong in a known way, so that somebody can find them."""

from __future__ import annotations

from typing import Any

import duckdb
import numpy as np
import pandas as pd

from seed.demo.levels import NEVER
from seed.demo.scale import MONTHS
from seed.demo.tables import statement

KINDS = {
    "stopped": "every feed: nothing has come since 2026-04, and nothing says that the school closed",
    "outlier": "fact_usage: fifteen times the views in 2026-04",
    "jump": "fact_activity: three times the students from 2026-04 to 2026-06",
    "repeat": "fact_activity: the same active students from 2026-03 to 2026-06",
    "burst": "fact_usage: nearly all views of 2026-05, 2026-06 and 2026-10 in the last week of the month",
    "impossible": "fact_activity: more active teachers in 2026-05 than there are",
}
"""What is planted under each kind."""

_SINCE = MONTHS - 7
# Schools of a kind: two of the tiny warehouse, at most twenty.
_EACH, _FEWEST, _MOST = 1 / 600, 2, 20
_LEAST_SIZE, _MOST_SIZE = 300, 1_500
# Places by which answers are checked elsewhere stay as they are.
_SPARED = ("11", "12", "13", "33", "42", "44", "46", "62", "64")


def choose(params: pd.DataFrame, rng: np.random.Generator) -> dict[str, list[str]]:
    """Return the schools of each kind of fault: open throughout, in no pilot, of some size.

    In `params` they report all that they owe, so that each fault is there; those that stop, until they do.
    """
    open_throughout = (params["from_month"] == 0) & (params["to_month"] == MONTHS - 1)
    plain = (params["treatment"] == 0) & (params["silent_from"] == NEVER)
    elsewhere = ~params["region_code"].str.startswith(_SPARED)
    fit = open_throughout & plain & elsewhere & params["size"].between(_LEAST_SIZE, _MOST_SIZE)
    each = min(_MOST, max(_FEWEST, round(len(params) * _EACH)))
    drawn = rng.permutation(np.flatnonzero(fit))[: each * len(KINDS)]
    params.loc[drawn, ["miss", "late"]] = 0.0
    chosen = {kind: drawn[i :: len(KINDS)] for i, kind in enumerate(KINDS)}
    params.loc[chosen["stopped"], "silent_from"] = _SINCE
    return {kind: sorted(params["school_id"].iloc[rows]) for kind, rows in chosen.items()}


def plant(connection: duckdb.DuckDBPyConnection, chosen: dict[str, list[str]]) -> None:
    """Write the faults into the facts; those of schools that stopped are there already."""
    pairs = [(school, kind) for kind, schools in chosen.items() for school in schools]
    connection.execute("CREATE OR REPLACE TEMP TABLE demo_fault (school_id TEXT, kind TEXT)")
    if pairs:
        connection.executemany("INSERT INTO demo_fault VALUES ($1, $2)", pairs)
    connection.execute(statement("faults.sql"))


def told(params: pd.DataFrame, chosen: dict[str, list[str]]) -> dict[str, Any]:
    """Return what is planted, for the truth; others that fell silent by themselves are named with the planted."""
    silent = params["school_id"][(params["silent_from"] < MONTHS) & (params["to_month"] == MONTHS - 1)]
    schools = {**chosen, "stopped": sorted(silent)}
    return {kind: {"what": KINDS[kind], "schools": codes} for kind, codes in schools.items()}
