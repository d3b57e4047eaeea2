"""What is rolled up: each fact of schools with the indicators over it, and the tables that hold their sums.

A cube has up to five tables, all additive over places, stages and settings:

- ``rollup_<fact>_place``: sums by place and time (flows);
- ``rollup_<fact>_latest``: the same for a stock, with the time of the school's next report: what is the latest in a
  period has its next report, if any, after it;
- ``rollup_<fact>_first``: schools that reported, with the time of their report before: a school is counted once in a
  period if it is counted where its report before lies outside. That is how numbers of distinct schools add up;
- ``rollup_<fact>_spread``: for large places and usual periods, how schools differ: sums of squares and products of the
  totals of each school, which no sums over time can give;
- ``rollup_<fact>_school``: sums by school and month (or the fact's own, longer time).

``dim`` is empty or names the one segment by which a row is split, ``code`` is its code. Rows are also split by stage
and setting, and kept once more without that, which is what most questions ask: their ``dim`` begins with `WHOLE`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, Column, ColumnElement, Date, Double, Float, MetaData, Numeric, Table, Text

from data_access import indicators
from data_access.indicators.model import Indicator

metadata = MetaData()
KINDS = ("stage", "setting")
"""What schools of a place are told apart by in every row."""
ALL = ""
"""The code of a key that a row is not split by."""
WHOLE = "*"
"""What the ``dim`` of rows begins with that are not split by `KINDS`."""

basin = Table(
    "rollup_basin",
    metadata,
    Column("basin", BigInteger, nullable=False, comment="regions that lie in the same places"),
    Column("level", Text, nullable=False, comment="level of the place"),
    Column("place_code", Text, nullable=False, comment="region or area that has roll-ups and holds them"),
    comment="places that have roll-ups, by the basins that make them up",
)
region_basin = Table(
    "rollup_region",
    metadata,
    Column("region_code", Text, nullable=False, comment="region"),
    Column("basin", BigInteger, nullable=False, comment="its basin"),
    comment="the basin of each region",
)
member = Table(
    "rollup_school",
    metadata,
    Column("school_id", Text, nullable=False, comment="school"),
    Column("basin", BigInteger, nullable=False, comment="basin of the region it stands in"),
    Column("stage", Text, nullable=False, comment="the school's stage"),
    Column("setting", Text, nullable=False, comment="the school's setting"),
    comment="schools by basin, stage and setting",
)
held_window = Table(
    "rollup_window",
    metadata,
    Column("grain", Text, nullable=False, comment="month, term or school_year"),
    Column("first_t", Text, nullable=False, comment="first of the period; empty for everything"),
    Column("last_t", Text, nullable=False, comment="last of the period"),
    comment="periods for which the spread of schools is kept",
)
wide_level = Table(
    "rollup_level",
    metadata,
    Column("level", Text, nullable=False, comment="level of places whose schools' spread is kept"),
    comment="the large places",
)
state = Table(
    "rollup_state",
    metadata,
    Column("cube", Text, nullable=False, comment="roll-ups that are whole"),
    Column("release_id", Text, nullable=False, comment="release whose facts they sum up"),
    Column("declared", Text, nullable=False, comment="digest of the indicators they carry"),
    comment="which roll-ups hold for which release",
)
issue = Table(
    "rollup_issue",
    metadata,
    Column("kind", Text, nullable=False, comment="kind of fault of quality"),
    Column("unit_code", Text, nullable=False, comment="school, region or area that reported it"),
    Column("code", Text, nullable=False, comment="indicator that shows it, or feed that stopped"),
    Column("period", Text, comment="month, term or school year"),
    Column("now", Double, comment="number that is questioned"),
    Column("before", Double, comment="what it is held against"),
    Column("times", BigInteger, comment="how often it occurs"),
    Column("weight", Double, comment="the graver, the higher"),
    comment="faults of the latest months",
)


@dataclass(frozen=True, eq=False)
class Cube:
    """The roll-ups of one fact (or of one indicator over two facts).

    `grain` is that of ``t`` in the sums by place that no segment splits, `coarse` that of all else, where weeks are
    kept as months.
    """

    name: str
    indicators: tuple[Indicator, ...]
    grain: str
    segments: tuple[str, ...]
    by_stage: bool
    stock: bool
    sums: Table
    first: Table
    spread: Table
    school: Table | None
    cells: Table | None

    @property
    def coarse(self) -> str:
        """The grain of the tables that count schools."""
        return "month" if self.grain == "week" else self.grain

    @property
    def weekly(self) -> bool:
        """True where sums by place carry the number of schools of each week."""
        return self.grain == "week"

    def grain_of(self, split: str) -> str:
        """The grain of ``t`` in the sums that are split by `split`."""
        return self.grain if split == ALL else self.coarse

    def splits(self) -> tuple[str, ...]:
        """What rows are split by, one at a time: nothing, and each segment that some indicator leaves open."""
        return (ALL, *(s for s in self.segments if any(s not in indicator.where for indicator in self.indicators)))

    def tables(self) -> list[Table]:
        """The tables of this cube."""
        return [self.sums, self.first, self.spread, *([] if self.school is None else [self.school])]


@cache
def cubes() -> dict[str, Cube]:
    """All cubes by name."""
    held: dict[str, list[Indicator]] = defaultdict(list)
    for indicator in indicators.REGISTRY.values():
        if indicator.code not in indicators.DERIVED and indicator.of_schools:
            held[cube_name(indicator)].append(indicator)
    return {name: _cube(name, tuple(own)) for name, own in held.items()}


def cube_name(indicator: Indicator) -> str:
    """The name of the cube that carries `indicator`; a ratio over two facts has one of its own."""
    return f"{indicator.fact.name}_{indicator.code.lower()}" if indicator.joins_facts else indicator.fact.name


def column_names(indicator: Indicator) -> tuple[str, str, str]:
    """The columns of an indicator's numerator, denominator and number of schools."""
    code = indicator.code.lower()
    return f"{code}_n", f"{code}_d", f"{code}_u"


def _cube(name: str, own: tuple[Indicator, ...]) -> Cube:
    fact, pair = own[0].fact, own[0].joins_facts
    info = fact.info
    grain = "month" if pair else str(info["grain"])
    segments = () if pair else tuple(k for k in info["key"] if k not in (info["unit"], info["time"], "stage"))
    day = Date() if grain in ("week", "month") else Text()
    make = _latest if info["stock"] else _place
    by_school = not info["stock"] and (pair or grain == "week" or len(info["key"]) > 2)
    return Cube(
        name,
        own,
        grain,
        segments,
        "stage" in info["key"],
        bool(info["stock"]),
        make(name, own, day, weekly=grain == "week"),
        firsts(name, day),
        _spread(name),
        _school(name, own, day) if by_school else None,
        None if info["stock"] else _cells(name, own, day),
    )


_SPREAD = {
    "y": "sum of the schools' numerators",
    "n": "sum of their denominators",
    "yy": "sum of squares of numerators",
    "yn": "sum of products",
    "nn": "sum of squares of denominators",
    "people": "sum of denominators, each by the number of its times",
}


def _keys(day: Date | Text) -> list[Column[Any]]:
    return [
        Column("dim", Text, nullable=False, comment="segment that the row is split by, or empty"),
        Column("code", Text, nullable=False, comment="code of the segment"),
        Column("level", Text, nullable=False, comment="level of the place: rows are laid by it, the largest are few"),
        Column("place_code", Text, nullable=False, comment="region or area"),
        Column("stage", Text, nullable=False, comment="stage, or empty where the row is not split by it"),
        Column("setting", Text, nullable=False, comment="setting"),
        Column("t", day, nullable=False, comment="time"),
    ]


def _sums(own: Iterable[Indicator], *, units: bool = False) -> list[Column[Any]]:
    columns: list[Column[Any]] = []
    for indicator in own:
        above, below, schools = column_names(indicator)
        columns.append(Column(above, _kind(indicator.numerator), comment="numerator"))
        if indicator.denominator is not None:
            columns.append(Column(below, _kind(indicator.denominator), comment="denominator"))
        if units:
            columns.append(Column(schools, BigInteger, comment="schools with such a row"))
    return columns


def _kind(expression: ColumnElement[Any]) -> Double[Any] | BigInteger:
    return Double() if isinstance(expression.type, (Double, Float, Numeric)) else BigInteger()


def _place(name: str, own: tuple[Indicator, ...], day: Date | Text, *, weekly: bool) -> Table:
    columns = [*_keys(day), *_sums(own, units=weekly)]
    return Table(f"rollup_{name}_place", metadata, *columns, comment="sums by place and time")


def _latest(name: str, own: tuple[Indicator, ...], day: Date | Text, *, weekly: bool) -> Table:
    columns: list[Column[Any]] = [
        Column("indicator", Text, nullable=False, comment="indicator"),
        *_keys(day),
        Column("next_t", day, comment="time of the school's next report"),
        Column("numerator", Double, comment="numerator"),
        Column("denominator", Double, comment="denominator"),
    ]
    return Table(f"rollup_{name}_latest", metadata, *columns, comment="levels by place, time and next report")


def firsts(name: str, day: Date | Text) -> Table:
    """The table that counts the schools of `name`, dated by `day`."""
    columns: list[Column[Any]] = [
        Column("indicator", Text, nullable=False, comment="indicator"),
        *_keys(day),
        Column("prev_t", day, comment="time of the school's report before"),
        Column("units", BigInteger, comment="schools"),
    ]
    return Table(f"rollup_{name}_first", metadata, *columns, comment="schools that reported, by their report before")


def _spread(name: str) -> Table:
    columns: list[Column[Any]] = [
        Column("indicator", Text, nullable=False, comment="indicator"),
        Column("first_t", Text, nullable=False, comment="first month, term or year of the period; empty for all"),
        Column("last_t", Text, nullable=False, comment="last month, term or year of the period"),
        Column("level", Text, nullable=False, comment="level of the place"),
        Column("place_code", Text, nullable=False, comment="region or area"),
        Column("stage", Text, nullable=False, comment="the school's stage"),
        Column("setting", Text, nullable=False, comment="the school's setting"),
        Column("units", BigInteger, comment="schools"),
        *(Column(name, Double, comment=comment) for name, comment in _SPREAD.items()),
    ]
    return Table(f"rollup_{name}_spread", metadata, *columns, comment="how schools differ in their totals of a period")


def _cells(name: str, own: tuple[Indicator, ...], day: Date | Text) -> Table:
    columns: list[Column[Any]] = [
        Column("school_id", Text, nullable=False, comment="school"),
        Column("code", Text, nullable=False, comment="code of the segment"),
        Column("t", day, nullable=False, comment="time"),
        *_sums(own),
    ]
    return Table(f"rollup_{name}_cells", MetaData(), *columns, comment="scratch: sums by school, code and time")


def _school(name: str, own: tuple[Indicator, ...], day: Date | Text) -> Table:
    columns: list[Column[Any]] = [
        Column("school_id", Text, nullable=False, comment="school"),
        Column("t", day, nullable=False, comment="month, or a longer time"),
        *_sums(own),
    ]
    return Table(f"rollup_{name}_school", metadata, *columns, comment="sums by school and time")
