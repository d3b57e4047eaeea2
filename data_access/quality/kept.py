"""The faults of the latest months, found for all units when roll-ups are made: to find them reads most of the facts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Select, literal, select

from data_access import units
from data_access.compile import code_of
from data_access.places import Place
from data_access.quality import DETECTORS
from data_access.quality.issue import Reader, listed
from data_access.quality.months import window
from data_access.query import SCHOOL_GROUPS, Query
from data_access.release import Snapshot
from data_access.rollups.build import declared
from data_access.rollups.choose import Chooser
from data_access.rollups.cubes import cubes, issue
from data_access.scope import NATION, Scope


@dataclass(frozen=True)
class Everybody:
    """Who finds the faults of all units of `snap`."""

    snap: Snapshot
    scope: Scope = NATION

    @property
    def place(self) -> Place:
        """The nation."""
        return self.snap.places.root

    def chooser(self, scope: Scope) -> Chooser:
        """What chooses tables: the roll-ups by school that are there by now."""
        return Chooser(self.snap.held, self.snap.places, scope, self.snap.months)


def fill(reader: Everybody) -> Iterator[Select[Any]]:
    """The rows of every kind, for the table `issue`."""
    query = Query("R02", reader.place.code, None, (), (), expect=False)
    for kind, detector in DETECTORS.items():
        rows = detector(query, reader).subquery("rows").c
        columns = (rows[name] for name in ("code", "period", "now", "before", "times", "weight"))
        yield select(literal(kind).label("kind"), rows.unit.label("unit_code"), *columns).order_by(rows.unit)


@cache
def digest() -> str:
    """What the rows depend on: the detectors as they are written, and the indicators that they look at."""
    written = [path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py"))]
    looked_at = [declared(cube).encode() for cube in cubes().values()]
    return hashlib.sha256(b"".join([*written, *looked_at])).hexdigest()[:16]


def statement(kind: str, query: Query, reader: Reader) -> Select[Any]:
    """The faults of `kind` that are listed: those that are kept, or found now where the question is another one."""
    return listed(_kept(kind, query, reader) if _fits(kind, query, reader) else DETECTORS[kind](query, reader))


def _fits(kind: str, query: Query, reader: Reader) -> bool:
    """Tell whether the latest months of all schools, or of some that stay together, are asked for."""
    latest = window(query, reader) == window(replace(query, period=None), reader) and reader.snap.places.day is None
    # What is reported by stage is another number for one of them.
    apart = set(SCHOOL_GROUPS) - ({"stage"} if kind == "impossible" else set())
    held = reader.chooser(reader.scope).held.issues == digest()
    return held and latest and {name for name, _ in query.filters} <= apart


def _kept(kind: str, query: Query, reader: Reader) -> Select[Any]:
    sort = units.any_unit if kind == "stopped" and not query.filters else units.schools
    own = sort(reader.scope, reader.snap.places, reader.place, None).subquery("units")
    chosen = [code_of(own, name) == code for name, code in query.filters]
    columns = (issue.c[name] for name in ("code", "period", "now", "before", "times", "weight"))
    rows = select(own.c.unit, *columns).select_from(issue.join(own, own.c.unit == issue.c.unit_code))
    return rows.where(issue.c.kind == kind, *chosen)
