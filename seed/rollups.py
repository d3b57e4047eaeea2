"""Builds the roll-ups of a warehouse on the engine that holds it, and proves them against the facts."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Engine, Executable, MetaData, Select, Table, func, insert, inspect, select
from sqlalchemy.schema import CreateTable, DropTable

from data_access import engine as warehouse
from data_access.compile import Cut
from data_access.indicators.model import Indicator
from data_access.quality import kept
from data_access.query import Query, records
from data_access.release import Snapshot
from data_access.rollups import basins, build, ledger, owed, regions, totals
from data_access.rollups.choose import Chooser
from data_access.rollups.cubes import Cube, basin, cubes, held_window, issue, member, region_basin, state, wide_level
from data_access.rollups.held import Held
from data_access.rollups.windows import windows
from data_access.schema import feed
from data_access.scope import NATION
from seed import ddl, policies
from seed.errors import Refused
from seed.progress import Progress, part, silent

PartsOf = Callable[[Cut], Iterator[tuple[Table, Select[Any]]]]
STEP = 20_000
"""Schools whose facts are summed up in one go: it bounds the memory."""
_SECONDS = 3600.0
_CHUNK = 1000


def make(
    engine: Engine,
    progress: Progress = silent,
    *,
    least: int = basins.LEAST,
    step: int = STEP,
    many: int = regions.MANY,
) -> dict[str, int]:
    """Build every roll-up anew for the release that `engine` holds, and return the rows of each table.

    Places with more than `least` schools are covered, and `step` schools are summed up in one go. With more than `many`
    schools a region, regions are kept by kind of schools too. Raises `Refused` where sums differ from those of the
    facts. A roll-up counts only once it is proved: whenever the work is cut short, the facts answer.
    """
    snap = Snapshot.read(engine, lambda s: _frame(engine, s))
    counted = _frame(engine, basins.schools_by_place())
    standing = dict(zip(counted["ancestor_code"], counted["n"], strict=True))
    codes = basins.covered(snap.places, standing, least)
    firsts = [str(code) for code in _frame(engine, basins.bounds(step))["school_id"]] or [""]
    cuts = [basins.between(first, last) for first, last in zip([None, *firsts[1:]], [*firsts[1:], None], strict=True)]
    with engine.connect() as connection:
        work = _Work(connection, {"as_of": snap.release.as_of}, cuts)
        _anew(connection, [state, basin, region_basin, member, held_window, wide_level])
        of_region, places = basins.basins(snap.places, codes)
        work.add(region_basin, list(of_region.items()))
        work.add(basin, places)
        work.run(build.into(member, basins.members()))
        by_kind = standing.get(snap.places.root.code, 0) > many * len(of_region)
        grains = {cube.coarse for cube in cubes().values()}
        over = {grain: windows(snap.months, grain) for grain in sorted(grains)}
        work.add(held_window, [(grain, *window) for grain, own in over.items() for window in own])
        work.add(wide_level, [(level,) for level in basins.wide(snap.places)])
        jobs = list(cubes().values())
        for done, cube in enumerate(jobs):
            work.fill(
                cube.tables(),
                partial(build.fill, cube, over[cube.coarse]),
                part(progress, done / len(jobs), (done + 1) / len(jobs)),
            )
            for table, rows in build.whole_of(cube):
                work.run(build.into(table, rows))
            connection.commit()  # the proof reads by another connection
            _prove(engine, snap, cube.indicators, Held(cubes=frozenset({cube.name})))
            work.run(_whole(snap, cube.name, build.declared(cube)))
            if cube.name in regions.tables():
                _beside(work, snap, cube, by_kind=by_kind)
        _reports(engine, work, snap)
        _faults(engine, work, snap)
    made = [table for cube in jobs for table in cube.tables()]
    made += [issue, *regions.tables().values(), *totals.tables().values(), *ledger.tables(), *owed.tables()]
    return {t.name: int(_frame(engine, select(func.count().label("n")).select_from(t))["n"][0]) for t in made}


@dataclass(frozen=True)
class _Work:
    """Runs statements on one connection, range of schools by range."""

    connection: Connection
    parameters: Mapping[str, Any]
    cuts: Sequence[Cut]

    def run(self, statement: Executable) -> None:
        self.connection.execute(statement, self.parameters)

    def add(self, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
        for first in range(0, len(rows), _CHUNK):
            self.run(insert(table).values(list(rows[first : first + _CHUNK])))

    def fill(self, tables: Sequence[Table], parts_of: PartsOf, progress: Progress) -> None:
        """Fill `tables` anew: directly, or where there are several ranges by way of heaps that are summed up."""
        heaps = {t.name: t.to_metadata(MetaData(), name=f"{t.name}_part") for t in tables if len(self.cuts) > 1}
        _anew(self.connection, [*tables, *heaps.values()])
        scratch: set[Table] = set()
        for number, cut in enumerate(self.cuts):
            progress(number / len(self.cuts), tables[0].name)
            for table, rows in parts_of(cut):
                if table not in tables:
                    _anew(self.connection, [table])
                    scratch.add(table)
                self.run(build.into(heaps.get(table.name, table), rows))
            self.connection.commit()  # a range is as much as one transaction should hold
        for table in tables:
            if (heap := heaps.get(table.name)) is not None:
                self.run(build.merged(heap, table))
                self.run(DropTable(heap))
            # The other engines find rows by the order in which they are laid.
            for index in ddl.indexes(table) if self.connection.dialect.name == "postgresql" else ():
                self.run(index)
        for table in scratch:
            self.run(DropTable(table))


def _beside(work: _Work, snap: Snapshot, cube: Cube, *, by_kind: bool) -> None:
    """What is made of the sums by school of `cube`: sums by region, and totals of usual periods."""
    usual = totals.usual(snap.months, cube.coarse)
    work.fill([regions.tables()[cube.name]], partial(regions.fill, cube, by_kind=by_kind), silent)
    work.run(_whole(snap, regions.PREFIX + cube.name, regions.declared(cube, by_kind)))
    work.fill([totals.tables()[cube.name]], partial(totals.fill, cube, usual), silent)
    work.run(_whole(snap, totals.PREFIX + cube.name, totals.declared(cube)))


def _reports(engine: Engine, work: _Work, snap: Snapshot) -> None:
    """The ledger of reports, and who owed one."""
    work.fill(ledger.tables(), ledger.fill, silent)
    work.connection.commit()
    _prove(engine, snap, ledger.indicators(), Held(ledger=True))
    work.run(_whole(snap, ledger.NAME, ledger.declared()))
    named = owed.grains(records(_frame(engine, select(feed))))
    named = {f: (grain, c) for f, (grain, c) in named.items() if not _frame(engine, owed.misnamed(grain, c))["n"][0]}
    work.fill(owed.tables(), partial(owed.fill, named), silent)
    for table in owed.tables():
        work.run(build.into(table, build.whole(table)))
    for fact, (grain, _) in named.items():
        work.run(_whole(snap, owed.PREFIX + fact, grain))
    work.connection.commit()


def _faults(engine: Engine, work: _Work, snap: Snapshot) -> None:
    """The faults of quality, looked for in the roll-ups that are there by now."""
    _anew(work.connection, [issue])
    held = Held.read(engine, lambda s: _frame(engine, s), snap.release.release_id)
    for rows in kept.fill(kept.Everybody(replace(snap, held=held))):
        work.run(build.into(issue, rows))
    work.run(_whole(snap, issue.name, kept.digest()))
    work.connection.commit()


def _anew(connection: Connection, tables: Sequence[Table]) -> None:
    held = set(inspect(connection).get_table_names())
    for table in tables:
        if table.name in held:
            connection.execute(DropTable(table))
        connection.execute(CreateTable(table))
        for guard in policies.guards(table) if connection.dialect.name == "postgresql" else ():
            connection.execute(guard)


def _whole(snap: Snapshot, name: str, digest: str) -> Executable:
    return insert(state).values(cube=name, release_id=snap.release.release_id, declared=digest)


def _prove(engine: Engine, snap: Snapshot, carried: Sequence[Indicator], held: Held) -> None:
    """Compare the nation's sums in the roll-ups that are `held` with those of the facts."""
    root = snap.places.root
    rolled = replace(held, places=frozenset({root.code}))
    for indicator in carried:
        query = indicator.narrowed(Query(indicator.code, root.code))
        ways = (Chooser(held, snap.places, NATION, snap.months) for held in (Held(), rolled))
        steps = [way.facts(indicator, query, root)[0] for way in ways]
        truth, found = (_frame(engine, step.statement, snap.release.as_of).iloc[0] for step in steps)
        for name in ("numerator", "denominator", "n_reported"):
            if not _same(truth[name], found[name]):
                raise Refused(f"The roll-up of {indicator.code} has {name} {found[name]}, its fact {truth[name]}.")


def _same(one: Any, other: Any) -> bool:
    if pd.isna(one) or pd.isna(other):
        return bool(pd.isna(one) and pd.isna(other))
    return math.isclose(float(one), float(other), rel_tol=1e-9)


def _frame(engine: Engine, statement: Select[Any], as_of: Any = None) -> pd.DataFrame:
    return warehouse.run(engine, statement, seconds=_SECONDS, parameters={"as_of": as_of})
