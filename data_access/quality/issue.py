"""A fault of quality as a row: which unit, what, when, and the numbers that show it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import pandas as pd
from sqlalchemy import Double, Select, case, cast, func, select

from data_access.places import Place
from data_access.query import records
from data_access.release import Snapshot
from data_access.rollups.choose import Chooser
from data_access.schema import school
from data_access.scope import Scope


class Reader(Protocol):
    """Who looks for faults."""

    @property
    def snap(self) -> Snapshot:
        """What the warehouse holds."""

    @property
    def scope(self) -> Scope:
        """What may be seen of it."""

    @property
    def place(self) -> Place:
        """The place that is asked of."""

    @property
    def chooser(self) -> Callable[[Scope], Chooser]:
        """What chooses the tables for a scope."""


MOST = 300
"""Rows of a kind that are listed; how many units have such a fault is told besides."""
COLUMNS = ("unit", "name_zh", "name_en", "region_code", "code", "period", "now", "before", "times", "total")


@dataclass(frozen=True)
class Issue:
    """A fault of `kind` in what `unit` reported.

    `code` is the indicator that shows it, of a unit that stopped its feed. `period` is a month (`2026-04`), a term or a
    school year. `now` is the number that is questioned, `before` what it is held against, `times` how often it occurs.
    """

    kind: str
    unit: str
    name_zh: str
    name_en: str
    region_code: str
    code: str
    period: str
    now: float | None
    before: float | None
    times: int


@dataclass(frozen=True)
class Found:
    """The faults of a kind: those that are listed, the gravest first, and how many units have one."""

    issues: tuple[Issue, ...] = ()
    total: int = 0


def listed(found: Select[Any]) -> Select[Any]:
    """The gravest rows of `found`, those of a unit together, with the names of schools and the number of all units.

    `found` has `unit`, `code`, `period`, `now`, `before`, `times` and `weight`, by which faults are ordered.
    """
    one = found.subquery("one")
    weight = cast(one.c.weight, Double)
    gravest = func.max(weight).over(partition_by=one.c.unit).label("gravest")
    nth = func.row_number().over(partition_by=one.c.unit, order_by=[weight.desc(), one.c.code]).label("nth")
    rows = select(one, gravest, nth).subquery("found")
    named = rows.outerjoin(school, school.c.school_id == rows.c.unit)
    columns = [
        rows.c.unit,
        *(school.c[name] for name in ("name_zh", "name_en", "region_code")),
        rows.c.code,
        rows.c.period,
        *(cast(rows.c[name], Double).label(name) for name in ("now", "before")),
        rows.c.times,
        func.sum(case((rows.c.nth == 1, 1), else_=0)).over().label("total"),
    ]
    listed = select(*columns).select_from(named).order_by(rows.c.gravest.desc(), rows.c.unit, rows.c.nth)
    return listed.limit(MOST)


def read(kind: str, frame: pd.DataFrame) -> Found:
    """The faults in the rows of a detector."""
    rows = records(frame)
    issues = tuple(
        Issue(
            kind,
            unit=str(row["unit"]),
            name_zh=_text(row["name_zh"]),
            name_en=_text(row["name_en"]),
            region_code=_text(row["region_code"]),
            code=str(row["code"]),
            period=_text(row["period"]),
            now=_number(row["now"]),
            before=_number(row["before"]),
            times=int(row["times"]),
        )
        for row in rows
    )
    return Found(issues, int(rows[0]["total"]) if rows else 0)


def _number(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
