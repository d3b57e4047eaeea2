"""What an effect tells of places that its reader may not see: nothing that a benchmark would not (DISC-2, DISC-5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from sqlalchemy import select

from data_access import benchmarks, disclosure, parts, units
from data_access.derived import Door
from data_access.disclosure import Rules
from data_access.effects.checks import Treated
from data_access.effects.model import Effect, Interval
from data_access.effects.panel import Panel
from data_access.indicators.model import Indicator
from data_access.parts import Key, Parts
from data_access.query import Query
from data_access.schema import school
from data_access.scope import NATION
from data_access.statistics.sensitivity import Bound

Filters = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Foreign:
    """The neighbours of areas that the reader of `door` may not see, in the panel `rates` of `base`."""

    base: Indicator
    filters: Filters
    rates: Panel
    door: Door

    def opens(self, area: Treated) -> bool:
        """Tell whether a school could be worked out from the neighbours' mean, which is the area's path less its own.

        A neighbour's rate counts with its weight in that mean, and a school with its part of the neighbour: these parts
        must be enough, none dominating, in every period.
        """
        if self.door.scope.everything:
            return False
        votes = zip(area.beside.rows.tolist(), area.beside.weight.tolist(), strict=True)
        weight = {i: w for i, w in votes if not self._seen(i)}
        if not weight:
            return False
        return not self._many(weight) and self._by_school({self.rates.units[i]: w for i, w in weight.items()})

    def people(self, found: Effect) -> float:
        """How large the denominators of the neighbours that the reader may not see are, in a period."""
        if self.door.scope.everything:
            return 0.0
        hidden = [i for i in (self.rates.row[m.code] for m in found.matched) if not self._seen(i)]
        return float(self.rates.people[hidden].sum())

    def _seen(self, row: int) -> bool:
        place = self.door.snap.places.get(self.rates.units[row])
        return place is not None and self.door.snap.places.visible(place, self.door.scope)

    def _many(self, weight: Mapping[int, float]) -> bool:
        """Tell that the neighbours as wholes pass, and so do their schools, which are smaller.

        Only where the reader sees no school of any of them, and where no filter leaves schools beside those asked for.
        """
        scope, places = self.door.scope, self.door.snap.places
        if self.filters or scope.schools or any(places.member_schools.get(code) for code in scope.places):
            return False
        rows, held = list(weight), np.array(list(weight.values()))
        units_of, people = np.array([self.rates.units[i] for i in rows], dtype=object), self.rates.people[rows]
        in_period = (Parts(units_of, held * rate, held, people) for rate in self.rates.rate[rows].T)
        return not any(part.withheld(self.door.rules, personal=self.base.personal) for part in in_period)

    def _by_school(self, weight: Mapping[str, float]) -> bool:
        """The same from the totals of their schools, for every code of what is filtered by: none may be opened."""
        door, places = self.door, self.door.snap.places
        inside = school.c.region_code.in_(sorted(weight))
        homes = door.run_whole(
            select(school.c.school_id.label("unit"), school.c.region_code.label("home")).where(inside)
        )
        chosen = replace(self.base, members=select(school.c.school_id).where(inside))
        query = Query(self.base.code, places.root.code, None, (self.rates.grain,), self.filters, expect=False)
        asked, own = parts.asked_of(chosen, query, places.root.code)
        frame = pd.DataFrame(door.columns_whole(door.chooser(NATION).schools(chosen, asked, places.root).statement))
        home = dict(zip(homes["unit"], homes["home"], strict=True))
        cells = {key: weighed(part, home, weight) for key, part in parts.by_key(chosen, asked, frame, "unit").items()}
        return opened(cells, own, self.rates.periods, self._own_schools(homes), door.rules, self.base)

    def _own_schools(self, homes: pd.DataFrame) -> frozenset[str]:
        held = units.schools(self.door.scope, self.door.snap.places, self.door.snap.places.root, "school").subquery()
        return frozenset(self.door.run(select(held.c.unit).where(held.c.unit.in_(list(homes["unit"]))))["unit"])


def weighed(part: Parts, home: Mapping[str, str], weight: Mapping[str, float]) -> Parts:
    """`part`, whose units are schools, with each neighbour's schools scaled to what it counts: its weight in all."""
    under = part.above if part.below is None else part.below
    own, homes = pd.factorize(np.array([home[unit] for unit in part.units], dtype=object))
    total = np.bincount(own, under, len(homes))
    scale = (np.array([weight[code] for code in homes], dtype=np.float64) / total)[own]
    return Parts(part.units, part.above * scale, None if part.below is None else part.below * scale, part.people)


def opened(
    cells: Mapping[Key, Parts],
    own: Key,
    periods: tuple[str, ...],
    seen: frozenset[str],
    rules: Rules,
    base: Indicator,
) -> bool:
    """Tell whether in any of `periods` the cell `own`, or one beside it, says too much of schools not `seen`."""
    keys = [(period, *own) for period in periods if (period, *own) in cells]
    others = {key: part.without(seen) for key, part in cells.items()}
    foreign = [key for key in keys if len(others[key].units)]
    return any(benchmarks.why_withheld(others, key, frozenset(), rules, base) for key in foreign)


def blurred(found: Effect, base: Indicator, people: float, rules: Rules) -> Effect:
    """`found` as it may be shown where it rests on others' `people`: as exact as a benchmark over as many would be."""
    if found.value is None or not people or not base.personal:
        return found

    def shown(value: float) -> float:
        if base.counts_people:
            return round(value, 1 if people > rules.precise else 0)
        return disclosure.blurred(value, whole=False)

    def moved(interval: Interval | None, value: float) -> Interval | None:
        by = shown(value) - value
        return None if interval is None else Interval(interval.low + by, interval.high + by)

    early = found.placebo_start
    interval = moved(found.interval, found.value)
    held = found.wording == "cannot_tell" or interval is None or not interval.holds_zero
    return replace(
        found,
        wording=found.wording if held else "cannot_tell",
        reason=found.reason if held else "zero_inside",
        value=shown(found.value),
        interval=interval,
        wide=moved(found.wide, found.value),
        points=tuple(replace(p, value=shown(p.value), interval=moved(p.interval, p.value)) for p in found.points),
        bound=None if found.bound is None else _about(found.bound, shown(found.value), shown(_reach(found.bound))),
        placebo_start=None if early is None else (shown(early[0]), moved(early[1], early[0]) or early[1]),
        without=tuple((code, shown(value)) for code, value in found.without),
    )


def _reach(bound: Bound) -> float:
    return (bound.high - bound.low) / 2


def _about(bound: Bound, value: float, reach: float) -> Bound:
    beyond: float = bound.ci_high - bound.high
    return replace(
        bound, low=value - reach, high=value + reach, ci_low=value - reach - beyond, ci_high=value + reach + beyond
    )
