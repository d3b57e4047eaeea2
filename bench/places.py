"""Where the measured views look: the largest place of every level, and others drawn by a seed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from random import Random

from sqlalchemy import select

from data_access import engine as warehouse
from data_access.gate import Gate
from data_access.places import Place
from data_access.schema import school

LEVELS = ("nation", "province", "prefecture", "county", "area", "school")


@dataclass(frozen=True)
class Spot:
    """A place that warehouses of different size have in common: a school is the `nth` of the region `code`."""

    level: str
    code: str
    nth: int = 0

    def find(self, gate: Gate) -> str | None:
        """The code of the place in the warehouse behind `gate`; None where it has none."""
        if self.level != "school":
            return self.code if gate.snapshot().places.get(self.code) else None
        held = _schools(gate).get(self.code)
        return held[self.nth % len(held)] if held else None


class Spots:
    """The regions and areas of one warehouse that have schools, by level, the largest first."""

    def __init__(self, gate: Gate) -> None:
        places, schools = gate.snapshot().places, _schools(gate)
        self._held: dict[str, list[Place]] = {level: [] for level in LEVELS}
        sizes = {p: sum(len(schools.get(c, ())) for c in places.below.get(p.code, ())) for p in places.by_code.values()}
        for place in sorted(sizes, key=lambda p: (-sizes[p], p.code)):
            if sizes[place] and place.level in self._held:
                self._held[place.level].append(place)
        # Schools stand at any level, mostly in a county.
        self._held["school"] = [p for p in self._held["county"] if p.code in schools]

    def largest(self) -> list[Spot]:
        """The place of every level with the most schools, and the first school of the largest county."""
        return [Spot(level, held[0].code) for level, held in self._held.items() if held]

    def some(self, level: str, random: Random) -> Spot | None:
        """A place of `level`, any as likely as any other; None where the warehouse has none."""
        held = self._held[level]
        if not held:
            return None
        return Spot(level, random.choice(held).code, random.randrange(1000) if level == "school" else 0)


@cache
def _schools(gate: Gate) -> Mapping[str, list[str]]:
    """The ids of all schools by the region at which they stand."""
    columns = (school.c.region_code, school.c.school_id)
    found = warehouse.run(gate.snapshot().engine, select(*columns).order_by(school.c.school_id), seconds=60)
    held: dict[str, list[str]] = defaultdict(list)
    for region, code in found.itertuples(index=False):
        held[region].append(code)
    return held
