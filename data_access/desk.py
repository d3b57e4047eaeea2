"""What benchmarks are made from: the totals of schools, whoever may see them, and which of them the reader sees."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
from sqlalchemy import Select, or_, select

from data_access import parts, units
from data_access.disclosure import Rules
from data_access.indicators.model import Indicator
from data_access.parts import Key, Parts
from data_access.period import Period
from data_access.places import Place
from data_access.query import Query
from data_access.release import Snapshot
from data_access.rollups.choose import Chooser
from data_access.schema import UNASSIGNED, school
from data_access.scope import NATION, Scope

SIMILAR, PARENT, WHOLE = "similar", "parent", "nation"
KINDS = (SIMILAR, PARENT, WHOLE)


@dataclass(frozen=True)
class Desk:
    """What the gate lends for a benchmark: `run` and `kept` as for a derived answer, `exact` answers inside a scope.

    `peers` are the totals of a group of schools where all of it is kept.
    """

    snap: Snapshot
    scope: Scope
    rules: Rules
    chooser: Callable[[Scope], Chooser]
    run: Callable[[Select[Any]], pd.DataFrame]
    kept: Callable[[tuple[Any, ...], Callable[[], Any], Callable[[Any], int]], Any]
    exact: Callable[[Query], pd.DataFrame]
    peers: Callable[[Indicator, Query, str], pd.DataFrame | None]

    def of_group(self, indicator: Indicator, query: Query, code: str) -> tuple[dict[Key, Parts], Key]:
        """The totals of the schools of a group, the same for all readers."""
        chosen = replace(indicator, members=select(school.c.school_id).where(school.c.peer_group == code))
        return self._totals(chosen, query, self.snap.places.root, ("group", code))

    def of_place(self, indicator: Indicator, query: Query, around: Place) -> tuple[dict[Key, Parts], Key]:
        """The totals of the schools of a place, the same for all readers."""
        return self._totals(indicator, query, around, ("place", around.code))

    def _totals(
        self, indicator: Indicator, query: Query, around: Place, name: tuple[str, str]
    ) -> tuple[dict[Key, Parts], Key]:
        asked, own = parts.asked_of(indicator, query, around.code)

        def read() -> dict[Key, Parts]:
            frame = self.peers(indicator, asked, name[1]) if name[0] == "group" else None
            if frame is None:
                frame = self.run(self.chooser(NATION).schools(indicator, asked, around).statement)
            return parts.by_key(indicator, asked, frame, "unit")

        def size(cells: dict[Key, Parts]) -> int:
            return 1000 + sum(200 * len(part.units) for part in cells.values())

        return self.kept(self.key(name, indicator, asked), read, size), own

    def key(self, name: object, indicator: Indicator, asked: Query) -> tuple[Any, ...]:
        """What the answer to `asked` is kept under."""
        return ("benchmark", name, indicator.code, asked, self.snap.release.release_id)

    def group_of(self, school_id: str) -> str | None:
        """The code of the group of schools that are like this one; None where too little is known of it."""
        asked = select(school.c.peer_group.label("code")).where(school.c.school_id == school_id)
        key = ("peer group", school_id, self.snap.release.release_id)
        frame = self.kept(key, lambda: self.run(asked), lambda f: 500)
        code = frame["code"].iloc[0] if len(frame) else None
        return None if code is None or pd.isna(code) else str(code)

    def members(self, code: str, own: str, over: Period | None) -> int:
        """How many schools of the group were open in a period, None for all that there is, besides the own one."""
        s, whole = school.c, over or self.snap.months
        begun = or_(s.valid_from.is_(None), s.valid_from <= whole.end)
        lasts = or_(s.valid_to.is_(None), s.valid_to >= whole.first)
        asked = select(s.school_id.label("unit")).where(s.peer_group == code, begun, lasts)
        key = ("peers", code, whole, self.snap.release.release_id)
        held = self.kept(key, lambda: frozenset(self.run(asked)["unit"]), lambda units: 1000 + 100 * len(units))
        return len(held - {own})

    def seen(self, cells: Mapping[Key, Parts]) -> frozenset[str]:
        """The units that the reader sees: what may be subtracted from any number over them."""
        if self.scope.everything:
            return frozenset(unit for part in cells.values() for unit in part.units)
        if not self.scope.places:
            return self.scope.schools
        places = self.snap.places
        asked = select(units.schools(self.scope, places, places.root, "school").subquery("seen").c.unit)
        key = ("seen", self.scope.fingerprint, self.snap.release.release_id)
        held = self.kept(key, lambda: frozenset(self.run(asked)["unit"]), lambda seen: 1000 + 100 * len(seen))
        regions = (places.below.get(code, frozenset()) for code in self.scope.places)
        return frozenset(held).union(self.scope.places, *regions)

    def touched(self, around: Place) -> set[str]:
        """The children of `around` that hold something of the reader's scope."""
        places, scope = self.snap.places, self.scope
        held = {code for named in scope.places for code in places.below.get(named, frozenset({named}))}
        own = set(scope.schools).union(*(places.member_schools.get(named, frozenset()) for named in scope.places))
        if own:
            asked = select(school.c.region_code.label("code")).where(school.c.school_id.in_(sorted(own))).distinct()
            held |= set(self.run(asked)["code"])
        children = {child.code for child in places.children(around) if held & places.below.get(child.code, frozenset())}
        # What stands at the place itself is no child: it counts as touched.
        return children | own | {f"{around.code}-{UNASSIGNED}"}

    def around(self, place: Place, kind: str) -> Place | None:
        """The place one level above, or the nation; an area lies in the smallest region that holds all of it."""
        places = self.snap.places
        if place.code == places.root.code:
            return None
        if kind == WHOLE:
            return places.root
        if place.level != "area":
            return places.get(place.parent) if place.parent else None
        trunk = places.trunk(place)
        if trunk.level != "area":
            return places.get(trunk.parent) if trunk.parent else None
        inside = places.below.get(place.code, frozenset())
        regions = (p for p in places.by_code.values() if p.level != "area")
        holding = (p for p in regions if inside <= places.below.get(p.code, inside))
        return min(holding, key=lambda p: len(places.below.get(p.code, ())), default=places.root)
