"""Places found by what people type: an index in memory, a few bytes a place, that names candidates in order."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, or_, select

from data_access.places import Places
from data_access.schema import LEVELS, region, school
from data_access.scope import Scope
from data_access.spelling import initials, is_chinese, plain, sound

_LONGEST = 80
_PART = 20_000
Fetched = list[dict[str, Any]]
Rows = Sequence[tuple[int, int]]
"""Runs of rows, each from its first to before its last."""


@dataclass(frozen=True)
class Named:
    """What a place is called: its `code`, the region it stands in, and its names; any of them may be empty."""

    code: str
    region: str
    name_zh: str
    name_en: str
    pinyin: str


class Keys:
    """One key a place, as lines of bytes: searched whole at the speed of memory."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._starts = array("I")
        self._size = 0
        self._lines = b""

    def add(self, key: str) -> None:
        """Take the key of the next place."""
        line = b"\n" + key.replace("\n", " ").encode()
        self._starts.append(self._size + 1)
        self._size += len(line)
        self._parts.append(line)
        if len(self._parts) >= 10_000:
            self._parts = [b"".join(self._parts)]

    def close(self) -> None:
        """Have all keys."""
        self._lines = b"".join(self._parts) + b"\n"
        self._parts = []
        self._starts.append(len(self._lines))

    def find(self, text: bytes, rows: Rows, *, first: bool) -> Iterator[int]:
        """Rows of `rows` whose key holds `text`, or begins with it where `first` is asked for."""
        wanted = b"\n" + text if first else text
        for begin, end in rows:
            at, stop = self._starts[begin] - 1, self._starts[end]
            while (at := self._lines.find(wanted, at, stop)) >= 0:
                row = bisect_right(self._starts, at + first) - 1
                yield row
                at = self._starts[row + 1] - 1

    def key(self, row: int) -> str:
        """The key of a row."""
        return self._lines[self._starts[row] : self._starts[row + 1] - 1].decode()


class Index:
    """The places of a release in the order given, those of a region beside each other."""

    def __init__(self, places: Iterable[Named]) -> None:
        self._codes, self._chinese, self._foreign, self._pinyin, self._initials = (Keys() for _ in range(5))
        self._size = 0
        self._regions: dict[str, tuple[int, int]] = {}
        for place in places:
            self._add(place)
        for keys in (self._codes, self._chinese, self._foreign, self._pinyin, self._initials):
            keys.close()

    def _add(self, place: Named) -> None:
        spoken = place.pinyin or (sound(place.name_zh) if is_chinese(place.name_zh) else "")
        foreign, said = plain(place.name_en), plain(spoken)
        self._codes.add(place.code)
        self._chinese.add(plain(place.name_zh))
        self._foreign.add(foreign)
        self._pinyin.add("" if foreign.startswith(said) else said)
        self._initials.add(initials(place.name_zh, spoken))
        begin, _ = self._regions.get(place.region, (self._size, 0))
        self._size += 1
        self._regions[place.region] = (begin, self._size)

    @property
    def everything(self) -> Rows:
        """All rows."""
        return [(0, self._size)] if self._size else []

    def of(self, regions: Iterable[str], codes: Iterable[str]) -> Rows:
        """The rows that stand in `regions`, and those that have one of `codes`."""
        runs = [self._regions[r] for r in regions if r in self._regions]
        for code in codes:
            exactly = f"{code}\n".encode()
            runs += [(row, row + 1) for row in self._codes.find(exactly, self.everything, first=True)]
        return _joined(runs)

    def find(self, text: str, rows: Rows, *, first: bool) -> Iterator[int]:
        """Rows whose name in Chinese, name in English, pinyin, initials or code holds `text` (begins with it)."""
        wanted = plain(text)
        if not wanted:
            return
        for code in dict.fromkeys((text.strip(), text.strip().upper())):
            yield from self._codes.find(code.encode(), rows, first=first)
        kinds = [self._chinese] if is_chinese(wanted) else [self._initials, self._foreign, self._pinyin]
        for keys in kinds:
            yield from keys.find(wanted.encode(), rows, first=first)

    def code(self, row: int) -> str:
        """The code of a row."""
        return self._codes.key(row)


def _joined(runs: list[tuple[int, int]]) -> Rows:
    joined: list[tuple[int, int]] = []
    for begin, end in sorted(runs):
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((begin, end))
    return joined


@dataclass(frozen=True)
class Finder:
    """The regions, areas and schools of a release; candidates only: the gate says what a reader may see of them."""

    places: Places
    regions: Index
    schools: Index

    @classmethod
    def read(cls, places: Places, rows: Callable[[Select[Any]], Fetched]) -> Finder:
        """Index a release whose rows `rows` fetches."""
        spelled = rows(select(region.c.region_code, region.c.pinyin).where(region.c.pinyin != ""))
        return cls.of(places, {r["region_code"]: r["pinyin"] for r in spelled}, _schools(rows))

    @classmethod
    def of(cls, places: Places, spelled: dict[str, str], schools: Iterable[Named]) -> Finder:
        """Index all `places` with their pinyin in `spelled`, the highest level first, and `schools` by region."""
        rank = {level: i for i, level in enumerate((*LEVELS[:3], "area", *LEVELS[3:]))}
        held = [p for code, p in places.by_code.items() if code not in places.gone and p.level in rank]
        held.sort(key=lambda p: (rank[p.level], p.code))
        # The contract has no pinyin of areas: their English names are made of it.
        said = spelled | {p.code: p.name_en for p in held if p.level == "area"}
        named = (Named(p.code, p.code, p.name_zh, p.name_en, said.get(p.code, "")) for p in held)
        return cls(places, Index(named), Index(schools))

    def find(self, scope: Scope, text: str, limit: int) -> list[str]:
        """Codes of at most `limit` places of `scope`, those that begin with `text` first, regions before schools."""
        text = text.strip()[:_LONGEST]
        found: dict[str, None] = {}
        for first in (True, False):
            for row in self.regions.find(text, self.regions.everything, first=first):
                code = self.regions.code(row)
                if self.places.visible(self.places.by_code[code], scope):
                    found[code] = None
                if len(found) == limit:
                    return list(found)
            for row in self.schools.find(text, self._seen(scope), first=first):
                found[self.schools.code(row)] = None
                if len(found) == limit:
                    return list(found)
        return list(found)

    def _seen(self, scope: Scope) -> Rows:
        if scope.everything:
            return self.schools.everything
        regions = {code for held in scope.places for code in self.places.below.get(held, ())}
        named = {code for held in scope.places for code in self.places.member_schools.get(held, ())}
        return self.schools.of(regions, scope.schools | named)


def _schools(rows: Callable[[Select[Any]], Fetched]) -> Iterator[Named]:
    """What every school is called, by region; read in parts, since 200,000 rows at once leave memory behind."""
    at, code = school.c.region_code, school.c.school_id
    columns = (code, at, school.c.name_zh, school.c.name_en, school.c.pinyin)
    part = select(*columns).order_by(at, code).limit(_PART)
    found = rows(part)
    while found:
        for row in found:
            yield Named(*(row[c.name] or "" for c in columns))
        last = found[-1]
        after = or_(at > last[at.name], and_(at == last[at.name], code > last[code.name]))
        found = rows(part.where(after)) if len(found) == _PART else []
