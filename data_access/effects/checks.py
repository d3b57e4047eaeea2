"""What an estimate rests on, and what speaks against it: placebos, another start, an area less, balance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data_access.effects import design, model
from data_access.effects.design import Matched
from data_access.effects.panel import Panel
from data_access.effects.pilots import Pilot
from data_access.statistics import effect as did
from data_access.statistics import matching
from data_access.statistics.effect import NEVER, Floats, Ints
from data_access.statistics.sensitivity import spread

SEED = 20261103
_DRAWS = 1999


@dataclass(frozen=True, eq=False)
class Treated:
    """One area in the comparison: its units (rows of the panel), its start and base, its neighbours, its placebos.

    `path` is the difference of its units from their neighbours by period, `placebos` those of places that were not
    treated, places by periods; both as `design.corrected` leaves them, placebos as far apart as the area may be off.
    """

    pilot: Pilot
    units: Ints
    start: int
    matched: Matched
    path: Floats
    placebos: Floats


@dataclass(frozen=True)
class Span:
    """The periods of the panel that are `asked` for, to be averaged; `year` of them are a year."""

    asked: tuple[int, ...]
    year: int

    def since(self, start: int) -> list[int]:
        """The asked periods from `start` on."""
        return [t for t in self.asked if t >= start]


def by_formula(treated: list[Treated], rates: Panel) -> tuple[did.Effects, Ints]:
    """Effects by cohort and period with their influence functions, over the treated units and their neighbours only.

    Nothing is corrected in them: their errors are those of the plain estimate, which are the larger ones.
    """
    n = len(rates.units)
    cohort = np.full(n, NEVER, dtype=np.int64)
    control: dict[int, Floats] = {}
    for area in treated:
        cohort[area.units] = area.start
        control[area.start] = control.get(area.start, np.zeros(n)) + area.matched.weights(area.units)
    inside = np.flatnonzero((cohort != NEVER) | (sum(control.values()) > 0))
    weights = {start: weight[inside] for start, weight in control.items()}
    return did.att_gt(rates.rate[inside], cohort[inside], weights), cohort[inside]


def observed(treated: list[Treated], span: Span, events: list[int]) -> Floats:
    """The effect in all, that of a start a year too early, and the effect of each of `events`.

    Areas count by their units, as cohorts do in Callaway and Sant'Anna; one without a period has no part in it.
    """
    rows = [_summed(area.path[None], area, span, events) for area in treated]
    return np.asarray(_together(treated, rows, span)[0], dtype=np.float64)


def by_chance(treated: list[Treated], span: Span, events: list[int]) -> Floats:
    """The same for places that were not treated, a row for each drawing of one place in the stead of every area."""
    rows = [_summed(area.placebos, area, span, events) for area in treated]
    if len(treated) == 1:
        return rows[0]
    rng = np.random.default_rng(SEED)
    return _together(treated, [own[rng.integers(len(own), size=_DRAWS)] for own in rows], span)


def _together(treated: list[Treated], rows: list[Floats], span: Span) -> Floats:
    sizes = np.array([[len(area.units)] * rows[0].shape[1] for area in treated], dtype=np.float64)
    sizes[:, 0] *= [len(span.since(area.start)) for area in treated]
    sizes *= [np.isfinite(own[0]) for own in rows]
    held = np.einsum("ac,arc->rc", sizes, np.nan_to_num(np.array(rows)))
    with np.errstate(invalid="ignore"):
        return np.asarray(held / sizes.sum(axis=0))


def _summed(paths: Floats, area: Treated, span: Span, events: list[int]) -> Floats:
    start, after, empty = area.start, span.since(area.start), np.full(len(paths), np.nan)
    early = start - span.year
    columns = [
        paths[:, after].mean(axis=1) if after else empty,
        paths[:, early:start].mean(axis=1) - paths[:, early - 1] if early >= 1 else empty,
        *(paths[:, start + e] if 0 <= start + e < paths.shape[1] else empty for e in events),
    ]
    return np.column_stack(columns)


def departure(path: Floats, chance: Floats) -> float | None:
    """How often a placebo departs from its neighbours before the start as far as the areas did, at its farthest.

    Every period is measured in the spread of the placebos, the areas themselves among them.
    """
    if not len(path):
        return None
    held = np.vstack([path, chance])
    farthest = np.abs(held / np.maximum(spread(held), 1e-12)).max(axis=1)
    return float(np.mean(farthest >= farthest[0] - 1e-12))


def without(treated: list[Treated], span: Span) -> tuple[tuple[str, float], ...]:
    """The estimate without each area in turn."""
    if len(treated) < 2:
        return ()
    rest = ((area.pilot.code, [other for other in treated if other is not area]) for area in treated)
    values = ((code, float(observed(others, span, [])[0])) for code, others in rest)
    return tuple((code, value) for code, value in values if np.isfinite(value))


def neighbours(treated: list[Treated], rates: Panel) -> tuple[model.Matched, ...]:
    """Every control unit, the one that counts most first; names are put in for the reader later."""
    weight = sum(area.matched.weights(area.units) for area in treated)
    near = np.full(len(rates.units), np.inf)
    for area in treated:
        for unit in area.units:
            held = area.matched.index[unit] >= 0
            np.minimum.at(near, area.matched.index[unit][held], area.matched.distance[unit][held])
    total = float(np.sum(weight))
    order = [i for i in np.argsort(-np.asarray(weight), kind="stable") if np.asarray(weight)[i] > 0]
    return tuple(
        model.Matched(rates.units[i], "", "", float(near[i]), float(np.asarray(weight)[i]) / total) for i in order
    )


def balance(treated: list[Treated]) -> tuple[model.Balance, ...]:
    """Balance over all areas; with several starts, each area by what was known before its own."""
    sizes = np.array([len(area.units) for area in treated], dtype=np.float64)
    sides = []
    for area in treated:
        pool = np.flatnonzero(area.matched.pool)
        weight = area.matched.weights(area.units)
        sides.append(np.column_stack(matching.balance(area.matched.features, area.units, pool, weight)))
    mean = np.average(sides, axis=0, weights=sizes)
    return tuple(
        model.Balance(name, float(before), float(after))
        for name, (before, after) in zip(design.FEATURES, mean, strict=True)
    )
