"""How unequal the schools of a place are: Lorenz curve, Gini, Theil, variation, concentration; no school leaves it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from sqlalchemy import Double, Select, cast, select

from data_access import indicators
from data_access.courses.columns import floats
from data_access.derived import Door
from data_access.indicators.model import Indicator
from data_access.query import SUPPRESSED, Query
from data_access.schema import school, unit_closure
from data_access.statistics import bootstrap, concentration, entropy, lorenz
from data_access.statistics.bootstrap import Interval
from data_access.statistics.schools import Floats, Schools

RANKED_BY = "G08"
"""Schools are ordered by the share of students without a device at home where they stand, the highest first."""
FEWEST = 10
"""Schools; a curve through fewer would draw them one by one."""
TOGETHER = 3
"""Schools in a step of the curve of a share of people: a step of one would be its numbers."""
_DRAWN = 500


@dataclass(frozen=True)
class Index:
    """An index of inequality and its 95 % interval, by drawing schools with a fixed seed."""

    value: float
    interval: Interval | None


@dataclass(frozen=True)
class Distribution:
    """What is said of all schools of a place together; a number that does not exist is None.

    `curve` are at most 200 points of the Lorenz curve: the share of people, and what the lowest of them have of the
    whole. `concentration` is 0 where values do not follow the homes' devices, above 0 where schools in better-equipped
    places have more. `schools` is how many are known.
    """

    schools: int = 0
    curve: tuple[tuple[float, float], ...] = ()
    gini: Index | None = None
    theil: Index | None = None
    variation: Index | None = None
    concentration: Index | None = None
    reason: str | None = field(default=None)


def answer(indicator: Indicator, query: Query, door: Door) -> Distribution:
    """The distribution of `indicator` over the schools of the place and period of `query`."""
    if not indicator.of_schools or indicator.denominator is None:
        return Distribution(reason="place")
    read = door.columns(statement(indicator, query, door))
    totals, people, without = (floats(read[name]) for name in ("numerator", "denominator", "without"))
    held = Schools.of(totals, people).ordered()
    n, d = held.numerators, held.denominators
    if len(n) < FEWEST or not held.comparable:
        return Distribution(len(n))
    hidden = indicator.personal and door.fetch(query).row["state"] == SUPPRESSED
    if hidden:
        return Distribution(len(n))
    points = lorenz.curve(held, together=TOGETHER if indicator.personal else 1)
    values = {"gini": lorenz.gini_of(n, d), "theil": entropy.theil_of(n, d), "variation": entropy.variation_of(n, d)}
    drawn = bootstrap.intervals(held, tuple(values), most=_DRAWN)
    made = {name: Index(float(value), drawn[name]) for name, value in values.items()}
    curve = () if points is None else tuple(zip(points.people.tolist(), points.values.tolist(), strict=True))
    near = _concentration(totals, people, without)
    return Distribution(len(n), curve, made["gini"], made["theil"], made["variation"], near)


def statement(indicator: Indicator, query: Query, door: Door) -> Select[Any]:
    """A row a school: its totals, and the value of `RANKED_BY` of the place that it stands in, where that is known."""
    chooser, home = door.chooser(door.scope), indicators.get(RANKED_BY)
    own = chooser.schools(indicator, indicator.narrowed(replace(query, by=())), door.place).statement.subquery("totals")
    asked = Query(home.code, query.place, query.period)
    homes = chooser.schools(home, asked, door.place).statement.subquery("homes")
    rate = cast(homes.c.numerator, Double) / cast(homes.c.denominator, Double)
    near = (
        select(unit_closure.c.region_code, rate.label("without"))
        .select_from(homes.join(unit_closure, unit_closure.c.ancestor_code == homes.c.unit))
        .where(homes.c.denominator > 0)
        .subquery("near")
    )
    joined = own.join(school, school.c.school_id == own.c.unit)
    joined = joined.outerjoin(near, near.c.region_code == school.c.region_code)
    return select(own.c.numerator, own.c.denominator, near.c.without).select_from(joined)


def _concentration(totals: Floats, people: Floats, without: Floats) -> Index | None:
    """The index over the schools of which the homes around are known, the worst-equipped places first."""
    known = np.isfinite(without) & (people > 0)
    held = Schools.of(totals[known], people[known], expected=len(totals))
    if len(known) < FEWEST or not held.comparable:
        return None
    order, group = np.unique(-without[known], return_inverse=True)
    sums = [np.bincount(group, weights=x, minlength=len(order)) for x in (held.denominators, held.numerators)]
    value = concentration.of_groups(*sums)
    return None if value is None else Index(value, bootstrap.concentration_interval(held, group, most=_DRAWN))
