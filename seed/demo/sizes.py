"""How many students a school has: invented school by school, and true to the published totals of 2024."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from seed.demo.scale import SCHOOLS_IN_CHINA, Scale
from seed.demo.tables import Numbers, read

PARTS: dict[str, dict[str, float]] = {
    "primary": {"primary": 1.0},
    "junior": {"junior": 1.0},
    "senior": {"senior": 1.0},
    "nine_year": {"primary": 0.58, "junior": 0.42},
    "twelve_year": {"primary": 0.42, "junior": 0.27, "senior": 0.31},
    "vocational": {"vocational": 1.0},
    "teaching_point": {"primary": 1.0},
}
"""Which stages a school teaches, with the share of its students; a teaching point teaches the first primary grades."""

_PUBLISHED = {"primary": "primary_pupils_2024", "junior": "junior_students_2024", "senior": "senior_students_2024"}
_MEAN = {"nine_year": 900.0, "twelve_year": 1650.0, "vocational": 1400.0, "teaching_point": 35.0}
_SPREAD = {"primary": 0.75, "junior": 0.6, "senior": 0.45, "vocational": 0.6, "teaching_point": 0.7}
_SETTING = {"urban": 1.45, "town": 1.0, "rural": 0.5}
_CENSUS_DAY = pd.Timestamp("2024-10-01")

# Students of each stage against 2024: fewer births reach the primary schools first.
_YEARS = np.arange(2016, 2027)
_TREND = {
    "primary": np.interp(_YEARS, [2016, 2020, 2023, 2024, 2026], [0.94, 1.013, 1.02, 1.0, 0.945]),
    "junior": np.interp(_YEARS, [2016, 2020, 2024, 2026], [0.80, 0.91, 1.0, 1.03]),
    "senior": np.interp(_YEARS, [2016, 2020, 2024, 2026], [0.81, 0.86, 1.0, 1.06]),
    "vocational": np.interp(_YEARS, [2016, 2024, 2026], [1.05, 1.0, 0.98]),
}
_STUDENTS_PER_TEACHER = {"primary": 16.3, "junior": 12.6, "senior": 12.7, "vocational": 18.0}


def published_students() -> dict[str, float]:
    """Return the published number of students in China by stage, 2024."""
    figures = read("reference/published_figures.csv").set_index("figure_code")["value"]
    return {stage: float(figures[code]) for stage, code in _PUBLISHED.items()}


def sizes(schools: pd.DataFrame, scale: Scale, rng: np.random.Generator) -> Numbers:
    """Return students per school in autumn 2024, such that those open then add up to the published totals, scaled."""
    spread = schools["stage"].map(lambda stage: _SPREAD.get(stage, 0.6)).to_numpy(dtype=np.float64)
    raw = np.exp(rng.normal(0.0, spread)) * schools["setting"].map(_SETTING).to_numpy(dtype=np.float64)
    day = _CENSUS_DAY
    opened = (schools["valid_from"].isna() | (schools["valid_from"] <= day)).to_numpy(dtype=bool)
    is_open = opened & (schools["valid_to"].isna() | (schools["valid_to"] >= day)).to_numpy(dtype=bool)
    size = np.zeros(len(schools))
    rest = {stage: total * scale.factor for stage, total in published_students().items()}
    for stage in sorted(SCHOOLS_IN_CHINA, key=lambda code: code in rest):
        inside = (schools["stage"] == stage).to_numpy(dtype=bool)
        total = rest[stage] if stage in rest else _MEAN[stage] * max(1, int((inside & is_open).sum()))
        size[inside] = raw[inside] * total / max(float(raw[inside & is_open].sum()), 1e-9)
        if stage not in rest:
            _take(rest, PARTS[stage], total)
    return np.asarray(np.maximum(size, 3.0), dtype=np.float64)


def _take(rest: dict[str, float], shares: Mapping[str, float], total: float) -> None:
    for stage, share in shares.items():
        if stage in rest:
            rest[stage] -= share * total


def parts(schools: pd.DataFrame) -> pd.DataFrame:
    """Return, for each school number and stage taught, its students in 2024 and students per teacher."""
    rows = [
        (number, stage, size * share, _STUDENTS_PER_TEACHER[stage])
        for number, kind, size in zip(schools["n"], schools["stage"], schools["size"], strict=True)
        for stage, share in PARTS[kind].items()
    ]
    return pd.DataFrame(rows, columns=["n", "stage", "size", "per_teacher"])


def enrolment() -> pd.DataFrame:
    """Return students of a stage in an autumn against 2024, one row for each stage and school year."""
    rows = [
        (stage, int(year), float(f)) for stage, trend in _TREND.items() for year, f in zip(_YEARS, trend, strict=True)
    ]
    return pd.DataFrame(rows, columns=["stage", "school_year", "factor"])
