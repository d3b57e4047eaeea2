"""A place's own targets beside the line of each indicator: where it stands, where its trend leads, and by when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from dashboard.ask import Ask
from dashboard.i18n.numbers import value, with_unit
from dashboard.page import PAGES, Panel
from dashboard.panels.drawing import Cell, Drawing, Table
from dashboard.panels.profile import page_of
from dashboard.panels.words import in_language, least, line_label
from data_access import indicators
from data_access.indicators.model import Indicator
from data_access.period import Period, add_months
from data_access.query import NOT_REPORTED, VALUE, BadQuery, Query, records
from data_access.statistics.outlook import Outlook, Prospect, outlook

_YEARS = 6
"""Years of twelve months each, the last ending now: what was long ago tells little of where a place is going."""
_ORDER = (
    Prospect.AT_RISK,
    Prospect.LEANING,
    Prospect.MISSED,
    Prospect.CANNOT_TELL,
    Prospect.ON_COURSE,
    Prospect.MET,
)
_COLUMNS = ("indicator", "prospect", "now", "target", "due", "expected", "line", "basis")
Now = dict[str, tuple[float | None, str]]
"""The value of each unit, and its state where it has none."""
_Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Told:
    """A target of a unit, the value of the twelve months that end `last`, and what can be said of both."""

    unit: str
    indicator: Indicator
    target: float
    due: date
    basis: str
    last: date
    now: float | None
    state: str
    outlook: Outlook


def draw(panel: Panel, ask: Ask) -> Drawing:
    """List the targets of the place, or where it sets none those of the areas in it; who may miss them comes first."""
    t = ask.t
    told, of_areas = _told(ask)
    told.sort(key=lambda of: (_ORDER.index(of.outlook.prospect), of.due, of.unit, of.indicator.code))
    head = [t(f"table.{n}") for n in _COLUMNS]
    rows = [_row(of, ask) for of in told]
    if of_areas:
        head = [t("table.area"), *head]
        rows = [[_area(of.unit, ask), *row] for of, row in zip(told, rows, strict=True)]
    counts = Counter(of.outlook.prospect for of in told)
    said = t("panel.targets.joint").join(
        t("panel.targets.count", n=counts[p], status=t(f"prospect.{p}")) for p in _ORDER if counts[p]
    )
    heading = t("panel.targets.title", place=ask.where)
    subtitle = said or t("panel.targets.none")
    numbers = [3, 4] if of_areas else [2, 3]
    table = Table(head, rows, numbers)
    return Drawing(
        title=heading,
        subtitle=subtitle,
        note=t("panel.targets.note"),
        block={**table.block, "rows": [*rows, _way(len(head), ask)]},
        table=table,
        listed=True,
        methods=("target",),
    )


def _told(ask: Ask) -> tuple[list[Told], bool]:
    """The targets of the place itself; where it has none and is no school, those of its areas, and True."""
    here = ask.view.place
    areas = {area.code for area in ask.gate.areas(ask.scope, here)}
    listed = ask.gate.register(ask.scope, "targets", here, None)
    held = records(listed[listed["unit_code"].isin({here.code, *areas})])
    held = _with_entered(held, ask.entered.targets({here.code} if here.is_school else {here.code, *areas}), ask)
    own = [r for r in held if r["unit_code"] == here.code]
    of_areas = not own and not here.is_school
    desk = _Desk(ask, by=("area",) if of_areas else ())
    rows = [r for r in held if r["unit_code"] in areas] if of_areas else own
    return [told for r in rows if (told := desk.told(r)) is not None], of_areas


def _with_entered(imported: _Rows, entered: _Rows, ask: Ask) -> _Rows:
    """Both kinds of targets; one that was entered takes the place of an imported one for the same day."""
    said = {_key(row) for row in entered}
    told = [{**row, "basis": ask.t("panel.targets.entered", basis=row["basis"])} for row in entered]
    return [*(row for row in imported if _key(row) not in said), *told]


def _key(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return (row["unit_code"], row["indicator"], None if pd.isna(row["due_on"]) else pd.Timestamp(row["due_on"]).date())


class _Desk:
    """Values of years of twelve months, asked for once for all units; filters of the view are no part of a target."""

    def __init__(self, ask: Ask, by: tuple[str, ...]) -> None:
        self.ask, self.by = ask, by
        self._years: dict[tuple[str, date], Now] = {}

    def told(self, row: Mapping[str, Any]) -> Told | None:
        """What can be said of the target of `row`; None without value or day, or for an indicator that nobody knows."""
        if pd.isna(row["target_value"]) or pd.isna(row["due_on"]):
            return None
        try:
            indicator = indicators.get(row["indicator"])
        except BadQuery:
            return None
        unit, due, target = row["unit_code"], pd.Timestamp(row["due_on"]).date(), float(row["target_value"])
        span = self.ask.view.span
        last = min(span.last, due.replace(day=1))
        ends = [end for back in range(_YEARS) if (end := add_months(last, -12 * back)) >= add_months(span.first, 11)]
        years = [self._year(indicator, end).get(unit, (None, NOT_REPORTED)) for end in reversed(ends)]
        values = [value for value, _ in years]
        ahead = ((due.year - last.year) * 12 + due.month - last.month) / 12
        share = (0.0, 100.0) if indicator.unit == "percent" else (-float("inf"), float("inf"))
        now, state = years[-1] if years else (None, NOT_REPORTED)
        least = indicator.matters(target)
        found = outlook(values, ahead, target, direction=indicator.direction, matters=least, bounds=share)
        return Told(
            unit,
            indicator,
            target,
            due,
            in_language(str(row["basis"] or ""), self.ask.t.language),
            last,
            now,
            state,
            found,
        )

    def _year(self, indicator: Indicator, last: date) -> Now:
        """The value of each unit in the twelve months that end with `last`."""
        key = (indicator.code, last)
        if key not in self._years:
            months = Period(add_months(last, -11), last)
            query = Query(indicator.code, self.ask.view.place.code, months, self.by, (), expect=False)
            rows = self.ask.gate.fetch(self.ask.scope, query).rows
            self._years[key] = {str(r["place_code"]): (_read(r, indicator), str(r["state"])) for r in rows}
        return self._years[key]


def _read(row: Mapping[str, Any], indicator: Indicator) -> float | None:
    """A value as it is read: 97.96 % is called 98.0 %, and so has reached a target of 98."""
    if row["state"] != VALUE:
        return None
    return round(float(row["value"]), 1) if indicator.unit == "percent" else float(row["value"])


def _row(of: Told, ask: Ask) -> list[Cell]:
    t, i, expected = ask.t, of.indicator, of.outlook.expected
    name: Cell = {"t": f"{i.code} {ask.name(i)}", "q": f"indicator={i.code}&place={of.unit}", "p": page_of(i.code)}
    now = t(f"state.{of.state}", n=least(ask, of.unit)) if of.now is None else with_unit(of.now, i.unit, t)
    leads: Cell = "–"
    if expected is not None:
        low, high = (value(end, i.unit, t.language) for end in (expected.lower, expected.upper))
        leads = t("panel.targets.leads", value=with_unit(expected.value, i.unit, t), low=low, high=high)
    word = t(f"prospect.{of.outlook.prospect}")
    if of.outlook.reason:
        word = t("panel.targets.why", status=word, why=t(f"prospect_reason.{of.outlook.reason}"))
    status: Cell = {"t": word, "s": of.outlook.prospect}
    shown = t("panel.targets.as_of", value=now, month=f"{of.last:%Y-%m}")
    wanted = with_unit(of.target, i.unit, t)
    return [name, status, shown, wanted, f"{of.due:%Y-%m-%d}", leads, line_label(i, ask) or "–", of.basis]


def _way(width: int, ask: Ask) -> list[Cell]:
    """The last row on the screen leads to where targets are entered."""
    way: Cell = {"t": ask.t("entry.target.way"), "q": f"place={ask.view.place.code}", "p": "/targets"}
    return [way, *[""] * (width - 1)]


def _area(code: str, ask: Ask) -> Cell:
    return {"t": ask.t.place(ask.gate.place(ask.scope, code)), "h": code, "p": PAGES["area"].path}
