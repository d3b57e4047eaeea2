"""From totals by school to what is said of all of them: the engine sums up, and no school leaves it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Double, FromClause, Label, Select, Subquery, case, cast, func, or_, select

SPREAD = ("units", "y", "n", "yy", "yn", "nn", "people")
"""The sums that `intervals.Spread` holds."""


def terms(totals: Select[Any], groups: Sequence[str]) -> Select[Any]:
    """The sums that `inequality.Terms` holds, by `groups`, from a row a school with numerator and denominator."""
    own = totals.subquery("totals")
    n, d = cast(own.c.numerator, Double), cast(own.c.denominator, Double)
    counts = d > 0
    # Both sides of a case may be worked out whatever the condition: neither may fail.
    rate = n / case((counts, d), else_=1.0)
    logs = n * func.ln(case((rate > 0, rate), else_=1.0))

    def over(expression: Any) -> Any:
        return func.sum(case((counts, expression), else_=0.0))

    sums = {"numerator": n, "denominator": d, "schools": 1.0, "logs": logs, "squares": n * rate}
    columns = [own.c[name] for name in groups]
    return select(
        *columns,
        *(over(expression).label(name) for name, expression in sums.items()),
        func.min(case((counts, n))).label("least"),
        func.count().label("n_reported"),
    ).group_by(*columns)


def spreads(totals: Select[Any], groups: Sequence[str]) -> Select[Any]:
    """The sums that `intervals.Spread` holds, by `groups`, from a row a unit with its number of `times`.

    `people` still counts a person once a time of the longest kind that `times` counts.
    """
    own = totals.subquery("totals")
    columns = [own.c[name] for name in groups]
    some = or_(own.c.denominator > 0, own.c.numerator != 0)
    return select(*columns, *spread_terms(own)).where(some).group_by(*columns)


def spread_terms(own: Subquery) -> list[Label[Any]]:
    """Those sums over the rows of `own`."""
    y, n = cast(own.c.numerator, Double), cast(own.c.denominator, Double)
    sums = products(y, n, own.c.times)
    return [func.count().label("units"), *(func.sum(e).label(name) for name, e in sums.items())]


def products(y: Any, n: Any, times: Any) -> dict[str, Any]:
    """What of a unit is summed up besides its number, of columns or of arrays."""
    return {"y": y, "n": n, "yy": y * y, "yn": y * n, "nn": n * n, "people": n / times}


def both(units: FromClause, groups: Sequence[str]) -> Select[Any]:
    """The sums of `terms` (its numerator `above`) and of `spreads` at once, by `groups`."""
    y, n = cast(units.c.numerator, Double), cast(units.c.denominator, Double)
    counts = n > 0
    rate = y / case((counts, n), else_=1.0)
    sums = products(y, n, units.c.times)
    logs = y * func.ln(case((rate > 0, rate), else_=1.0))
    terms = {"above": y, "schools": 1.0, "logs": logs, "squares": y * rate}
    columns = [units.c[name] for name in groups]
    return (
        select(
            *columns,
            func.count().label("units"),
            *(func.sum(e).label(name) for name, e in sums.items()),
            *(func.sum(case((counts, e), else_=0.0)).label(name) for name, e in terms.items()),
            func.min(case((counts, y))).label("least"),
        )
        .where(or_(n > 0, y != 0))
        .group_by(*columns)
    )


def medians(totals: Select[Any], groups: Sequence[str]) -> Select[Any]:
    """The `median` of the schools' rates, by `groups`."""
    own = totals.subquery("totals")
    rate = (cast(own.c.numerator, Double) / cast(own.c.denominator, Double)).label("rate")
    rates = select(*(own.c[name] for name in groups), rate).where(own.c.denominator > 0).subquery("rates")
    columns = [rates.c[name] for name in groups]
    place = func.row_number().over(partition_by=columns, order_by=rates.c.rate).label("place")
    schools = func.count().over(partition_by=columns).label("schools")
    ranked = select(*columns, rates.c.rate, place, schools).subquery("ranked")
    # The middle one, or the two in the middle.
    middle = (2 * ranked.c.place).between(ranked.c.schools, ranked.c.schools + 2)
    keys = [ranked.c[name] for name in groups]
    return select(*keys, func.avg(ranked.c.rate).label("median")).where(middle).group_by(*keys)
