"""Small tables behind the smaller facts: subjects, literacy dimensions, grades, channels, kinds of supply, trackers."""

from __future__ import annotations

import numpy as np
import pandas as pd

from seed.demo.sizes import PARTS
from seed.demo.tables import read

_GRADES = {"primary": range(1, 7), "junior": range(7, 10), "senior": range(10, 13), "vocational": range(10, 13)}
# Published for 2021: 164 studios and 768 communities in Wuhan, 58 courses in Hexi; against an ordinary county.
_STUDIOS, _COURSES = {"4201": 10.0}, {"120103": 4.7}


def frames(schools: pd.DataFrame, leaves: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the parameter tables by name."""
    return {
        "subject": _subjects(),
        "dimension": read("demo/dimensions.csv").astype({"slot": "int64", "points": float, "first_year": "int64"}),
        "grade": _grades(),
        "channel": read("demo/channels.csv").astype({"slot": "int64", "first_month": "int64", "share": float}),
        "kind": read("demo/kinds.csv").astype({"slot": "int64", "items": float, "teachers_each": "int64"}),
        "tracker": _trackers(),
        "county": _counties(schools, leaves),
    }


def _subjects() -> pd.DataFrame:
    given = read("demo/subjects.csv")
    rows = [
        (slot, subject, stage, sum(float(row[part]) * share for part, share in PARTS[stage].items()))
        for slot, (subject, row) in enumerate(given.set_index("subject").iterrows())
        for stage in PARTS
    ]
    return pd.DataFrame(rows, columns=["slot", "subject", "stage", "share"])


def _grades() -> pd.DataFrame:
    rows = [
        (stage, kind, f"{grade:02d}", len(grades), grade - 1 + 12 * position)
        for stage, grades in _GRADES.items()
        for position, kind in enumerate(("academic", "health"))
        for grade in grades
    ]
    return pd.DataFrame(rows, columns=["stage", "kind", "grade", "grades", "slot"])


def _trackers() -> pd.DataFrame:
    numbers = dict.fromkeys(["classes", "teachers", "lessons", "events"], float)
    return read("demo/trackers.csv").astype({"slot": "int64", "first_year": "int64", "last_year": "int64", **numbers})


def _counties(schools: pd.DataFrame, leaves: pd.DataFrame) -> pd.DataFrame:
    """Return the lowest places with schools, their teachers, and how rich in offers they are."""
    inside = schools[schools["region_code"].isin(leaves["region_code"])]
    frame = inside.groupby("region_code")["size"].sum().reset_index(name="size")
    return frame.assign(
        place=np.arange(len(frame), dtype=np.int64),
        teachers=np.maximum(1, frame["size"] / 15).astype(np.int64),
        studios=_rich(frame["region_code"], _STUDIOS),
        courses=_rich(frame["region_code"], _COURSES),
    )


def _rich(codes: pd.Series, factors: dict[str, float]) -> list[float]:
    return [next((factor for place, factor in factors.items() if code.startswith(place)), 1.0) for code in codes]
