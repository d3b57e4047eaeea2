"""Identical counts: the same number of active students month after month, as if one report was sent again."""

from __future__ import annotations

from functools import reduce
from operator import and_
from typing import Any

from sqlalchemy import Select, literal, select

from data_access.quality.issue import Reader
from data_access.quality.months import Case, first_of, side_by_side, window
from data_access.query import Query

CODE = "R02"
RUN, LEAST = 4, 50
"""So many months in a row with one number of at least `LEAST`: by chance that is one school in thousands."""


def statement(query: Query, door: Reader) -> Select[Any]:
    """A row a school with such a run: `now` the number, `before` of how many students, `times` months that are alike.

    `period` is the last month of the latest run.
    """
    over = window(query, door)
    months = list(over.months())
    sides = side_by_side(query, door, CODE, over)
    active, eligible = ([sides.c[f"{side}_{i}"] for i in range(len(months))] for side in ("numerator", "denominator"))
    cases: list[Case] = []
    for last in range(len(months) - 1, RUN - 2, -1):
        alike = [active[last] == active[last - back] for back in range(1, RUN)]
        cases.append((reduce(and_, alike, active[last] >= LEAST), months[last], active[last], eligible[last]))
    if not cases:
        cases = [(literal(1) == 0, over.last, active[0], eligible[0])]
    picked = select(sides.c.unit, literal(CODE).label("code"), *first_of(cases)).subquery("picked")
    columns = [picked.c[name] for name in ("unit", "code", "period", "now", "before")]
    alike_months = (picked.c.times + RUN - 1).label("times")
    return select(*columns, alike_months, alike_months.label("weight")).where(picked.c.times > 0)
