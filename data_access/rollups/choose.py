"""Which tables answer a question: the smallest that covers its places, its period and its segments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Select, Table

from data_access import compile, units
from data_access.indicators.model import Indicator
from data_access.period import Period
from data_access.places import Place, Places
from data_access.query import SCHOOL_GROUPS, Query
from data_access.rollups import ledger, owed, read, regions, totals, windows
from data_access.rollups.cubes import ALL, Cube, cube_name, cubes
from data_access.rollups.held import Held
from data_access.rollups.windows import Window
from data_access.schema import fact_report
from data_access.scope import Scope


@dataclass(frozen=True)
class Step:
    """One statement of an answer and the table that it reads; the rows of all steps together are the answer."""

    table: str
    statement: Select[Any]


@dataclass(frozen=True)
class Spreads:
    """A step to the spreads of schools, the bucket of each window that is wanted, and what its rows are kept under.

    The rows are of every indicator, those of one place of every window.
    """

    step: Step
    windows: Mapping[Window, str | None]
    key: tuple[Any, ...]


@dataclass(frozen=True)
class Chooser:
    """Chooses tables for one reader: `span` is the time that the warehouse covers."""

    held: Held
    places: Places
    scope: Scope
    span: Period

    def facts(self, indicator: Indicator, query: Query, place: Place) -> list[Step]:
        """The steps that lead to sums of numerator and denominator, see `compile.facts`."""
        cube, held = self.cube(indicator), self.covered(query, place)
        asked = less_own(indicator, query)
        if held is not None and self.held.ledger and indicator in ledger.indicators() and ledger.fits(query):
            others = self._from_schools(None, indicator, query, place, no_schools=True).statement
            steps = [Step(ledger.sums().name, ledger.answer(indicator, query, held, others, self.span))]
        elif held is not None and cube is not None and read.fits(cube, asked):
            steps = [Step(cube.sums.name, read.answer(cube, indicator, asked, held, self.span))]
        else:
            return [self._from_schools(cube, indicator, query, place)]
        if self.has_direct(query, place):
            steps.append(self._from_schools(cube, indicator, query, place, direct=True))
        return steps

    def schools(self, indicator: Indicator, query: Query, place: Place, *, by_region: bool = False) -> Step:
        """The step that leads to the totals of each school (`unit`), by the groups of `query`."""
        return self._from_schools(self.cube(indicator), indicator, query, place, by_unit=True, by_region=by_region)

    def cube(self, indicator: Indicator) -> Cube | None:
        """The roll-ups that carry `indicator`, if the warehouse holds them."""
        return cubes().get(cube_name(indicator)) if cube_name(indicator) in self.held.cubes else None

    def spreads(self, indicator: Indicator, query: Query, place: Place) -> Spreads | None:
        """The step that leads to the sums of `intervals.Spread` by window and group.

        None where some window or place is not kept: then the totals of schools lead to them.
        """
        cube = self.cube(indicator)
        if cube is None or query.time_group == "week" or self.has_direct(query, place):
            return None
        held, asked = self.covered(query, place), less_own(indicator, query)
        named = {*asked.other_groups, *(name for name, _ in asked.filters)}
        known = {"setting"} if cube.by_stage else {"stage", "setting"}
        if held is None or not named <= known or any(p.level not in self.held.levels for p in held):
            return None
        over = windows.asked(query.period, self.span, cube.coarse, query.time_group)
        if not all((cube.coarse, *window) in self.held.windows for window in over):
            return None
        only = sorted(over) if query.place_group else None
        step = Step(cube.spread.name, read.spreads(cube, asked, held, only))
        key = (cube.name, place.code, query.place_group, asked.other_groups, asked.filters)
        return Spreads(step, over, ("spreads", *key, tuple(only or ())))

    def totals(self, indicator: Indicator, query: Query, place: Place) -> Spreads | None:
        """The same from the totals of schools, of all indicators over either of the usual periods."""
        cube = self.cube(indicator)
        if cube is None or not _fits(cube, query) or indicator.members is not None or query.place_group == "school":
            return None  # schools are many: of them only what is wanted
        if (over := self._usual(cube, query)) is None:
            return None
        own = units.schools(self.scope, self.places, place, query.place_group).subquery("units")
        key = (cube.name, place.code, query.place_group, query.other_groups, query.filters)
        return Spreads(
            Step(totals.tables()[cube.name].name, totals.spreads(cube, query, own)), {over: None}, ("totals", *key)
        )

    def regions(self, indicator: Indicator, query: Query, place: Place) -> Step:
        """The step that leads to the sums of each region on which schools hang (`child`), by the time of `query`."""
        cube = self.cube_by_region(indicator, query)
        if cube is not None and self.scope.everything and place.code == self.places.root.code:
            statement = regions.answer(cube, indicator, less_own(indicator, query), self.span)
            return Step(regions.tables()[cube.name].name, statement)
        return self._from_schools(self.cube(indicator), indicator, query, place, by_region=True)

    def cube_by_region(self, indicator: Indicator, query: Query) -> Cube | None:
        """The roll-ups whose sums by region answer `query` about the places of now, if there are any."""
        cube, asked = self.cube(indicator), less_own(indicator, query)
        by_kind = None if cube is None or self.places.day is not None else self.held.regions.get(cube.name)
        fits = cube is not None and by_kind is not None and regions.fits(cube, indicator, asked, by_kind=by_kind)
        return cube if fits else None

    def codes(self, fact: Table, segment: str) -> Step:
        """The step that leads to the codes of `segment` in the rows of `fact` that the reader sees."""
        held = (self.places.get(code) for code in self.scope.places)  # an account may hold a place that is gone
        tops = [self.places.root] if self.scope.everything else [place for place in held if place is not None]
        cube = cubes().get(fact.name) if fact.name in self.held.cubes and not self.scope.schools else None
        if cube is not None and segment in cube.splits() and self._all_covered(tops):
            return Step(cube.sums.name, read.codes(cube, segment, tops))
        if self.held.ledger and fact is fact_report and not self.scope.schools and self._all_covered(tops):
            others = compile.codes(fact, segment, self.scope, self.places, no_schools=True)
            return Step(ledger.sums().name, ledger.codes(tops, others))
        return Step(fact.name, compile.codes(fact, segment, self.scope, self.places))

    def owed(self, indicator: Indicator, query: Query, place: Place, feeds: tuple[str, ...]) -> list[Step]:
        """The steps that lead to numbers of schools that owed a report, see `compile.reports_due`."""
        grain = self.held.owed.get(indicator.fact.name)
        held = None if grain is None else self.covered(query, place)
        asked = less_own(indicator, query)
        if grain is None or held is None or read.split_of(asked) != ALL or not owed.fits(grain, asked):
            return [self._owed(indicator, query, place, feeds, direct=False)]
        statement = owed.answer(indicator, grain, asked, held, self.span)
        steps = [Step(owed.table_of(grain).name, statement)]
        if self.has_direct(query, place):
            steps.append(self._owed(indicator, query, place, feeds, direct=True))
        return steps

    def _owed(self, indicator: Indicator, query: Query, place: Place, feeds: tuple[str, ...], *, direct: bool) -> Step:
        named = self.held.owed.get(indicator.fact.name)
        grain = named if named is not None and owed.fits(named, query) else None
        statement = compile.reports_due(
            indicator, query, self.scope, self.places, place, feeds, self.span, direct=direct, grain=grain
        )
        return Step(fact_report.name, statement)

    def _from_schools(
        self,
        cube: Cube | None,
        indicator: Indicator,
        query: Query,
        place: Place,
        *,
        direct: bool = False,
        by_unit: bool = False,
        by_region: bool = False,
        no_schools: bool = False,
    ) -> Step:
        source = read.by_school(cube, indicator) if cube is not None and _fits(cube, query) else None
        table = indicator.fact.name if source is None or cube is None or cube.school is None else cube.school.name
        if by_unit and source is not None and cube is not None and (over := self._usual(cube, query)) is not None:
            source, query = totals.source(cube, indicator, over), replace(query, period=None)
            table = totals.tables()[cube.name].name
        statement = compile.facts(
            indicator,
            query,
            self.scope,
            self.places,
            place,
            self.span,
            source,
            direct=direct,
            by_unit=by_unit,
            by_region=by_region,
            no_schools=no_schools,
        )
        return Step(table, statement)

    def _usual(self, cube: Cube, query: Query) -> Window | None:
        """The window over which the totals of schools are kept that `query` asks for."""
        if query.time_group or query.period is None or cube.name not in self.held.totals:
            return None
        over = windows.window(query.period, cube.coarse)
        return over if over in totals.usual(self.span, cube.coarse) else None

    def covered(self, query: Query, place: Place) -> list[Place] | None:
        """The places whose roll-ups make up the answer; None where one of them has none.

        They are made of the places of now, so that nothing of another day can come from them.
        """
        if self.places.day is not None:
            return None
        match query.place_group:
            case None if not place.is_school:
                chosen = [place]
            case "child" if not place.is_school:
                chosen = self.places.children(place)
            case "area":
                chosen = units.areas_in(self.places, place, self.scope)
            case _:
                return None
        return chosen if self._all_covered(chosen) else None

    def _all_covered(self, places: list[Place]) -> bool:
        # All rows of a place that the reader sees whole are the reader's; of any other, the facts know which are.
        covered = all(p.code in self.held.places and self.places.visible(p, self.scope) for p in places)
        return bool(places) and covered

    def has_direct(self, query: Query, place: Place) -> bool:
        """Tell whether schools that stand at the place itself are rows of the answer."""
        if query.place_group != "child":
            return False
        trunk = self.places.trunk(place)
        if trunk.level == "area":
            return bool(self.places.member_schools.get(place.code))
        return self.held.standing is None or trunk.code in self.held.standing


def less_own(indicator: Indicator, query: Query) -> Query:
    """`query` as roll-ups need it: they hold no other schools than those that the indicator is about."""
    return replace(query, filters=tuple(f for f in query.filters if f not in indicator.schools.items()))


def _fits(cube: Cube, query: Query) -> bool:
    """Tell whether the roll-up by school has the times and the columns that are asked for."""
    named = {*query.other_groups, *(name for name, _ in query.filters)}
    whole = named <= set(SCHOOL_GROUPS) and not (cube.by_stage and "stage" in named)
    return cube.school is not None and whole and not (cube.weekly and query.time_group == "week")
