"""An answer without the numbers that may not be shown: what hides them is looked up in the tables of `lattice`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from data_access.cells import COLUMNS, Cells
from data_access.derived import Door
from data_access.indicators.model import Indicator
from data_access.lattice import Lattice, Names, Table, counted
from data_access.places import Place
from data_access.query import SCHOOL_GROUPS, SUPPRESSED, VALUE, Query


def protected(indicator: Indicator, query: Query, cells: Cells, door: Door) -> Cells:
    """`cells`, the answer to `query`, without the numbers that may not be shown: their state is `SUPPRESSED`."""
    if not indicator.personal or not door.rules.people:
        return cells
    places, rows = {place.code: place for place in door.rows}, cells.rows()
    _keep(indicator, query, rows, door)
    safe = _safe_schools(indicator, query, rows, door)
    judge = _Judge(indicator, query, door)
    lost = [
        row["state"] == VALUE
        and row["place_code"] not in safe
        and judge.hides(row, places.get(row["place_code"], door.place))
        for row in rows
    ]
    return without_numbers(cells, lost) if any(lost) else cells


def without_numbers(cells: Cells, lost: Collection[bool]) -> Cells:
    """`cells` with the state `SUPPRESSED` and no number in the rows that are `lost`."""
    given = {**dict.fromkeys(COLUMNS[4:]), "state": SUPPRESSED}
    return cells.adding(
        {
            name: [new if gone else old for old, gone in zip(cells[name], lost, strict=True)]
            for name, new in given.items()
        }
    )


def _of_row(
    indicator: Indicator, query: Query, codes: Mapping[str, str], door: Door, *, school: bool = False
) -> tuple[Lattice, Names]:
    """The tables of a row with these codes, and the segments that they are cut by.

    Kinds of schools cut none: places are judged beside each other as far as they have such schools, and a school, which
    is of one kind, is judged as it is without.
    """
    kinds = {name for name in SCHOOL_GROUPS if indicator.of_schools and name not in indicator.fact.c}
    codes = {name: code for name, code in codes.items() if not (school and name in kinds)}
    whole = {*indicator.schools, *indicator.usual, *kinds}
    fixed = tuple(sorted((name, code) for name, code in codes.items() if name in whole))
    names = tuple(sorted(name for name in codes if name not in whole))
    return Lattice(indicator, query.period, query.time_group, fixed, door), names


def _keep(indicator: Indicator, query: Query, rows: Sequence[Mapping[str, Any]], door: Door) -> None:
    """Keep the people of an answer that is a whole table by itself: the same sums are not asked for again."""
    lattice, names = _of_row(indicator, query, dict(query.filters), door)
    if query.place_group == "child" and not names and not query.other_groups:
        lattice.keep({(row["place_code"], row["period"]): row["denominator"] for row in rows if counted(row)})


def _safe_schools(indicator: Indicator, query: Query, rows: Sequence[Mapping[str, Any]], door: Door) -> frozenset[str]:
    """The schools of an answer about all schools of a place that no table hides, so that none need be made for them.

    What is hidden below a region that is shown begins with few people: in a school, whose like in the same place may
    then be hidden with it, or a place between, or one that lies beside it and then hides all that is in it.
    """
    lattice, names = _of_row(indicator, query, dict(query.filters), door)
    places, place = door.snap.places, door.place
    # An area that names schools holds some of a region, and how the others are judged is not known from these.
    some = place.is_school or places.day or places.member_schools.get(place.code)
    if query.by != ("school",) or query.filters or names or some:
        return frozenset()
    inside, parents = places.below.get(place.code, frozenset()), {school.code: school.parent for school in door.rows}
    people = {row["place_code"]: lattice.at_least(float(row["denominator"])) for row in rows if counted(row)}
    sums: dict[str, float] = defaultdict(float)
    for code, n in people.items():
        stands = places.get(parents[code] or "")
        if stands is None or stands.code not in inside:
            return frozenset()
        for above in (*places.ancestors(stands), stands):
            sums[above.code] += n
    least, tops = door.rules.people, lattice.tops(place)
    if any(n < least for code, n in sums.items() if code in inside) or any(lattice.shuts(top) for top in tops):
        return frozenset()
    few = {region for code, n in people.items() if (region := parents[code]) and 0 < n < least}
    doubtful = few.union(*(places.below[code] for code in few if places.children(places.by_code[code])))
    if doubtful:
        lattice.keep_schools(doubtful)
    return frozenset(code for code in people if parents[code] not in doubtful)


class _Judge:
    """Tells which rows of one answer are hidden: rows of like places and codes are judged by the same tables."""

    def __init__(self, indicator: Indicator, query: Query, door: Door) -> None:
        self._indicator, self._query, self._door = indicator, query, door
        self._tables: dict[tuple[Any, ...], tuple[Lattice, Names]] = {}
        self._around: dict[tuple[Any, ...], Table] = {}

    def hides(self, row: Mapping[str, Any], place: Place) -> bool:
        """Tell whether `row`, which has a value and is about `place`, is hidden."""
        query, of_row = self._query, tuple(row[name] for name in self._query.other_groups)
        codes = dict(query.filters) | dict(zip(query.other_groups, of_row, strict=True))
        like = (place.is_school, *of_row)
        if like not in self._tables:
            self._tables[like] = _of_row(self._indicator, query, codes, self._door, school=place.is_school)
        lattice, names = self._tables[like]
        if not names and lattice.suffices(place, float(row["denominator"])):
            return False
        own = (place.code, lattice.fixed, names)
        if own not in self._around:
            self._around[own] = lattice.around(place, names)
        cell = (self._door.snap.places.trunk(place).code, *(codes[name] for name in names))
        return cell in self._around[own].get(row["period"] if query.time_group else None, frozenset())
