"""What the generator planted, so that tests can look whether it is found."""

from __future__ import annotations

from typing import Any

import pandas as pd

from seed.demo import cells, effects, faults, levels
from seed.demo.scale import AS_OF, SCHOOLS_IN_CHINA, Scale
from seed.demo.sizes import published_students
from seed.demo.tables import Integers


def truth(
    scale: Scale,
    seed: int,
    school: pd.DataFrame,
    params: pd.DataFrame,
    areas: pd.DataFrame,
    treatment: Integers,
    faulty: dict[str, list[str]],
) -> dict[str, Any]:
    """Return the planted effects, gaps and faults and the expected magnitudes as a JSON-able dict."""
    return {
        "scale": scale.name,
        "seed": seed,
        "as_of": AS_OF.isoformat(),
        "schools": len(school),
        "scaling": {
            "factor": scale.factor,
            "schools_in_china": SCHOOLS_IN_CHINA,
            "basis": "schools of the warehouse / schools in China, 2024",
        },
        "pilot_effects": {
            "unit": "percentage points added to the rate, rising linearly over ramp_months from the start",
            "additive": True,
            "batches": effects.described(areas),
        },
        "placebo": {"starts_on": "2021-09-01", "regions": effects.placebo(school, treatment), "points": 0.0},
        "gap_trends": _gaps(),
        "quality_faults": faults.told(params, faulty),
        "expected": _expected(scale, cells.views_per_student(params)),
    }


def _gaps() -> dict[str, Any]:
    provinces = levels.provinces()
    stories = {}
    for name, row in levels.gaps().iterrows():
        stories[str(name)] = {
            "provinces": sorted(provinces.loc[provinces["gap"] == name, "code"]),
            "points_2016_09": float(row["urban"] - row["rural"]),
            "points_a_year": round(float(row["urban_per_year"] - row["rural_per_year"]), 4),
            "rural_points_a_year": float(row["rural_per_year"]),
            "urban_points_a_year": float(row["urban_per_year"]),
        }
    return {
        "unit": "urban minus rural points between schools alike in all else",
        "measures": {
            "R02": levels.GAP_SHARE["student"],
            "R03": levels.GAP_SHARE["teacher"],
            "T04": levels.GAP_SHARE["training"],
        },
        "stories": stories,
    }


def _expected(scale: Scale, views: float) -> dict[str, Any]:
    students = published_students()
    return {
        "students_2024": {stage: round(count * scale.factor) for stage, count in students.items()},
        "views_per_student_week_2024_07": views,
        "national_platform_views_a_month": round((60.8e9 - 26e9) / 22 * scale.factor),
        "role_shares": cells.ROLES,
        "kind_shares": {
            kind: round(sum(cells.ROLES[role] * cells.KINDS[role][kind] for role in cells.ROLES), 4)
            for kind in cells.MINUTES
        },
        "student_devices_2020_12": round(17_030_000 * scale.factor),
        "teacher_devices_2020_12": round(10_600_000 * scale.factor),
    }
