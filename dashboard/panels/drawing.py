"""What a panel shows, before anything of Dash: the answer of every kind of panel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from data_access.query import NOT_APPLICABLE, SUPPRESSED, VALUE, Result

Cell = str | dict[str, str]


@dataclass(frozen=True)
class Table:
    """A table as people read it; a cell is a text, or a dict with `t` text, `h` place that it links to, `s` state.

    `periods` are the labels of the rows' times, where each row is of one.
    """

    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    numbers: Sequence[int] = ()
    periods: Sequence[str] = ()

    @property
    def block(self) -> dict[str, Any]:
        """The same table as the body of a panel."""
        return {"kind": "table", "head": self.head, "rows": self.rows, "numbers": self.numbers}


@dataclass(frozen=True)
class Drawing:
    """A drawn panel.

    `figure` is a Plotly figure as a dict, or None for panels that are a list of their own (`block`).
    `results` are the answers behind it: the table twin and the download are made from them.
    `listed` is true where the table says more than the answers do, as a ledger does.
    `methods` are keys of `dashboard.methods` that its definition explains.
    `beside` is what happened in a period, by its label: a column of the table twin, and in the head of a file.
    `said` is what is to be seen, in a sentence, where title and subtitle do not say it.
    """

    title: str
    subtitle: str = ""
    said: str = ""
    note: str = ""
    figure: dict[str, Any] | None = None
    block: dict[str, Any] | None = None
    results: Sequence[Result] = field(default_factory=tuple)
    table: Table | None = None
    listed: bool = False
    methods: Sequence[str] = ()
    beside: Mapping[str, str] = field(default_factory=dict)

    @property
    def finding(self) -> str:
        """What is to be seen, in a sentence: the chart's text for who cannot see it."""
        return self.said or ". ".join(filter(None, (self.title, self.subtitle)))

    @property
    def state(self) -> str:
        """`value` when there is a number, else why not: `suppressed`, `not_applicable`, `not_reported` or `empty`."""
        if not self.results:
            return VALUE
        states = [s for r in self.results for s in r.cells["state"]]
        if VALUE in states:
            return VALUE
        if not states:
            return "empty"
        if SUPPRESSED in states:
            return SUPPRESSED
        return NOT_APPLICABLE if set(states) == {NOT_APPLICABLE} else "not_reported"

    @property
    def reason(self) -> str | None:
        """The filter, group or level that does not apply."""
        return next((r.reason for r in self.results if r.reason), None)
