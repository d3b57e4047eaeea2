"""Which questions a course answers, and the courses that are kept for them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
from sqlalchemy import select

from data_access import units as unit_sets
from data_access.buckets import BUCKET
from data_access.courses import course, places, regions, schools, spreads, units
from data_access.courses.asked import by_kind, by_segment, named, only, timeless
from data_access.courses.course import Counts, Sums
from data_access.courses.times import Ints
from data_access.indicators.model import Indicator
from data_access.places import Place
from data_access.query import SCHOOL_GROUPS, Query
from data_access.reads import listening
from data_access.rollups import ledger, owed, read
from data_access.rollups.basins import LEAST
from data_access.rollups.choose import Chooser, less_own
from data_access.rollups.cubes import ALL, Cube
from data_access.schema import fact_report, school

NEAR = 250
"""Places with at most so many schools are read with all that lies in them: what judges a school and what it is compared
with comes from the same rows."""
_LONG = ("term", "school_year")
"""Grains of facts that are few rows a school even by all of their segments."""


@dataclass(frozen=True)
class Courses:
    """The courses that one reader may have: `take` reads a statement, `kept` keeps what is made of it."""

    chooser: Chooser
    take: places.Take
    kept: Callable[[tuple[Any, ...], Callable[[], Any]], Any]

    def sums(self, indicator: Indicator, query: Query, place: Place) -> list[dict[str, Any]] | None:
        """The rows that the statements of `Chooser.facts` would have; None where they have to be asked."""
        held = self._course(indicator, query, place)
        return None if held is None else course.found(schools.names(query), *held, query, self.chooser.span)

    def amounts(self, indicator: Indicator, query: Query, place: Place) -> list[dict[str, Any]] | None:
        """As `sums`, but without numbers of schools; of all the places below a place as well."""
        held = self._amounts(indicator, query, place)
        return None if held is None else course.found(schools.names(query), *held, query, self.chooser.span)

    def smallest(self, indicator: Indicator, query: Query, place: Place) -> float | None:
        """The least denominator in the rows of `amounts`; None where they have to be asked."""
        held = self._amounts(indicator, query, place)
        return None if held is None else course.smallest(held[0], query, self.chooser.span)

    def _course(self, indicator: Indicator, query: Query, place: Place) -> tuple[Sums, Counts | None] | None:
        cube = self.chooser.cube(indicator)
        if self._of_regions(indicator, query, place):
            return self._regions(indicator, query, place), None
        if query.time_group == "week" or self.chooser.places.day is not None:
            return None
        if cube is None:
            return self._of_units(indicator, query, place)
        asked = less_own(indicator, query)
        if query.place_group is None and read.fits(cube, asked) and self.chooser.covered(query, place):
            whole, codes = by_segment(timeless(asked)) if cube.grain in _LONG else (timeless(asked), ())
            made = self.kept(("places", cube.name, whole), lambda: self._of_place(cube, whole, place))
            return only(codes, made.sums.get(indicator.code, course.NOTHING), made.counts.get(indicator.code))
        if (own := self._schools(query, place, cube)) is not None:
            return self._of_schools(cube, query, own, place).sums(indicator.code, query, own), None
        return self._of_places(cube, indicator, query, place)

    def _of_places(
        self, cube: Cube, indicator: Indicator, query: Query, place: Place, *, counted: bool = True
    ) -> tuple[Sums, Counts | None] | None:
        """What roll-ups say of the children or areas of `place`, of all indicators and kinds at once."""
        asked = less_own(indicator, query)
        if query.place_group not in ("child", "area") or not read.fits(cube, asked):
            return None
        held = None if self.chooser.has_direct(query, place) else self.chooser.covered(query, place)
        if held is None:
            return None
        whole, kinds = by_kind(timeless(asked))
        made = self.kept(("amounts", cube.name, whole), lambda: places.amounts(cube, whole, held, self.take))
        sums, counts = made.sums.get(indicator.code, course.NOTHING), None
        if counted:
            key = ("counts", indicator.code, whole)
            counts = self.kept(key, lambda: places.counts(cube, indicator, whole, held, self.take))
        return only(kinds, sums, counts)

    def _of_units(self, indicator: Indicator, query: Query, place: Place) -> tuple[Sums, Counts] | None:
        """What units of any kind report in `place`, whatever its period."""
        info, tree, held = indicator.fact.info, self.chooser.places, self.chooser.held
        plain = info["unit"] == "unit_code" and not info["stock"] and not indicator.parts
        if not plain or query.place_group or named(query) or held.standing is None:
            return None
        rolled = indicator in ledger.indicators() and held.ledger and self.chooser.covered(query, place) is not None
        if indicator.fact is fact_report and not rolled and (held.schools(tree, place) or 0) > LEAST:
            return None
        made: units.Course = self.kept(
            ("units", indicator.code, place.code),
            lambda: units.course(
                indicator, self.chooser.scope, tree, place, self.chooser.span, self.take, rolled=rolled
            ),
        )
        return made.sums, made.counts

    def _of_place(self, cube: Cube, query: Query, place: Place) -> places.PlaceCourse:
        """The course of `place`, read with that of the place above, with which it nearly always is compared."""
        above = self.chooser.places.get(self.chooser.places.trunk(place).parent or "")
        if above is None or listening() or not self.chooser.covered(query, above):
            return places.course(cube, query, [place], self.take)
        both = places.course(cube, replace(query, by=("child", *query.by)), [place, above], self.take)
        self.kept(("places", cube.name, replace(query, place=above.code)), lambda: both.of_first(above.code))
        return both.of_first(place.code)

    def _amounts(self, indicator: Indicator, query: Query, place: Place) -> tuple[Sums, Counts | None] | None:
        cube = self.chooser.cube(indicator)
        if cube is None or query.time_group == "week" or query.place_group != "child":
            return self._course(indicator, query, place)
        return self._of_places(cube, indicator, query, place, counted=False) or self._course(indicator, query, place)

    def spreads(self, indicator: Indicator, query: Query, place: Place) -> list[dict[str, Any]] | None:
        """The rows that `totals.spreads` makes of the totals of schools; None where they have to be asked."""
        if self._of_regions(indicator, query, place):
            sums = self._regions(indicator, query, place)
            return spreads.spreads(schools.names(query), sums, query, self.chooser.span)
        cube = self.chooser.cube(indicator)
        if cube is None or query.time_group == "week" or self.chooser.places.day is not None:
            return None
        if (own := self._schools(query, place, cube)) is None:
            return None
        sums = self._of_schools(cube, query, own, place).sums(indicator.code, query, own)
        return spreads.spreads(schools.names(query), sums, query, self.chooser.span)

    def peers(self, indicator: Indicator, query: Query, group: str) -> pd.DataFrame | None:
        """The totals that `Chooser.schools` leads to of the schools of a group; None where they have to be asked."""
        cube = self.chooser.cube(indicator)
        if cube is None or query.time_group == "week" or not self._tells(cube, query):
            return None
        tree, scope = self.chooser.places, self.chooser.scope
        members = select(school.c.school_id).where(school.c.peer_group == group)
        own: schools.Schools = self.kept(
            ("schools of a group", group),
            lambda: schools.schools(scope, tree, tree.root, None, self.take, members),
        )
        if own is None or len(own.units) > LEAST:
            return None
        split = not named(query) <= set(SCHOOL_GROUPS)
        rows: schools.SchoolCourse = self.kept(
            ("rows of a group", cube.name, group, split),
            lambda: schools.course(cube, scope, tree, tree.root, own, self.take, split=split, members=members),
        )
        held = spreads.totals(rows.sums(indicator.code, query, own), query, self.chooser.span)
        names = (*schools.names(query), BUCKET)
        keys = [held.key(cell) for cell in held.cell]
        columns = dict(zip(names, zip(*keys, strict=True), strict=True)) if keys else dict.fromkeys(names, ())
        sides = {"numerator": held.y, "denominator": held.n, "times": held.times}
        return pd.DataFrame({"unit": own.units.to_numpy()[held.unit], **columns, **sides})

    def due(self, indicator: Indicator, query: Query, place: Place, feeds: tuple[str, ...]) -> Any:
        """The rows that the statements of `Chooser.owed` would have; None where they have to be asked."""
        grain = self.chooser.held.owed.get(indicator.fact.name)
        if grain is None or not owed.fits(grain, query) or self.chooser.places.day is not None:
            return None
        asked = less_own(indicator, query)
        if query.place_group is None and read.split_of(asked) == ALL and (held := self.chooser.covered(query, place)):
            whole = timeless(asked)
            counts: Counts = self.kept(
                ("places due", indicator.code if indicator.schools else indicator.fact.name, whole),
                lambda: places.dues(indicator, grain, whole, held, self.take),
            )
            return course.due(schools.names(query), counts, query, self.chooser.span)
        if (own := self._schools(query, place)) is None:
            return None
        scope, tree, holder = self.chooser.scope, self.chooser.places, self._holder(place)
        known = own if holder.level == "area" else self._held(holder)
        made: schools.Dues = self.kept(
            ("schools due", indicator.fact.name, holder.code),
            lambda: schools.dues(feeds, grain, scope, tree, holder, known, self.take),
        )
        counts = made.among(self._numbers(own, known, query, place)).counts(
            query, own, taught="stage" in indicator.fact.c
        )
        return course.due(schools.names(query), counts, query, self.chooser.span)

    def _of_regions(self, indicator: Indicator, query: Query, place: Place) -> bool:
        """Tell whether the rows of regions answer: of a fact that they report, about the places of now."""
        info, tree = indicator.fact.info, self.chooser.places
        plain = info["unit"] == "region_code" and not info["stock"] and not indicator.joins_facts
        whole = not place.is_school and tree.day is None and query.place_group in (None, "child")
        looked = self.chooser.held.standing is not None
        return plain and whole and looked and tree.visible(place, self.chooser.scope)

    def _regions(self, indicator: Indicator, query: Query, place: Place) -> Sums:
        fact, scope, tree = indicator.fact, self.chooser.scope, self.chooser.places
        around = [p for p in tree.ancestors(place) if len(tree.below.get(p.code, ())) <= NEAR]
        holder = next((p for p in around if tree.visible(p, scope)), place)
        whole = regions.regions(tree, holder, None)
        made: schools.SchoolCourse = self.kept(
            ("rows of regions", fact.name, holder.code),
            lambda: regions.course(fact, scope, tree, holder, whole, self.take),
        )
        own = regions.regions(tree, place, query.place_group)
        return made.among(own.numbers(whole.units)).sums(indicator.code, query, own)

    def _schools(self, query: Query, place: Place, cube: Cube | None = None) -> schools.Schools | None:
        """The schools of a small place, where they (and rows of `cube`) tell all that `query` groups and filters by."""
        if not self._tells(cube, query) or query.place_group not in (None, "child", "school"):
            return None
        size = self.chooser.held.schools(self.chooser.places, place)
        if size is None or size > LEAST:
            return None
        if place.level != "area":
            tree, group, holder = self.chooser.places, query.place_group, self._holder(place)
            made: schools.Schools = self.kept(
                ("schools of", place.code, group, holder.code), lambda: self._held(holder).of(tree, place, group)
            )
            return made
        own = self._listed(place, None)
        if own is None or query.place_group is None:
            return own
        children = self._listed(place, query.place_group)
        return None if children is None else own.within(children)

    def _tells(self, cube: Cube | None, query: Query) -> bool:
        """Rows by segments are few enough where each stands for months."""
        segments = cube.segments if cube is not None and cube.grain in _LONG else ()
        return named(query) <= {*SCHOOL_GROUPS, *segments}

    def _holder(self, place: Place) -> Place:
        """The largest place around `place` that the reader sees and that has few schools: their rows hold all below."""
        tree, scope, held = self.chooser.places, self.chooser.scope, self.chooser.held
        for around in tree.ancestors(place) if place.level != "area" else ():
            size = held.schools(tree, around)
            if size is not None and size <= NEAR and tree.visible(around, scope):
                return around
        return place

    def _held(self, holder: Place) -> schools.Schools:
        """The schools of a region, each by the region on which it hangs."""
        made = self._listed(holder, unit_sets.REGION)
        if made is None:
            raise ValueError("a school hangs on one region only")
        return made

    def _listed(self, place: Place, group: str | None) -> schools.Schools | None:
        scope, tree = self.chooser.scope, self.chooser.places
        made: schools.Schools | None = self.kept(
            ("schools", place.code, group), lambda: schools.schools(scope, tree, place, group, self.take)
        )
        return made

    def _of_schools(self, cube: Cube, query: Query, own: schools.Schools, place: Place) -> schools.SchoolCourse:
        scope, tree, holder = self.chooser.scope, self.chooser.places, self._holder(place)
        split = not named(query) <= set(SCHOOL_GROUPS)
        whole = own if holder.level == "area" else self._held(holder)
        made: schools.SchoolCourse = self.kept(
            ("rows of schools", cube.name, holder.code, split),
            lambda: schools.course(cube, scope, tree, holder, whole, self.take, split=split),
        )
        return made if whole is own else made.among(self._numbers(own, whole, query, place))

    def _numbers(self, own: schools.Schools, whole: schools.Schools, query: Query, place: Place) -> Ints:
        """The schools `whole` of a holder as numbers of those `own` of `place`."""
        key = ("numbers of schools", place.code, query.place_group, self._holder(place).code)
        made: Ints = self.kept(key, lambda: own.numbers(whole.units))
        return made
