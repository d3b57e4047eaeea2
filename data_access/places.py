"""The ragged tree of places, held in memory: regions and areas (schools stay in the warehouse)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from data_access.schema import UNASSIGNED
from data_access.scope import Scope


@dataclass(frozen=True)
class Place:
    """A region, an area or a school; `level` is the region's level, or `area`, or `school`."""

    code: str
    level: str
    parent: str | None
    name_zh: str
    name_en: str

    @property
    def is_school(self) -> bool:
        """True for a school: the place that has nothing below it."""
        return self.level == "school"

    def name(self, language: str) -> str:
        """The name in `language`; each falls back to the other."""
        return (self.name_en if language == "en" else self.name_zh) or self.name_zh or self.name_en or self.code


def unassigned(place: Place) -> Place:
    """The child of `place` that holds rows which stand at `place` itself and at no place below it."""
    return Place(f"{place.code}-{UNASSIGNED}", UNASSIGNED, place.code, "未分配", "Unassigned")


@dataclass(frozen=True)
class Places:
    """All regions and areas of a release.

    `members` maps an area to its member regions, `below` a region or an area to every region below it, itself included.
    Regions that are `gone` can still be looked up, but are nobody's children. `lives` maps a region to its first and
    last day, where it has one. `day` is the day as of which schools stand where they stand; None is now.
    """

    by_code: dict[str, Place]
    root: Place
    members: dict[str, frozenset[str]] = field(default_factory=dict)
    below: dict[str, frozenset[str]] = field(default_factory=dict)
    member_schools: dict[str, frozenset[str]] = field(default_factory=dict)
    gone: frozenset[str] = frozenset()
    lives: dict[str, tuple[date | None, date | None]] = field(default_factory=dict)
    day: date | None = None

    @classmethod
    def build(
        cls,
        regions: Iterable[Place],
        areas: Iterable[Place],
        members: dict[str, frozenset[str]],
        below: dict[str, frozenset[str]],
        member_schools: dict[str, frozenset[str]],
        gone: frozenset[str] = frozenset(),
        lives: dict[str, tuple[date | None, date | None]] | None = None,
    ) -> Places:
        """Make the tree; a release without any region gets an empty nation."""
        regions = list(regions)
        root = next(
            (r for r in regions if r.level == "nation"),
            next((r for r in regions if not r.parent), Place("000000", "nation", None, "全国", "Nation")),
        )
        by_code = {p.code: p for p in (*regions, *areas)}
        by_code.setdefault(root.code, root)
        return cls(by_code, root, members, below, member_schools, gone, lives or {})

    def on(self, day: date) -> Places:
        """The places as they were on `day`: regions that were no more or not yet are nobody's children."""
        absent = (c for c, (first, last) in self.lives.items() if (first and first > day) or (last and last < day))
        return replace(self, gone=frozenset(absent), day=day)

    def get(self, code: str) -> Place | None:
        """The region or area `code`, if there is one."""
        return self.by_code.get(code)

    def areas(self) -> list[Place]:
        """All areas, by code."""
        return sorted((p for p in self.by_code.values() if p.level == "area"), key=lambda p: p.code)

    def children(self, place: Place) -> list[Place]:
        """Regions one level below `place`; those of an area are its members, less the ones that lie inside another."""
        trunk = self.trunk(place)
        return self._members(trunk) if trunk.level == "area" else self._by_parent.get(trunk.code, [])

    def trunk(self, place: Place) -> Place:
        """The region that an area of one region is: what lies below both is the same, with no empty level between."""
        if place.level != "area" or self.member_schools.get(place.code):
            return place
        members = self._members(place)
        return members[0] if len(members) == 1 else place

    def _members(self, area: Place) -> list[Place]:
        members = self.members.get(area.code, frozenset())
        inside = {code for m in members for code in self.below.get(m, frozenset()) if code != m}
        return [self.by_code[m] for m in sorted(members - inside) if m in self.by_code]

    @property
    def _by_parent(self) -> dict[str, list[Place]]:
        cached = self.__dict__.get("_children")
        if cached is None:
            cached = defaultdict(list)
            for code in sorted(self.by_code):
                place = self.by_code[code]
                if place.parent and place.level != "area" and code not in self.gone:
                    cached[place.parent].append(place)
            object.__setattr__(self, "_children", cached)
        return cached

    def ancestors(self, place: Place) -> list[Place]:
        """The places above `place`, the nation first."""
        above: list[Place] = []
        parent = place.parent
        while parent and (found := self.by_code.get(parent)) and found not in above:
            above.insert(0, found)
            parent = found.parent
        return above

    def area_in(self, area: str, place: str) -> bool:
        """Tell whether every region and school of `area` lies in `place` (a region or another area)."""
        if area == place:
            return True
        if self.member_schools.get(area, frozenset()) - self.member_schools.get(place, frozenset()):
            return False
        regions = self.below.get(area, frozenset())
        return bool(regions) and regions <= self.below.get(place, frozenset())

    def visible(self, place: Place, scope: Scope) -> bool:
        """Tell whether all of `place`, a region or an area, lies in `scope`."""
        if scope.everything or place.code in scope.places:
            return True
        if place.level == "area":
            return any(self.area_in(place.code, held) for held in scope.places)
        return any(place.code in self.below.get(held, frozenset()) for held in scope.places)
