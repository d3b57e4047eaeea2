"""Places that are no more, and the ones that took over from them: a few of the mergers of the last ten years."""

from __future__ import annotations

import pandas as pd

from seed.demo.tables import dates, read


def regions(region: pd.DataFrame) -> pd.DataFrame:
    """Return the former places as rows of `region`, closed the day before their change; `region` holds those of now."""
    given = _given()
    province = given["region_code"].str[:2] + "0000"
    macro = dict(zip(region["region_code"], region["macro_region"], strict=True))
    closed = given.assign(
        macro_region=province.map(macro),
        is_minority_area=False,
        valid_to=given["changed_on"] - pd.Timedelta(days=1),
    )
    return closed.drop(columns=["changed_on", "new_codes", "source"])


def successors() -> pd.DataFrame:
    """Return the rows of `region_successor`: a place that was divided has several."""
    given = _given().rename(columns={"region_code": "old_code"})
    split = given.assign(new_code=given["new_codes"].str.split("|")).explode("new_code", ignore_index=True)
    return split[["old_code", "new_code", "changed_on"]]


def _given() -> pd.DataFrame:
    given = read("reference/former_divisions.csv").rename(columns={"code": "region_code"})
    return given.assign(changed_on=dates(given["changed_on"]))
