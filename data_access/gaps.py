"""The gap between two kinds of schools (or homes), from totals by school: each end, the gap, and how it changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import reduce
from itertools import product
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, literal, select

from data_access import past, totals
from data_access.certainty import WEEKS_A_MONTH, estimate, varies
from data_access.compile import code_of, group_names
from data_access.derived import Door
from data_access.estimate import Estimate
from data_access.indicators.model import Indicator
from data_access.query import NOT_APPLICABLE, NOT_REPORTED, SUPPRESSED, VALUE, Query, records
from data_access.schema import MACRO_REGIONS, UNASSIGNED, region, school
from data_access.statistics import gap as of_two
from data_access.statistics import inequality
from data_access.statistics.inequality import Terms
from data_access.statistics.intervals import Interval, Spread
from data_access.verdicts import Verdict, against_other, apart, nearer, parity, relative

FEW = "few"
"""The state of a gap of which a side has too few people or schools to be spoken of."""
SIZES = ("under_100", "100_499", "500_999", "1000_1999", "2000_up")
_OF_PARITY = 0.03
"""How far from 1 an index may be to count as parity (UNESCO Institute for Statistics)."""
_ATTRIBUTES = {"setting": "setting", "size": "size_band", "boarding": "boarding", "teaching_point": "stage"}
"""What schools of a pair differ by."""
_TEACHING = {"teaching_point": "true"}
_KINDS = ("setting", "region", "size", "boarding", "teaching_point")


@dataclass(frozen=True)
class Pair:
    """Two kinds of schools: `weaker` is the side that is usually worse off, whatever the numbers say."""

    key: str
    weaker: str
    stronger: str


PAIRS = (
    Pair("setting", "rural", "urban"),
    Pair("region", "west", "east"),
    Pair("size", SIZES[0], SIZES[-1]),
    Pair("boarding", "true", "false"),
    Pair("teaching_point", "true", "false"),
)


@dataclass(frozen=True)
class GapRow:
    """One gap, within the macro region `within` or in the whole place.

    `state` is ``value``, ``few`` (too few to say), ``not_reported`` or ``not_applicable``; numbers stand only with
    ``value``. `gap` is above 0 where the weaker side is worse off, in the unit of the indicator (points for per cent);
    where the indicator has no direction, stronger less weaker. `ratio` is weaker by stronger, `parity` the same as
    adjusted parity index. `share` is how much of the Theil index of both kinds of schools lies between them, `behind`
    how many people would have to change for the weaker side to reach the stronger one, `people` those on the weaker
    side. `change` is against the same months a year before, below 0 where the gap narrowed; `verdict` (a `Verdict` or
    empty) is about the change: better where it narrowed.
    """

    pair: Pair
    within: str | None
    state: str
    weaker: Estimate | None = None
    stronger: Estimate | None = None
    gap: Estimate | None = None
    ratio: of_two.Estimate | None = None
    parity: of_two.Estimate | None = None
    share: float | None = None
    behind: int | None = None
    people: float | None = None
    before: GapRow | None = None
    change: float | None = None
    verdict: str = ""
    ratio_verdict: str = ""
    behind_verdict: str = ""


@dataclass(frozen=True)
class Gaps:
    """The gaps of an indicator in a place: between kinds of schools, and urban–rural in each macro region."""

    rows: tuple[GapRow, ...] = ()
    regions: tuple[GapRow, ...] = ()
    reason: str | None = field(default=None)

    def row(self, key: str) -> GapRow | None:
        """The gap of the pair `key`, if it was asked for."""
        return next((row for row in self.rows if row.pair.key == key), None)


@dataclass(frozen=True)
class Cell:
    """Sums over the schools of one kind in every respect, `kind` by the names of pairs."""

    kind: Mapping[str, str]
    spread: Spread
    terms: Terms


def answer(indicator: Indicator, query: Query, door: Door) -> Gaps:
    """All gaps of `indicator` in the place and period of `query`, with what they were a year before.

    Of a place whose schools the reader sees one by one, a side that `fetch` would not show is too few to say.
    """
    if not varies(indicator):
        return Gaps(reason="place")
    now = cells(indicator, query, door)
    before: list[Cell] = []
    if query.period is not None and past.comparable(indicator, query, door.fetch):
        before = cells(indicator, replace(query, period=query.period.year_before()), door)
    known, hidden = _known(indicator, query), _hidden(indicator, query, door)

    def row(pair: Pair, within: str | None) -> GapRow:
        if pair.key not in known:
            return GapRow(pair, within, NOT_APPLICABLE)
        if hidden & {(pair.key, pair.weaker), (pair.key, pair.stronger)}:
            return GapRow(pair, within, FEW)
        made = _row(indicator, pair, within, now)
        return _changed(indicator, made, _row(indicator, pair, within, before))

    regions = tuple(row(PAIRS[0], name) for name in MACRO_REGIONS if any(c.kind["region"] == name for c in now))
    return Gaps(tuple(row(pair, None) for pair in PAIRS), regions)


def _hidden(indicator: Indicator, query: Query, door: Door) -> set[tuple[str, str]]:
    """The kinds of schools whose number in this or the past year may not be shown, by pair and side."""
    if not indicator.personal or not indicator.of_schools or door.snap.places.children(door.place):
        return set()
    periods = [query.period] if query.period is None else [query.period, query.period.year_before()]
    found = set()
    for (key, name), period in product(_ATTRIBUTES.items(), periods):
        if name not in dict(query.filters):
            rows = door.fetch(replace(query, period=period, by=(name,))).rows
            codes = {str(row[name]) for row in rows if row["state"] == SUPPRESSED}
            found |= {(key, _TEACHING.get(code, "false") if key == "teaching_point" else code) for code in codes}
    return found


def cells(indicator: Indicator, query: Query, door: Door) -> list[Cell]:
    """The totals of schools by what pairs tell them apart by; read once for all pairs."""
    query = indicator.narrowed(replace(query, by=() if indicator.of_schools else ("setting",)))
    step = door.chooser(door.scope).schools(indicator, query, door.place)
    found = records(door.run(statement(indicator, step.statement, query)))
    weeks = WEEKS_A_MONTH if indicator.fact.info["grain"] == "week" and not indicator.joins_facts else 1.0
    return [_cell(row, weeks) for row in found]


def statement(indicator: Indicator, by_unit: Select[Any], query: Query) -> Select[Any]:
    """From a row a unit to sums by what pairs tell schools apart by; `query` is what `by_unit` was made for."""
    own = by_unit.subquery("totals")
    macro = func.coalesce(region.c.macro_region, UNASSIGNED)
    if indicator.of_schools:
        source: Any = own.join(school, school.c.school_id == own.c.unit)
        source = source.outerjoin(region, region.c.region_code == school.c.region_code)
        teaching = case((school.c.stage == "teaching_point", "true"), else_="false")
        kinds: list[ColumnElement[Any]] = [code_of(school, "setting"), macro, code_of(school, "size_band")]
        kinds += [code_of(school, "boarding"), teaching]
    else:
        source = own.outerjoin(region, region.c.region_code == own.c.unit)
        setting = own.c.setting if "setting" in group_names(query) else literal(UNASSIGNED)
        kinds = [setting, macro, *(literal(UNASSIGNED) for _ in _KINDS[2:])]
    named = [kind.label(f"kind_{name}") for kind, name in zip(kinds, _KINDS, strict=True)]
    amounts = [own.c[name] for name in ("numerator", "denominator", "times")]
    units = select(*amounts, *named).select_from(source).subquery("units")
    return totals.both(units, [f"kind_{name}" for name in _KINDS])


def _known(indicator: Indicator, query: Query) -> set[str]:
    """The pairs that the rows can tell apart: none by what they are all filtered by, of homes only two."""
    named = {"size_band": "size", "stage": "teaching_point"}
    filtered = {named.get(name, name) for name, _ in query.filters}
    if indicator.of_schools:
        return set(_KINDS) - filtered
    own = {"setting", "region"} if "setting" in indicator.segments else {"region"}
    return own - filtered


def _cell(row: Mapping[str, Any], weeks: float) -> Cell:
    sums = {name: float(row[name]) for name in ("y", "n", "yy", "yn", "nn")}
    least = 0.0 if row["least"] != row["least"] or row["least"] is None else float(row["least"])
    terms = Terms(int(row["schools"]), float(row["above"]), sums["n"], float(row["logs"]), float(row["squares"]), least)
    spread = Spread(int(row["units"]), people=float(row["people"]) / weeks, **sums)
    return Cell({name: str(row[f"kind_{name}"]) for name in _KINDS}, spread, terms)


def _row(indicator: Indicator, pair: Pair, within: str | None, held: Iterable[Cell]) -> GapRow:
    inside = [cell for cell in held if within is None or cell.kind["region"] == within]
    weak, strong = ([c for c in inside if c.kind[pair.key] == code] for code in (pair.weaker, pair.stronger))
    if not any(c.spread.n for c in weak) or not any(c.spread.n for c in strong):
        return GapRow(pair, within, NOT_REPORTED)
    weaker, stronger = (estimate(indicator, _spread(side), single=False) for side in (weak, strong))
    if not (weaker.enough and stronger.enough):
        return GapRow(pair, within, FEW)
    # "Worse off" is the lower value, unless low is what is wanted.
    high, low = (weaker, stronger) if indicator.direction == "down" else (stronger, weaker)
    gap = apart(high, low)
    found = relative(weaker, stronger)
    parts = inequality.decomposed([reduce(Terms.__add__, (c.terms for c in side)) for side in (weak, strong)])
    share = parts[0] / sum(parts) if parts is not None and sum(parts) > 0 else None
    people = weaker.people
    behind = None if people is None else of_two.behind(gap.value, people, indicator.scale)
    ratio, parity = (None, None) if found is None else (found.ratio, found.parity)
    return GapRow(pair, within, VALUE, weaker, stronger, gap, ratio, parity, share, behind, people)


def _spread(side: list[Cell]) -> Spread:
    def total(of: Callable[[Spread], float]) -> float:
        return sum(of(cell.spread) for cell in side)

    sums = {name: total(lambda s, n=name: getattr(s, n)) for name in ("y", "n", "yy", "yn", "nn", "people")}  # type: ignore[misc]
    return Spread(sum(cell.spread.units for cell in side), **sums)


def _changed(indicator: Indicator, now: GapRow, before: GapRow) -> GapRow:
    """`now` with its change against `before` and the verdicts on it."""
    if now.state != VALUE or before.state != VALUE or now.gap is None or before.gap is None:
        few = FEW in (now.state, before.state)
        return replace(now, before=before if before.state == VALUE else None, verdict=Verdict.FEW if few else "")
    level = 0.0 if now.stronger is None else now.stronger.value
    verdict = nearer(now.gap, before.gap, 0.0, indicator.matters(level)) or ""
    change = now.gap.value - before.gap.value
    return replace(
        now,
        before=before,
        change=change,
        verdict=verdict,
        ratio_verdict=_of_ratios(now, before),
        behind_verdict=_of_people(now, before, indicator.scale),
    )


def _of_ratios(now: GapRow, before: GapRow) -> str:
    """The same of the adjusted parity index, which unlike a ratio has both its ends."""
    made = [None if r.weaker is None or r.stronger is None else parity(r.weaker, r.stronger) for r in (now, before)]
    return "" if made[0] is None or made[1] is None else nearer(made[0], made[1], 1.0, _OF_PARITY) or ""


def _of_people(now: GapRow, before: GapRow, scale: float) -> str:
    """The same of the people behind the gap, of whom there are as many as there are."""
    held = [None if r.gap is None or r.people is None else _people(r.gap, r.people / scale) for r in (now, before)]
    if held[0] is None or held[1] is None:
        return ""
    return against_other(held[0], held[1], "down", 0.05 * held[1].value) or ""


def _people(gap: Estimate, each: float) -> Estimate | None:
    if gap.likely is None or gap.certain is None:
        return None
    likely, certain = (Interval(max(0.0, i.low * each), max(0.0, i.high * each)) for i in (gap.likely, gap.certain))
    return Estimate(max(0.0, gap.value * each), None, likely, certain, None, True)
