"""What the areas promised, by when, and what came of it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from seed.demo.scale import AS_OF
from seed.demo.tables import read

_AS_OF = pd.Timestamp(AS_OF)
_LAST_PLAN = pd.Timestamp("2027-06-30")
_ON_TIME, _LATE = 0.85, 0.09
_EVIDENCE = "验收记录 / Acceptance record"


def milestones(areas: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Return about eight milestones for each area: done on time, done late, overdue and not yet due."""
    plan = read("demo/milestones.csv").astype({"months": int, "target": float})
    rows: list[dict[str, Any]] = []
    for area in areas.to_dict("records"):
        # Areas without a published start still keep a plan; only an effect cannot be estimated for them.
        start = pd.Timestamp(str(area["start_date"] or "2020-09-01"))
        # A plan runs from the start to next summer, however young the area is.
        pace = (_LAST_PLAN - start).days / (plan["months"].max() * 30.4)
        for step in plan.to_dict("records"):
            if step["areas"] and area["area_code"] not in str(step["areas"]).split("|"):
                continue
            due = start + pd.Timedelta(days=round(step["months"] * 30.4 * pace)) + pd.offsets.MonthEnd(0)
            rows.append(_row(area, step, due, rng))
    frame = pd.DataFrame(rows)
    return frame.assign(
        due_on=frame["due_on"].astype("datetime64[us]"),
        done_on=pd.to_datetime(frame["done_on"]).astype("datetime64[us]"),
    )


def _row(area: dict[Any, Any], step: dict[Any, Any], due: pd.Timestamp, rng: np.random.Generator) -> dict[str, Any]:
    chance, days, share = rng.random(), int(rng.integers(5, 60)), float(rng.uniform(0.55, 0.97))
    done = due - pd.Timedelta(days=days) if chance < _ON_TIME else due + pd.Timedelta(days=2 * days)
    is_done = chance < _ON_TIME + _LATE and done <= _AS_OF
    reached = 1.0 if is_done else share if due <= _AS_OF else None
    return {
        "programme_code": area["programme_code"],
        "unit_code": area["area_code"],
        "milestone": step["milestone"],
        "due_on": due,
        "done_on": done if is_done else pd.NaT,
        "target": step["target"],
        "achieved": None if reached is None else round(step["target"] * reached, 1),
        "evidence": _EVIDENCE if is_done else None,
    }
