"""Who takes part in which programme since when, and who must leave a comparison for being in another one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import Select, func, select

from data_access.effects.model import LeftOut
from data_access.places import Places
from data_access.query import records
from data_access.schema import area, area_member, school

_COMPARISON = "comparison"


@dataclass(frozen=True)
class Pilot:
    """An area with its programme: `start` is None where a member has no first day; `units` are all places in it.

    `of_schools` is true where single schools are members, so that no place is treated as a whole.
    """

    code: str
    programme: str | None
    batch: str | None
    start: date | None
    members: tuple[str, ...]
    units: frozenset[str]
    of_schools: bool = False


@dataclass(frozen=True)
class Sides:
    """Units that are `treated`, by area, and `busy` ones, in any programme's area; all others are never treated."""

    treated: dict[str, frozenset[str]]
    busy: frozenset[str]
    left_out: tuple[LeftOut, ...]


def read(run: Callable[[Select[Any]], pd.DataFrame], places: Places) -> list[Pilot]:
    """Every area that has members, those whose membership has ended too: they are no untouched places."""
    member = area_member.c
    where = func.coalesce(member.region_code, school.c.region_code).label("place")
    joined = area_member.join(area, area.c.area_code == member.area_code).outerjoin(
        school, school.c.school_id == member.school_id
    )
    columns = (member.area_code, member.school_id, member.role, member.batch, member.valid_from, area.c.programme_code)
    rows = records(run(select(*columns, where).select_from(joined)))
    by_area: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        if row["role"] != _COMPARISON and _text(row["place"]):
            by_area.setdefault(str(row["area_code"]), []).append(row)
    return [_pilot(code, members, places) for code, members in sorted(by_area.items())]


def sides(chosen: Iterable[Pilot], everyone: Iterable[Pilot]) -> Sides:
    """Split the units of the `chosen` areas into those that are treated by their programme alone, and those left out.

    A unit that is also in an area of another programme leaves, whenever that one started: what came of which of the
    two, nobody can say.
    """
    chosen, everyone = list(chosen), list(everyone)
    codes, programmes = {pilot.code for pilot in chosen}, {pilot.programme for pilot in chosen}
    others = [p for p in everyone if p.code not in codes and p.programme not in programmes]
    treated: dict[str, frozenset[str]] = {}
    left: list[LeftOut] = []
    for pilot in chosen:
        units = pilot.units
        for other in others:
            if shared := units & other.units:
                left.append(LeftOut(pilot.code, len(shared), "other_programme", other.code))
                units -= shared
        treated[pilot.code] = units
    return Sides(treated, frozenset().union(*(p.units for p in everyone)), tuple(left))


def _pilot(code: str, rows: list[dict[str, Any]], places: Places) -> Pilot:
    starts = [None if pd.isna(row["valid_from"]) else pd.Timestamp(row["valid_from"]).date() for row in rows]
    dated = [start for start in starts if start is not None]
    members = tuple(dict.fromkeys(str(row["place"]) for row in rows))
    return Pilot(
        code,
        _text(rows[0]["programme_code"]),
        _text(rows[0]["batch"]),
        min(dated) if len(dated) == len(starts) else None,
        members,
        frozenset().union(*(places.below.get(m, frozenset({m})) for m in members)),
        any(_text(row["school_id"]) for row in rows),
    )


def _text(value: Any) -> str | None:
    return None if value is None or value != value else str(value)
