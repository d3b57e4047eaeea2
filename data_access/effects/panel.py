"""A rate by county and term for the whole nation, and what counties differ by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Select, case, func, select

from data_access import lattice
from data_access.buckets import BUCKET
from data_access.indicators.model import Indicator
from data_access.period import Period
from data_access.places import Place, Places
from data_access.query import Query
from data_access.release import Snapshot
from data_access.rollups.choose import Chooser
from data_access.schema import region, school
from data_access.statistics.effect import Floats

_HELD = 0.5
"""A period counts once this part of the units has a value in it."""
_AT_ONCE = 4
"""Periods read in one statement."""
MIX = ("urban", "rural", "primary", "upper", "people")
_PRIMARY, _UPPER = ("primary", "teaching_point"), ("senior", "twelve_year", "vocational")


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

    @property
    def size(self) -> int:
        """Cells that it holds, for the cache."""
        return int(self.rate.size + self.mix.size) + 8 * len(self.units)


def read(
    base: Indicator,
    filters: tuple[tuple[str, str], ...],
    snap: Snapshot,
    chooser: Chooser,
    run: Callable[[Select[Any]], pd.DataFrame],
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
    # Some at a time: no statement about the whole nation may take as long as one question is allowed to.
    pieces = [Period(Period.parse(part[0]).first, Period.parse(part[-1]).last) for part in _batched(whole)]
    read = [run(_sums(base, replace(query, period=piece), chooser)) for piece in pieces]
    found = pd.concat(read) if read else pd.DataFrame(columns=["child", BUCKET, "numerator", "denominator"])
    known = {unit.code for unit in leaves(snap.places)}
    found = found[found["child"].isin(known) & found[BUCKET].isin(whole)]
    sums = found.set_index(["child", BUCKET])[["numerator", "denominator"]].astype(float)
    least = people * lattice.often(base, grain, None, snap.months)
    rates = (base.scale * sums["numerator"] / sums["denominator"].where(sums["denominator"] >= least)).unstack()
    rates = rates.reindex(columns=[label for label in whole if label in rates.columns]).sort_index()
    rates = rates.loc[:, rates.notna().mean() >= _HELD]
    full = rates.notna().all(axis=1)
    kept = rates[full]
    size = sums["denominator"].unstack().reindex(kept.index).mean(axis=1)
    return Panel(
        tuple(map(str, kept.index)),
        tuple(str(label) for label in kept.columns),
        grain,
        kept.to_numpy(dtype=np.float64),
        _mix(kept.index, size, run),
        _macro(kept.index, run),
        {level: tuple(_above(snap.places, code, level) for code in kept.index) for level in ("prefecture", "province")},
        frozenset(rates.index[~full]),
    )


def leaves(places: Places) -> list[Place]:
    """Counties, and regions above them that have none."""
    regions = [p for p in places.by_code.values() if p.level != "area"]
    return [p for p in regions if p.level == "county" or (not places.children(p) and p.code != places.root.code)]


def _sums(base: Indicator, query: Query, chooser: Chooser) -> Select[Any]:
    """Sums by the region that schools hang on and by period, without the numbers of schools, which cost as much."""
    own = chooser.regions(base, query, chooser.places.root).statement.subquery("sums")
    return select(own.c.child, own.c[BUCKET], own.c.numerator, own.c.denominator)


def _batched(labels: list[str]) -> list[list[str]]:
    return [labels[i : i + _AT_ONCE] for i in range(0, len(labels), _AT_ONCE)]


def _is_whole(label: str, span: Period) -> bool:
    period = Period.parse(label)
    return period.within(span) == period


def _mix(units: pd.Index, people: pd.Series, run: Callable[[Select[Any]], pd.DataFrame]) -> Floats:
    parts = {"urban": school.c.setting == "urban", "rural": school.c.setting == "rural"}
    parts |= {"primary": school.c.stage.in_(_PRIMARY), "upper": school.c.stage.in_(_UPPER)}
    shares = [func.avg(case((part, 1.0), else_=0.0)).label(name) for name, part in parts.items()]
    held = run(select(school.c.region_code, *shares).group_by(school.c.region_code)).set_index("region_code")
    return np.column_stack(
        [held.reindex(units).astype(float).fillna(0.0).to_numpy(), np.log(people.to_numpy(dtype=np.float64))]
    )


def _macro(units: pd.Index, run: Callable[[Select[Any]], pd.DataFrame]) -> tuple[str, ...]:
    rows = run(select(region.c.region_code, region.c.macro_region)).set_index("region_code")["macro_region"]
    return tuple("" if pd.isna(value) else str(value) for value in rows.reindex(units))


def _above(places: Places, code: str, level: str) -> str:
    place = places.by_code[code]
    return next((p.code for p in (*places.ancestors(place), place) if p.level == level), "")
