"""Which places have roll-ups and what lies in them: each is made up of basins, regions that share all such places."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, distinct, func, select

from data_access.compile import Cut
from data_access.places import Places
from data_access.rollups.cubes import region_basin
from data_access.schema import UNASSIGNED, school, unit_closure

LEAST = 1000
"""Places with more schools have roll-ups, and so has all that lies one level below them, and every area."""


def covered(places: Places, schools: Mapping[str, int], least: int = LEAST) -> list[str]:
    """The places that have roll-ups, from the number of schools of each place.

    An area that names schools has none: it is small, and no set of regions.
    """
    large = [p for p in places.by_code.values() if schools.get(p.code, 0) > least or p.code == places.root.code]
    held = {a.code for a in places.areas()} | {p.code for p in large}
    held |= {child.code for p in large for child in places.children(p)}
    return sorted(code for code in held if not places.member_schools.get(code))


def wide(places: Places) -> list[str]:
    """The levels of the places whose schools' spread is kept: the nation, what lies right below it, and areas."""
    return sorted({places.root.level, "area", *(child.level for child in places.children(places.root))})


def basins(places: Places, codes: Collection[str]) -> tuple[dict[str, int], list[tuple[int, str, str]]]:
    """The number of each region's basin, and the places among `codes`, with their level, that each basin lies in."""
    around: dict[str, list[str]] = {code: [] for code, place in places.by_code.items() if place.level != "area"}
    for code in sorted(codes):
        for region in places.below.get(code, frozenset()):
            around[region].append(code)
    numbers = {held: n for n, held in enumerate(sorted({tuple(a) for a in around.values()}))}
    of_region = {region: numbers[tuple(held)] for region, held in sorted(around.items())}
    return of_region, [(n, places.by_code[code].level, code) for held, n in numbers.items() for code in held]


def schools_by_place() -> Select[Any]:
    """The number of schools of every region and area."""
    joined = school.join(unit_closure, unit_closure.c.region_code == school.c.region_code)
    counted = func.count(distinct(school.c.school_id)).label("n")
    return select(unit_closure.c.ancestor_code, counted).select_from(joined).group_by(unit_closure.c.ancestor_code)


def bounds(step: int) -> Select[Any]:
    """The first school of each range of `step` schools, as the engine orders them."""
    number = func.row_number().over(order_by=school.c.school_id).label("n")
    numbered = select(school.c.school_id, number).subquery()
    return select(numbered.c.school_id).where((numbered.c.n - 1) % step == 0).order_by(numbered.c.school_id)


def between(first: str | None, last: str | None) -> Cut:
    """The rows of schools from `first` to before `last`."""

    def cut(unit: ColumnElement[Any], time: ColumnElement[Any], grain: str) -> list[ColumnElement[bool]]:
        return [*([unit >= first] if first else []), *([unit < last] if last else [])]

    return cut


def members() -> Select[Any]:
    """Each school with its basin, for `rollup_school`."""
    own = [func.coalesce(school.c[name], UNASSIGNED).label(name) for name in ("stage", "setting")]
    joined = school.join(region_basin, region_basin.c.region_code == school.c.region_code)
    return select(school.c.school_id, region_basin.c.basin, *own).select_from(joined).order_by(school.c.school_id)
