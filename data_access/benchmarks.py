"""Numbers over places that a reader may not see: only as aggregates, and only where no single school can be told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from data_access import disclosure, parts
from data_access.desk import KINDS, PARENT, SIMILAR, WHOLE, Desk
from data_access.disclosure import Rules
from data_access.indicators.model import RATIO, TWO_SIDED, Indicator
from data_access.parts import Key, Parts
from data_access.peers import PeerGroup
from data_access.places import Place
from data_access.query import NOT_APPLICABLE, NOT_REPORTED, SUPPRESSED, VALUE, BadQuery, Query, records
from data_access.schema import fact_gate
from data_access.scope import NATION
from data_access.statistics import quantiles, ranks

COMPLEMENT, NESTED = "complement", "nested"
"""Why a number is withheld that would itself be safe: it would open the one beside it, or the one inside it."""
NO_GROUP = "no_group"
"""Why nothing applies to a school of which too little is known to say what it is like."""
_FEW = 2_000
"""Schools up to which each is looked at; above, their children are looked at first."""


@dataclass(frozen=True)
class Benchmark:
    """A comparison: `state` is one of the four states, `reason` says why there is no value.

    `code` and `group` (or `place`) say what it is a comparison with, never which schools. `value` is the ratio of sums,
    a mean for a count, in the indicator's unit; `bound` is set where it is only the end of a range. `schools` is how
    many reported (of the `members` that there are, if that is known), `q1`, `median` and `q3` are their quartiles.
    `rank` is the range of the own rank among them and the own school, 1 being the best. `exact` is true inside the
    reader's own scope.
    """

    kind: str
    code: str
    state: str
    reason: str | None = None
    place: Place | None = None
    group: PeerGroup | None = None
    value: float | None = None
    bound: str | None = None
    numerator: float | None = None
    denominator: float | None = None
    schools: int | None = None
    members: int | None = None
    q1: float | None = None
    median: float | None = None
    q3: float | None = None
    rank: tuple[int, int] | None = None
    exact: bool = False


def series(desk: Desk, indicator: Indicator, query: Query, place: Place, kind: str) -> dict[str | None, Benchmark]:
    """The benchmark of `place` by bucket of time, or under None where `query` has no group of time."""
    query = replace(query, by=tuple(g for g in query.by if g == query.time_group))
    if indicator.fact is fact_gate or (indicator.method != RATIO and (indicator.method not in TWO_SIDED)):
        return {None: Benchmark(kind, "", NOT_APPLICABLE, "method")}
    if kind == SIMILAR:
        return _similar(desk, indicator, query, place)
    around = desk.around(place, kind)
    if around is None:
        return {None: Benchmark(kind, "", NOT_APPLICABLE, "place")}
    if desk.snap.places.visible(around, desk.scope):
        return _exact(desk, replace(query, place=around.code), Benchmark(kind, around.code, VALUE, place=around))
    if indicator.method in TWO_SIDED:
        return {None: Benchmark(kind, around.code, NOT_APPLICABLE, "method", place=around)}
    return _outside(desk, indicator, query, place, around, kind)


def _similar(desk: Desk, indicator: Indicator, query: Query, place: Place) -> dict[str | None, Benchmark]:
    if not place.is_school or indicator.method != RATIO:
        return {None: Benchmark(SIMILAR, "", NOT_APPLICABLE, "place")}
    code = desk.group_of(place.code)
    if code is None:
        return {None: Benchmark(SIMILAR, "", NOT_APPLICABLE, NO_GROUP)}
    members = desk.members(code, place.code, query.period)
    base = Benchmark(SIMILAR, code, VALUE, group=PeerGroup.parse(code), members=members)
    cells, own = desk.of_group(indicator, query, code)
    seen = desk.seen(cells)
    found = {}
    for bucket in _buckets(cells, query):
        key = (bucket, *own)
        whole = cells.get(key)
        others = None if whole is None else whole.without(frozenset({place.code}))
        if whole is None or others is None or not len(others.units):
            found[bucket] = replace(base, state=NOT_REPORTED)
            continue
        exact = seen.issuperset(others.units)
        reason = _few(others, desk.rules, indicator) if exact else why_withheld(cells, key, seen, desk.rules, indicator)
        if reason:
            found[bucket] = replace(base, state=SUPPRESSED, reason=reason)
            continue
        shown = _shown(base, indicator, others, desk.rules, exact=exact)
        low, middle, high = (indicator.scale * q for q in quantiles.quartiles(others.rates))
        blur = (lambda v: v) if exact else lambda v: disclosure.blurred(v, whole=indicator.counts_people)
        rank = _rank(indicator, whole, place.code)
        found[bucket] = replace(shown, q1=blur(low), median=blur(middle), q3=blur(high), rank=rank)
    return found


def _outside(
    desk: Desk, indicator: Indicator, query: Query, place: Place, around: Place, kind: str
) -> dict[str | None, Benchmark]:
    base = Benchmark(kind, around.code, VALUE, place=around)
    if (many := _many(desk, indicator, query, around, base)) is not None:
        return many
    cells, own = desk.of_place(indicator, query, around)
    seen = desk.seen(cells)
    beside = _beside(desk, indicator, query, place, kind)
    found = {}
    for bucket in _buckets(cells, query):
        key = (bucket, *own)
        whole = cells.get(key)
        if whole is None or not len(whole.units):
            found[bucket] = replace(base, state=NOT_REPORTED)
            continue
        reason = why_withheld(cells, key, seen, desk.rules, indicator)
        foreign = whole.without(seen)
        visible = [other[key].without(seen) for other in beside if key in other]
        if not reason and _opens(foreign, visible, desk.rules, indicator):
            reason = NESTED
        found[bucket] = (
            replace(base, state=SUPPRESSED, reason=reason) if reason else _shown(base, indicator, whole, desk.rules)
        )
    return found


def _many(
    desk: Desk, indicator: Indicator, query: Query, around: Place, base: Benchmark
) -> dict[str | None, Benchmark] | None:
    """The answer where schools are many and none of their children stands out; None where schools must be looked at."""
    asked, own = parts.asked_of(indicator, query, around.code, by=("child",))
    steps = desk.chooser(NATION).facts(indicator, asked, around)

    def read() -> pd.DataFrame:
        return pd.concat([desk.run(step.statement) for step in steps])

    frame = desk.kept(desk.key("children", indicator, asked), read, lambda f: 1000 + f.size * 8)
    if frame["n_reported"].sum() <= _FEW:
        return None
    # Nobody can be asked more often than once in each month of the period.
    frame = frame.assign(times=(query.period or desk.snap.months).length)
    cells = parts.by_key(indicator, asked, frame, "child")
    reported = parts.by_key(indicator, asked, frame.assign(numerator=frame["n_reported"], denominator=1), "child")
    touched = desk.touched(around)
    found = {}
    for key, part in cells.items():
        mine = np.array([unit in touched for unit in part.units], dtype=bool)
        schools = int(reported[key].without(frozenset(touched)).above.sum())
        if not parts.passes_by_child(part.of(mine), part.of(~mine), schools, desk.rules, personal=indicator.personal):
            return None
        if key[1:] == own:
            n = int(reported[key].above.sum())
            found[key[0]] = replace(_shown(base, indicator, part, desk.rules, mean_of=n), schools=n)
    return found or None


def _exact(desk: Desk, query: Query, base: Benchmark) -> dict[str | None, Benchmark]:
    """What the reader may see anyhow, as it is."""
    found: dict[str | None, Benchmark] = {}
    for row in records(desk.exact(replace(query, expect=False))):
        bucket = row["period"] if query.time_group else None
        value, above, below, n = (
            None if pd.isna(row[name]) else float(row[name])
            for name in ("value", "numerator", "denominator", "n_reported")
        )
        found[bucket] = replace(
            base,
            state=row["state"],
            value=value,
            numerator=above,
            denominator=below,
            schools=None if n is None else int(n),
            exact=True,
        )
    return found


def _shown(
    base: Benchmark, indicator: Indicator, part: Parts, rules: Rules, *, exact: bool = False, mean_of: int | None = None
) -> Benchmark:
    """The sums of `part` as they may leave (DISC-2)."""
    above, below = part.sums
    n = mean_of or len(part.units)
    value = above / n if below is None else indicator.scale * above / below
    if exact:
        return replace(base, value=value, numerator=above, denominator=below, schools=n, exact=True)
    if not indicator.counts_people or below is None:
        value = disclosure.blurred(value, whole=False) if indicator.personal else value
        return replace(base, value=value, numerator=above, denominator=_counted(indicator, below, rules), schools=n)
    share = disclosure.percentage(above, below, rules)
    if share is None:
        return replace(base, state=SUPPRESSED, reason=disclosure.FEW_PEOPLE)
    sides = (float(disclosure.rounded(side, rules.base)) for side in (above, below))
    numerator, denominator = (None, next(sides)) if share.bound else sides
    return replace(base, value=share.value, bound=share.bound, numerator=numerator, denominator=denominator, schools=n)


def _counted(indicator: Indicator, below: float | None, rules: Rules) -> float | None:
    return float(disclosure.rounded(below, rules.base)) if below is not None and indicator.per_person else below


def _few(others: Parts, rules: Rules, indicator: Indicator) -> str | None:
    """Why schools that the reader sees may not be summed up: those whose own numbers are hidden would follow."""
    few = others.people[(others.people > 0) & (others.people < rules.people)]
    opened = indicator.personal and len(few) and (len(few) < 2 or few.sum() < rules.people)
    return disclosure.FEW_PEOPLE if opened else None


def why_withheld(
    cells: Mapping[Key, Parts], key: Key, seen: frozenset[str], rules: Rules, indicator: Indicator
) -> str | None:
    """Why the cell may not be shown: it is not safe itself, or another of its partition is not."""
    for other in sorted(cells, key=lambda k: k != key):
        if other[0] != key[0]:
            continue
        foreign = cells[other].without(seen)
        if not len(foreign.units):
            if other == key:
                return disclosure.FEW_SCHOOLS
            continue  # a cell of the reader's own schools opens nothing
        reason = foreign.withheld(rules, personal=indicator.personal)
        if reason:
            return reason if other == key else COMPLEMENT
    return None


def _opens(foreign: Parts, visible: list[Parts], rules: Rules, indicator: Indicator) -> bool:
    """Tell whether this number and others that the same reader sees open one that may not leave."""
    sets = list(visible)
    if len(visible) == 2 and not set(visible[0].units) & set(visible[1].units):
        units_of, above, people = (
            np.concatenate([getattr(p, name) for p in visible]) for name in ("units", "above", "people")
        )
        under = [p.below for p in visible if p.below is not None]
        sets.append(Parts(units_of, above, np.concatenate(under) if len(under) == 2 else None, people))
    return any(parts.too_close(foreign, other, rules, personal=indicator.personal) for other in sets)


def _beside(desk: Desk, indicator: Indicator, query: Query, place: Place, kind: str) -> list[dict[Key, Parts]]:
    """The other comparisons of the same place that are shown first, and must not be opened by this one."""
    found = []
    if place.is_school and (code := desk.group_of(place.code)) is not None:
        cells, _ = desk.of_group(indicator, query, code)
        found.append(_safe(cells, desk, indicator))
    around = desk.around(place, PARENT)
    if kind == WHOLE and around is not None and around.code != desk.snap.places.root.code:
        cells, _ = desk.of_place(indicator, query, around)
        found.append(_safe(cells, desk, indicator))
    return found


def _safe(cells: dict[Key, Parts], desk: Desk, indicator: Indicator) -> dict[Key, Parts]:
    seen = desk.seen(cells)
    return {key: part for key, part in cells.items() if not why_withheld(cells, key, seen, desk.rules, indicator)}


def _rank(indicator: Indicator, whole: Parts, own: str) -> tuple[int, int] | None:
    """The range of the own rank, 1 being the best; none for mean scores, whose spread nobody reported."""
    places = np.flatnonzero(whole.units == own)
    scores = indicator.personal and not indicator.counts_people
    if not len(places) or scores or indicator.direction not in ("up", "down"):
        return None
    rates = whole.rates if indicator.direction == "up" else -whole.rates
    errors = np.zeros(len(rates))  # a full count has no error
    if indicator.counts_people and whole.below is not None:
        shares = np.clip(whole.rates, 0.0, 1.0)
        errors = ranks.rate_errors(shares * whole.people, whole.people)
    _, first, last = ranks.rank_set(rates, errors, int(places[0]))
    return first, last


def _buckets(cells: Mapping[Key, Parts], query: Query) -> list[str | None]:
    return sorted({key[0] for key in cells}) if query.time_group else [None]


def check(kind: str) -> None:
    """Raise `BadQuery` for a comparison that there is not."""
    if kind not in KINDS:
        raise BadQuery(f"Nothing is compared with {kind[:40]!r}; known are {', '.join(KINDS)}.")


def only(found: Mapping[str | None, Benchmark], kind: str) -> Benchmark:
    """The one benchmark of a question without a group of time."""
    return next(iter(found.values()), Benchmark(kind, "", NOT_REPORTED))
