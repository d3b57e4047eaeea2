"""Which roll-ups a warehouse holds for the release it holds now."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import Engine, Select, Table, func, inspect, select

from data_access.places import Place, Places
from data_access.query import records
from data_access.rollups import ledger, owed, regions, totals
from data_access.rollups.build import declared
from data_access.rollups.cubes import basin, cubes, held_window, issue, state, wide_level
from data_access.schema import school

Run = Callable[[Select[Any]], pd.DataFrame]


@dataclass(frozen=True)
class Held:
    """Names of the cubes that may answer, and the places they cover.

    `totals` are the cubes with totals of schools, `regions` those with sums by region, and whether by kind of schools
    too; `ledger` tells that reports are rolled up by place; `issues` is the digest of those who found the faults that
    are kept. `owed` maps a fact whose reports due are rolled up to their grain. `standing` are the regions at which
    schools stand themselves and how many, None where nobody has looked. `windows` (grain, first, last) and `levels` are
    those of the spreads.
    """

    cubes: frozenset[str] = frozenset()
    totals: frozenset[str] = frozenset()
    regions: Mapping[str, bool] = field(default_factory=dict)
    ledger: bool = False
    issues: str = ""
    owed: Mapping[str, str] = field(default_factory=dict)
    places: frozenset[str] = frozenset()
    standing: Mapping[str, int] | None = None
    windows: frozenset[tuple[str, str, str]] = frozenset()
    levels: frozenset[str] = frozenset()
    _sizes: dict[tuple[date | None, str], int] = field(default_factory=dict, init=False, repr=False, compare=False)

    @classmethod
    def read(cls, engine: Engine, run: Run, release: str) -> Held:
        """Read what holds for `release`; roll-ups of an older release or another declaration do not."""
        there = set(inspect(engine).get_table_names())
        if not {state.name, basin.name, held_window.name, wide_level.name} <= there:
            return cls()
        rows = records(run(select(state).where(state.c.release_id == release)))
        digests = {row["cube"]: row["declared"] for row in rows}
        known = {name: declared(cube) for name, cube in cubes().items() if _names(cube.tables()) <= there}
        names = {name for name, digest in known.items() if digests.get(name) == digest}
        tables = {name: table for name, table in regions.tables().items() if name in names and table.name in there}
        kinds = {name: regions.known_by_kind(cubes()[name], digests.get(regions.PREFIX + name)) for name in tables}
        by_region = {name: by_kind for name, by_kind in kinds.items() if by_kind is not None}
        summed = {name: table for name, table in totals.tables().items() if name in names and table.name in there}
        whole = {n for n in summed if digests.get(totals.PREFIX + n) == totals.declared(cubes()[n])}
        reports = _names(ledger.tables()) <= there and digests.get(ledger.NAME) == ledger.declared()
        dues = digests if _names(owed.tables()) <= there else {}
        grains = {n.removeprefix(owed.PREFIX): grain for n, grain in dues.items() if n.startswith(owed.PREFIX)}
        if not names and not grains:
            return cls()
        counted = select(school.c.region_code, func.count().label("n")).group_by(school.c.region_code)
        standing = {row["region_code"]: int(row["n"]) for row in records(run(counted))}
        covered = frozenset(run(select(basin.c.place_code).distinct()).iloc[:, 0])
        over = frozenset((r["grain"], r["first_t"], r["last_t"]) for r in records(run(select(held_window))))
        levels = frozenset(run(select(wide_level)).iloc[:, 0])
        issues = digests.get(issue.name, "") if issue.name in there else ""
        return cls(
            frozenset(names), frozenset(whole), by_region, reports, issues, grains, covered, standing, over, levels
        )

    def schools(self, places: Places, place: Place) -> int | None:
        """The number of schools of `place`, at most; None where nobody has looked."""
        if place.is_school:
            return 1
        if self.standing is None:
            return None
        key = (places.day, place.code)  # a region of another day holds other regions
        if (size := self._sizes.get(key)) is None:
            inside = sum(self.standing.get(code, 0) for code in places.below.get(place.code, ()))
            size = self._sizes[key] = inside + len(places.member_schools.get(place.code, ()))
        return size


def _names(tables: Iterable[Table]) -> set[str]:
    return {table.name for table in tables}
