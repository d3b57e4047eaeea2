"""Lists that are no indicator: gates of platforms, systems with student data, lessons by origin and by channel.

Each is a select about the place of a question, cut to the reader's scope; `REGISTERS` names the indicator that it
explains, whose filters it knows.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, literal, select

from data_access import units
from data_access.buckets import inside
from data_access.compile import code_of
from data_access.derived import Door
from data_access.query import AS_OF, SCHOOL_GROUPS, Query
from data_access.schema import (
    UNASSIGNED,
    fact_gate,
    fact_security,
    fact_sharing,
    platform,
    region,
    unit_closure,
)

SYSTEMS = ("systems_with_student_data", "filed", "assessed", "classified", "compliant")
"""What is counted of systems that hold student data, in the order in which it is done."""


def gates(query: Query, door: Door) -> Select[Any]:
    """A row a gate that a province's platform has passed by the release's day, one without any with empty cells.

    Columns: `platform_code`, `name_zh`, `name_en`, `region_code` (empty for XPCC), `gate`, `passed_on`.
    """
    seen = units.regions(door.scope, door.snap.places, door.place, None).subquery("seen")
    stands = func.coalesce(platform.c.region_code, literal(door.snap.places.root.code))
    passed = and_(fact_gate.c.platform_code == platform.c.platform_code, fact_gate.c.passed_on <= AS_OF)
    own = platform.join(seen, seen.c.unit == stands).outerjoin(fact_gate, passed)
    columns = [platform.c[name] for name in ("platform_code", "name_zh", "name_en", "region_code")]
    rows = select(*columns, fact_gate.c.gate, fact_gate.c.passed_on).select_from(own)
    return rows.where(platform.c.tier == "provincial").order_by(platform.c.platform_code, fact_gate.c.gate)


def systems(query: Query, door: Door) -> Select[Any]:
    """A row a child of the place: `child` and the sums of `SYSTEMS` over the units and terms in it that reported."""
    own = units.any_unit(door.scope, door.snap.places, door.place, "child").subquery("units")
    sums = [func.sum(fact_security.c[name]).label(name) for name in SYSTEMS]
    rows = select(own.c.child, *sums).select_from(fact_security.join(own, own.c.unit == fact_security.c.unit_code))
    return rows.where(*inside(fact_security.c.term_code, "term", query.period)).group_by(own.c.child)


def routes(query: Query, door: Door) -> Select[Any]:
    """A row a pair of the province that gives and the child of the place that receives, with `class_hours`.

    Columns: `origin` (a province, or `unassigned`), `child`, `lessons`, `class_hours`. Only needy schools receive.
    """
    own = units.schools(door.scope, door.snap.places, door.place, "child").subquery("units")
    gives = (
        select(unit_closure.c.region_code, region.c.region_code.label("province"))
        .select_from(unit_closure.join(region, region.c.region_code == unit_closure.c.ancestor_code))
        .where(region.c.level == "province")
        .subquery("gives")
    )
    joined = fact_sharing.join(own, own.c.unit == fact_sharing.c.school_id)
    joined = joined.outerjoin(gives, gives.c.region_code == fact_sharing.c.origin_code)
    origin = func.coalesce(gives.c.province, UNASSIGNED).label("origin")
    sums = [func.sum(fact_sharing.c[name]).label(name) for name in ("lessons", "class_hours")]
    rows = select(origin, own.c.child, *sums).select_from(joined).where(*_received(query, own))
    return rows.group_by(origin, own.c.child)


def channels(query: Query, door: Door) -> Select[Any]:
    """A row a channel: `channel`, `schools` that received by it, `lessons`, `class_hours` and `students_reached`.

    Students are counted once a school and month: those of two months are not different people.
    """
    own = units.schools(door.scope, door.snap.places, door.place, None).subquery("units")
    fact = fact_sharing.c
    sums = [func.sum(fact[name]).label(name) for name in ("lessons", "class_hours", "students_reached")]
    schools = func.count(fact.school_id.distinct()).label("schools")
    joined = fact_sharing.join(own, own.c.unit == fact.school_id)
    rows = select(fact.channel, schools, *sums).select_from(joined).where(*_received(query, own))
    return rows.group_by(fact.channel).order_by(fact.channel)


def _received(query: Query, own: Any) -> list[ColumnElement[bool]]:
    """Needy schools of the filters of `query`, in its period."""
    chosen = [code_of(own, "needy") == "true"]
    chosen += [code_of(own, name) == code for name, code in query.filters if name in SCHOOL_GROUPS]
    return chosen + inside(fact_sharing.c.month, "month", query.period)


Register = Callable[[Query, Door], Select[Any]]
REGISTERS: dict[str, tuple[str, Register]] = {
    "gates": ("P05", gates),
    "systems": ("P08", systems),
    "routes": ("G09", routes),
    "channels": ("G09", channels),
}
"""Registers by name: the indicator that each explains, and its select."""
