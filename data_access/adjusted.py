"""Places whose schools are of other kinds, or that are small: what their mix would give, and values drawn together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from data_access.estimate import Estimate
from data_access.indicators.model import Indicator
from data_access.query import SUPPRESSED, VALUE, Result, records
from data_access.statistics.intervals import Z95, Interval
from data_access.statistics.shrinkage import shrunken
from data_access.statistics.standardise import expected_counts, standardised_ratios
from data_access.verdicts import Verdict, against_fixed

KINDS = ("stage", "setting")
"""What a mix is of: schools of one stage and setting are one kind."""


@dataclass(frozen=True)
class Standard:
    """A place against what its mix of schools would give.

    `expected` is the rate if each kind of school did as that kind does in all places, in the indicator's unit; `ratio`
    is 100 times the place's own rate by it, with its 95 % interval, and `verdict` says how the two differ.
    """

    expected: float
    ratio: float
    low: float
    high: float
    verdict: str


def expected(kinds: pd.DataFrame, names: Sequence[str], scale: float) -> dict[str, float]:
    """The rate of each place if each of its kinds of schools, by `names`, did as the kind does in all places.

    `kinds` is an answer by place and `names`. A place has none where a kind of it is withheld, or has schools in no
    other place: it would be its own reference.
    """
    hidden = withheld(kinds)
    held = kinds[(kinds["state"] == VALUE) & (kinds["denominator"].astype(float) > 0)]
    if not len(held):
        return {}
    labels = pd.Series(list(map(str, held[list(names)].itertuples(index=False, name=None))), index=held.index)
    sums = held[["numerator", "denominator"]].astype(float).groupby(labels).sum()
    rates = (sums["numerator"] / sums["denominator"]).where(labels.groupby(labels).size() > 1)
    people = held["denominator"].astype(float).groupby([held["place_code"], labels]).sum().unstack().fillna(0.0)
    counts = expected_counts(people.to_numpy(), rates.reindex(people.columns).to_numpy())
    made = zip(people.index, scale * counts / people.sum(axis=1).to_numpy(), strict=True)
    return {str(code): float(rate) for code, rate in made if np.isfinite(rate) and rate > 0 and code not in hidden}


def withheld(kinds: pd.DataFrame) -> set[str]:
    """The places of which a kind of schools is withheld: what their mix would give might tell it."""
    return set(map(str, kinds.loc[kinds["state"] == SUPPRESSED, "place_code"]))


def standards(indicator: Indicator, judged: pd.DataFrame, wanted: dict[str, float]) -> dict[str, Standard]:
    """The places of `judged`, an answer with intervals, against the rates `wanted` (see `expected`).

    The interval of a ratio is that of the rate, clustered by school: the reference is over so many that it counts as
    known. Limits of a count would take a person of twelve months for twelve, and successes of most for rare events.
    """
    made = {}
    for row in records(judged):
        rate = wanted.get(str(row["place_code"]))
        if rate is None or row["state"] != VALUE or pd.isna(row["low_95"]):
            continue
        likely = Interval(float(row["low_95"]), float(row["high_95"]))
        certain = Interval(float(row["low_998"]), float(row["high_998"]))
        own = Estimate(float(row["value"]), None, likely, certain, None, row["verdict"] != Verdict.FEW)
        verdict = against_fixed(own, rate, indicator.direction, indicator.matters(rate))
        ratio = float(standardised_ratios(own.value, rate).values)
        made[str(row["place_code"])] = Standard(
            rate, ratio, 100 * likely.low / rate, 100 * likely.high / rate, verdict or ""
        )
    return made


def drawn_together(judged: pd.DataFrame) -> dict[str, float]:
    """Each place's value drawn towards the mean of all, the more the less sure it is; none where nothing varies."""
    sure = judged[(judged["state"] == VALUE) & judged["low_95"].notna()]
    errors = (sure["high_95"].astype(float) - sure["low_95"].astype(float)) / (2 * Z95)
    sure, errors = sure[errors > 0], errors[errors > 0]
    if len(sure) < 2:
        return {}
    made = shrunken(sure["value"].astype(float).to_numpy(), errors.to_numpy())
    return dict(zip(map(str, sure["place_code"]), map(float, made.values), strict=True))


def with_drawn_together(result: Result) -> Result:
    """An answer by place with intervals, and `shrunken`, what `drawn_together` makes of each value, where it does."""
    made = drawn_together(result.frame)
    if not made:
        return result
    return replace(result, cells=result.cells.adding({"shrunken": list(map(made.get, result.cells["place_code"]))}))
