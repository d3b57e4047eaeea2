"""Which questions a course answers, and the courses that are kept for them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from data_access.courses import course, places, schools, spreads
from data_access.courses.course import Counts, Sums
from data_access.indicators.model import Indicator
from data_access.places import Place
from data_access.query import SCHOOL_GROUPS, Query
from data_access.rollups import owed, read
from data_access.rollups.basins import LEAST
from data_access.rollups.choose import Chooser, less_own
from data_access.rollups.cubes import ALL, Cube


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
        if cube is None or query.time_group == "week" or self.chooser.places.day is not None:
            return None
        asked = less_own(indicator, query)
        if query.place_group is None and read.fits(cube, asked) and (held := self.chooser.covered(query, place)):
            whole = _timeless(asked)
            made = self.kept(("places", cube.name, whole), lambda: places.course(cube, whole, held, self.take))
            return made.sums.get(indicator.code, course.NOTHING), made.counts.get(indicator.code)
        if (own := self._schools(query, place)) is None:
            return None
        return self._of_schools(cube, own, place).sums(indicator.code, query, own), None

    def _amounts(self, indicator: Indicator, query: Query, place: Place) -> tuple[Sums, Counts | None] | None:
        cube = self.chooser.cube(indicator)
        asked = less_own(indicator, query)
        if cube is None or query.time_group == "week" or query.place_group != "child" or not read.fits(cube, asked):
            return self._course(indicator, query, place)
        held = None if self.chooser.has_direct(query, place) else self.chooser.covered(query, place)
        if held is None:
            return self._course(indicator, query, place)
        whole = _timeless(asked)
        made = self.kept(("amounts", cube.name, whole), lambda: places.amounts(cube, whole, held, self.take))
        return made.sums.get(indicator.code, course.NOTHING), None

    def spreads(self, indicator: Indicator, query: Query, place: Place) -> list[dict[str, Any]] | None:
        """The rows that `totals.spreads` makes of the totals of schools; None where they have to be asked."""
        cube, own = self.chooser.cube(indicator), self._schools(query, place)
        if cube is None or own is None or query.time_group == "week" or self.chooser.places.day is not None:
            return None
        sums = self._of_schools(cube, own, place).sums(indicator.code, query, own)
        return spreads.spreads(schools.names(query), sums, query, self.chooser.span)

    def due(self, indicator: Indicator, query: Query, place: Place, feeds: tuple[str, ...]) -> Any:
        """The rows that the statements of `Chooser.owed` would have; None where they have to be asked."""
        grain = self.chooser.held.owed.get(indicator.fact.name)
        if grain is None or not owed.fits(grain, query) or self.chooser.places.day is not None:
            return None
        asked = less_own(indicator, query)
        if query.place_group is None and read.split_of(asked) == ALL and (held := self.chooser.covered(query, place)):
            whole = _timeless(asked)
            counts: Counts = self.kept(
                ("places due", indicator.code if indicator.schools else indicator.fact.name, whole),
                lambda: places.dues(indicator, grain, whole, held, self.take),
            )
            return course.due(schools.names(query), counts, query, self.chooser.span)
        if (own := self._schools(query, place)) is None:
            return None
        scope, tree = self.chooser.scope, self.chooser.places
        made: schools.Dues = self.kept(
            ("schools due", indicator.fact.name, place.code),
            lambda: schools.dues(feeds, grain, scope, tree, place, own, self.take),
        )
        counts = made.counts(query, own, taught="stage" in indicator.fact.c)
        return course.due(schools.names(query), counts, query, self.chooser.span)

    def _schools(self, query: Query, place: Place) -> schools.Schools | None:
        """The schools of a small place, where schools tell all that the groups and filters of `query` ask."""
        named = {*query.other_groups, *(name for name, _ in query.filters)}
        if not named <= set(SCHOOL_GROUPS) or query.place_group not in (None, "child", "school"):
            return None
        size = self.chooser.held.schools(self.chooser.places, place)
        if size is None or size > LEAST:
            return None
        own = self._listed(place, None)
        if own is None or query.place_group is None:
            return own
        children = self._listed(place, query.place_group)
        return None if children is None else own.within(children)

    def _listed(self, place: Place, group: str | None) -> schools.Schools | None:
        scope, tree = self.chooser.scope, self.chooser.places
        made: schools.Schools | None = self.kept(
            ("schools", place.code, group), lambda: schools.schools(scope, tree, place, group, self.take)
        )
        return made

    def _of_schools(self, cube: Cube, own: schools.Schools, place: Place) -> schools.SchoolCourse:
        scope, tree = self.chooser.scope, self.chooser.places
        made: schools.SchoolCourse = self.kept(
            ("rows of schools", cube.name, place.code),
            lambda: schools.course(cube, scope, tree, place, own, self.take),
        )
        return made


def _timeless(query: Query) -> Query:
    """What a course is kept under: the question without its indicator and its time."""
    by = tuple(name for name in query.by if name != query.time_group)
    return replace(query, indicator="", period=None, by=by, expect=True)
