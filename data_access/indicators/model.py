"""What an indicator is: a ratio of sums over contract tables, with everything a reader may ask about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from sqlalchemy import Case, Column, ColumnElement, Select, Table
from sqlalchemy.sql import visitors

from data_access.query import SCHOOL_GROUPS, Query

DIRECTIONS = ("up", "down", "one", "none")
RATIO = "ratio"
TWO_SIDED = ("gap", "parity")
"""Methods that set urban schools against rural ones."""
BETWEEN_SCHOOLS = ("theil", "variation")
"""Methods that compare the schools of a place with each other."""
OF_AREAS = ("progress", "effect")
"""Methods that need an area with a dated programme."""


@dataclass(frozen=True)
class Text:
    """A text in both languages."""

    zh: str
    en: str

    def __getitem__(self, language: str) -> str:
        """The text in `language`, zh unless it is en."""
        return self.en if language == "en" else self.zh


@dataclass(frozen=True)
class Line:
    """A value to compare with, in the indicator's unit, and its basis: published, policy, standard or proposal.

    `upto` makes it a band from `value` to there.
    """

    value: float
    basis: str
    upto: float | None = None


@dataclass(frozen=True, eq=False)
class Indicator:
    """A number that the dashboard can show, declared once.

    A row of `fact` counts only where `numerator` and `denominator` are both present, and `where` and `rows` hold.
    `denominator` None makes a count. A denominator over another fact is matched to the numerator by school and month.
    `where` maps segment columns to their code or codes; `rows` is a condition of another sort, such as "in a teaching
    week". `schools` maps attributes of schools to the code that a school must have. `usual` maps a segment whose rows
    must not be added up to the code that is meant where a question names none.
    `once_a_month` takes the rows of a school-month together: the largest numerator counts, and a school that sent its
    report without any row counts with zero. `per` is the number of units of the denominator that a ratio is about.
    `lines` holds the line of each stage that has one of its own. `least` is the smallest difference that matters, in
    the indicator's unit. `standard` is the catalogue's note on where a value is from; where that is a standard,
    `standard_text` is what readers know it by.

    `method` says how an answer is made where it is no ratio of sums (see `data_access.derived`); `over` is the
    indicator that it is taken over, `parts` are the codes that it is made of. The expressions of such an indicator say
    no more than which fact it is dated by. `members` selects the only schools that an indicator is about.
    """

    code: str
    theme: str
    name: Text
    numerator: ColumnElement[Any]
    denominator: ColumnElement[Any] | None
    unit: str
    direction: str
    numerator_text: Text
    denominator_text: Text
    definition: Text
    source: Text
    where: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    rows: ColumnElement[bool] | None = None
    schools: Mapping[str, str] = field(default_factory=dict)
    usual: Mapping[str, str] = field(default_factory=dict)
    once_a_month: bool = False
    per: int = 1
    line: Line | None = None
    lines: Mapping[str, Line] = field(default_factory=dict)
    standard: str = ""
    standard_text: Text | None = None
    minimum_n: int = 10
    least: float | None = None
    method: str = RATIO
    over: Indicator | None = None
    parts: tuple[str, ...] = ()
    members: Select[Any] | None = None

    @cached_property
    def fact(self) -> Table:
        """The fact that holds the numerator."""
        return _table(self.numerator)

    @cached_property
    def denominator_fact(self) -> Table:
        """The fact that holds the denominator; the numerator's unless the ratio joins two facts."""
        return self.fact if self.denominator is None else _table(self.denominator)

    @property
    def joins_facts(self) -> bool:
        """True where the rows that count are school-months, put together from the rows of facts."""
        return self.once_a_month or self.denominator_fact is not self.fact

    @property
    def scale(self) -> float:
        """What a ratio is multiplied with on output."""
        return 100.0 if self.unit == "percent" else float(self.per)

    @cached_property
    def counts_people(self) -> bool:
        """True where numerator and denominator both count persons, so that the value is a share of people."""
        return self.method == RATIO and all(_of(side) == {"people"} for side in (self.numerator, self.denominator))

    @cached_property
    def per_person(self) -> bool:
        """True where the denominator counts persons."""
        return _of(self.denominator) == {"people"}

    @cached_property
    def personal(self) -> bool:
        """True where a value over very few people would tell of one of them: a share of people or their mean score."""
        scored = _of(self.numerator) == {"scores"} and self.per_person
        return self.counts_people or (self.method == RATIO and scored)

    def matters(self, value: float) -> float:
        """The smallest difference from `value` that matters: a point of a share or a score, else a twentieth."""
        if self.least is not None:
            return self.least
        return 1.0 if self.unit in ("percent", "points", "score") else 0.05 * abs(value)

    @property
    def of_schools(self) -> bool:
        """True where the reporting unit is a school."""
        return bool(self.fact.info["unit"] == "school_id")

    @property
    def of_regions(self) -> bool:
        """True where the reporting unit is a region or its platform, so that a single school has no such number."""
        return self.fact.info["unit"] in ("region_code", "platform_code")

    @property
    def grain(self) -> str:
        """The finest grain of time that an answer can have."""
        if self.joins_facts:
            return "month"
        return str(self.fact.info["grain"])

    @cached_property
    def segments(self) -> tuple[str, ...]:
        """Columns of the fact by which an answer can be filtered and grouped; what is put together has none."""
        if self.joins_facts or self.parts or self.fact.info["unit"] == "platform_code":
            return ()
        own = {self.fact.info["unit"], self.fact.info["time"], *self.where}
        # The period of a report is its time once more.
        return tuple(c for c in self.fact.info["key"] if c not in own and c != "period")

    def knows(self, name: str) -> bool:
        """Tell whether an answer can be filtered or grouped by the segment or school attribute `name`."""
        if self.over is not None:
            return self.over.knows(name) and not (name == "setting" and self.method in TWO_SIDED)
        return name in self.segments or (self.of_schools and name in SCHOOL_GROUPS)

    def narrowed(self, query: Query) -> Query:
        """`query` with the filters that the indicator sets: its schools, and the usual code of a segment not named."""
        named = {*query.by, *(name for name, _ in query.filters)}
        usual = (pair for pair in self.usual.items() if pair[0] not in named)
        own = (pair for pair in self.schools.items() if pair not in query.filters)
        return replace(query, filters=(*query.filters, *own, *usual))

    def at(self, stage: str | None) -> Indicator:
        """This indicator with the line that holds for `stage`; None is all stages together."""
        line = self.lines.get(stage or "")
        return self if line is None else replace(self, line=line)

    def with_base(self, base: Indicator) -> Indicator:
        """Return this indicator taken over `base`, such as the urban-rural gap `G10:R02` of R02."""
        in_points = "points" if base.unit == "percent" else base.unit
        return replace(
            self,
            code=f"{self.code}:{base.code}",
            name=Text(f"{self.name.zh}·{base.name.zh}", f"{self.name.en}: {base.name.en}"),
            numerator=base.numerator,
            denominator=base.denominator,
            where=base.where,
            rows=base.rows,
            unit=in_points if self.unit == "points" else self.unit,
            source=base.source,
            standard=self.standard or base.standard,
            over=base,
        )


def _of(side: ColumnElement[Any] | None) -> set[str]:
    """What `side` is a sum of by the contract; what is decided row by row ("at or above the line") counts the rows."""
    if side is None or any(isinstance(element, Case) for element in visitors.iterate(side)):
        return {"things"}
    columns = (element for element in visitors.iterate(side) if isinstance(element, Column))
    return {column.info.get("of", "things") for column in columns}


def _table(expression: ColumnElement[Any]) -> Table:
    """Return the fact that `expression` reads, beside any list of codes that it looks up."""
    named = (getattr(element, "table", None) for element in visitors.iterate(expression))
    tables = {table for table in named if isinstance(table, Table) and "time" in table.info}
    if len(tables) != 1:
        raise ValueError(f"an expression reads one fact, not {len(tables)}")
    return tables.pop()
