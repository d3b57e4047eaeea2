"""How an indicator is answered that is no ratio of sums itself: one function a method."""

from __future__ import annotations

from data_access import derived, progress, standard
from data_access.cells import Cells
from data_access.derived import Door
from data_access.effects import ask as effects
from data_access.indicators.model import BETWEEN_SCHOOLS, TWO_SIDED, Indicator
from data_access.query import Query


def cells(indicator: Indicator, query: Query, door: Door) -> Cells:
    """The rows of the answer to `query`; raises `BadQuery` for what a method does not know."""
    base = indicator.over
    if base is None:
        return standard.cells(indicator, query, door)
    if indicator.method in TWO_SIDED:
        return derived.two_sided(indicator, base, query, door)
    if indicator.method in BETWEEN_SCHOOLS:
        return derived.between_schools(indicator, base, query, door)
    if indicator.method == "progress":
        return progress.cells(base.at(dict(query.filters).get("stage")), query, door)
    return effects.cells(base.at(dict(query.filters).get("stage")), query, door)
