"""The counties whose homes are surveyed."""

from __future__ import annotations

import numpy as np
import pandas as pd

from seed.demo.levels import gaps, provinces

_SETTINGS = ("urban", "town", "rural")
_POOR = {"urban": 0.68, "town": 1.0, "rural": 1.4}


def homes(schools: pd.DataFrame, leaves: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Return for each lowest place with schools and each setting there its students and its distance from the nation.

    Schools that hang on a prefecture with counties are left out, so that no survey stands at two levels of one branch.
    """
    inside = schools[schools["region_code"].isin(leaves["region_code"])]
    students = inside.groupby(["region_code", "setting"])["size"].sum().reset_index(name="students")
    place, codes = pd.factorize(students["region_code"])
    province = provinces().loc[list(students["region_code"].str[:2])].reset_index(drop=True)
    story = gaps().loc[list(province["gap"])].reset_index(drop=True)
    setting = students["setting"]
    # Where villages lead at school they do not trail at home either; elsewhere the gap moves as it does at school.
    poor = setting.map(_POOR).where(province["gap"] != "rural_leads", 1.0)
    apart = (story["urban_per_year"] - story["rural_per_year"]) * setting.map(
        {"urban": -0.5, "town": 0.0, "rural": 0.5}
    )
    county = rng.lognormal(0.0, 0.25, len(codes))[place]
    return students.assign(
        place=place.astype(np.int64),
        s=setting.map({name: i for i, name in enumerate(_SETTINGS)}).astype("int64"),
        factor=province["home"] * poor * county,
        per_year=0.003 * apart,
    )
