"""How sure each value of an answer is: its interval, how it stands to a line, and what it is compared with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from data_access import answer, past, progress, totals
from data_access.buckets import BUCKET
from data_access.cells import JUDGED, Cells
from data_access.compile import group_names
from data_access.derived import Door
from data_access.estimate import Estimate
from data_access.indicators.model import TWO_SIDED, Indicator
from data_access.query import VALUE, Query
from data_access.rollups import totals as usual
from data_access.rollups.choose import Spreads, Step
from data_access.statistics import intervals, ranks
from data_access.statistics.intervals import Z95, Z998, Interval, Spread
from data_access.verdicts import against_fixed, against_other, apart, nearer, p_value, parity

LEAST_UNITS = 3
_WORDS = ("status", "verdict")
WEEKS_A_MONTH = 52 / 12
# A county answers for its homes as a school does for its pupils.
_SINGLE: dict[bool, tuple[str, ...]] = {True: (), False: ("county", "township")}


def varies(indicator: Indicator) -> bool:
    """Tell whether values of `indicator` have intervals: ratios of sums over schools or regions have."""
    return (
        indicator.method == "ratio"
        and indicator.denominator is not None
        and (indicator.of_schools or indicator.fact.info["unit"] == "region_code")
    )


def estimate(indicator: Indicator, spread: Spread, *, single: bool) -> Estimate:
    """The estimate of a rate from the totals of its units; `single` where the place reports as one."""
    people = spread.people if indicator.counts_people else None
    both: list[Interval | None]
    if people is not None and indicator.unit == "percent":
        held = replace(spread, y=min(max(spread.y, 0.0), spread.n))  # what is misreported has no proportion
        both = [intervals.of_people(held, z) for z in (Z95, Z998)]
    else:
        both = [intervals.clustered(spread, z) for z in (Z95, Z998)]
    likely, certain = (None if i is None else i.scaled(indicator.scale) for i in both)
    enough = people is None or people >= indicator.minimum_n
    enough = enough and (single or spread.units >= LEAST_UNITS)
    error = None if spread.error is None else indicator.scale * spread.error
    return Estimate(indicator.scale * spread.rate, error, likely, certain, people, enough)


def estimates(indicator: Indicator, query: Query, door: Door) -> dict[answer.Key, Estimate]:
    """The estimates of an answer's rows, by `answer.key_of` them; rows that nobody reported have none."""
    if indicator.method == "progress" and indicator.over is not None:
        return progress.estimates(indicator.over.at(dict(query.filters).get("stage")), query, door, estimates)
    if indicator.method in TWO_SIDED and indicator.over is not None:
        return _two_sided(indicator, indicator.over, query, door)
    if not varies(indicator):
        return {}
    asked = replace(query, interval=False, against=None, expect=False)
    key = ("estimates", indicator.code, asked, door.scope.fingerprint)
    made: dict[answer.Key, Estimate] = door.kept(key, lambda: _estimates(indicator, asked, door))
    return made


def _estimates(indicator: Indicator, query: Query, door: Door) -> dict[answer.Key, Estimate]:
    found = _found(indicator, query, door)
    single = {place.code for place in door.rows if place.is_school or place.level in _SINGLE[indicator.of_schools]}
    made = {}
    for key, row in answer.keyed(query, found):
        if not row["n"]:
            continue  # nothing to divide by
        sums = {name: float(row[name]) for name in ("y", "n", "yy", "yn", "nn")}
        spread = Spread(int(row["units"]), people=float(row["people"]) / weeks(indicator), **sums)
        made[key] = estimate(indicator, spread, single=key[0] in single)
    return made


def weeks(indicator: Indicator) -> float:
    """How often a row of the fact comes in a month: a person of a month is one, however many weeks were counted."""
    return WEEKS_A_MONTH if indicator.fact.info["grain"] == "week" and not indicator.joins_facts else 1.0


def people(indicator: Indicator, query: Query, door: Door) -> dict[answer.Key, float]:
    """How many different people the rows of an answer are about, by `answer.key_of` them; nobody has no row."""
    found = _found(indicator, query, door)
    return {key: float(row["people"]) / weeks(indicator) for key, row in answer.keyed(query, found) if row["n"]}


def _two_sided(indicator: Indicator, base: Indicator, query: Query, door: Door) -> dict[answer.Key, Estimate]:
    """The estimates of urban–rural gaps and parities, from those of both sides."""
    inner = base.narrowed(replace(query, indicator=base.code, by=(*query.by, "setting")))
    sides = estimates(base, inner, door)
    made: dict[answer.Key, Estimate] = {}
    for *key, setting in sides:
        urban, rural = sides.get((*key, "urban")), sides.get((*key, "rural"))
        if setting == "urban" and urban is not None and rural is not None:
            found = apart(urban, rural) if indicator.method == "gap" else parity(rural, urban)
            made |= {} if found is None else {tuple(key): found}
    return made


def _found(indicator: Indicator, query: Query, door: Door) -> answer.Rows:
    """The sums of `Spread` by the groups of `query`, from what is kept of them or from the totals of schools."""
    chooser = door.chooser(door.scope)
    if (kept := chooser.spreads(indicator, query, door.place)) is not None:
        rows = [row for row in _read(kept, door) if row["indicator"] == indicator.code]
    elif (found := door.spreads(indicator, query, door.place)) is not None:
        return found
    elif (kept := chooser.totals(indicator, query, door.place)) is not None:
        rows = list(usual.apart(_read(kept, door), indicator.code))
    else:
        return _of_schools(indicator, query, door)
    held = kept.windows
    own = (row for row in rows if (row["first_t"], row["last_t"]) in held)
    return [{**row, BUCKET: held[row["first_t"], row["last_t"]]} for row in own]


def _of_schools(indicator: Indicator, query: Query, door: Door) -> answer.Rows:
    """The same from the totals of schools, of all codes of a segment at once where rows stand for months."""
    few = indicator.grain in ("term", "school_year") and query.place_group != "school"
    own = [pair for pair in query.filters if few and pair[0] in indicator.segments]
    others = tuple(pair for pair in query.filters if pair not in own)
    told = (name for name, _ in own if name not in query.by)
    whole = replace(query, by=(*query.by, *told), filters=others, interval=False, against=None)

    def read() -> answer.Rows:
        step = door.chooser(door.scope).schools(indicator, whole, door.place)
        return door.taken([Step(step.table, totals.spreads(step.statement, group_names(whole)))])

    key = ("totals of segments", indicator.code, whole, door.place.code, door.scope.fingerprint)
    rows: answer.Rows = door.kept(key, read) if own else read()
    return [row for row in rows if all(row[name] == code for name, code in own)]


def _read(kept: Spreads, door: Door) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = door.kept((*kept.key, door.scope.fingerprint), lambda: door.taken([kept.step]))
    return rows


def added(indicator: Indicator, query: Query, cells: Cells, door: Door) -> Cells:
    """`cells` with the columns `JUDGED`: how sure each value is, and a verdict where one is asked."""
    query = indicator.narrowed(query)
    held = estimates(indicator, query, door)
    centres = _centres(indicator, query, door) if query.against else {}
    rows = []
    for row in cells.rows():
        key = answer.key_of(query, row)
        own = held.get(key) if row["state"] == VALUE else None
        rows.append(_cells(indicator, own, row, centres.get(key)))
    made = cells.adding(_columns(rows))
    alone = query.place_group and indicator.method not in TWO_SIDED and not query.time_group and not query.other_groups
    return ranked(made, indicator.direction) if alone else made


def ranked(cells: Cells, direction: str) -> Cells:
    """`cells` with the rank range of each place among those whose values vary, 1 being the best."""
    sign, rows = {"up": 1.0, "down": -1.0}.get(direction), cells.rows()
    sure = [row for row in rows if row["low_95"] is not None]
    if sign is None or len(sure) < 2:
        return cells
    ends = ((row["error"], (row["high_95"] - row["low_95"]) / (2 * Z95)) for row in sure)
    errors = np.array([width if error is None else error for error, width in ends])
    found = ranks.rank_sets(sign * np.array([row["value"] for row in sure]), errors, simultaneous=True)
    for row, first, last in zip(sure, found.first, found.last, strict=True):
        row["rank_first"], row["rank_last"] = first, last
    return cells.adding({name: [row[name] for row in rows] for name in ("rank_first", "rank_last")})


def nothing(rows: int) -> dict[str, Sequence[Any]]:
    """The columns `JUDGED` of an answer without numbers."""
    return _columns([_NOTHING] * rows)


def _columns(rows: list[tuple[Any, ...]]) -> dict[str, Sequence[Any]]:
    return dict(zip(JUDGED, zip(*rows, strict=True) if rows else [()] * len(JUDGED), strict=True))


Centre = float | Estimate
_NOTHING = tuple("" if name in _WORDS else None for name in JUDGED)


def _cells(
    indicator: Indicator, own: Estimate | None, row: Mapping[str, Any], centre: Centre | None
) -> tuple[Any, ...]:
    if own is None:
        return _NOTHING
    ends = [end for i in (own.likely, own.certain) for end in ((None, None) if i is None else (i.low, i.high))]
    status: str = ""
    turned = indicator.method == "gap" and own.value < 0  # the line is about urban schools being ahead
    if indicator.line is not None and indicator.line.upto is None and not turned:
        status = against_fixed(own, indicator.line.value, indicator.direction, 0.0) or ""
    if centre is None:
        return (own.people, own.error, *ends, status, None, None, "", None, None, None)
    value = centre.value if isinstance(centre, Estimate) else centre
    matters = indicator.matters(value)
    if indicator.method in TWO_SIDED:
        verdict = nearer(own, centre, 1.0 if indicator.method == "parity" else 0.0, matters)
    elif isinstance(centre, Estimate):
        verdict = against_other(own, centre, indicator.direction, matters)
    else:
        verdict = against_fixed(own, centre, indicator.direction, matters)
    difference = float(row["value"]) - value
    return (own.people, own.error, *ends, status, value, difference, verdict or "", p_value(own, centre), None, None)


def _centres(indicator: Indicator, query: Query, door: Door) -> dict[answer.Key, Centre]:
    """What each row of an answer is compared with, by its key."""
    if query.against == "past":
        if query.period is None or query.time_group or not past.comparable(indicator, query, door.fetch):
            return {}
        before = replace(query, period=query.period.year_before(), against=None, interval=False, expect=False)
        rows = door.fetch(before).rows
        shown = {answer.key_of(before, row) for row in rows if row["state"] == VALUE}
        return {key: value for key, value in estimates(indicator, before, door).items() if key in shown}
    if query.against == "parent" and query.place_group:
        by = tuple(g for g in query.by if g != query.place_group)
        whole = replace(query, by=by, against=None, interval=False, expect=False)
        rows = door.fetch(whole).rows
        values = {answer.key_of(whole, row)[1:]: float(row["value"]) for row in rows if row["state"] == VALUE}
        return {(p.code, *rest): value for p in door.rows for rest, value in values.items()}
    if query.other_groups or query.against is None:
        return {}
    plain = replace(query, by=tuple(g for g in query.by if g == query.time_group), against=None, interval=False)
    series = door.benchmark(plain, query.against)
    middles = {when: b.median if query.against == "similar" else b.value for when, b in series.items()}
    return {(p.code, when): value for p in door.rows for when, value in middles.items() if value is not None}
