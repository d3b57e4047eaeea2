"""Lists that are no indicator: platforms at their gates, lessons by origin, who takes part in programmes, and such.

Each is a select about the place of a question, cut to the reader's scope; `REGISTERS` names the indicator that it
explains, whose filters it knows.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Select, Subquery, and_, func, literal, or_, select

from data_access import units
from data_access.buckets import inside
from data_access.compile import code_of
from data_access.derived import Door
from data_access.quality import DETECTORS, kept
from data_access.query import AS_OF, SCHOOL_GROUPS, SUPPRESSED, VALUE, Query
from data_access.schema import (
    UNASSIGNED,
    area,
    area_member,
    data_release,
    data_release_change,
    fact_gate,
    fact_programme_activity,
    fact_security,
    fact_sharing,
    fact_supply,
    platform,
    published_figure,
    region,
    school_programme,
    target,
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


def tiers(query: Query, door: Door) -> Select[Any]:
    """A row a platform: `platform_code` and whether it is national, provincial or local, which is of no scope."""
    return select(platform.c.platform_code, platform.c.tier).order_by(platform.c.platform_code)


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
    gives = _provinces("gives")
    joined = fact_sharing.join(own, own.c.unit == fact_sharing.c.school_id)
    joined = joined.outerjoin(gives, gives.c.region_code == fact_sharing.c.origin_code)
    origin = func.coalesce(gives.c.province, UNASSIGNED).label("origin")
    sums = [func.sum(fact_sharing.c[name]).label(name) for name in ("lessons", "class_hours")]
    rows = select(origin, own.c.child, *sums).select_from(joined).where(*_received(query, own))
    return rows.group_by(origin, own.c.child)


def reach(query: Query, door: Door) -> Select[Any]:
    """A row a province whose schools, outside the place, received lessons from a region inside it.

    Columns: `province` (or `unassigned`), `schools`, `lessons`, `class_hours`. Only schools of the reader's scope, all
    of them and not the needy alone: what is told is what the place gave.
    """
    own = select(unit_closure.c.region_code).where(unit_closure.c.ancestor_code == door.place.code)
    held = units.schools(door.scope, door.snap.places, door.place, None).subquery("held")
    seen = units.schools(door.scope, door.snap.places, door.snap.places.root, "region").subquery("seen")
    fact = fact_sharing.c
    joined = fact_sharing.join(seen, seen.c.unit == fact.school_id)
    lies = _provinces("lies")
    joined = joined.outerjoin(lies, lies.c.region_code == seen.c.child)
    province = func.coalesce(lies.c.province, UNASSIGNED).label("province")
    sums = (func.sum(fact[name]).label(name) for name in ("lessons", "class_hours"))
    counts = (func.count(fact.school_id.distinct()).label("schools"), *sums)
    chosen = [code_of(seen, name) == code for name, code in query.filters if name in SCHOOL_GROUPS]
    outside = fact.school_id.not_in(select(held.c.unit))
    kept = [fact.origin_code.in_(own), outside, *chosen, *inside(fact.month, "month", query.period)]
    rows = select(province, *counts).select_from(joined).where(*kept)
    return rows.group_by(province).order_by(province)


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


def members(query: Query, door: Door) -> Select[Any]:
    """A row a way of belonging to an area inside the place: who takes part in programmes as an area.

    Columns: `area_code`, `programme_code`, `role`, `track`, `batch`, `valid_from`, `members` (regions and schools).
    """
    inner = [place.code for place in units.areas_in(door.snap.places, door.place, door.scope)]
    own = (
        area.c.area_code,
        area.c.programme_code,
        *(area_member.c[n] for n in ("role", "track", "batch", "valid_from")),
    )
    joined = area.join(area_member, area_member.c.area_code == area.c.area_code)
    rows = select(*own, func.count().label("members")).select_from(joined)
    return rows.where(area.c.area_code.in_(inner), units.holds()).group_by(*own).order_by(area.c.area_code)


def participants(query: Query, door: Door) -> Select[Any]:
    """A row a programme and role: `programme_code`, `role`, `schools` of the place that take part now, `since`."""
    own = units.schools(door.scope, door.snap.places, door.place, None).subquery("units")
    part = school_programme.c
    begun = or_(part.valid_from.is_(None), part.valid_from <= AS_OF)
    lasts = or_(part.valid_to.is_(None), part.valid_to >= AS_OF)
    counts = (func.count(part.school_id.distinct()).label("schools"), func.min(part.valid_from).label("since"))
    joined = school_programme.join(own, own.c.unit == part.school_id)
    rows = select(part.programme_code, part.role, *counts).select_from(joined).where(begun, lasts)
    return rows.group_by(part.programme_code, part.role).order_by(part.programme_code, part.role)


def supply(query: Query, door: Door) -> Select[Any]:
    """A row a kind and term of the period: `kind`, `term_code` and the sums of `items` and `members` in the place."""
    own = units.regions(door.scope, door.snap.places, door.place, None).subquery("units")
    fact = fact_supply.c
    sums = [func.sum(fact[name]).label(name) for name in ("items", "members")]
    rows = select(fact.kind, fact.term_code, *sums).select_from(fact_supply.join(own, own.c.unit == fact.region_code))
    kept = inside(fact.term_code, "term", query.period)
    return rows.where(*kept).group_by(fact.kind, fact.term_code).order_by(fact.kind, fact.term_code)


def activity(query: Query, door: Door) -> Select[Any]:
    """A row a programme and tracker: `schools` that reported, and sums of `classes`, `lessons` and `events`.

    Columns besides: `programme_code`, `tracker`.
    """
    own = units.schools(door.scope, door.snap.places, door.place, None).subquery("units")
    fact = fact_programme_activity.c
    sums = [func.sum(fact[name]).label(name) for name in ("classes", "lessons", "events")]
    keys = (fact.programme_code, fact.tracker)
    joined = fact_programme_activity.join(own, own.c.unit == fact.school_id)
    rows = select(*keys, func.count(fact.school_id.distinct()).label("schools"), *sums).select_from(joined)
    return rows.where(*inside(fact.term_code, "term", query.period)).group_by(*keys).order_by(*keys)


def stages(query: Query, door: Door) -> Select[Any]:
    """A row a stage: the number of `schools` of the place that are open at the end of the period, or now."""
    own = units.schools(door.scope, door.snap.places, door.place, None).subquery("units")
    last = AS_OF if query.period is None else literal(query.period.end)
    begun = or_(own.c.valid_from.is_(None), own.c.valid_from <= last)
    lasts = or_(own.c.valid_to.is_(None), own.c.valid_to >= last)
    return select(own.c.stage, func.count().label("schools")).where(begun, lasts).group_by(own.c.stage)


def targets(query: Query, door: Door) -> Select[Any]:
    """The targets of the place and of what lies in it: a row a unit, indicator and due day, the first due first."""
    own = units.any_unit(door.scope, door.snap.places, door.place, None).subquery("units")
    rows = select(target).where(target.c.unit_code.in_(select(own.c.unit)))
    return rows.order_by(target.c.due_on, target.c.unit_code, target.c.indicator)


def figures(query: Query, door: Door) -> Select[Any]:
    """The published figures of the release: what was said in public, of no school and no reader's scope."""
    return select(published_figure).order_by(published_figure.c.as_of, published_figure.c.figure_code)


def _provinces(name: str) -> Subquery:
    """The province of every region that lies in one, as `region_code` and `province`."""
    above = unit_closure.join(region, region.c.region_code == unit_closure.c.ancestor_code)
    pairs = select(unit_closure.c.region_code, region.c.region_code.label("province")).select_from(above)
    return pairs.where(region.c.level == "province").subquery(name)


def releases(query: Query, door: Door) -> Select[Any]:
    """The releases of the warehouse, the newest first: what was loaded when, of no reader's scope."""
    held = data_release.c
    return select(held.release_id, held.published_at, held.as_of).order_by(held.published_at.desc(), held.release_id)


def changes(query: Query, door: Door) -> Select[Any]:
    """A row a release and table: sums of `rows_added`, `rows_changed`, `rows_removed` of the units of the place.

    Columns besides: `release_id`, `table_name`, `first` and `last`, the periods between which rows changed.
    """
    own = units.any_unit(door.scope, door.snap.places, door.place, None).subquery("units")
    change = data_release_change.c
    sums = [func.sum(change[name]).label(name) for name in ("rows_added", "rows_changed", "rows_removed")]
    ends = [func.min(change.period).label("first"), func.max(change.period).label("last")]
    rows = select(change.release_id, change.table_name, *ends, *sums)
    joined = data_release_change.join(own, own.c.unit == change.unit_code)
    keys = (change.release_id, change.table_name)
    return rows.select_from(joined).group_by(*keys).order_by(*keys)


def _received(query: Query, own: Any) -> list[ColumnElement[bool]]:
    """Needy schools of the filters of `query`, in its period."""
    chosen = [code_of(own, "needy") == "true"]
    chosen += [code_of(own, name) == code for name, code in query.filters if name in SCHOOL_GROUPS]
    return chosen + inside(fact_sharing.c.month, "month", query.period)


def without_few(name: str, frame: pd.DataFrame, least: int) -> pd.DataFrame:
    """The rows of the register `name` without counts of fewer than `least` people: their `state` is `SUPPRESSED`."""
    if name not in PEOPLE:
        return frame
    counted = frame[PEOPLE[name]].astype("Float64")
    few = ((counted > 0) & (counted < least)).fillna(False).astype(bool)
    shown = frame.assign(state=few.map({True: SUPPRESSED, False: VALUE}))
    shown[PEOPLE[name]] = counted.mask(few)
    return shown


Register = Callable[[Query, Door], Select[Any]]
PEOPLE = {"channels": "students_reached", "supply": "members"}
"""The column of a register that counts people."""
REGISTERS: dict[str, tuple[str, Register]] = {
    "gates": ("P05", gates),
    "tiers": ("R01", tiers),
    "systems": ("P08", systems),
    "routes": ("G09", routes),
    "reach": ("G09", reach),
    "channels": ("G09", channels),
    "members": ("P01", members),
    "participants": ("P01", participants),
    "supply": ("R08", supply),
    "activity": ("P01", activity),
    "stages": ("P01", stages),
    "figures": ("P01", figures),
    "targets": ("P01", targets),
    "releases": ("P01", releases),
    "changes": ("P01", changes),
    # Of schools all: any of their indicators knows the filters.
    **{f"quality_{kind}": ("R02", partial(kept.statement, kind)) for kind in DETECTORS},
}
"""Registers by name: the indicator that each explains, and its select."""
