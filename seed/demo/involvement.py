"""Who takes part in what besides the areas: schools in programmes, platforms at their gates, targets, old places."""

from __future__ import annotations

import numpy as np
import pandas as pd

from seed.demo.scale import Scale
from seed.demo.tables import dates, read

# Programme, places (beginnings of codes), share of the schools there, role, first day.
_SCHOOLS: tuple[tuple[str, tuple[str, ...], float, str, str], ...] = (
    ("platform_pilot", ("44", "46", "64"), 0.3, "pilot", "2024-03-01"),
    ("demonstration_area", ("110101", "310112", "4201", "4301", "4401", "1408", "510107"), 0.25, "pilot", "2019-05-01"),
    ("demonstration_area", ("130629", "130632", "130638"), 0.5, "pilot", "2019-05-01"),
    ("zhongshan_smart_education", ("4420",), 0.6, "pilot", "2021-01-01"),
    ("love_seed", ("4420",), 0.4, "member", "2018-09-01"),
    ("multi_technology", ("4420",), 0.3, "member", "2019-09-01"),
    ("education_cloud", ("4201",), 0.8, "member", "2016-09-01"),
    ("it_capability_2", ("",), 0.1, "tracked", "2019-09-01"),
    ("it_capability_2", ("4420",), 0.9, "tracked", "2019-09-01"),
)
_AI_BASES = 184
_GATES = ("single_sign_on", "directory", "data_return", "monitoring")
_TARGETS = (
    ("R02", 65.0, "2027-08-31"),
    ("R03", 85.0, "2027-08-31"),
    ("T04", 92.0, "2027-08-31"),
    ("R05", 85.0, "2027-08-31"),
    ("T01", 98.0, "2026-08-31"),
    ("L03", 95.0, "2028-08-31"),
)
_SCHOOL_TARGETS = (
    ("T04", 95.0, "2027-08-31"),
    ("R03", 85.0, "2027-08-31"),
    ("R02", 70.0, "2027-08-31"),
    ("G05", 100.0, "2026-08-31"),
)
_SCHOOLS_WITH_TARGETS = ("4420", "1306", "4201")
_STOOD_BEFORE = ("330102", "330105")
_EAST_FOR_WEST = {
    "15": "110000", "54": "110000", "62": "370000", "64": "350000", "52": "440000", "45": "440000",
    "53": "310000", "51": "330000", "63": "320000", "61": "320000", "50": "370000", "65": "330000",
}  # fmt: skip

# The areas that give lessons in the name of their province.
_GIVES = {
    "110000": "110108", "120000": "120103", "130000": "130629", "140000": "140800", "310000": "310112",
    "320000": "320500", "370000": "370200", "420000": "420100", "430000": "430100", "440000": "440100",
    "510000": "510107",
}  # fmt: skip


def school_programmes(schools: pd.DataFrame, scale: Scale, rng: np.random.Generator) -> pd.DataFrame:
    """Return which schools take part in which programme, from when, in which role."""
    frames = []
    code, stays = schools["region_code"], schools["valid_to"].isna()
    for programme, places, share, role, since in _SCHOOLS:
        inside = code.str.startswith(places) & stays
        frames.append(_take_part(schools[inside & (rng.random(len(schools)) < share)], programme, role, since))
    bases = rng.permutation(len(schools))[: max(2, round(_AI_BASES * scale.factor))]
    frames.append(_take_part(schools.iloc[np.sort(bases)], "ai_education", "base", "2018-09-01"))
    needy = schools[schools["needy"] & (schools["setting"] == "rural") & stays]
    frames.append(_take_part(needy.iloc[:: max(1, len(needy) // 8)], "rural_pilot", "pilot", "2022-09-01"))
    return pd.concat(frames, ignore_index=True).drop_duplicates(["school_id", "programme_code"], ignore_index=True)


def _take_part(schools: pd.DataFrame, programme: str, role: str, since: str) -> pd.DataFrame:
    start = schools["valid_from"].where(schools["valid_from"] > pd.Timestamp(since), pd.Timestamp(since))
    return pd.DataFrame(
        {
            "school_id": schools["school_id"],
            "programme_code": programme,
            "role": role,
            "valid_from": start.astype("datetime64[us]"),
            "valid_to": schools["valid_to"],
        }
    )


def former_places(schools: pd.DataFrame, leaves: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Return where a few schools stood before they moved to a neighbouring county."""
    parent = dict(zip(leaves["region_code"], leaves["parent_code"], strict=True))
    beside = leaves[leaves["level"] == "county"].groupby("parent_code")["region_code"].agg(list).to_dict()
    rows = []
    for place, school in zip(schools["region_code"].iloc[::150], schools["school_id"].iloc[::150], strict=True):
        others = [code for code in beside.get(parent.get(place), []) if code != place]
        if others:
            rows.append((school, others[int(rng.integers(len(others)))], f"{rng.integers(2018, 2025)}-08-31"))
    moved = {school for school, _, _ in rows}
    rows += [row for row in _of_merged(schools) if row[0] not in moved]
    frame = pd.DataFrame(rows, columns=["school_id", "region_code", "valid_to"])
    return frame.assign(valid_to=dates(frame["valid_to"]))


def _of_merged(schools: pd.DataFrame) -> list[tuple[str, str, str]]:
    """Where schools stood whose county was merged into another: every old county has some of those of the new one."""
    former = read("reference/former_divisions.csv")
    counties = former[former["level"] == "county"]
    given = counties.assign(new=counties["new_codes"].str.split("|")).explode("new")
    rows = []
    for new, olds in given.groupby("new"):
        places: list[tuple[str, str] | None] = [*zip(olds["code"], olds["changed_on"], strict=True)]
        # Those that took another in, and were not founded by the merger, keep some that always stood there.
        places += [None] if new in _STOOD_BEFORE else []
        for number, school in enumerate(schools.loc[schools["region_code"] == new, "school_id"]):
            if (place := places[number % len(places)]) is not None:
                day = pd.Timestamp(place[1]) - pd.Timedelta(days=1)
                rows.append((school, place[0], f"{day:%Y-%m-%d}"))
    return rows


def gates(platforms: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Return when each province-level platform passed each gate; all 32 had joined by 2025-05."""
    codes = platforms.loc[platforms["tier"] == "provincial", "platform_code"].tolist()
    rows = []
    for code in codes:
        day = pd.Timestamp("2022-04-01") + pd.Timedelta(days=int(rng.integers(0, 500)))
        for gate in _GATES:
            day = min(day + pd.Timedelta(days=int(rng.integers(20, 200))), pd.Timestamp("2025-05-20"))
            rows.append((code, gate, day))
    frame = pd.DataFrame(rows, columns=["platform_code", "gate", "passed_on"])
    return frame.assign(passed_on=frame["passed_on"].astype("datetime64[us]"))


def targets(areas: pd.DataFrame, schools: pd.DataFrame) -> pd.DataFrame:
    """Return what areas and the schools of some of them want to reach, by the end of which school year."""
    chosen = schools["region_code"].str.startswith(_SCHOOLS_WITH_TARGETS) & schools["valid_to"].isna()
    rows = [
        (unit, indicator, value, day, "年度工作要点 / Plan of the year", by)
        for units, wanted, by in (
            (areas["area_code"], _TARGETS, "area"),
            (schools.loc[chosen, "school_id"], _SCHOOL_TARGETS, "school"),
        )
        for unit in units
        for indicator, value, day in wanted
    ]
    frame = pd.DataFrame(rows, columns=["unit_code", "indicator", "target_value", "due_on", "basis", "set_by"])
    return frame.assign(due_on=dates(frame["due_on"]))


def origins(schools: pd.DataFrame, rng: np.random.Generator) -> pd.Series:
    """Return who shares lessons with each needy school, or None: a paired province in the east, its own, or an area."""
    own = schools["region_code"].str[:2]
    paired = own.map(_EAST_FOR_WEST).where(rng.random(len(schools)) < 0.6).fillna(own + "0000")
    by_area = paired.map(_GIVES).where(rng.random(len(schools)) < 0.4).fillna(paired)
    return by_area.astype(object).where(schools["needy"], None)
