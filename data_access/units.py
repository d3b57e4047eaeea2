"""Which reporting units a question is about: the only way from a place and a scope to rows of a fact.

Every select here is cut to the reader's scope, and a fact is only ever read joined to one of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    FromClause,
    Select,
    Text,
    column,
    false,
    func,
    literal,
    or_,
    select,
    true,
    union,
    union_all,
    values,
)

from data_access.places import Place, Places, unassigned
from data_access.query import AS_OF, SCHOOL_GROUPS
from data_access.schema import area_member, school, school_place, unit_closure
from data_access.scope import Scope

Units = Select[Any] | CompoundSelect[Any]
Codes = Sequence[str] | Select[Any]
DIRECT = "direct"
"""The group of schools that stand at a place itself, at none of its children."""
REGION = "region"
"""The group of schools by the region that they hang on, whatever its level."""

_closure = unit_closure.c


def schools(scope: Scope, places: Places, place: Place, group: str | None) -> Units:
    """Schools of `place` that `scope` sees: `unit`, `child` (their place in the group) and what schools differ by."""
    held = _held(places)
    own = held.c
    attributes = [own[name] for name in SCHOOL_GROUPS]
    columns = [own.school_id.label("unit"), *attributes, own.valid_from, own.valid_to]
    seen = _seen_school(scope, held)

    def of(child: ColumnElement[Any], *conditions: ColumnElement[bool], below: bool = False) -> Select[Any]:
        base = held.join(unit_closure, _closure.region_code == own.region_code) if below else held
        return select(*columns, child.label("child")).select_from(base).where(seen, *conditions)

    match group:
        case "child" if not place.is_school:
            codes = [p.code for p in places.children(place)]
            below = of(_closure.ancestor_code, _closure.ancestor_code.in_(codes), below=True)
            return union_all(below, of(own.school_id, _direct(held, places, place, codes)))
        case "region":
            return of(own.region_code, _in_place(held, place))
        case "direct":
            return of(own.school_id, _direct(held, places, place, [p.code for p in places.children(place)]))
        case "area":
            codes = [a.code for a in areas_in(places, place, scope)]
            member = held.join(area_member, area_member.c.school_id == own.school_id)
            named = select(*columns, area_member.c.area_code.label("child")).select_from(member)
            return union(
                of(_closure.ancestor_code, _closure.ancestor_code.in_(codes), below=True),
                named.where(seen, area_member.c.area_code.in_(codes), holds()),
            )
        case "school":
            return of(own.school_id, _in_place(held, place))
        case _:
            return of(literal(place.code), _in_place(held, place))


def regions(scope: Scope, places: Places, place: Place, group: str | None) -> Units:
    """Regions of `place` that `scope` sees, as `unit` and `child`; rows at `place` itself are its unassigned child."""
    seen = true() if scope.everything else _closure.region_code.in_(below(sorted(scope.places)))
    base = select(_closure.region_code.label("unit"))
    match group:
        case "child":
            codes = [p.code for p in places.children(place)]
            own, trunk = literal(unassigned(place).code).label("child"), places.trunk(place).code
            return union_all(
                base.add_columns(_closure.ancestor_code.label("child")).where(_closure.ancestor_code.in_(codes), seen),
                base.add_columns(own).where(_closure.ancestor_code == place.code, _closure.region_code == trunk, seen),
            )
        case "area":
            codes = [a.code for a in areas_in(places, place, scope)]
            return base.add_columns(_closure.ancestor_code.label("child")).where(
                _closure.ancestor_code.in_(codes), seen
            )
        case _:
            inside = _closure.ancestor_code == place.code if not place.is_school else false()
            return base.add_columns(literal(place.code).label("child")).where(inside, seen)


def areas(scope: Scope, places: Places, place: Place, group: str | None) -> Select[Any] | None:
    """Areas that lie wholly in `place` and in `scope`, as `unit` and `child`; None when there are none."""
    inside = areas_in(places, place, scope)
    pairs = [(a.code, child) for a in inside for child in _homes(places, place, a, group, inside)]
    if not pairs:
        return None
    homes = values(column("unit", Text), column("child", Text), name="homes").data(pairs)
    return select(homes.c.unit, homes.c.child)


def any_unit(scope: Scope, places: Places, place: Place, group: str | None) -> Units:
    """Schools, regions and areas together, for facts whose unit may be any of them."""
    own = schools(scope, places, place, group).subquery()
    parts: list[Units] = [select(own.c.unit, own.c.child)]
    parts += [] if place.is_school else [no_schools(scope, places, place, group)]
    return union_all(*parts)


def no_schools(scope: Scope, places: Places, place: Place, group: str | None) -> Units:
    """Regions and areas together: the units of such facts that are no schools."""
    below = regions(scope, places, place, group).subquery()
    own, named = select(below.c.unit, below.c.child), areas(scope, places, place, group)
    return own if named is None else union_all(own, named)


def areas_in(places: Places, place: Place, scope: Scope) -> list[Place]:
    """Areas that lie wholly in `place` and in `scope`."""
    return [
        a
        for a in places.areas()
        if (place.code == places.root.code or places.area_in(a.code, place.code)) and places.visible(a, scope)
    ]


def _homes(places: Places, place: Place, held: Place, group: str | None, inside: list[Place]) -> list[str]:
    """Where an area belongs in the group: the areas around it, the child that holds all of it, or the rest."""
    match group:
        case "area":
            return [a.code for a in inside if places.area_in(held.code, a.code)]
        case "child":
            around = (c.code for c in places.children(place) if places.area_in(held.code, c.code))
            return [next(around, unassigned(place).code)]
        case _:
            return [place.code]


def _held(places: Places) -> FromClause:
    """The schools with the region where each stood on the day of `places`; with another day also where it is now."""
    if places.day is None:
        return school
    stood, day = school_place.c, places.day
    begun = or_(stood.valid_from.is_(None), stood.valid_from <= day)
    lasts = or_(stood.valid_to.is_(None), stood.valid_to >= day)
    # Of two places on one day, which the contract does not know, one counts: a school is never there twice.
    one = func.min(stood.region_code).label("region_code")
    former = select(stood.school_id, one).where(begun, lasts).group_by(stood.school_id).subquery("former")
    names = [school.c[name] for name in ("school_id", *SCHOOL_GROUPS, "valid_from", "valid_to")]
    region = func.coalesce(former.c.region_code, school.c.region_code).label("region_code")
    joined = school.outerjoin(former, former.c.school_id == school.c.school_id)
    return select(*names, region, school.c.region_code.label("stands_now")).select_from(joined).subquery("stood")


def _direct(held: FromClause, places: Places, place: Place, children: list[str]) -> ColumnElement[bool]:
    """Schools of `place` that stand at none of its `children`."""
    trunk = places.trunk(place)
    if trunk.level != "area":
        return held.c.region_code == trunk.code
    return held.c.school_id.in_(_member_schools([place.code])) & held.c.region_code.not_in(below(children))


def _seen_school(scope: Scope, held: FromClause) -> ColumnElement[bool]:
    """Schools of the scope, by where they stand now: who may see them does not change with the day asked for."""
    if scope.everything:
        return true()
    return seen_school(held, sorted(scope.places), sorted(scope.schools))


def seen_school(
    held: FromClause, places: Codes, schools: Codes, day: ColumnElement[Any] = AS_OF
) -> ColumnElement[bool]:
    """The schools of `held` that are among `schools`, or stand in one of `places`, or are members of one on `day`."""
    stands = held.c.stands_now if "stands_now" in held.c else held.c.region_code
    in_area = held.c.school_id.in_(_member_schools(places, day))
    return or_(held.c.school_id.in_(schools), stands.in_(below(places)), in_area)


def _in_place(held: FromClause, place: Place) -> ColumnElement[bool]:
    if place.is_school:
        return held.c.school_id == place.code
    inside = held.c.region_code.in_(below([place.code]))
    return or_(inside, held.c.school_id.in_(_member_schools([place.code]))) if place.level == "area" else inside


def below(codes: Codes) -> Select[Any]:
    """The regions below the regions and areas `codes`, and these regions themselves."""
    return select(_closure.region_code).where(_closure.ancestor_code.in_(codes))


def _member_schools(codes: Codes, day: ColumnElement[Any] = AS_OF) -> Select[Any]:
    named = area_member.c.school_id
    return select(named).where(area_member.c.area_code.in_(codes), named.is_not(None), holds(day))


def holds(day: ColumnElement[Any] = AS_OF) -> ColumnElement[bool]:
    """A membership that has begun on `day` and not ended; the closure is derived by the same rule."""
    begun = or_(area_member.c.valid_from.is_(None), area_member.c.valid_from <= day)
    return begun & or_(area_member.c.valid_to.is_(None), area_member.c.valid_to >= day)


def with_areas(scope: Scope, places: Places) -> Scope:
    """`scope` with the areas that lie in its places named too: it sees the same, and needs no tree to tell so."""
    if scope.everything:
        return scope
    return replace(scope, places=scope.places.union(a.code for a in areas_in(places, places.root, scope)))
