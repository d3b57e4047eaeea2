"""From a question to an effect: who is treated, who is beside them, how large the difference is and how firm."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

import numpy as np

from data_access.effects import checks, design, model, pilots
from data_access.effects.checks import Span, Treated
from data_access.effects.design import UNIT, Matched
from data_access.effects.model import Effect, Interval, LeftOut, Point, Question
from data_access.effects.panel import Panel
from data_access.effects.pilots import Pilot
from data_access.period import Period, school_year_of, term_of
from data_access.places import Places
from data_access.statistics import effect as did
from data_access.statistics.effect import Floats, Ints
from data_access.statistics.sensitivity import randomisation_p, relative_magnitudes, spread

_LEARNED = 2
"""What the correction learns from the placebos costs them two degrees of freedom."""
_YEAR = {"term": 2, "school_year": 1}
Keep = Callable[[tuple[Any, ...], Callable[[], Any]], Any]


@dataclass(frozen=True, eq=False)
class Compared:
    """The areas that can be compared, units without reports, and why no area can be, the last reason that was met."""

    treated: list[Treated]
    lacking: list[LeftOut]
    reason: str

    @property
    def size(self) -> int:
        """Cells that it holds, for the cache."""
        return 100 + sum(area.size for area in self.treated)


def answer(
    question: Question,
    chosen: list[Pilot],
    everyone: list[Pilot],
    rates: Panel,
    places: Places,
    keep: Keep,
    released: Keep,
    opens: Callable[[Treated], bool],
) -> Effect:
    """The effect that `question` asks for, on the areas `chosen`; where there is none, the reason why.

    What areas are compared with does not depend on reader and period: `released` keeps it, `keep` what leads to it.
    There is none either where an area by itself `opens` what the reader may not see: the others would give it away.
    """
    codes = tuple(p.code for p in chosen)
    nothing = Effect(question, codes, "cannot_tell", grain=rates.grain)
    dated = [p for p in chosen if p.start is not None and not p.of_schools]
    if not dated:
        return replace(nothing, reason="undated")
    split = pilots.sides(dated, everyone)
    nothing = replace(nothing, left_out=split.left_out, start=min(p.start for p in dated if p.start))
    compared: Compared = released(
        ("compared", tuple(p.code for p in dated)), lambda: _compared(dated, split, rates, places, keep)
    )
    treated, left_out = compared.treated, (*split.left_out, *compared.lacking)
    if not treated:
        return replace(nothing, left_out=left_out, reason=compared.reason)
    span = Span(_asked(question.period, rates), _YEAR[rates.grain])
    if not any(span.since(area.start) for area in treated):
        return replace(nothing, left_out=left_out, reason="not_started")
    if any(opens(area) for area in treated):
        return replace(nothing, left_out=left_out, reason=model.WITHHELD)
    found = _effect(question, treated, rates, places, span)
    return replace(found, areas=codes, start=nothing.start, left_out=left_out)


def _compared(chosen: list[Pilot], split: pilots.Sides, rates: Panel, places: Places, keep: Keep) -> Compared:
    row = rates.row
    never = np.ones(len(rates.units), dtype=bool)
    never[[row[code] for code in split.busy if code in row]] = False
    rng = np.random.default_rng(checks.SEED)
    treated: list[Treated] = []
    lacking: list[LeftOut] = []
    reason = "left_out"
    for pilot in chosen:
        units = np.array(sorted(row[u] for u in split.treated[pilot.code] if u in row), dtype=np.int64)
        if gone := len(split.treated[pilot.code] & rates.incomplete):
            lacking.append(LeftOut(pilot.code, gone, "incomplete"))
        start = _position(rates, pilot.start)
        if not len(units):
            reason = "no_data" if split.treated[pilot.code] else "left_out"
        elif start >= len(rates.periods):
            reason = "not_started"
        elif start < 2:
            reason = "too_short"
        else:
            kind = _kind(pilot, units, places)
            matched: Matched = keep(("matched", kind, start), partial(design.match, rates, never, start, kind))
            units = units[np.isfinite(matched.difference[units, 0])]
            if not len(units):
                reason = "too_few"
                continue
            draws, sizes = design.placebos(rates, matched, kind, units, rng)
            if len(draws) < model.LEAST_PLACEBOS:
                reason = "too_few"
                continue
            own = matched.difference[units].mean(axis=0)[None]
            path, placebos = (design.corrected(paths, draws, sizes, start) for paths in (own, draws))
            # What was learned is sure of the placebos themselves, not of a place unlike them.
            placebos[:, start:] *= np.sqrt(1 + design.leverage(own[0], draws, sizes, start))
            treated.append(Treated(pilot, units, start, matched.beside(units), path[0], placebos))
    return Compared(treated, lacking, reason)


def _effect(question: Question, treated: list[Treated], rates: Panel, places: Places, span: Span) -> Effect:
    few = len(treated) < model.FEW
    sides = checks.Sides.of(treated, len(rates.units))
    events, since = sides.since(range(len(rates.periods))), [e for e in sides.since(span.asked) if e >= 0]
    values, chance = checks.observed(treated, span, events), checks.by_chance(treated, span, events)
    path = dict(zip(events, map(float, values[2:]), strict=True))
    value, early = float(values[0]), float(values[1])
    n_placebo = min(len(area.placebos) for area in treated)
    errors = spread(chance) * np.sqrt(n_placebo / (n_placebo - _LEARNED))
    if few:
        df = n_placebo - _LEARNED
        before = [2 + i for i, e in enumerate(events) if e < -1]
        p, test = checks.departure(values[before], chance[:, before]), "placebo"
    else:
        df = len(sides.rows) - 1
        estimates = checks.by_formula(treated, sides, rates)
        after = (estimates.since >= 0) & np.isin(estimates.periods, span.asked)
        formula = [did.combined(estimates, after), *did.event_study(estimates).values()]
        errors = np.array([formula[0].se, errors[1], *(e.se for e in formula[1:])])
        wald = did.pretrend(estimates)
        p, test = None if wald is None else wald.p, "wald"
    interval, wide = (Interval.about(value, float(errors[0]), level, df) for level in (0.95, 0.998))
    found = Effect(
        question,
        (),
        "cannot_tell",
        value=value,
        se=float(errors[0]),
        df=float(df),
        interval=interval,
        wide=wide,
        grain=rates.grain,
        points=_points(path, errors[2:], df, treated, rates),
        pretrend_p=p,
        pretrend_test=test,
        randomisation_p=randomisation_p(value, chance[:, 0]),
        n_placebo=n_placebo,
        bound=relative_magnitudes(
            path,
            value,
            float(errors[0]),
            periods=tuple(since),
            z=did.quantile(0.95, df),
        ),
        placebo_start=(early, Interval.about(early, float(errors[1]), 0.95, df)) if np.isfinite(early) else None,
        without=checks.without(treated, span) if few else (),
        n_treated=sides.n_treated,
        n_control=len(sides.rows) - sides.n_treated,
        matched=checks.neighbours(treated, rates, places),
        balance=checks.balance(treated),
    )
    return _worded(found, value, interval, few)


def _worded(found: Effect, value: float, interval: Interval, few: bool) -> Effect:
    """Put the wording to what was found, and the first reason why nothing can be told."""
    reason = None
    if found.n_control < model.LEAST_CONTROLS:
        reason = "too_few"
    elif found.pretrend_p is not None and found.pretrend_p < model.DOUBT:
        reason = "pretrend"
    elif interval.holds_zero:
        reason = "zero_inside"
    if reason:
        return replace(found, wording="cannot_tell", reason=reason)
    side = "above" if value > 0 else "below"
    return replace(found, wording=f"{'descriptive' if few else 'associated'}_{side}", reason=None)


def _points(path: dict[int, float], errors: Floats, df: int, treated: list[Treated], rates: Panel) -> tuple[Point, ...]:
    starts = {area.start for area in treated}
    first = next(iter(starts)) if len(starts) == 1 else None
    held = {e: Interval.about(value, float(se), 0.95, df) for (e, value), se in zip(path.items(), errors, strict=True)}
    return tuple(
        Point(e, None if first is None else rates.periods[first + e], path.get(e, 0.0), held.get(e))
        for e in sorted({*path, -1})
    )


def _kind(pilot: Pilot, units: Ints, places: Places) -> str:
    """The sort of place that an area is, so that its placebos are of the same sort."""
    if len(units) == 1:
        return UNIT
    first = places.by_code.get(pilot.members[0])
    level = first.level if first is not None and len(pilot.members) == 1 else None
    return "province" if level in ("province", "nation") else "prefecture"


def _asked(period: Period | None, rates: Panel) -> tuple[int, ...]:
    names = set(rates.periods) if period is None else set(period.labels(rates.grain))
    return tuple(t for t, name in enumerate(rates.periods) if name in names)


def _position(rates: Panel, day: date | None) -> int:
    """The period that holds `day`; the number of all periods where it comes after them, 0 where it comes before."""
    name = (term_of if rates.grain == "term" else school_year_of)(day or date.max)
    return sum(label < name for label in rates.periods)
