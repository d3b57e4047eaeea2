"""Lessons shared with needy schools: from which macro region to which."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import Select, func, select

from data_access import units
from data_access.buckets import inside
from data_access.compile import code_of
from data_access.derived import Door
from data_access.indicators.model import Indicator
from data_access.query import SCHOOL_GROUPS, Query, records
from data_access.schema import UNASSIGNED, fact_sharing, region, school


@dataclass(frozen=True)
class Flow:
    """What schools of the macro region `to` received from `origin`, in whole and in class hours; either may be None."""

    origin: str
    to: str
    lessons: float | None
    class_hours: float | None


@dataclass(frozen=True)
class Flows:
    """The flows into the needy schools of a place, one a pair of macro regions between which anything was shared."""

    flows: tuple[Flow, ...] = ()
    reason: str | None = field(default=None)


def answer(indicator: Indicator, query: Query, door: Door) -> Flows:
    """The flows into the needy schools of the place in the period of `query`, cut by its filters of schools."""
    rows = records(door.run(statement(query, door)))
    found = [
        Flow(str(r["origin"]), str(r["to_region"]), *(_number(r[n]) for n in ("lessons", "class_hours"))) for r in rows
    ]
    return Flows(tuple(sorted(found, key=lambda flow: (flow.origin, flow.to))))


def statement(query: Query, door: Door) -> Select[tuple[object, ...]]:
    """Sums of lessons and class hours by the macro regions of origin and school, cut to the reader's scope."""
    own = units.schools(door.scope, door.snap.places, door.place, None).subquery("units")
    at, origin = region.alias("at"), region.alias("origin")
    fact = fact_sharing.c
    joined = (
        fact_sharing.join(own, own.c.unit == fact.school_id)
        .join(school, school.c.school_id == own.c.unit)
        .outerjoin(at, at.c.region_code == school.c.region_code)
        .outerjoin(origin, origin.c.region_code == fact.origin_code)
    )
    ends = [func.coalesce(t.c.macro_region, UNASSIGNED).label(n) for t, n in ((origin, "origin"), (at, "to_region"))]
    chosen = [code_of(own, "needy") == "true"]
    chosen += [code_of(own, name) == code for name, code in query.filters if name in SCHOOL_GROUPS]
    chosen += inside(fact.month, "month", query.period)
    sums = [func.sum(fact[name]).label(name) for name in ("lessons", "class_hours")]
    return select(*ends, *sums).select_from(joined).where(*chosen).group_by(*ends)


def _number(value: object) -> float | None:
    return None if value is None or value != value else float(str(value))
