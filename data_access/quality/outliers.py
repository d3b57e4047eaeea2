"""Outliers: a month with many times the views of the school's other months."""

from __future__ import annotations

from functools import reduce
from operator import add
from typing import Any

from sqlalchemy import Select, case, func, literal, select

from data_access.quality.issue import Reader
from data_access.quality.months import Case, first_of, side_by_side, window
from data_access.query import Query

CODE = "R01"
TIMES, FEWEST, LEAST = 6, 4, 200
"""A month of at least `LEAST` views with more than `TIMES` the mean of the other months, of which three reported."""


def statement(query: Query, door: Reader) -> Select[Any]:
    """A row a school with such a month: `now` its views, `before` the mean of its other months."""
    over = window(query, door)
    months = list(over.months())
    sides = side_by_side(query, door, CODE, over)
    views = [sides.c[f"numerator_{i}"] for i in range(len(months))]
    total = reduce(add, (func.coalesce(v, 0) for v in views)).label("total")
    reported = reduce(add, (case((v.is_not(None), 1), else_=0) for v in views)).label("reported")
    sums = select(sides, total, reported).subquery("sums")
    rest = sums.c.reported - 1
    cases: list[Case] = []
    for i, month in enumerate(months):
        now = sums.c[f"numerator_{i}"]
        others = sums.c.total - now
        holds = (sums.c.reported >= FEWEST) & (now >= LEAST) & (now * rest > TIMES * others)
        cases.append((holds, month, now, 1.0 * others / func.nullif(rest, 0)))
    picked = select(sums.c.unit, literal(CODE).label("code"), *first_of(cases)).subquery("picked")
    weight = (picked.c.now / func.nullif(picked.c.before, 0)).label("weight")
    return select(picked, func.coalesce(weight, picked.c.now).label("weight")).where(picked.c.times > 0)
