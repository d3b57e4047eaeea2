"""How many schools stand in which place."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from seed.demo.regions import population
from seed.demo.scale import Scale
from seed.demo.tables import Integers, Numbers, read

# A prefecture without counties counts as one leaf; its people are many counties' worth.
_PEOPLE = {"441900": 9.0, "442000": 5.0, "460400": 2.0, "620200": 1.0}
# Places that pages and tests land on need enough schools to compare.
_AT_LEAST = {"110101": 6, "110108": 8, "120103": 6, "130629": 5, "130632": 6, "130638": 6, "310112": 8, "510107": 6}
_AT_LEAST |= {"442000": 40, "460400": 8, "620200": 5}
_A_PLACE = 3
"""With fewer schools than this for each place, some places go without."""


def places(scale: Scale, leaves: pd.DataFrame, rng: np.random.Generator) -> list[str]:
    """Return the code of the place of each school, sorted."""
    if scale.places:
        fixed = read(f"demo/{scale.places}")
        codes, counts = fixed["region_code"].tolist(), fixed["schools"].astype(int).to_numpy()
    else:
        codes, counts = leaves["region_code"].tolist(), _by_census(scale.schools, leaves, rng)
    return sorted(str(code) for code in np.repeat(np.array(codes, dtype=object), counts))


def _by_census(schools: int, leaves: pd.DataFrame, rng: np.random.Generator) -> Integers:
    """Give each leaf its minimum, then the rest by the people of its province and a weight of its own."""
    codes = leaves["region_code"].tolist()
    least = np.array([_AT_LEAST.get(code, 1) for code in codes], dtype=np.float64)
    weight = rng.lognormal(0.0, 0.55, len(codes)) * np.array([_PEOPLE.get(code, 1.0) for code in codes])
    province = leaves["region_code"].str[:2].to_numpy(dtype=object)
    people = {code[:2]: count for code, count in population().items()}
    wanted = np.zeros(len(codes))
    for code in sorted(set(province)):
        inside = province == code
        wanted[inside] = schools * people[code] / sum(people.values()) * weight[inside] / weight[inside].sum()
    if schools < _A_PLACE * len(codes):
        kept = _kept(codes, wanted, schools // _A_PLACE)
        least, wanted = least * kept, wanted * kept
    missing = np.maximum(wanted - least, 0.0)
    return least.astype(np.int64) + whole(missing / missing.sum() * (schools - least.sum()))


def _kept(codes: list[str], wanted: Numbers, number: int) -> npt.NDArray[np.bool_]:
    """Choose about `number` places: those that must have schools, the largest of each province, then by size."""
    order = np.argsort(-wanted, kind="stable")
    first_of_province = {codes[i][:2]: i for i in order[::-1]}
    must = [i for i, code in enumerate(codes) if code in _AT_LEAST]
    ranked = dict.fromkeys([*must, *first_of_province.values(), *order.tolist()])
    kept = np.zeros(len(codes), dtype=np.bool_)
    kept[list(ranked)[:number]] = True
    return kept


def whole(shares: Numbers) -> Integers:
    """Round `shares` to whole numbers with the same sum, the largest remainders up."""
    floor = np.floor(shares).astype(np.int64)
    short = round(float(shares.sum())) - int(floor.sum())
    floor[np.argsort(-(shares - floor), kind="stable")[:short]] += 1
    return floor
