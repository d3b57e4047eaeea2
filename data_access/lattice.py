"""What stays hidden inside a reader's own scope: few people, and what would give them away by subtraction.

A cell is a place, a bucket of time and a code of each segment that a question filters or groups by. It is judged in one
table whatever question it comes from: the children of the place above it by these segments (trust.md DISC-1, DISC-3,
DISC-4; what this leaves open is in docs/adr/0014).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any

import pandas as pd
from sqlalchemy import select

from data_access import answer, certainty, disclosure, units
from data_access.compile import code_of
from data_access.derived import Door
from data_access.disclosure import Cell
from data_access.indicators.model import Indicator
from data_access.period import Period
from data_access.places import Place
from data_access.query import SCHOOL_GROUPS, Query, records
from data_access.schema import UNASSIGNED

Bucket = str | None
Names = tuple[str, ...]
Table = dict[Bucket, frozenset[Cell]]
"""The hidden cells of a table in each bucket of time: the code of a place, then a code of each segment."""
SCREEN = ("stage", "setting")
"""What every page filters schools by."""
_LONGEST = {"week": 1, "month": 1, "term": 7, "school_year": 12}
"""Months in a bucket of time at most."""


def often(indicator: Indicator, time_group: str | None, period: Period | None, held: Period) -> float:
    """How often at most one person is counted in a bucket of time of `period`, or of all months that are `held`."""
    info = indicator.fact.info
    if info["stock"]:
        return 1.0
    span = period or held
    months = _LONGEST[time_group] if time_group else span.length
    match info["grain"]:
        case "term":
            return float(-(-months // 7) if time_group else len(span.labels("term")))
        case "school_year":
            return float(1 if time_group else len(span.labels("school_year")))
        case "week":
            return certainty.WEEKS_A_MONTH * months
        case _:
            return float(months)


@dataclass(frozen=True)
class Lattice:
    """The tables in which the cells of one indicator are judged, over one period and for one reader.

    `fixed` are filters that cut no table: schools that the indicator is about, and segments whose rows do not add up.
    """

    indicator: Indicator
    period: Period | None
    time_group: str | None
    fixed: tuple[tuple[str, str], ...]
    door: Door

    def around(self, place: Place, names: Names) -> Table:
        """The hidden cells of the table in which cells of `place` by `names` are judged."""
        place = self._trunk(place)
        above = self.above(place)
        return self.hidden(place if above is None else above, names, children=above is not None)

    def above(self, place: Place) -> Place | None:
        """The place whose children `place` is one of, if the reader sees it: in the tree, or else an area."""
        places, scope = self.door.snap.places, self.door.scope
        if place.level == "area":
            return None
        stands = self._stood().get(place.code, place.parent) if place.is_school and places.day else place.parent
        parent = places.get(stands) if stands else None
        if parent is not None and places.visible(parent, scope):
            return parent
        areas = (places.get(code) for code in sorted(scope.places))
        return next((a for a in areas if a is not None and a.level == "area" and self._is_child(place, a)), None)

    def hidden(self, place: Place, names: Names, *, children: bool) -> Table:
        """The hidden cells of the children of `place`, or of `place` alone, by the codes of `names`."""
        made: Table = self._kept("hidden", place, names, children, lambda: self._hidden(place, names, children))
        return made

    def _hidden(self, place: Place, names: Names, children: bool) -> Table:
        coarser = [self.hidden(place, _without(names, i), children=children) for i in range(len(names))]
        # Few people in all are few in each part: that is seen without asking.
        whole = self.around(place, names) if children and (names or self.above(place) is not None) else {}
        opened = not any(coarser) and not any(cell[0] == self._trunk(place).code for t in whole.values() for cell in t)
        if opened and self._ample(place, names, children):
            return {}
        least, made = self.least(place), {}
        for bucket, people in self.people(place, names, children=children).items():
            wider = [table.get(bucket, frozenset()) for table in coarser]
            shut = {cell[1:] for cell in whole.get(bucket, ()) if cell[0] == self._trunk(place).code}
            first = {cell for cell, n in people.items() if 0 < n < least}
            first |= {c for c in people if c[1:] in shut or any(_less(c, i) in held for i, held in enumerate(wider))}
            if any(people.get(cell) for cell in first):
                lines = [*self._lines(people, wider), *(self._sums(people, shut) if children else ())]
                alike = self._alike(place, people) if children else ()
                made[bucket] = disclosure.complemented(people, lines, first, least, alike=alike)
        return made

    def _ample(self, place: Place, names: Names, children: bool) -> bool:
        """Tell that no cell is few people in any of the shortest times that people are told apart in.

        Then it is not in any longer one either: of the times that are in it, that has the mean at least (of a stock,
        the number of the last).
        """
        grain = str(self.indicator.fact.info["grain"])
        if self.time_group == "week" or grain == "day":
            return False
        shortest = replace(self, period=None, time_group="month" if grain == "week" else grain)
        return bool(shortest._kept("ample", place, names, children, lambda: shortest._is_ample(place, names, children)))

    def _is_ample(self, place: Place, names: Names, children: bool) -> tuple[()] | tuple[bool]:
        asked, least = self._asked(place, names, children=children), self.least(place) * self._often
        below = self.door.snap.places.children(self._trunk(place))
        if children and not below:
            return ()  # among schools there nearly always is a small one, and who asks of many has them all at hand
        if children and not names and (thin := self.door.thin(self.indicator, asked, place, least)) is not None:
            return (True,) if thin.isdisjoint(child.code for child in below) else ()
        smallest = self.door.smallest(self.indicator, asked, place)
        return (True,) if smallest is not None and smallest >= least else ()

    def _sums(self, people: Collection[Cell], shut: Collection[Cell]) -> list[list[Cell]]:
        """The cells that add up to a number of the place above them that is shown."""
        return _grouped((cell[1:], cell) for cell in people if cell[1:] not in shut)

    def _lines(self, people: Collection[Cell], wider: Sequence[Collection[Cell]]) -> list[list[Cell]]:
        """The cells of a place that add up, over the codes of one segment, to a number that is shown."""
        lines = []
        for i, held in enumerate(wider):
            lines += _grouped((_less(cell, i), cell) for cell in people if _less(cell, i) not in held)
        return lines

    def _alike(self, place: Place, people: Collection[Cell]) -> list[list[Cell]]:
        """The cells of schools of one stage, and of one setting: a hidden school is best hidden among its like."""
        like = self._attributes(place) if any(self._is_school(cell[0]) for cell in people) else {}
        cells = [cell for cell in people if cell[0] in like]
        return [kind for name in SCREEN for kind in _grouped(((like[c[0]][name], *c[1:]), c) for c in cells)]

    def people(self, place: Place, names: Names, *, children: bool) -> dict[Bucket, dict[Cell, float]]:
        """How many different people each cell is about."""
        made: dict[Bucket, dict[Cell, float]] = self._kept(
            "people", place, names, children, lambda: self._people(place, names, children)
        )
        return made

    def _kept(self, kind: str, place: Place, names: Names, children: bool, make: Callable[[], Any]) -> Any:
        key = (kind, self.indicator.code, self.period, self.time_group, self.fixed, place.code, names, children)
        return self.door.kept((*key, self.door.scope.fingerprint, self.door.rules.fingerprint), make)

    def _people(self, place: Place, names: Names, children: bool) -> dict[Bucket, dict[Cell, float]]:
        asked, door = self._asked(place, names, children=children), replace(self.door, place=place)
        keyed = answer.keyed(asked, door.amounts(self.indicator, asked, place))
        least = {key: float(row["denominator"]) / self._often for key, row in keyed if counted(row)}
        if self._may_be_few(least.values(), place):
            # There may be more of them, who were counted less often than they could be.
            least = certainty.people(self.indicator, asked, door)
        return self._tabled(least)

    def keep(self, sums: Mapping[Cell, Any]) -> None:
        """Keep the people of the children of the place, by code and bucket, where none of them may be few."""
        place, often = self.door.place, self._often
        people = {(code, bucket if self.time_group else None): float(n) / often for (code, bucket), n in sums.items()}
        if self._trunk(place) == place and not self._may_be_few(people.values(), place):
            self._kept("people", place, (), True, lambda: self._tabled(people))

    def at_least(self, denominator: float) -> float:
        """How many different people a denominator is about at least."""
        return denominator / self._often

    def suffices(self, place: Place, denominator: float) -> bool:
        """Tell that a number of the highest place that the reader sees is about enough people, cut by nothing."""
        return self.above(self._trunk(place)) is None and self.at_least(denominator) >= self.least(place)

    def tops(self, place: Place) -> list[Place]:
        """The regions that `place` is made of: itself, or the members of an area."""
        trunk = self._trunk(place)
        return self.door.snap.places.children(trunk) if trunk.level == "area" else [trunk]

    def shuts(self, place: Place) -> bool:
        """Tell whether `place` itself is hidden, in all of the period, and with it whatever lies in it."""
        return (self._trunk(place).code,) in self.around(place, ()).get(None, frozenset())

    def keep_schools(self, doubtful: Collection[str]) -> None:
        """Keep what judges the schools of the regions `doubtful`, from one reading of all schools of the place.

        No region of the place may be few people or itself hidden: no table of regions in it hides any, but for those
        that are `doubtful` because few people stand beside or above them.
        """
        places, place, people = self.door.snap.places, self.door.place, self._people_by_region()
        alike: dict[str, dict[str, dict[str, str]]] = defaultdict(dict)
        for row in self._attributed(place, "region"):
            alike[row["child"]][row["unit"]] = row
        tops = {top.code for top in self.tops(place)}
        for code in sorted(doubtful):
            above = region = places.by_code[code]
            if not places.children(region):
                self._kept("people", region, (), True, partial(people.get, code, {}))
                self._kept_attributes(region, partial(alike.get, code, {}))
            while above.code not in tops and above.parent:
                above = places.by_code[above.parent]
                if above.code not in doubtful:
                    self._kept("hidden", above, (), True, dict)

    def _people_by_region(self) -> dict[str, dict[Bucket, dict[Cell, float]]]:
        """The tables of `people` of the schools of each region of the place on which schools hang."""
        place, door = self.door.place, self.door
        asked, weeks = self._asked(place, (), children=True), certainty.weeks(self.indicator)
        step = door.chooser(door.scope).schools(self.indicator, asked, place, by_region=True)
        least: dict[str, dict[Cell, float]] = defaultdict(dict)
        exact: dict[str, dict[Cell, float]] = defaultdict(dict)
        for (code, *key), row in answer.keyed(asked, door.taken([step])):
            if counted(row):
                least[code][row["unit"], *key] = float(row["denominator"]) / self._often
                exact[code][row["unit"], *key] = float(row["denominator"]) / (weeks * float(row["times"]))
        chosen = {code: exact if self._may_be_few(held.values(), place) else least for code, held in least.items()}
        return {code: self._tabled(made[code]) for code, made in chosen.items()}

    def _may_be_few(self, people: Iterable[float], place: Place) -> bool:
        return self._often > 1 and any(0 < n < self.least(place) for n in people)

    def _asked(self, place: Place, names: Names, *, children: bool) -> Query:
        by = (*(("child",) if children else ()), *((self.time_group,) if self.time_group else ()), *names)
        return self.indicator.narrowed(
            Query(self.indicator.code, place.code, self.period, by, self.fixed, expect=False)
        )

    def _tabled(self, people: Mapping[Cell, float]) -> dict[Bucket, dict[Cell, float]]:
        tables: dict[Bucket, dict[Cell, float]] = defaultdict(dict)
        for (code, bucket, *codes), n in people.items():
            tables[bucket][(self._trunk_of(code), *codes)] = n
        return dict(tables)

    def least(self, place: Place) -> int:
        """The least number of people behind a cell of `place`: fewer where a principal asks of the own school."""
        rules = self.door.rules
        return rules.own_school if place.is_school and place.code in self.door.scope.schools else rules.people

    def _stood(self) -> dict[str, str]:
        """Where the schools of the question's place stood on the day that is asked of."""
        door = self.door

        def read() -> pd.DataFrame:
            own = units.schools(door.scope, door.snap.places, door.place, "region").subquery("units")
            return door.run(select(own.c.unit, own.c.child))

        frame = door.kept(("stood", door.place.code, door.scope.fingerprint), read)
        return dict(zip(frame["unit"], frame["child"], strict=True))

    def _attributes(self, place: Place) -> dict[str, dict[str, str]]:
        """What the schools that stand at `place` are like: the code of each attribute, by school."""
        return self._kept_attributes(place, lambda: {row["unit"]: row for row in self._attributed(place, "direct")})

    def _kept_attributes(self, place: Place, make: Callable[[], Any]) -> dict[str, dict[str, str]]:
        made: dict[str, dict[str, str]] = self.door.kept(("attributes", place.code, self.door.scope.fingerprint), make)
        return made

    def _attributed(self, place: Place, group: str) -> list[dict[str, Any]]:
        own = units.schools(self.door.scope, self.door.snap.places, place, group).subquery("units")
        codes = [code_of(own, name).label(name) for name in SCHOOL_GROUPS]
        return records(self.door.run(select(own.c.unit, own.c.child, *codes)))

    @cached_property
    def _often(self) -> float:
        """How often at most one person is counted in a bucket of time."""
        return often(self.indicator, self.time_group, self.period, self.door.snap.months)

    def _trunk(self, place: Place) -> Place:
        return self.door.snap.places.trunk(place)

    def _trunk_of(self, code: str) -> str:
        place = self.door.snap.places.get(code)
        return code if place is None else self._trunk(place).code

    def _is_school(self, code: str) -> bool:
        return self.door.snap.places.get(code) is None and not code.endswith(f"-{UNASSIGNED}")

    def _is_child(self, place: Place, area: Place) -> bool:
        places = self.door.snap.places
        inside = {child.code for child in places.children(area)} | places.member_schools.get(area.code, frozenset())
        return place.code in inside


def _without(names: Names, i: int) -> Names:
    return (*names[:i], *names[i + 1 :])


def _less(cell: Cell, i: int) -> Cell:
    """`cell` without the code of segment `i`."""
    return (*cell[: i + 1], *cell[i + 2 :])


def _grouped(keyed: Iterable[tuple[Cell, Cell]]) -> list[list[Cell]]:
    groups: dict[Cell, list[Cell]] = defaultdict(list)
    for key, cell in keyed:
        groups[key].append(cell)
    return list(groups.values())


def counted(row: Mapping[str, Any]) -> bool:
    """Tell whether a row of an answer has people behind it."""
    return not pd.isna(row["denominator"])
