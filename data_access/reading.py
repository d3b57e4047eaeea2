"""What one reader reads of one release: every statement is cut to the scope and runs under the warehouse's limits."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

import pandas as pd
from sqlalchemy import ColumnElement, Select, select, true

from data_access import answer, compile, engine, units
from data_access.admissible import without_segments
from data_access.cache import Cache, weight
from data_access.cells import Cells
from data_access.courses.keep import Courses
from data_access.indicators.model import Indicator
from data_access.places import Place, unassigned
from data_access.query import SCHOOL_GROUPS, Query
from data_access.reads import listening, tell
from data_access.release import Snapshot
from data_access.rollups import regions
from data_access.rollups.choose import Chooser, Step, less_own
from data_access.rollups.cubes import KINDS
from data_access.rollups.held import Held
from data_access.schema import school
from data_access.scope import NATION, Scope


@dataclass(frozen=True)
class Reading:
    """The reads of a reader with `scope`: each may take `seconds`; without `rollups` the facts themselves answer."""

    snap: Snapshot
    scope: Scope
    cache: Cache
    seconds: float
    rollups: bool

    def of(self, scope: Scope) -> Reading:
        """The reads of another reader."""
        return replace(self, scope=scope)

    def run_whole(self, statement: Select[Any]) -> pd.DataFrame:
        """The rows of a statement about everybody, of which nothing but aggregates may leave the gate."""
        return self.of(NATION).run(statement)

    def cells(self, indicator: Indicator, query: Query, place: Place, rows: Sequence[Place]) -> Cells:
        """The numbers of `query`, one row each of `rows` and its groups, before anything is withheld."""
        query = indicator.narrowed(query)
        found = self.courses().sums(indicator, query, place)
        if found is None:
            found = self.taken(self.chooser().facts(indicator, query, place))
        expected = self.expected(indicator, query, place, found)
        return answer.assemble(indicator, query, found, expected, rows, self.snap.months)

    def amounts(self, indicator: Indicator, query: Query, place: Place) -> answer.Rows:
        """Sums of `query` for what judges whether a number may be shown: kept over all of time where they are small."""
        if (found := self.courses().amounts(indicator, query, place)) is not None:
            return found
        if (kind := _kind(indicator, query)) is None:
            return self.taken(self.chooser().facts(indicator, query, place))
        name, code = kind
        others = tuple(pair for pair in query.filters if pair != kind)
        whole = replace(query, by=(*query.by, name), filters=others)
        rows = self.kept(
            ("amounts by kind", indicator.code, whole),
            lambda: self.taken(self.chooser().facts(indicator, whole, place)),
        )
        return [row for row in rows if row[name] == code]

    def smallest(self, indicator: Indicator, query: Query, place: Place) -> float | None:
        """The least denominator in the rows of `amounts`, where they are kept."""
        return self.courses().smallest(indicator, query, place)

    def thin(self, indicator: Indicator, query: Query, place: Place, least: float) -> frozenset[str] | None:
        """The places with a time in which the denominator is below `least`; None where the schools of a place count.

        That is said of all places at once, once a release, and of all their schools only.
        """
        chooser = self.chooser()
        cube = chooser.cube_by_region(indicator, query)
        if cube is None or less_own(indicator, query).filters or place.level == "area":
            return None
        if chooser.has_direct(query, place):
            return None
        key = (indicator.code, least)
        if (known := self.snap.thin.get(key)) is None:
            found = self.of(NATION).rows(regions.thin(cube, indicator, least))
            known = self.snap.thin[key] = frozenset(row["place"] for row in found)
        return known

    def expected(
        self, indicator: Indicator, query: Query, place: Place, found: answer.Rows
    ) -> Mapping[answer.Key, int] | None:
        """How many schools should have reported: what reports are due says it, else the schools that are open."""
        if not indicator.of_schools or not query.expect:
            return None
        asked = without_segments(query)
        # Every indicator of a fact expects the same schools.
        key = (
            "expected",
            indicator.fact.name,
            replace(asked, indicator="", interval=False, against=None),
            self.scope.fingerprint,
            self.snap.release.release_id,
        )
        made = self.cache.get(key, lambda: self._due(indicator, asked, place), lambda counts: 200 * len(counts))
        counts = cast(Mapping[answer.Key, int], made)
        return counts if asked.by == query.by else answer.spread(counts, query, asked, found)

    def _due(self, indicator: Indicator, query: Query, place: Place) -> dict[answer.Key, int]:
        places, span = self.snap.places, self.snap.months
        taught = "stage" in indicator.fact.c
        feeds = self.snap.school_feeds.get(indicator.fact.name, ())
        if feeds:
            # A report covers a month or more: what a week owes is what its month does.
            weekly = query.time_group == "week"
            asked = replace(query, by=tuple("month" if g == "week" else g for g in query.by)) if weekly else query
            due = self.courses().due(indicator, asked, place, feeds)
            if due is None:
                due = self.taken(self.chooser().owed(indicator, asked, place, feeds))
            if counts := answer.due_in(due, asked, taught=taught):
                return answer.in_weeks(counts) if weekly else counts
        open_now = self.rows(compile.open_schools(indicator, query, self.scope, places, place))
        return answer.open_in(open_now, query, query.period, span, indicator.grain, taught=taught)

    def row_places(self, query: Query, place: Place) -> list[Place]:
        """The rows of an answer by place: the same for every indicator and period."""
        if listening():
            return self._grouped(query.place_group, place)
        names = (query.place_group, place.code, self.snap.places.day)
        key = ("rows", names, self.scope.fingerprint, self.snap.release.release_id)
        made = self.cache.get(
            key,
            lambda: self._grouped(query.place_group, place),
            lambda rows: 1000 + 300 * len(rows),
        )
        return cast(list[Place], made)

    def _grouped(self, group: str | None, place: Place) -> list[Place]:
        match group:
            case "child":
                held, rest = self.children(place), unassigned(place)
                return held if any(p.code == rest.code for p in held) else [*held, rest]
            case "area":
                return units.areas_in(self.snap.places, place, self.scope)
            case "school":
                inside = units.schools(self.scope, self.snap.places, place, "school").subquery("units")
                return self.schools(school.c.school_id.in_(select(inside.c.unit)))
            case _:
                return [place]

    def children(self, place: Place) -> list[Place]:
        """Places one level below `place`: regions, then schools that stand at `place` itself."""
        if place.is_school:
            return []
        regions = [p for p in self.snap.places.children(place) if self.snap.places.visible(p, self.scope)]
        trunk = self.snap.places.trunk(place)
        if trunk.level == "area" or self.snap.places.day is not None:
            inside = units.schools(self.scope, self.snap.places, place, "child").subquery("units")
            direct: ColumnElement[bool] = school.c.school_id.in_(select(inside.c.child))
        elif self.snap.held.standing is not None and trunk.code not in self.snap.held.standing:
            return regions
        else:
            direct = school.c.region_code == trunk.code
        return regions + self.schools(direct)

    def schools(self, *conditions: ColumnElement[bool]) -> list[Place]:
        """The schools that the reader sees and that meet the conditions, by id."""
        seen = units.schools(self.scope, self.snap.places, self.snap.places.root, "school").subquery("seen")
        inside = true() if self.scope.everything else school.c.school_id.in_(select(seen.c.unit))
        columns = (school.c.school_id, school.c.region_code, school.c.name_zh, school.c.name_en, school.c.pinyin)
        rows = self.rows(select(*columns).where(inside, *conditions).order_by(school.c.school_id))
        return [
            Place(r["school_id"], "school", r["region_code"], r["name_zh"] or "", r["name_en"] or r["pinyin"] or "")
            for r in rows
        ]

    def chooser(self) -> Chooser:
        """What chooses the tables that answer the reader."""
        return Chooser(self.snap.held if self.rollups else Held(), self.snap.places, self.scope, self.snap.months)

    def courses(self) -> Courses:
        """The sums of small places that are kept in memory over all of time."""
        return Courses(self.chooser(), lambda statement: self.columns(statement), self.kept)

    def kept(self, key: tuple[Any, ...], make: Callable[[], Any]) -> Any:
        """What `make` makes, kept for this reader of this release."""
        if listening():
            return make()  # who asks what was read is to see all of it
        day = self.snap.places.day
        whole = (*key, day, self.scope.fingerprint, self.snap.release.release_id)
        return self.cache.get(whole, make, weight)

    def taken(self, steps: Sequence[Step]) -> list[dict[str, Any]]:
        """The rows of some steps, one after the other."""
        return [row for step in steps for row in self.rows(step.statement)]

    def rows(self, statement: Select[Any]) -> list[dict[str, Any]]:
        """The rows of `statement`, each by column name; these and the next two raise `QueryTooSlow`."""
        return engine.rows(self.snap.engine, statement, **self._terms(statement))

    def columns(self, statement: Select[Any]) -> dict[str, Any]:
        """The columns of `statement` as arrays."""
        return engine.columns(self.snap.engine, statement, **self._terms(statement))

    def run(self, statement: Select[Any]) -> pd.DataFrame:
        """The rows of `statement` as a frame."""
        return engine.run(self.snap.engine, statement, **self._terms(statement))

    def _terms(self, statement: Select[Any]) -> dict[str, Any]:
        """What `statement` runs under; whoever wants to know which statements run is told of it.

        The statement itself is cut to the scope; an engine with row-level security cuts again.
        """
        held = self.scope if engine.is_file(self.snap.engine) else units.with_areas(self.scope, self.snap.places)
        tell(held, statement)
        return {"seconds": self.seconds, "parameters": {"as_of": self.snap.release.as_of}, "scope": held}


def _kind(indicator: Indicator, query: Query) -> tuple[str, str] | None:
    """The filter of `query` by one kind of schools that no roll-up of places tells apart, if there is one."""
    own = set(SCHOOL_GROUPS) - {*KINDS, *indicator.fact.c.keys(), *indicator.schools}
    kinds = [pair for pair in query.filters if pair[0] in own and pair[0] not in query.by]
    return kinds[0] if indicator.of_schools and query.place_group == "child" and len(kinds) == 1 else None
