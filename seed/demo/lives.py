"""When schools opened, closed and merged."""

from __future__ import annotations

import numpy as np
import pandas as pd

from seed.demo.scale import AS_OF, FIRST_DAY


def lives(schools: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Open some schools late, close some, and give every second closed one a successor in its place."""
    # Where few schools stand, all of them stay: a county without a school would have no history.
    many = schools.groupby("region_code")["school_id"].transform("size").to_numpy() >= 3
    order = rng.permutation(np.flatnonzero(many))
    n_opened, n_closed = max(4, len(schools) // 18), max(6, len(schools) // 25)
    opened, closed = order[:n_opened], order[n_opened : n_opened + n_closed]
    first = np.full(len(schools), np.datetime64("NaT"), dtype="datetime64[us]")
    last = first.copy()
    first[opened] = _days(rng.integers(FIRST_DAY.year + 1, AS_OF.year + 1, len(opened)), "-09-01")
    last[closed] = _days(rng.integers(FIRST_DAY.year + 2, AS_OF.year + 1, len(closed)), "-08-31")
    stays = np.isnat(first) & np.isnat(last)
    alike = schools[stays].groupby(["region_code", "stage"])["school_id"].first().to_dict()
    nearby = schools[stays].groupby("region_code")["school_id"].first().to_dict()
    successor: list[str | None] = [None] * len(schools)
    for school in closed[::2]:
        place, stage = schools["region_code"].iat[school], schools["stage"].iat[school]
        successor[school] = alike.get((place, stage), nearby.get(place))
    return schools.assign(valid_from=first, valid_to=last, successor_id=pd.Series(successor, dtype=object))


def _days(
    years: np.ndarray[tuple[int], np.dtype[np.int64]], day: str
) -> np.ndarray[tuple[int], np.dtype[np.datetime64]]:
    return np.array([f"{year}{day}" for year in years], dtype="datetime64[us]")
