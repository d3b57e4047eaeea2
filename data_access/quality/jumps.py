"""Sudden jumps: from one month to the next of a school year far more, or far fewer, students than before."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from sqlalchemy import Select, case, literal, or_, select

from data_access.quality.issue import Reader
from data_access.quality.months import Case, first_of, same_year, side_by_side, window
from data_access.query import Query

CODE = "R02"
TIMES, LEAST = 1.8, 20
"""Of at least `LEAST` students before and after, `TIMES` as many or as few. A new school year may bring so many."""


def statement(query: Query, door: Reader) -> Select[Any]:
    """A row a school with a jump: `now` students after `before`, `times` how many jumps."""
    over = window(query, door)
    sides = side_by_side(query, door, CODE, over)
    cases: list[Case] = []
    for (i, month), (j, following) in pairwise(enumerate(over.months())):
        before, now = (sides.c[f"denominator_{k}"] for k in (i, j))
        enough = (before >= LEAST) & (now >= LEAST)
        if same_year(month, following):
            cases.append((enough & or_(now >= TIMES * before, before >= TIMES * now), following, now, before))
    if not cases:
        cases = [(literal(1) == 0, over.first, sides.c.denominator_0, sides.c.denominator_0)]
    picked = select(sides.c.unit, literal(CODE).label("code"), *first_of(cases)).subquery("picked")
    grown = picked.c.now >= picked.c.before
    weight = case((grown, 1.0 * picked.c.now / picked.c.before), else_=1.0 * picked.c.before / picked.c.now)
    return select(picked, weight.label("weight")).where(picked.c.times > 0)
