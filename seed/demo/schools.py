"""The schools: where they stand, what they are, how large, and when they opened, closed or merged."""

from __future__ import annotations

import numpy as np
import pandas as pd

from seed.demo.lives import lives
from seed.demo.names import names
from seed.demo.placement import places, whole
from seed.demo.scale import SCHOOLS_IN_CHINA, Scale
from seed.demo.sizes import sizes

_BANDS = ((100, "under_100"), (500, "100_499"), (1000, "500_999"), (2000, "1000_1999"), (10**9, "2000_up"))
# Chance of urban, town, rural by the kind of place, and how much less often a stage is found in villages.
_SETTINGS = {"district": (0.62, 0.2, 0.18), "city": (0.3, 0.37, 0.33), "county": (0.12, 0.44, 0.44)}
_VILLAGES = {"primary": 1.0, "junior": 0.8, "nine_year": 1.2, "senior": 0.25, "twelve_year": 0.4, "vocational": 0.2}
_BOARDING = {"senior": 0.7, "vocational": 0.7, "twelve_year": 0.6, "junior": 0.3, "nine_year": 0.3}
_NEEDY = {"urban": 0.02, "town": 0.09, "rural": 0.24}


def make(scale: Scale, region: pd.DataFrame, leaves: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Return one row for each school by place: the columns of `school`, its number `n` and its `size` in students."""
    frame = pd.DataFrame({"region_code": places(scale, leaves, rng)}, dtype=object)
    quota = whole(np.array(list(SCHOOLS_IN_CHINA.values())) * len(frame) / sum(SCHOOLS_IN_CHINA.values()))
    stages = np.repeat(np.array(list(SCHOOLS_IN_CHINA), dtype=object), quota)
    frame["stage"] = rng.permutation(stages)
    if not scale.places:
        frame["region_code"] = _run_by_the_prefecture(frame, region, rng)
        frame = frame.sort_values("region_code", kind="stable", ignore_index=True)
    number = np.arange(1, len(frame) + 1, dtype=np.int64)
    frame = frame.assign(n=number, school_id=[f"S{n:06d}" for n in number])
    frame["setting"] = _settings(frame, region, rng)
    frame = lives(frame, rng)
    frame["size"] = sizes(frame, scale, rng)
    frame = frame.join(names(frame["stage"], rng))
    frame["size_band"] = [next(name for limit, name in _BANDS if size < limit) for size in frame["size"]]
    frame["ownership"] = np.where(rng.random(len(frame)) < 0.07, "private", "public")
    boarding = frame["stage"].map(lambda stage: _BOARDING.get(stage, 0.06)).to_numpy(dtype=np.float64)
    frame["boarding"] = rng.random(len(frame)) < boarding
    west = frame["region_code"].map(region.set_index("region_code")["macro_region"]).eq("west").to_numpy(dtype=bool)
    needy = frame["setting"].map(_NEEDY).to_numpy(dtype=np.float64) * (1 + 0.6 * west)
    frame["needy"] = rng.random(len(frame)) < needy
    return frame


def _settings(frame: pd.DataFrame, region: pd.DataFrame, rng: np.random.Generator) -> list[str]:
    place = region.set_index("region_code").loc[frame["region_code"]]
    district = place["name_zh"].str.endswith("区") | (place["level"] == "prefecture")
    kinds = np.where(district, "district", np.where(place["name_zh"].str.endswith("市"), "city", "county"))
    settings = []
    for stage, kind, chance in zip(frame["stage"], kinds, rng.random(len(frame)), strict=True):
        urban, town, rural = (0.0, 0.12, 0.88) if stage == "teaching_point" else _SETTINGS[kind]
        chance *= urban + town + rural * _VILLAGES.get(stage, 1.0)
        settings.append("urban" if chance < urban else "town" if chance < urban + town else "rural")
    return settings


def _run_by_the_prefecture(frame: pd.DataFrame, region: pd.DataFrame, rng: np.random.Generator) -> list[str]:
    """Hang a part of the upper schools on the prefecture itself, although it has counties."""
    parent = dict(zip(region["region_code"], region["parent_code"], strict=True))
    prefectures = set(region.loc[region["level"] == "prefecture", "region_code"])
    upper = frame["stage"].isin(["senior", "vocational", "twelve_year"]).to_numpy() & (rng.random(len(frame)) < 0.25)
    # A county keeps its first school, whatever it is.
    spare = frame["region_code"].duplicated().to_numpy()
    return [
        parent[code] if moves and parent[code] in prefectures else code
        for code, moves in zip(frame["region_code"], upper & spare, strict=True)
    ]
