"""Places as their mix of schools and their size would have them: standardised ratios and shrunken values."""

from __future__ import annotations

import pandas as pd

from dashboard.ask import Ask
from dashboard.i18n.numbers import value, with_unit
from dashboard.page import Panel
from dashboard.panels.compared import place_cell
from dashboard.panels.drawing import Cell, Drawing, Table
from dashboard.panels.verdict import interval_text, shrunken_text, verdict_text
from dashboard.panels.words import cell, title
from data_access import adjusted, indicators
from data_access.adjusted import Standard
from data_access.indicators.model import Indicator
from data_access.query import SUPPRESSED
from data_access.schema import SETTINGS
from data_access.verdicts import Verdict

_MOST = 40


def draw(panel: Panel, ask: Ask) -> Drawing:
    """Set each place below beside what its mix of schools would give, and its value drawn towards the mean of all."""
    indicator = base(ask)
    result = adjusted.with_drawn_together(ask(indicator.code, by=("child",), against="parent"))
    names, kinds = _kinds(indicator, ask)
    wanted = adjusted.expected(kinds, names, indicator.scale) if names else {}
    hidden = adjusted.withheld(kinds) if names else set()
    standards = adjusted.standards(indicator, result.frame, wanted)
    rows: list[list[Cell]] = []
    for row in result.rows:
        code = str(row["place_code"])
        rows.append(
            [
                place_cell(row, ask),
                cell(row, indicator, ask),
                interval_text(row, indicator, ask) or "–",
                *_standard(standards.get(code), indicator, ask, hidden=code in hidden),
                shrunken_text(row, indicator, ask) or "–",
            ]
        )
    heads = ("place", "value", "interval", "by_mix", "standard_ratio", "verdict_of_mix", "shrunken")
    table = Table([ask.t(f"table.{name}") for name in heads], rows, (1, 2, 3, 4, 6))
    heading = title(ask, indicator, "panel.adjusted.title")
    said = _said(list(standards.values()), ask)
    notes = [ask.t("panel.adjusted.note")]
    notes += [ask.t("panel.ranked.cut", shown=_MOST, n=len(rows))] if len(rows) > _MOST else []
    return Drawing(
        title=heading,
        subtitle=said,
        note=" ".join(notes),
        block=Table(table.head, rows[:_MOST], table.numbers).block,
        results=(result,),
        table=table,
        listed=True,
        methods=("standardised_ratio", "shrinkage"),
    )


def base(ask: Ask) -> Indicator:
    """The indicator that the reader chose where it is a share of people, else the page's first that is."""
    if ask.indicator.counts_people:
        return ask.indicator
    held = (indicators.get(code).at(ask.view.stage) for code in ask.page.indicators)
    return next((i for i in held if i.counts_people), ask.indicator)


def _kinds(indicator: Indicator, ask: Ask) -> tuple[list[str], pd.DataFrame]:
    """What kinds of schools differ by here, nothing where all are of one kind, and the answer by place and kind."""
    fixed = {*(name for name, _ in ask.view.filters(ask.page.segments)), *indicator.schools}
    names = [name for name in adjusted.KINDS if name not in fixed and indicator.knows(name)]
    if not names or ask.view.place.level == "county":  # below a county are schools, each of one kind
        return [], pd.DataFrame()
    return names, _by_kind(indicator.code, names, ask)


def _by_kind(code: str, names: list[str], ask: Ask) -> pd.DataFrame:
    """The answer by place and kinds of schools: one question a setting, for a question has one group of segments."""
    if len(names) == 1:
        return ask(code, by=("child", names[0]), expect=False).frame
    asked = {one: ask(code, by=("child", "stage"), expect=False, only=(("setting", one),)) for one in SETTINGS}
    return pd.concat([found.frame.assign(setting=one) for one, found in asked.items()], ignore_index=True)


def _standard(held: Standard | None, indicator: Indicator, ask: Ask, *, hidden: bool) -> list[Cell]:
    if hidden:
        return [{"t": ask.t("state.suppressed_short"), "s": SUPPRESSED}, "–", "–"]
    if held is None:
        return ["–", "–", "–"]
    ends = [value(end, "index", ask.t.language) for end in (held.ratio, held.low, held.high)]
    return [
        with_unit(held.expected, indicator.unit, ask.t),
        ask.t("panel.adjusted.ratio", ratio=ends[0], low=ends[1], high=ends[2]),
        verdict_text(held.verdict, ask.t) or "–",
    ]


def _said(held: list[Standard], ask: Ask) -> str:
    if not held:
        return ask.t("panel.adjusted.none")
    verdicts = [standard.verdict for standard in held]
    better, worse = verdicts.count(Verdict.BETTER), verdicts.count(Verdict.WORSE)
    return ask.t("panel.adjusted.finding", better=better, worse=worse, n=len(held))
