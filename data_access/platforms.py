"""Which platforms of the provinces have passed their gates: a state at a day, and never a sum over time."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, distinct, func, literal, null, select, true

from data_access import units
from data_access.buckets import BUCKET
from data_access.indicators.model import Indicator
from data_access.period import Period
from data_access.places import Place, Places
from data_access.query import AS_OF, Query
from data_access.schema import calendar, fact_gate, platform
from data_access.scope import Scope


def states(indicator: Indicator, query: Query, scope: Scope, places: Places, place: Place) -> Select[Any]:
    """Sums of numerator and denominator over platforms by the groups of `query`, and the number of platforms.

    The expressions of `indicator` are taken over the gates that a platform had passed on the last day of the period,
    or of each bucket in it.
    """
    held = _platforms(scope, places, place, query.place_group)
    passed = [fact_gate.c.platform_code == held.c.unit, fact_gate.c.passed_on <= AS_OF]
    keys: list[ColumnElement[Any]] = [held.c.unit, held.c.child]
    joined: Any = held
    if query.period is not None:
        passed.append(fact_gate.c.passed_on <= query.period.end)
    if query.time_group:
        days = _last_days(query.time_group, query.period)
        joined = held.join(days, true())
        passed.append(fact_gate.c.passed_on <= days.c.until)
        keys.append(days.c[BUCKET])
    below = null() if indicator.denominator is None else indicator.denominator
    sides = (indicator.numerator.label("numerator"), below.label("denominator"))
    counted = select(*keys, *sides).select_from(joined.outerjoin(fact_gate, and_(*passed))).group_by(*keys).subquery()
    groups = [counted.c.child] if query.place_group else []
    groups += [counted.c[BUCKET]] if query.time_group else []
    sums = [func.sum(counted.c[name]).label(name) for name in ("numerator", "denominator")]
    return select(*groups, *sums, func.count(distinct(counted.c.unit)).label("n_reported")).group_by(*groups)


def _platforms(scope: Scope, places: Places, place: Place, group: str | None) -> Subquery:
    """Platforms of the provinces of `place` that `scope` sees; one without a region hangs on the nation."""
    seen = units.regions(scope, places, place, group).subquery("seen")
    stands = func.coalesce(platform.c.region_code, literal(places.root.code))
    own = select(platform.c.platform_code.label("unit"), seen.c.child).select_from(
        platform.join(seen, seen.c.unit == stands)
    )
    return own.where(platform.c.tier == "provincial").subquery("units")


def _last_days(group: str, period: Period | None) -> Subquery:
    """The last day of each bucket of `group` that has begun by the release's day."""
    named = calendar.c["term_code" if group == "term" else group]
    days = [calendar.c.day <= AS_OF]
    days += [calendar.c.day >= period.first, calendar.c.day <= period.end] if period is not None else []
    last = select(named.label(BUCKET), func.max(calendar.c.day).label("until"))
    return last.where(*days).group_by(named).subquery("days")
