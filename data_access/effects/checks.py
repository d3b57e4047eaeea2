"""What an estimate rests on, and what speaks against it: placebos, another start, an area less, balance."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from data_access.effects import design, model
from data_access.effects.design import Beside
from data_access.effects.panel import Panel
from data_access.effects.pilots import Pilot
from data_access.places import Places
from data_access.statistics import effect as did
from data_access.statistics.effect import NEVER, Floats, Ints
from data_access.statistics.sensitivity import spread

SEED = 20261103
_DRAWS = 1999


@dataclass(frozen=True, eq=False)
class Treated:
    """One area in the comparison: its units (rows of the panel), its start, its neighbours, its placebos.

    `path` is the difference of its units from their neighbours by period, `placebos` those of places that were not
    treated, places by periods; both as `design.corrected` leaves them, placebos as far apart as the area may be off.
    """

    pilot: Pilot
    units: Ints
    start: int
    beside: Beside
    path: Floats
    placebos: Floats

    @property
    def size(self) -> int:
        """Cells that it holds, for the cache."""
        return int(self.placebos.size + 3 * len(self.beside.rows))


@dataclass(frozen=True)
class Span:
    """The periods of the panel that are `asked` for, to be averaged; `year` of them are a year."""

    asked: tuple[int, ...]
    year: int

    def since(self, start: int) -> list[int]:
        """The asked periods from `start` on."""
        return [t for t in self.asked if t >= start]


@dataclass(frozen=True, eq=False)
class Sides:
    """The treated units and their neighbours (`rows`), each with its start (`cohort`) or `NEVER`."""

    rows: Ints
    cohort: Ints

    @classmethod
    def of(cls, treated: list[Treated], n: int) -> Sides:
        """Those of `treated` among `n` units."""
        cohort, inside = np.full(n, NEVER, dtype=np.int64), np.zeros(n, dtype=bool)
        for area in treated:
            cohort[area.units] = area.start
            inside[area.units] = inside[area.beside.rows] = True
        rows = np.flatnonzero(inside)
        return cls(rows, cohort[rows])

    @property
    def n_treated(self) -> int:
        """The number of treated units."""
        return int((self.cohort != NEVER).sum())

    def since(self, periods: Iterable[int]) -> list[int]:
        """How long after a start `periods` are, but for the bases."""
        starts = set(self.cohort.tolist()) - {NEVER}
        return sorted({t - start for start in starts for t in periods} - {-1})


def by_formula(treated: list[Treated], sides: Sides, rates: Panel) -> did.Effects:
    """Effects by cohort and period with their influence functions, over both `sides` only.

    Nothing is corrected in them: their errors are those of the plain estimate, which are the larger ones.
    """
    control: dict[int, Floats] = {}
    for area in treated:
        weight = control.setdefault(area.start, np.zeros(len(rates.units)))
        weight[area.beside.rows] += area.beside.weight
    weights = {start: weight[sides.rows] for start, weight in control.items()}
    return did.att_gt(rates.rate[sides.rows], sides.cohort, weights)


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
    start, after = area.start, span.since(area.start)
    early, at = start - span.year, start + np.array(events, dtype=np.int64)
    made = np.full((len(paths), 2 + len(events)), np.nan)
    if after:
        made[:, 0] = paths[:, after].mean(axis=1)
    if early >= 1:
        made[:, 1] = paths[:, early:start].mean(axis=1) - paths[:, early - 1]
    held = np.flatnonzero((at >= 0) & (at < paths.shape[1]))
    made[:, 2 + held] = paths[:, at[held]]
    return made


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


def neighbours(treated: list[Treated], rates: Panel, places: Places) -> tuple[model.Matched, ...]:
    """Every control unit, the one that counts most first."""
    weight, near = np.zeros(len(rates.units)), np.full(len(rates.units), np.inf)
    for area in treated:
        rows = area.beside.rows
        weight[rows] += area.beside.weight
        near[rows] = np.minimum(near[rows], area.beside.distance)
    rows = np.flatnonzero(weight)
    rows = rows[np.argsort(-weight[rows], kind="stable")]
    shares = (weight[rows] / weight.sum()).tolist()
    units = [places.by_code[rates.units[row]] for row in rows.tolist()]
    held = zip(units, near[rows].tolist(), shares, strict=True)
    return tuple(model.Matched(p.code, p.name_zh, p.name_en, distance, share) for p, distance, share in held)


def balance(treated: list[Treated]) -> tuple[model.Balance, ...]:
    """Balance over all areas; with several starts, each area by what was known before its own."""
    sizes = np.array([len(area.units) for area in treated], dtype=np.float64)
    mean = np.average([area.beside.apart for area in treated], axis=0, weights=sizes)
    return tuple(
        model.Balance(name, float(before), float(after))
        for name, (before, after) in zip(design.FEATURES, mean, strict=True)
    )
