"""What can be asked of the warehouse, and what an answer is."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd
from sqlalchemy import Date, bindparam

from data_access import arrays
from data_access.cells import Cells
from data_access.period import GRAINS, Period

if TYPE_CHECKING:
    from data_access.indicators.model import Indicator
    from data_access.release import Release

PLACE_GROUPS = ("child", "school", "area")
SCHOOL_GROUPS = ("stage", "setting", "ownership", "boarding", "needy", "size_band")

AS_OF = bindparam("as_of", type_=Date)
"""The day of the release, by which "due" and "still a member" are judged; the gate fills it in."""

VALUE = "value"
SUPPRESSED = "suppressed"
NOT_REPORTED = "not_reported"
NOT_APPLICABLE = "not_applicable"


class BadQuery(ValueError):
    """A question that has no answer here; the message is a sentence for the reader."""


class UnknownPlace(BadQuery):
    """A place that does not exist, or that the reader may not see: the same answer for both."""

    def __init__(self, code: str) -> None:
        super().__init__(f"There is no place {code[:60]!r} in your scope.")


@dataclass(frozen=True)
class Query:
    """One question: an indicator of a place over a period, grouped and filtered.

    `period` None is everything the warehouse holds. `by` names at most one group of each sort: of places (`child`,
    `school`, `area`), of time (`week`, `month`, `term`, `school_year`), and of schools (`stage`, `setting`, ...) or of
    a segment of the indicator's fact. `filters` maps such columns to the code that rows must have.
    `expect` False leaves out how many should have reported, which costs a query of its own. `interval` adds `JUDGED`
    to the answer; so does `against`, with a verdict: `parent` is the place above (of a group of places, the place asked
    for), `past` the same months a year before, `nation`, `similar` the schools like this one. `then` counts a school
    where it stood on the last day of the period, among the places that there were; else all of its history counts where
    it stands now. What a reader may see is always judged by the places of now.
    """

    indicator: str
    place: str
    period: Period | None = None
    by: tuple[str, ...] = ()
    filters: tuple[tuple[str, str], ...] = ()
    expect: bool = True
    interval: bool = False
    against: str | None = None
    then: bool = False

    @property
    def judged(self) -> bool:
        """True where an answer says how sure it is."""
        return self.interval or self.against is not None

    @cached_property
    def place_group(self) -> str | None:
        """The group of places asked for, if any."""
        return next((g for g in self.by if g in PLACE_GROUPS), None)

    @cached_property
    def time_group(self) -> str | None:
        """The group of time asked for, if any."""
        return next((g for g in self.by if g in GRAINS), None)

    @cached_property
    def other_groups(self) -> tuple[str, ...]:
        """Groups that are neither places nor time."""
        return tuple(g for g in self.by if g not in PLACE_GROUPS and g not in GRAINS)


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a frame, each by column name."""
    # As `to_dict("records")`, which looks each column up again by its place.
    names, columns = frame.columns.tolist(), [arrays.told(column) for _, column in frame.items()]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


AGAINST = ("past", "parent", "nation", "similar")


@dataclass(frozen=True)
class Result:
    """An answer: `cells` has `COLUMNS`, one column a group that is neither place nor time, and `COUNTS`.

    Percentages are 47.2, not 0.472. `value` is empty unless `state` is `value`. `reason` says why nothing applies:
    the name of the filter or group that the indicator does not know, or `place`. A question that wants to know how
    sure the answer is gets `JUDGED` besides: how many different people, standard error and intervals in the unit of
    the value, `status` against the line, and the benchmark with difference, verdict and `p`, the two-sided p-value of
    the difference (see `data_access.certainty`); a word that nothing can be said by is empty. Places side by side have
    the range of ranks that chance leaves open.
    """

    query: Query
    indicator: Indicator
    cells: Cells
    release: Release
    period: Period
    reason: str | None = field(default=None)

    @property
    def frame(self) -> pd.DataFrame:
        """The cells as a frame."""
        return self.cells.frame

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The rows, each by column name."""
        return self.cells.rows()

    @property
    def shown(self) -> list[dict[str, Any]]:
        """The rows that have a number."""
        return [row for row in self.rows if row["state"] == VALUE]

    @property
    def row(self) -> dict[str, Any]:
        """The only row of an answer without groups."""
        if len(self.cells) != 1:
            raise ValueError(f"an answer of {len(self.cells)} rows has no single row")
        return self.rows[0]
