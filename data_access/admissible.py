"""Which questions an indicator can be asked: groups that there are, filters that it knows, places that it speaks of."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from data_access import indicators
from data_access.indicators.model import BETWEEN_SCHOOLS, OF_AREAS, TWO_SIDED, Indicator
from data_access.period import GRAINS
from data_access.places import Place
from data_access.query import PLACE_GROUPS, SCHOOL_GROUPS, BadQuery, Query


def check_groups(indicator: Indicator, query: Query) -> None:
    """Raise `BadQuery` in a sentence where the groups of `query` are unknown, too many or too fine."""
    for name in query.by:
        if name not in _groups():
            raise BadQuery(f"Nothing is grouped by {name[:40]!r}; known are {', '.join(sorted(_groups()))}.")
    sorts = (PLACE_GROUPS, GRAINS, query.other_groups)
    if any(sum(name in sort for name in query.by) > 1 for sort in sorts):
        raise BadQuery("Group by at most one of places, one of times and one of segments.")
    grain = (indicator.over or indicator).grain.replace("day", "month")
    if query.time_group and GRAINS.index(query.time_group) < GRAINS.index(grain):
        wider = ", ".join(GRAINS[GRAINS.index(grain) :])
        raise BadQuery(f"{indicator.code} cannot be grouped by {query.time_group}; it knows {wider}.")


@cache
def _groups() -> frozenset[str]:
    """All that some indicator can be grouped by."""
    segments = (name for indicator in indicators.REGISTRY.values() for name in indicator.segments)
    return frozenset((*PLACE_GROUPS, *GRAINS, *SCHOOL_GROUPS, *segments))


def does_not_apply(indicator: Indicator, query: Query, place: Place) -> str | None:
    """The filter or group that the indicator does not know, `place` where a school has no such fact, or `programme`."""
    asked = [*query.other_groups, *(name for name, _ in query.filters)]
    unknown = next((name for name in asked if not indicator.knows(name)), None)
    if unknown is not None:
        return unknown
    of_areas = query.place_group == "area" or (query.place_group is None and place.level == "area")
    if indicator.method in OF_AREAS and not of_areas:
        return "programme"
    of_many = (indicator.over or indicator).of_regions or indicator.method in (*TWO_SIDED, *BETWEEN_SCHOOLS)
    return "place" if place.is_school and of_many else None


def without_segments(query: Query) -> Query:
    """The question of who should report: schools owe a report whatever its segments."""
    by = tuple(g for g in query.by if g not in query.other_groups or g in SCHOOL_GROUPS)
    filters = tuple(f for f in query.filters if f[0] in SCHOOL_GROUPS)
    return replace(query, by=by, filters=filters)
