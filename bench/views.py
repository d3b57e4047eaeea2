"""Which views are measured: the same list for the same warehouse, whoever runs it."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from bench.places import LEVELS, Spot, Spots
from dashboard.page import PAGES, Page
from dashboard.view import SEGMENTS
from data_access.engine import QueryTooSlow
from data_access.gate import Gate
from data_access.period import Period
from data_access.schema import SETTINGS, STAGES
from data_access.scope import NATION

_SEED = 20261124
_LONGEST = 60
"""The budgets speak of up to five years."""


@dataclass(frozen=True)
class Asked:
    """A page at a place with filters, as they stand in an address."""

    spot: Spot
    page: str
    filters: tuple[tuple[str, str], ...] = ()

    def search(self, gate: Gate) -> dict[str, str] | None:
        """The parameters of the address; None where the warehouse has no such place."""
        code = self.spot.find(gate)
        return None if code is None else {"place": code, **dict(self.filters)}


class Views:
    """The views of one warehouse."""

    def __init__(self, gate: Gate) -> None:
        self._spots = Spots(gate)
        self._span = gate.snapshot().months
        self._codes = {name: _codes(gate, column) for name, column in SEGMENTS.items()}

    def standing(self) -> list[Asked]:
        """Every page at the largest place of every level, as it opens."""
        return [Asked(spot, page.key) for spot in self._spots.largest() for page in PAGES.values()]

    def sample(self, count: int, levels: Sequence[str], pages: Sequence[str]) -> list[Asked]:
        """`count` views: level after level, each filter alone and then any mixture of them."""
        random = Random(_SEED)  # noqa: S311 - the same views in every run
        views = self._mixed(random, levels, pages)
        plans: list[tuple[str, ...]] = [("five",), ("month",), ("stage",), ("setting",), ("segment",)]
        made: list[Asked] = []
        while len(made) < count and (view := next(views, None)) is not None:
            number = len(made) // max(len(levels), 1)
            plan = plans[number] if number < len(plans) else _mixture(random)
            made.append(Asked(view.spot, view.page, self._filters(PAGES[view.page], plan, random)))
        return made

    def distinct(self, count: int) -> list[Asked]:
        """`count` views of which no two share place, period and filters, so that nothing kept answers a second one."""
        random = Random(_SEED + 1)  # noqa: S311 - the same views in every run
        seen: set[tuple[Spot, tuple[tuple[str, str], ...]]] = set()
        made: list[Asked] = []
        for tried, view in enumerate(self._mixed(random, LEVELS, list(PAGES))):
            if len(made) == count or tried > 20 * count:
                break
            asked = Asked(view.spot, view.page, self._filters(PAGES[view.page], _mixture(random), random))
            # Segments that a page does not use leave its questions as they were.
            key = (view.spot, tuple(f for f in asked.filters if f[0] in ("period", "stage", "setting")))
            if key not in seen:
                seen.add(key)
                made.append(asked)
        return made

    def _mixed(self, random: Random, levels: Sequence[str], pages: Sequence[str]) -> Iterator[Asked]:
        while True:
            found = [spot for level in levels if (spot := self._spots.some(level, random)) is not None]
            if not found:
                return
            yield from (Asked(spot, random.choice(pages)) for spot in found)

    def _filters(self, page: Page, plan: tuple[str, ...], random: Random) -> tuple[tuple[str, str], ...]:
        chosen: dict[str, str] = {}
        for name in plan:
            match name:
                case "five":
                    chosen["period"] = str(self._last(_LONGEST))
                case "month":
                    chosen["period"] = str(self._last(1))
                case "period":
                    chosen["period"] = str(self._some_period(random))
                case "stage":
                    chosen["stage"] = random.choice(STAGES)
                case "setting":
                    chosen["setting"] = random.choice(SETTINGS)
                case "indicator" if page.indicators:
                    chosen["indicator"] = random.choice(page.indicators)
                case "segment":
                    held = [segment for segment in page.segments if self._codes[segment]]
                    if held:
                        segment = random.choice(held)
                        chosen[segment] = random.choice(self._codes[segment])
        return tuple(chosen.items())

    def _last(self, length: int) -> Period:
        return Period(list(self._span.months())[-length:][0], self._span.last)

    def _some_period(self, random: Random) -> Period:
        months = list(self._span.months())
        length = random.choice((1, 3, 6, 12, 12, 24, 36, _LONGEST))
        last = random.randrange(min(length, len(months)) - 1, len(months))
        return Period(months[max(last - length + 1, 0)], months[last])


def _mixture(random: Random) -> tuple[str, ...]:
    """Any period of up to five years, any indicator, and each of the filters as often as not."""
    return ("period", "indicator", *(name for name in ("stage", "setting", "segment") if random.random() < 0.5))


def _codes(gate: Gate, column: str) -> tuple[str, ...]:
    """The codes of a segment; none where the product itself could not list them in time."""
    try:
        return gate.codes(NATION, column)
    except QueryTooSlow:
        print(f"the codes of {column} took too long: no view is filtered by it", file=sys.stderr)
        return ()
