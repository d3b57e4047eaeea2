"""The register of programmes, as data: what each is, what is shown of it, and how a published figure is answered."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from data_access.indicators.model import Text


@dataclass(frozen=True)
class Entry:
    """A programme, or a few that are reported together: a row of the table in the design.

    `row` is the beginning of that row, `what` two sentences, `when` how long it has run. `programmes` are codes of the
    warehouse, `indicators` and `supply` (kinds of `fact_supply`) what is shown of it, `figures` codes of published
    figures, `pages` keys of pages with more. `at` is the place that the numbers are of, where there is one.
    """

    code: str
    row: str
    name: Text
    what: Text
    when: Text
    source: Text
    pages: tuple[str, ...]
    programmes: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()
    supply: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()
    at: str = ""


@dataclass(frozen=True)
class Comparison:
    """What the warehouse says where a figure was published: a question of one `sort`, or none, and why both may differ.

    `sort` is ``indicator`` (the `side` of `code`: numerator, denominator or value), ``supply`` or ``activity`` (a kind
    or a tracker), ``areas`` (of a programme and batch), ``schools`` (of a stage), or empty. `over` says of which time:
    ``at`` the date, in the school ``year`` about it, or all up ``to`` it. `line` tells that the figure serves as one.
    """

    figure: str
    why: Text
    sort: str = ""
    code: str = ""
    side: str = "value"
    over: str = "at"
    batch: str = ""
    filters: tuple[tuple[str, str], ...] = ()
    line: bool = False


@dataclass(frozen=True)
class Policy:
    """A day on which policy changed what people do; `to_the_month` where no report names the day itself."""

    day: date
    name: Text
    source: Text
    to_the_month: bool = False

    @property
    def when(self) -> str:
        """The day as it was published."""
        return f"{self.day:%Y-%m}" if self.to_the_month else f"{self.day:%Y-%m-%d}"


@cache
def entries() -> tuple[Entry, ...]:
    """All programmes, in the order of the design's table."""
    return tuple(Entry(**_typed(row)) for row in _read("register.toml")["entry"])


@cache
def comparisons() -> dict[str, Comparison]:
    """How each published figure is answered, by its code."""
    return {row["figure"]: Comparison(**_typed(row)) for row in _read("figures.toml")["figure"]}


@cache
def policies() -> tuple[Policy, ...]:
    """The policy dates, the oldest first."""
    return tuple(Policy(**_typed(row)) for row in _read("policies.toml")["policy"])


def source(named: str, language: str) -> str:
    """The source of a published figure in `language`; one that nobody has translated stays as it is."""
    return named if language == "en" else str(_read("sources.toml").get(named, named))


@cache
def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((files("dashboard.programmes") / name).read_text(encoding="utf-8"))


def _typed(row: dict[str, Any]) -> dict[str, Any]:
    return {name: _value(name, value) for name, value in row.items()}


def _value(name: str, value: Any) -> Any:
    if name == "filters":
        return tuple(value.items())
    if isinstance(value, dict):
        return Text(value["zh"], value["en"])
    return tuple(value) if isinstance(value, list) else value
