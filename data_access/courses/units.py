"""Courses of facts that units of any kind report: sums by time, and the units with the time of their report before."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data_access import compile
from data_access.courses.columns import floats, numbered
from data_access.courses.course import Counts, Rows, Sums
from data_access.courses.places import Take
from data_access.indicators.model import Indicator
from data_access.period import Period
from data_access.places import Place, Places
from data_access.query import Query
from data_access.rollups import ledger, read
from data_access.scope import Scope


@dataclass(frozen=True, eq=False)
class Course:
    """Sums of an indicator by time, and numbers of units."""

    sums: Sums
    counts: Counts

    @property
    def nbytes(self) -> int:
        """Bytes that it takes up, nearly."""
        return 3 * self.counts.nbytes


def course(
    indicator: Indicator, scope: Scope, places: Places, place: Place, span: Period, take: Take, *, rolled: bool
) -> Course:
    """All that the units of `place` reported; where its schools' reports are `rolled` up, those are not read."""
    grain = "month" if indicator.grain == "day" else indicator.grain
    asked = Query(indicator.code, place.code, None, (grain,), (), expect=False)
    rows = compile.facts(indicator, asked, scope, places, place, span, by_unit=True, no_schools=rolled)
    held = take(ledger.course(indicator, place, rows) if rolled else read.by_report(rows))
    times, (t, before) = numbered(held["t"], held["prev_t"])
    one = np.zeros(len(t), dtype=np.int64)
    below = None if indicator.denominator is None else floats(held["denominator"])
    sums = Sums(Rows(grain, times, t, one, [()]), floats(held["numerator"]), below)
    return Course(sums, Counts(Rows(grain, times, t, one, [()], before), floats(held["units"])))
