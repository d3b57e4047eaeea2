"""Questions to every indicator: each group and each filter, in all sorts of places and periods."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle

from data_access import indicators
from data_access.period import GRAINS, Period
from data_access.query import PLACE_GROUPS, SCHOOL_GROUPS, BadQuery, Query
from data_access.schema import UNASSIGNED
from tests.fixtures.country import CITY, LOOSE, NATION, NO_COUNTIES, PREFECTURE, PROVINCE

_PLACES = (PROVINCE, NATION, PREFECTURE, "THREE", CITY, "OVER", NATION, NO_COUNTIES, "SCHOOLS", "440303", LOOSE, "S02")
_PERIODS = (None, Period.parse("2024-2025"), Period.parse("2024-1"), Period.parse("2024-09..2025-03"))
_BEFORE_THE_MOVE = Period.parse("2024-09..2024-12")
"""A school of the city stood in another county then."""
_CODES = {"stage": "primary", "setting": "rural", "boarding": "true", "user_role": "student", "cohort": "new"}
_BASES = ("R02", "R05", "T04", "G01")


def codes() -> list[str]:
    """Every indicator; one that is taken over another one over the first that it takes."""
    return [found for head in indicators.REGISTRY if (found := _known(head))]


def about(code: str) -> Iterator[Query]:
    """Questions to the indicator `code`: of every place group with every time group, then of every segment."""
    indicator = indicators.get(code)
    # What was expected costs a query of its own, the same for all indicators of a fact.
    places, periods, expects = cycle(_PLACES), cycle(_PERIODS), cycle((True, False, False, False))
    yield Query(code, NATION)
    yield Query(code, "S02", expect=False)
    yield Query(code, CITY, _BEFORE_THE_MOVE, ("child",), then=True)
    finest = GRAINS.index(indicator.grain) if indicator.grain in GRAINS else 1
    for number, time in enumerate(GRAINS[finest:]):
        group = PLACE_GROUPS[number % len(PLACE_GROUPS)]
        yield Query(code, NATION, next(periods), (group, time), expect=next(expects))
    segments = [name for name in (*(indicator.over or indicator).segments, *SCHOOL_GROUPS) if indicator.knows(name)]
    groups = cycle(PLACE_GROUPS)
    for name in segments:
        yield Query(code, next(places), next(periods), (next(groups), name), expect=next(expects))
    for name in segments[:3]:
        chosen = ((name, _CODES.get(name, UNASSIGNED)),)
        yield Query(code, next(places), next(periods), (next(groups),), chosen, expect=next(expects))


def _known(head: str) -> str | None:
    for code in (head, *(f"{head}:{base}" for base in _BASES)):
        try:
            indicators.get(code)
        except BadQuery:
            continue
        return code
    return None
