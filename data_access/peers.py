"""Similar schools: which schools are set beside each other, and the code that says what they share."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from data_access.schema import MACRO_REGIONS

LEAST = 30
"""Schools that a group should have, so that its quartiles say something."""
_ANY = "*"
# Where regions are merged, neighbours in this order are: centre and west are what policy speaks of as one (中西部).
_REGIONS = ("east", "northeast", "central", "west")
_NUMBERS = re.compile(r"\d+")


@dataclass(frozen=True, order=True)
class Cell:
    """What a school is: its stage, setting, band of size and type of region; the last two are empty if nobody knows."""

    stage: str
    setting: str
    band: str = ""
    region: str = ""


@dataclass(frozen=True)
class PeerGroup:
    """Schools of one stage and setting, of these neighbouring bands of size and these types of region; none is all."""

    stage: str
    setting: str
    bands: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        """The group as it stands in `school.peer_group`: ``primary.urban.500_999.central+west``."""
        return ".".join((self.stage, self.setting, "+".join(self.bands) or _ANY, "+".join(self.regions) or _ANY))

    @classmethod
    def parse(cls, code: str | None) -> PeerGroup | None:
        """Read a code back; None for one that was made elsewhere and says nothing."""
        parts = (code or "").split(".")
        if len(parts) != 4 or not all(parts) or not set(_named(parts[3])) <= set(MACRO_REGIONS):
            return None
        return cls(parts[0], parts[1], _named(parts[2]), _named(parts[3]))

    @property
    def sizes(self) -> tuple[int | None, int | None] | None:
        """The least and the greatest number of students, None where open; None altogether where bands say neither."""
        spans = [span for band in self.bands if (span := span_of(band)) is not None]
        return (spans[0][0], spans[-1][1]) if spans and len(spans) == len(self.bands) else None


def _named(part: str) -> tuple[str, ...]:
    return () if part == _ANY else tuple(part.split("+"))


def span_of(band: str) -> tuple[int | None, int | None] | None:
    """Read the sizes that a code of a band names: ``under_100``, ``500_999`` or ``2000_up``; None for another code."""
    numbers = [int(n) for n in _NUMBERS.findall(band)]
    if band.startswith("under") and len(numbers) == 1:
        return None, numbers[0] - 1
    if len(numbers) == 2:
        return numbers[0], numbers[1]
    return (numbers[0], None) if len(numbers) == 1 else None


def grouped(cells: Mapping[Cell, int], least: int = LEAST) -> dict[Cell, PeerGroup]:
    """Give every cell its group, from how many open schools each has: no group is smaller than `least` if it need not.

    Every school is in one group. Types of region are given up before bands of size, neighbours joining neighbours;
    stage and setting are never given up, so a group that has nothing coarser may stay small.
    """
    groups: dict[Cell, PeerGroup] = {}
    for (stage, setting), held in groupby(sorted(cells), key=lambda c: (c.stage, c.setting)):
        own = list(held)
        bands = sorted({c.band for c in own}, key=_place_of)
        merged = joined([(band, sum(cells[c] for c in own if c.band == band)) for band in bands], least)
        for some in merged:
            inside = [c for c in own if c.band in some]
            regions = sorted({c.region for c in inside}, key=lambda r: (*_REGIONS, "").index(r))
            parts = joined([(r, sum(cells[c] for c in inside if c.region == r)) for r in regions], least)
            named = () if len(merged) == 1 else some
            for types in parts:
                group = PeerGroup(stage, setting, named, () if len(parts) == 1 else types)
                groups |= {c: group for c in inside if c.region in types}
    return groups


def joined(counts: Sequence[tuple[str, int]], least: int) -> list[tuple[str, ...]]:
    """Join the smallest of `counts` to its smaller neighbour until all have `least`, or all are one."""
    held: list[tuple[tuple[str, ...], int]] = [((name,), n) for name, n in counts]
    while len(held) > 1 and min(n for _, n in held) < least:
        small = min(range(len(held)), key=lambda i: held[i][1])
        beside = min((i for i in (small - 1, small + 1) if 0 <= i < len(held)), key=lambda i: held[i][1])
        low = min(small, beside)
        held[low : low + 2] = [(held[low][0] + held[low + 1][0], held[low][1] + held[low + 1][1])]
    return [names for names, _ in held]


def _place_of(band: str) -> tuple[float, str]:
    span = span_of(band)
    return (float("inf") if span is None else float(span[0] or 0), band)


def known(cells: Iterable[tuple[str | None, str | None, str | None, str | None]]) -> list[Cell | None]:
    """What each school can be grouped by, in order: None without stage or setting, or without what others tell."""
    held = list(cells)
    banded, placed = any(c[2] for c in held), any(c[3] for c in held)
    return [
        Cell(stage, setting, band or "", region or "")
        if stage and setting and (band or not banded) and (region or not placed)
        else None
        for stage, setting, band, region in held
    ]
