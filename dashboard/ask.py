"""What a panel may ask: the gate, bound to a reader, a view and a page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import pandas as pd

from dashboard.charts.tokens import TOKENS, Theme
from dashboard.entries.entered import Entered
from dashboard.i18n import Translator
from dashboard.i18n.numbers import bucket, period
from dashboard.page import Page
from dashboard.view import View
from data_access import indicators
from data_access.benchmarks import Benchmark
from data_access.gate import Gate
from data_access.indicators.model import Indicator
from data_access.period import Period
from data_access.places import Place
from data_access.query import Query, Result
from data_access.schema import UNASSIGNED
from data_access.scope import Scope

_VIEWED: Final = object()


@dataclass(frozen=True)
class Ask:
    """A reader's questions about a view on a page; filters that the page uses are always applied.

    `entered` is what readers have added.
    """

    gate: Gate
    scope: Scope
    view: View
    page: Page
    t: Translator
    entered: Entered = field(default_factory=Entered, compare=False)

    def __call__(
        self,
        code: str,
        *,
        by: tuple[str, ...] = (),
        over: Any = _VIEWED,
        place: Place | None = None,
        expect: bool = True,
        interval: bool = False,
        against: str | None = None,
        only: tuple[tuple[str, str], ...] = (),
    ) -> Result:
        """Ask for the indicator `code`, by default of the view's place and period; `over` None is everything.

        `interval` and `against` as in `Query`; `only` are filters besides those of the view.
        """
        asked: Period | None = self.view.period if over is _VIEWED else over
        filters = (*self.view.filters(self.page.segments), *only)
        where = (place or self.view.place).code
        return self.gate.fetch(self.scope, Query(code, where, asked, by, filters, expect, interval, against, self.then))

    def benchmark(self, code: str, kind: str) -> Benchmark:
        """What the view's place is compared with in the indicator `code`."""
        filters = self.view.filters(self.page.segments)
        return self.gate.benchmark(self.scope, Query(code, self.view.place.code, self.view.period, (), filters), kind)

    def benchmarks(self, code: str, kind: str, group: str, over: Period) -> dict[str | None, Benchmark]:
        """The same in each bucket of time `group` of `over`."""
        query = Query(code, self.view.place.code, over, (group,), self.view.filters(self.page.segments))
        return self.gate.benchmark_series(self.scope, query, kind)

    @property
    def then(self) -> bool:
        """True where schools count where they stood at the end of the period."""
        return self.view.standing == "then"

    @property
    def against(self) -> str:
        """What the place is compared with: what the reader chose, else what fits the place."""
        if self.view.compare:
            return self.view.compare
        if self.view.place.is_school:
            return "similar"
        return "past" if self.view.place.level == "nation" else "parent"

    @property
    def indicator(self) -> Indicator:
        """The indicator that the reader chose, if the page offers it, else the page's first that the place can have."""
        offered = self.page.indicators
        held = indicators.get(self.view.indicator if self.view.indicator in offered else offered[0])
        if held.code != self.view.indicator and self.view.place.is_school and held.of_regions:
            held = next((i for i in map(indicators.get, offered) if not i.of_regions), held)
        return held.at(self.view.stage)

    @property
    def theme(self) -> Theme:
        """The colours of the reader's theme."""
        return TOKENS[self.view.theme]

    @property
    def where(self) -> str:
        """The name of the place."""
        return self.t.place(self.view.place)

    @property
    def when(self) -> str:
        """The period in words."""
        return period(self.view.months, self.t)

    @property
    def title(self) -> str:
        """The heading of the page."""
        return self.t(f"page.{self.page.key}.title", place=self.where, period=self.when)

    def name(self, indicator: Indicator) -> str:
        """The indicator's name."""
        return indicator.name[self.t.language]

    def place_name(self, row: Mapping[str, Any] | pd.Series) -> str:
        """The name of the place of a row."""
        place = Place(str(row["place_code"]), "", None, str(row["name_zh"] or ""), str(row["name_en"] or ""))
        return self.t.place(place)

    def code(self, column: str, code: str | None) -> str:
        """The name of a code: the warehouse's own, else the catalogue's, else the code; there may be none at all."""
        if code is None or pd.isna(code):
            return self.t.code(column, UNASSIGNED)
        zh, en = self.gate.snapshot().names.get(column, {}).get(code, ("", ""))
        return ((en or zh) if self.t.language == "en" else (zh or en)) or self.t.code(column, code)

    def bucket(self, label: str) -> str:
        """A week, month, term or school year as text."""
        return bucket(label, self.t)
