"""Courses of what regions report: a statement for all rows of a fact in a place, whatever is asked of them."""

from __future__ import annotations

import numpy as np
import pandas as pd
from sqlalchemy import Table, select

from data_access import units as unit_sets
from data_access.courses.schools import SchoolCourse, Schools, Take, taken, wide
from data_access.indicators import DERIVED, REGISTRY
from data_access.indicators.model import Indicator
from data_access.places import Place, Places, unassigned
from data_access.scope import Scope


def regions(places: Places, place: Place, group: str | None) -> Schools:
    """The regions of `place`, each in its child where `group` says so."""
    homes = dict.fromkeys(places.below.get(place.code, ()), place.code)
    if group == "child":
        rest = {places.trunk(place).code: unassigned(place).code}
        homes = rest | {code: own.code for own in places.children(place) for code in places.below.get(own.code, ())}
    codes = sorted(homes)
    child = np.array([homes[code] for code in codes], dtype=object)
    return Schools(pd.Index(np.array(codes, dtype=object)), {"child": child})


def course(fact: Table, scope: Scope, places: Places, place: Place, own: Schools, take: Take) -> SchoolCourse:
    """All rows of `fact` of the regions of `place`, which `own` numbers."""
    source, pairs = wide(_over(fact))
    inside = unit_sets.regions(scope, places, place, None).subquery("units")
    info = fact.info
    segments = [name for name in info["key"] if name not in (info["unit"], info["time"])]
    cut = [source.unit.in_(select(inside.c.unit))]
    return taken(source, pairs, segments, str(info["grain"]), own, cut, take)


def _over(fact: Table) -> list[Indicator]:
    """The indicators that are ratios or counts of sums over `fact`."""
    declared = (i for code, i in REGISTRY.items() if code not in DERIVED)
    return [i for i in declared if i.fact is fact and not i.joins_facts]
