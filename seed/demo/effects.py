"""The planted effects of the pilots: points added to R02, R03 and T04 in member schools once their area starts."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from seed.demo.scale import FIRST_DAY, MONTHS
from seed.demo.tables import Integers, read

MEASURES = ("R02", "R03", "T04")


def planted(areas: pd.DataFrame) -> pd.DataFrame:
    """Return the dated areas with their planted points and the month in which each starts."""
    points = read("demo/effects.csv").astype({"ramp_months": int, **dict.fromkeys(MEASURES, float)})
    frame = areas.merge(points, on="area_code", validate="one_to_one")
    start = pd.to_datetime(frame["start_date"])
    return frame.assign(start=(start.dt.year - FIRST_DAY.year) * 12 + start.dt.month - FIRST_DAY.month)


def treatments(schools: pd.DataFrame, region: pd.DataFrame, areas: pd.DataFrame) -> tuple[Integers, pd.DataFrame]:
    """Return the treatment number of each school, and for each treatment and month the points it adds.

    A school in two areas gets the points of both; treatment 0 is none.
    """
    effects = planted(areas)
    parent = dict(zip(region["region_code"], region["parent_code"], strict=True))
    member = {code: i for i, row in enumerate(effects["region_codes"]) for code in str(row).split("|")}
    in_areas = [_memberships(code, parent, member) for code in schools["region_code"]]
    distinct: list[tuple[int, ...]] = [(), *sorted(set(in_areas) - {()})]
    number = np.array([distinct.index(areas_of) for areas_of in in_areas], dtype=np.int64)
    month = np.arange(MONTHS)
    curves = []
    for treatment, of in enumerate(distinct):
        frame = pd.DataFrame({"treatment": np.int64(treatment), "m": month.astype(np.int64)})
        for measure in MEASURES:
            frame[measure] = np.zeros(MONTHS)
            for area in of:
                row = effects.iloc[area]
                onset = np.clip((month - row["start"] + 1) / row["ramp_months"], 0.0, 1.0)
                frame[measure] += float(row[measure]) * onset
        curves.append(frame)
    return number, pd.concat(curves, ignore_index=True)


def by_term(effect: pd.DataFrame, terms: pd.DataFrame) -> pd.DataFrame:
    """Return the effects of each treatment as means over the months of each term."""
    frames = []
    for first, last, term in zip(terms["first_month"], terms["last_month"], terms["term"], strict=True):
        inside = effect[effect["m"].between(first, last)]
        frames.append(inside.groupby("treatment")[list(MEASURES)].mean().reset_index().assign(term=np.int64(term)))
    return pd.concat(frames, ignore_index=True)


def _memberships(code: str | None, parent: dict[str, str | None], member: dict[str, int]) -> tuple[int, ...]:
    found = set()
    while code:
        if code in member:
            found.add(member[code])
        code = parent.get(code)
    return tuple(sorted(found))


def placebo(schools: pd.DataFrame, treatment: Integers) -> list[str]:
    """Return never treated places with schools: a pilot that does nothing, to test that no effect is found."""
    untreated = schools.loc[treatment == 0].groupby("region_code")["n"].size()
    return sorted(str(code) for code in untreated[untreated >= 2].index)[::5]


def described(areas: pd.DataFrame) -> list[dict[str, Any]]:
    """Return what was planted, area by area, with the plain mean of each batch."""
    effects = planted(areas)
    rows = []
    for (programme, batch, role), batch_areas in effects.groupby(["programme_code", "batch", "role"], sort=True):
        rows.append(
            {
                "programme_code": programme,
                "batch": batch,
                "role": role,
                "starts_on": batch_areas["start_date"].iloc[0],
                "ramp_months": int(batch_areas["ramp_months"].iloc[0]),
                "mean_points": {measure: round(float(batch_areas[measure].mean()), 4) for measure in MEASURES},
                "areas": {
                    row["area_code"]: {measure: row[measure] for measure in MEASURES}
                    for row in batch_areas.to_dict("records")
                },
            }
        )
    return rows
