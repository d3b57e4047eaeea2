"""Who views what: the shares of user roles and resource kinds, and how they move with the school year."""

from __future__ import annotations

import numpy as np
import pandas as pd

from seed.demo.placement import whole
from seed.demo.scale import Scale
from seed.demo.tables import Numbers

ROLES = {"student": 0.310, "teacher": 0.276, "parent": 0.093, "other": 0.321}
KINDS = {
    "student": {
        "lesson": 0.780,
        "training": 0.0,
        "textbook": 0.070,
        "experiment": 0.070,
        "library": 0.060,
        "other": 0.020,
    },
    "teacher": {
        "lesson": 0.320,
        "training": 0.550,
        "textbook": 0.020,
        "experiment": 0.030,
        "library": 0.035,
        "other": 0.045,
    },
    "parent": {
        "lesson": 0.810,
        "training": 0.0,
        "textbook": 0.040,
        "experiment": 0.0,
        "library": 0.050,
        "other": 0.100,
    },
    "other": {
        "lesson": 0.6975,
        "training": 0.187,
        "textbook": 0.0,
        "experiment": 0.0125,
        "library": 0.05,
        "other": 0.053,
    },
}
"""Shares over the year, as of 2024-05 on the national platform: lessons 62.9 %, training 21.2 %, e-textbooks 3.1 %."""
_LESSONS = sum(ROLES[role] * KINDS[role]["lesson"] for role in ROLES)
MINUTES = {"lesson": 7.5, "training": 14.0, "textbook": 4.0, "experiment": 6.0, "library": 5.0, "other": 2.5}
"""Minutes a view."""
BOTH = {*((role, "lesson") for role in ROLES), ("teacher", "training")}
"""Roles and kinds that a school views on the national platform and its own in one week, where kinds are kept apart."""

# In the long breaks teachers take the vacation course, and others go on much as before.
_IN_BREAK = {"student": 0.22, "teacher": 0.5, "parent": 0.3, "other": 0.55}
_TEACHERS_IN_BREAK = {
    "lesson": 0.12,
    "training": 0.78,
    "textbook": 0.01,
    "experiment": 0.01,
    "library": 0.03,
    "other": 0.05,
}
_BUCKETS = 1024
_GROWTH_A_YEAR = 1.11
_REPORTED = 0.955
_VISITS_2023, _VISITS_2025 = 26e9, 60.8e9
STUDENTS = 200.1e6
"""Students in China whom the platform serves: the published 188.9 million of 2024 and those of vocational schools."""
_ANCHOR = pd.Timestamp("2024-07-01")
"""Middle of the months between the two published totals of visits: there growth is 1."""


def slots(scale: Scale) -> pd.DataFrame:
    """Return the rows that a school-week may have: number, role, kind and platform if fixed, the chance to be there."""
    rows: list[tuple[str, str | None, str | None]]
    if scale.by_kind:
        rows = [
            (role, kind, platform)
            for role in ROLES
            for kind, share in KINDS[role].items()
            if share
            for platform in (("national", "own") if (role, kind) in BOTH else (None,))
        ]
    else:
        rows = [(role, None, None) for role in ROLES]
    frame = pd.DataFrame(rows, columns=["role", "kind", "platform"], dtype=object)
    return frame.assign(slot=np.arange(len(rows), dtype=np.int64), presence=frame["role"].map(scale.presence))


def slot_weeks(scale: Scale, week: pd.DataFrame) -> pd.DataFrame:
    """Return for each slot and week with usage its views, as a share of all views in a mean week of summer 2024."""
    used = week[week["with_usage"]].reset_index(drop=True)
    teaching = used["is_teaching_week"].to_numpy(dtype=bool)
    growth = _GROWTH_A_YEAR ** ((used["week"] - _ANCHOR).dt.days.to_numpy(dtype=np.float64) / 365.25)
    frames = []
    for row in slots(scale).to_dict("records"):
        role, kind = row["role"], row["kind"]
        share = ROLES[role] * _season(used, role) / _season(_year(week), role).mean() * growth / row["presence"]
        if kind:
            taught, in_break = kind_shares(week, role)
            share = share * np.where(teaching, taught[kind], in_break[kind])
        frames.append(pd.DataFrame({"slot": row["slot"], "w": used["w"], "share": share}))
    return pd.concat(frames, ignore_index=True)


def lessons(scale: Scale, week: pd.DataFrame) -> pd.DataFrame:
    """Return for each month with usage the views of lessons, as a share of all views in a mean week of summer 2024."""
    slot = slots(scale)
    # Two slots that differ by platform alone share the views of one role and kind.
    once = slot.loc[slot["platform"] != "own", ["slot", "presence"]]
    slot_week = slot_weeks(scale, week).merge(once, on="slot")
    slot_week["lessons"] = slot_week["share"] * slot_week["presence"] * _LESSONS
    by_month = slot_week.merge(week[["w", "m"]], on="w").groupby("m")["lessons"].sum()
    return by_month.reset_index()


def _year(week: pd.DataFrame) -> pd.DataFrame:
    """Return the weeks of the last whole school year: shares and seasons are set on it, at every scale."""
    return week[week["week"].between(pd.Timestamp("2025-09-01"), pd.Timestamp("2026-08-31"))].reset_index(drop=True)


def _season(week: pd.DataFrame, role: str) -> Numbers:
    teaching = week["is_teaching_week"].to_numpy(dtype=bool)
    month = week["week"].dt.month.to_numpy()
    level = np.where(teaching, 1.0, _IN_BREAK[role])
    level *= np.where(np.isin(month, (1, 6)) & teaching, 0.85, 1.0) * np.where(
        np.isin(month, (3, 9)) & teaching, 1.08, 1.0
    )
    return np.asarray(level, dtype=np.float64)


def kind_shares(week: pd.DataFrame, role: str) -> tuple[dict[str, float], dict[str, float]]:
    """Return the shares of kinds in teaching weeks and in breaks, whose mix over a year is that of `KINDS`."""
    kinds = KINDS[role]
    if role != "teacher":
        return kinds, kinds
    year = _year(week)
    season, teaching = _season(year, role), year["is_teaching_week"].to_numpy(dtype=bool)
    in_break = float(season[~teaching].sum() / season.sum())
    taught = {kind: (share - in_break * _TEACHERS_IN_BREAK[kind]) / (1 - in_break) for kind, share in kinds.items()}
    return taught, _TEACHERS_IN_BREAK


def buckets_of(scale: Scale) -> int:
    """Return the number of random buckets that tell the kind of resource: a power of two, one where kinds are fixed."""
    return 1 if scale.by_kind else _BUCKETS


def buckets(scale: Scale, week: pd.DataFrame) -> pd.DataFrame:
    """Return a table that turns a slot, a season and a random bucket into a role, a kind and its minutes a view."""
    count = buckets_of(scale)
    frames = []
    for row in slots(scale).to_dict("records"):
        for teaching, shares in zip((True, False), kind_shares(week, row["role"]), strict=True):
            fixed = {kind: float(kind == row["kind"]) for kind in shares} if row["kind"] else shares
            times = whole(np.array(list(fixed.values())) / sum(fixed.values()) * count)
            kind = np.repeat(np.array(list(fixed), dtype=object), times)
            frames.append(
                pd.DataFrame(
                    {
                        "slot": row["slot"],
                        "teaching": teaching,
                        "bucket": np.arange(count, dtype=np.int64),
                        "role": row["role"],
                        "kind": kind,
                        "minutes": [MINUTES[k] for k in kind],
                    }
                )
            )
    return pd.concat(frames, ignore_index=True)


def views_per_student(params: pd.DataFrame) -> float:
    """Return views per student and week in summer 2024, such that the national platform gets what was published.

    The national platform's share differs between provinces, and so does the use; and some reports never come.
    """
    weeks = (pd.Timestamp("2025-05-31") - pd.Timestamp("2023-07-31")).days / 7
    published = (_VISITS_2025 - _VISITS_2023) / weeks / STUDENTS
    used = params["size"] * params["views"]
    national = float((used * params["national_share"]).sum() / used.sum())
    return published / national / _REPORTED
