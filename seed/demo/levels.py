"""What makes one school different from another: its level, its trend, its equipment, its habits of reporting."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from seed.demo.regions import LOCAL_PLATFORMS, XPCC_COUNTIES
from seed.demo.scale import MONTHS
from seed.demo.tables import Integers, Numbers, read

NEVER = 9_999
"""A month that does not come."""
GAP_SHARE = {"student": 1.0, "teacher": 0.6, "training": 0.4}
"""The part of a gap of `gaps.csv` that a measure shows."""

_STAGE = {  # points on a student, teacher and training level
    "primary": (-2.0, 0.0, 0.0),
    "junior": (3.0, 1.5, 0.5),
    "senior": (5.0, 2.0, 1.0),
    "nine_year": (0.0, 0.0, 0.0),
    "twelve_year": (3.0, 1.0, 0.5),
    "vocational": (1.0, -2.0, -1.5),
    "teaching_point": (-6.0, -5.0, -2.5),
}
_DEVICES = {"urban": 0.95, "town": 0.9, "rural": 1.15}
_VIEWS = {"urban": 1.12, "town": 0.95, "rural": 0.85}
_LOCAL_SHARE = 0.2


def provinces() -> pd.DataFrame:
    """Return the invented character of each province, by the first two digits of its code."""
    frame = read("demo/provinces.csv")
    numbers = frame.columns.drop(["code", "gap"])
    return frame.astype(dict.fromkeys(numbers, float)).set_index(frame["code"].str[:2])


def gaps() -> pd.DataFrame:
    """Return the urban-rural stories: points in 2016-09 by setting, and points a year."""
    frame = read("demo/gaps.csv").set_index("gap")
    return frame.astype(float)


def params(schools: pd.DataFrame, treatment: Integers, rng: np.random.Generator) -> pd.DataFrame:
    """Return one row for each school with the numbers that the SQL files turn into facts."""
    count = len(schools)
    province = provinces().loc[list(schools["region_code"].str[:2])].reset_index(drop=True)
    county, codes = pd.factorize(schools["region_code"])
    frame = schools[["n", "school_id", "region_code", "stage", "setting", "size"]].copy()
    frame["county"] = county.astype(np.int64)
    frame["treatment"] = treatment
    frame["from_month"] = _month(schools["valid_from"], 0)
    frame["to_month"] = _month(schools["valid_to"], MONTHS - 1)
    story, setting = gaps().loc[list(province["gap"])], schools["setting"].to_numpy()
    apart, per_year = (_pick(story, setting, suffix) for suffix in ("", "_per_year"))
    large = np.clip(0.8 * np.log(schools["size"].to_numpy(dtype=np.float64) / 500), -2.5, 2.0)
    spread = {"student": (2.0, 6.0), "teacher": (1.8, 5.0), "training": (1.0, 2.5)}
    for position, (measure, (of_county, of_school)) in enumerate(spread.items()):
        stage = (
            schools["stage"].map({code: points[position] for code, points in _STAGE.items()}).to_numpy(dtype=np.float64)
        )
        local = rng.normal(0.0, of_county, len(codes))[county] + rng.normal(0.0, of_school, count)
        frame[measure] = province[measure].to_numpy() + stage + local + GAP_SHARE[measure] * apart + large
        frame[f"{measure}_year"] = GAP_SHARE[measure] * per_year
    size = schools["size"].to_numpy(dtype=np.float64)
    frame["devices"] = _weighed(
        province["device"].to_numpy() * _of(setting, _DEVICES) * rng.lognormal(0.0, 0.4, count), size
    )
    frame["views"] = _weighed(
        province["usage"].to_numpy() * _of(setting, _VIEWS) * rng.lognormal(0.0, 0.35, count), size
    )
    frame["wealth"] = np.clip(0.5 + 0.02 * province["teacher"].to_numpy() + rng.normal(0.0, 0.22, count), 0.02, 0.98)
    rank = (
        frame["wealth"].to_numpy()
        + rng.normal(0.0, 0.15, count)
        + 0.1 * (setting == "urban")
        - 0.1 * (setting == "rural")
    )
    frame["network"] = (np.argsort(np.argsort(rank, kind="stable"), kind="stable") + 0.5) / count
    frame["class_size"] = np.clip(
        _of(setting, {"urban": 42.0, "town": 40.0, "rural": 27.0}) + rng.normal(0, 4, count), 8, 55
    )
    frame["textbook_from"] = _adopted(schools, rng)
    frame["textbook"] = np.clip(rng.normal(0.0, 6.0, count) + province["student"].to_numpy() * 0.6, -20.0, 12.0)
    # The e-textbook app of Zhongshan is published at above 85 % in 2022.
    frame["textbook"] = np.where(_in_zhongshan(schools), 14.0 + rng.normal(0.0, 2.0, count), frame["textbook"])
    # No urban-rural story here: a national sample of teachers found none.
    frame["literacy"] = 0.5 * province["teacher"].to_numpy() + rng.normal(0.0, 5.0, count)
    frame["portrait_from"] = np.where(rng.random(count) < 0.12, rng.integers(8, 18, count), NEVER).astype(np.int64)
    return frame.assign(**_platforms(schools, province), **_reporting(count, rng))


def _month(days: pd.Series, otherwise: int) -> Integers:
    month = (days.dt.year - 2016) * 12 + days.dt.month - 9
    return np.asarray(month.fillna(otherwise).to_numpy(dtype=np.float64), dtype=np.int64)


def _pick(story: pd.DataFrame, setting: Integers, suffix: str) -> Numbers:
    columns = [story[f"{name}{suffix}"].to_numpy(dtype=np.float64) for name in ("urban", "town", "rural")]
    return np.select([setting == "urban", setting == "town"], columns[:2], columns[2])


def _of(setting: Integers, values: dict[str, float]) -> Numbers:
    return np.array([values[name] for name in setting], dtype=np.float64)


def _weighed(factor: Numbers, size: Numbers) -> Numbers:
    """Scale a factor so that its mean over students is one and national totals stay where they are put."""
    return np.asarray(factor * size.sum() / (factor * size).sum(), dtype=np.float64)


def _adopted(schools: pd.DataFrame, rng: np.random.Generator) -> Integers:
    """Return the month in which a school took up e-textbooks; Zhongshan did as a whole."""
    month = rng.integers(24, MONTHS - 20, len(schools)) // 12 * 12
    month = np.where(rng.random(len(schools)) < 0.55, month, NEVER)
    return np.where(_in_zhongshan(schools), 48, month).astype(np.int64)


def _in_zhongshan(schools: pd.DataFrame) -> npt.NDArray[np.bool_]:
    return np.asarray(schools["region_code"] == "442000", dtype=np.bool_)


def _platforms(schools: pd.DataFrame, province: pd.DataFrame) -> dict[str, Any]:
    code = schools["region_code"]
    own = ("province-" + province["code"]).where(~code.str.startswith(XPCC_COUNTIES), "xpcc")
    local = [next((name for place, (name, *_) in LOCAL_PLATFORMS.items() if c[:4] == place[:4]), None) for c in code]
    return {
        "provincial": own,
        "local": pd.Series(local, dtype=object),
        "national_share": province["national"],
        "local_share": np.array([_LOCAL_SHARE if name else 0.0 for name in local]),
    }


def _reporting(count: int, rng: np.random.Generator) -> dict[str, Any]:
    """Most schools miss few reports, some many, and a few stop for good."""
    poor = rng.random(count) < 0.06
    silent = rng.random(count) < 0.005
    return {
        "miss": np.where(poor, rng.uniform(0.12, 0.35, count), rng.beta(1.2, 60.0, count)),
        "late": np.where(poor, 0.2, 0.045),
        "silent_from": np.where(silent, rng.integers(MONTHS - 24, MONTHS - 3, count), NEVER).astype(np.int64),
        "hides_spaces": rng.random(count) < 0.18,
    }
