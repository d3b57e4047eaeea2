"""A rate by county and term for the whole nation, and what counties differ by."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import Select, case, func, select

from data_access import lattice
from data_access.buckets import BUCKET
from data_access.courses.columns import floats
from data_access.indicators.model import Indicator
from data_access.period import Period
from data_access.places import Place, Places
from data_access.query import Query
from data_access.release import Snapshot
from data_access.rollups.choose import Chooser
from data_access.schema import region, school
from data_access.statistics.effect import Floats, Ints
from data_access.statistics.matching import Bools

Columns = Callable[[Select[Any]], dict[str, Any]]
_HELD = 0.5
"""A period counts once this part of the units has a value in it."""
_AT_ONCE = 4
"""Periods read in one statement, where they are summed up from schools."""
MIX = ("urban", "rural", "primary", "upper", "people")
_PRIMARY, _UPPER = ("primary", "teaching_point"), ("senior", "twelve_year", "vocational")
_LEVELS = ("prefecture", "province")


@dataclass(frozen=True, eq=False)
class Ground:
    """What is the same of units whatever the rate, in the order of their codes; `shares` are units by `MIX` but people.

    `macro` and `above` are those of `Panel`.
    """

    units: NDArray[Any]
    shares: Floats
    macro: NDArray[Any]
    above: dict[str, NDArray[Any]]

    @classmethod
    def read(cls, places: Places, columns: Columns) -> Ground:
        """The ground of all units of `places`."""
        units = np.array(sorted(unit.code for unit in leaves(places)), dtype=object)
        return cls(
            units,
            _shares(units, columns),
            _macro(units, columns),
            _above(places, units),
        )

    @property
    def size(self) -> int:
        """Cells that it holds, for the cache."""
        return int(self.shares.size) + 8 * len(self.units)


@dataclass(frozen=True, eq=False)
class Panel:
    """`rate` is units by periods, in the rate's unit, without gaps; `mix` is units by `MIX`.

    Units are counties, and regions without counties on which schools hang. `above` maps a level to the place of that
    level in which each unit lies, empty where there is none; `macro` is the part of the country. `incomplete` are units
    that lack a period.
    """

    units: tuple[str, ...]
    periods: tuple[str, ...]
    grain: str
    rate: Floats
    mix: Floats
    macro: tuple[str, ...]
    above: dict[str, tuple[str, ...]]
    incomplete: frozenset[str]

    @property
    def people(self) -> Floats:
        """The mean denominator of each unit in a period."""
        return np.exp(self.mix[:, MIX.index("people")])

    @cached_property
    def row(self) -> dict[str, int]:
        """The row of each unit."""
        return {code: i for i, code in enumerate(self.units)}

    @cached_property
    def parts(self) -> dict[str, Ints]:
        """Numbers for the places in which units lie, by level, in the order of their codes; `macro` and `unit` too."""
        named = {**self.above, "macro": self.macro, "unit": self.units}
        return {level: pd.factorize(np.array(codes, dtype=object), sort=True)[0] for level, codes in named.items()}

    @property
    def size(self) -> int:
        """Cells that it holds, for the cache."""
        return int(self.rate.size + self.mix.size) + 8 * len(self.units)


def read(
    base: Indicator,
    filters: tuple[tuple[str, str], ...],
    snap: Snapshot,
    chooser: Chooser,
    columns: Columns,
    ground: Ground,
    *,
    people: int,
) -> Panel:
    """The panel of `base`: by term, which gives two periods before and after for one of the school year.

    Only whole terms count: a term that still runs is another season than those it would be set against. A unit has no
    rate in a period in which that may be one of fewer than `people` different people (DISC-1).
    """
    grain = "school_year" if base.grain == "school_year" else "term"
    query = base.narrowed(Query(base.code, snap.places.root.code, None, ("child", grain), filters, expect=False))
    whole = [label for label in snap.months.buckets(grain, base.grain) if _is_whole(label, snap.months)]
    # Sums of schools some at a time: no statement about the whole nation may take as long as one question may.
    at_once = len(whole) if chooser.cube_by_region(base, query) is not None else _AT_ONCE
    pieces = [Period(Period.parse(part[0]).first, Period.parse(part[-1]).last) for part in _batched(whole, at_once)]
    read = [columns(_sums(base, replace(query, period=piece), chooser)) for piece in pieces]
    above, below, there = _laid(read, ground.units, whole)
    seen, known = there.any(axis=1), np.isfinite(below)
    least = people * lattice.often(base, grain, None, snap.months)
    with np.errstate(divide="ignore", invalid="ignore"):
        rates = np.where(below >= least, base.scale * above / below, np.nan)
        size = np.where(known, below, 0.0).sum(axis=1) / known.sum(axis=1)
    held = ~np.isnan(rates)
    periods = held.any(axis=0) & (held.sum(axis=0) >= _HELD * seen.sum())
    full = seen & held[:, periods].all(axis=1)
    return Panel(
        tuple(ground.units[full]),
        tuple(label for label, kept in zip(whole, periods, strict=True) if kept),
        grain,
        rates[full][:, periods],
        np.column_stack([ground.shares[full], np.log(size[full])]),
        tuple(ground.macro[full]),
        {level: tuple(codes[full]) for level, codes in ground.above.items()},
        frozenset(ground.units[seen & ~full]),
    )


def _laid(read: list[dict[str, Any]], units: NDArray[Any], periods: list[str]) -> tuple[Floats, Floats, Bools]:
    """Numerators and denominators, units by periods, empty where there are none, and where there was a row."""
    found, there = np.full((2, len(units), len(periods)), np.nan), np.zeros((len(units), len(periods)), dtype=bool)
    for columns in read:
        row, column = (_rows(names, columns[name]) for name, names in (("child", units), (BUCKET, periods)))
        inside = (row >= 0) & (column >= 0)
        for side, name in enumerate(("numerator", "denominator")):
            found[side, row[inside], column[inside]] = floats(columns[name])[inside]
        there[row[inside], column[inside]] = True
    return found[0], found[1], there


def leaves(places: Places) -> list[Place]:
    """Counties, and regions above them that have none."""
    regions = [p for p in places.by_code.values() if p.level != "area"]
    return [p for p in regions if p.level == "county" or (not places.children(p) and p.code != places.root.code)]


def _sums(base: Indicator, query: Query, chooser: Chooser) -> Select[Any]:
    """Sums by the region that schools hang on and by period, without the numbers of schools, which cost as much."""
    own = chooser.regions(base, query, chooser.places.root).statement.subquery("sums")
    return select(own.c.child, own.c[BUCKET], own.c.numerator, own.c.denominator)


def _batched(labels: list[str], size: int) -> list[list[str]]:
    return [labels[i : i + size] for i in range(0, len(labels), size)]


def _is_whole(label: str, span: Period) -> bool:
    period = Period.parse(label)
    return period.within(span) == period


def _rows(names: Sequence[str] | NDArray[Any], values: Any) -> Ints:
    """The place of each of `values` among `names`, -1 where it is none of them."""
    found = pd.Index(names, dtype=object).get_indexer(pd.Index(values, dtype=object))
    return found.astype(np.int64)


def _shares(units: NDArray[Any], columns: Columns) -> Floats:
    """The part of each unit's schools that is of each kind; 0 where it has none."""
    parts = {"urban": school.c.setting == "urban", "rural": school.c.setting == "rural"}
    parts |= {"primary": school.c.stage.in_(_PRIMARY), "upper": school.c.stage.in_(_UPPER)}
    shares = [func.avg(case((part, 1.0), else_=0.0)).label(name) for name, part in parts.items()]
    read = columns(select(school.c.region_code, *shares).group_by(school.c.region_code))
    row = _rows(units, read["region_code"])
    held = np.zeros((len(units), len(parts)))
    held[row[row >= 0]] = np.column_stack([floats(read[name]) for name in parts])[row >= 0]
    return held


def _macro(units: NDArray[Any], columns: Columns) -> NDArray[Any]:
    read = columns(select(region.c.region_code, func.coalesce(region.c.macro_region, "").label("macro")))
    named = dict(zip(read["region_code"], read["macro"], strict=True))
    return np.array([named.get(code, "") for code in units], dtype=object)


def _above(places: Places, units: NDArray[Any]) -> dict[str, NDArray[Any]]:
    held = [places.by_code[code] for code in units]
    chains = [{place.level: place.code for place in (*places.ancestors(unit), unit)} for unit in held]
    return {level: np.array([chain.get(level, "") for chain in chains], dtype=object) for level in _LEVELS}
