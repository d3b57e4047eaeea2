"""What can be asked about a programme's effect, and the answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from data_access.period import Period
from data_access.statistics.effect import quantile
from data_access.statistics.sensitivity import Bound

FEW = 10
"""With fewer treated areas than this the effect is described: chance is what other areas show, not a formula."""
LEAST_CONTROLS = 3
LEAST_PLACEBOS = 8
DOUBT = 0.05
"""A joint test before the start with a smaller p says that areas and neighbours had parted already."""

WORDINGS = ("associated_above", "associated_below", "descriptive_above", "descriptive_below", "cannot_tell")
WITHHELD = "withheld"
REASONS = ("undated", "not_started", "too_short", "left_out", "too_few", "no_data", WITHHELD, "pretrend", "zero_inside")
"""Why nothing can be told, the first that holds; withheld is what would open others' schools to the reader."""


@dataclass(frozen=True)
class Question:
    """The effect on the rate `base` of an area, or of the areas of a programme (and batch) that lie in `place`.

    `period` names the periods over which effects since the start are averaged; None is all of them.
    """

    base: str
    place: str
    programme: str | None = None
    batch: str | None = None
    period: Period | None = None
    filters: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Batch:
    """Areas that entered a programme together; `start` is the first day of the first of them."""

    programme: str | None
    batch: str | None
    start: date
    areas: tuple[str, ...]


@dataclass(frozen=True)
class Interval:
    """Bounds in the unit of the estimate."""

    low: float
    high: float

    @classmethod
    def about(cls, value: float, se: float, confidence: float, df: float) -> Interval:
        """The interval of Student's t around `value`."""
        half = quantile(confidence, max(df, 1)) * se
        return cls(value - half, value + half)

    @property
    def holds_zero(self) -> bool:
        """True where no difference at all is among what may be."""
        return self.low <= 0 <= self.high


@dataclass(frozen=True)
class Point:
    """The effect `since` periods after the start (negative before it), with its 95 % interval; the base has none."""

    since: int
    period: str | None
    value: float
    interval: Interval | None


@dataclass(frozen=True)
class LeftOut:
    """Units of `area` that are in no side of the comparison, and why: also in `other`, or without reports."""

    area: str
    units: int
    reason: str
    other: str | None = None


@dataclass(frozen=True)
class Matched:
    """A control unit, how far it is from those that it was matched to, and its part of all controls."""

    code: str
    name_zh: str
    name_en: str
    distance: float
    share: float


@dataclass(frozen=True)
class Balance:
    """A feature by which units were matched: how far the treated stand from all others and from their neighbours.

    Both in standard deviations of the pool.
    """

    feature: str
    before: float
    after: float


@dataclass(frozen=True)
class Effect:
    """The difference to matched neighbours that taking part is associated with.

    Values are in the unit of the rate (points for a percentage), `se` is clustered by unit where there are `FEW` areas
    or more, else the spread of placebo areas. `grain` is the length of the periods, `start` the first day. `matched`
    names only units that the reader may see; `n_control` counts them all. Where others are among them, values are
    rounded. `placebo_start` is the same estimate with the start put a year too early, `without` the estimate without
    each area in turn.
    """

    question: Question
    areas: tuple[str, ...]
    wording: str
    reason: str | None = None
    value: float | None = None
    se: float | None = None
    df: float | None = None
    interval: Interval | None = None
    wide: Interval | None = None
    grain: str = "term"
    start: date | None = None
    points: tuple[Point, ...] = ()
    pretrend_p: float | None = None
    pretrend_test: str = "wald"
    randomisation_p: float | None = None
    n_placebo: int = 0
    bound: Bound | None = None
    placebo_start: tuple[float, Interval] | None = None
    without: tuple[tuple[str, float], ...] = ()
    n_treated: int = 0
    n_control: int = 0
    left_out: tuple[LeftOut, ...] = ()
    matched: tuple[Matched, ...] = ()
    balance: tuple[Balance, ...] = field(default=())

    @property
    def known(self) -> bool:
        """True where there is an estimate at all, firm or not."""
        return self.value is not None

    @property
    def beyond(self) -> int:
        """2 where zero lies outside the 99.8 % interval, 1 outside the 95 % one, else 0; 0 too where trends parted."""
        if self.interval is None or self.wide is None or self.wording == "cannot_tell":
            return 0
        return 2 if not self.wide.holds_zero else 1 if not self.interval.holds_zero else 0

    @property
    def size(self) -> int:
        """Cells that it holds, for the cache."""
        return 100 + 10 * (len(self.points) + len(self.matched) + len(self.left_out))
