"""What needs attention: gaps and falls that are beyond chance, the largest first, each a link to its evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from dashboard.ask import Ask
from dashboard.i18n.numbers import change, signed, value, with_unit
from dashboard.page import Panel
from dashboard.panels.drawing import Cell, Drawing, Table
from dashboard.panels.profile import page_of
from dashboard.panels.verdict import SYMBOLS, interval_text, verdict_text
from dashboard.panels.words import number, reports
from data_access.indicators.model import Indicator
from data_access.query import Result
from data_access.schema import UNASSIGNED
from data_access.statistics import discovery
from data_access.verdicts import Verdict

_MOST, _RISKS = 8, 3


@dataclass(frozen=True)
class Candidate:
    """A place's value held against something; `against` is `parent`, `past` or `similar`.

    `rate` is the false discovery rate at which it would be on the list, once it was tested with all others.
    """

    indicator: Indicator
    against: str
    row: dict[str, Any]
    rate: float = 1.0

    @property
    def size(self) -> float:
        """The difference, in smallest differences that matter."""
        return abs(float(self.row["difference"])) / (self.indicator.matters(float(self.row["benchmark"])) or 1.0)


def draw(panel: Panel, ask: Ask) -> Drawing:
    """List the largest gaps and falls of the panel's indicators among the places below, or of a school itself."""
    return _drawn(panel, ask, _MOST, ask.t("panel.attention.title", place=ask.where, period=ask.when))


def draw_risks(panel: Panel, ask: Ask) -> Drawing:
    """The head of that list, for a sheet of paper."""
    return _drawn(panel, ask, _RISKS, ask.t("panel.risks.title", place=ask.where, period=ask.when))


def _drawn(panel: Panel, ask: Ask, most: int, heading: str) -> Drawing:
    asked = _asked(panel, ask)
    candidates = [
        Candidate(result.indicator, str(result.query.against), row)
        for result in asked
        for row in result.shown
        if row["verdict"] and not str(row["place_code"]).endswith(f"-{UNASSIGNED}")
    ]
    found = listed(candidates)
    few = next((c for c in sorted(candidates, key=_code) if c.row["verdict"] == Verdict.FEW), None)
    first = found[: most - 1] if few else found[:most]
    items = [_item(c, ask) for c in (*first, *([few] if few else []))]
    tested = sum(not pd.isna(c.row["p"]) for c in candidates)
    subtitle = ask.t("panel.attention.subtitle", n=len(found)) if found else ""
    if tested and not found:
        subtitle = ask.t("panel.attention.nothing")
    notes = [ask.t("panel.attention.note", tested=tested)] if tested else []
    notes += [ask.t("past.each")] if any(c.against == "past" for c in found) else []
    return Drawing(
        title=heading,
        subtitle=subtitle,
        note=" ".join(notes),
        block={"kind": "links", "items": items},
        results=asked,
        table=_table([*found, *([few] if few else [])], ask),
        listed=True,
        methods=("false_discovery",),
    )


def listed(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Those that are worse beyond chance and stay so when all were tested together; a place's larger one for each
    indicator, the largest first.
    """
    rates = discovery.adjusted([float("nan") if pd.isna(c.row["p"]) else float(c.row["p"]) for c in candidates])
    tested = [replace(c, rate=float(rate)) for c, rate in zip(candidates, rates, strict=True)]
    worse = [c for c in tested if c.row["verdict"] == Verdict.WORSE and c.rate <= discovery.RATE]
    largest: dict[tuple[str, str], Candidate] = {}
    for candidate in sorted(worse, key=lambda c: (-c.size, _code(c))):
        largest.setdefault((candidate.indicator.code, str(candidate.row["place_code"])), candidate)
    return list(largest.values())


def _asked(panel: Panel, ask: Ask) -> tuple[Result, ...]:
    """The answers of the page's other panels, and those of a year ago."""
    school = ask.view.place.is_school
    by = () if school else (ask.page.children,)
    now = "similar" if school else "parent"
    answers = [ask(code, by=by, against=now) for code in panel.indicators]
    if ask.view.period is not None:
        answers += [ask(code, by=by, against="past") for code in panel.indicators]
    return tuple(answers)


def _code(candidate: Candidate) -> tuple[str, str]:
    return str(candidate.row["place_code"]), candidate.indicator.code


def _item(candidate: Candidate, ask: Ask) -> dict[str, str]:
    """A link's texts and where it leads: the indicator's page at the place."""
    row, indicator, t = candidate.row, candidate.indicator, ask.t
    link = {"h": str(row["place_code"]), "i": indicator.code, "p": page_of(indicator.code)}
    names = {"place": ask.place_name(row), "indicator": ask.name(indicator), "value": number(row, indicator, ask)}
    verdict = str(row["verdict"])
    if verdict == Verdict.FEW:
        title, detail = t("panel.attention.few", place=names["place"], indicator=names["indicator"]), reports(row, ask)
    else:
        key = "panel.attention.own" if ask.view.place.is_school else "panel.attention.item"
        difference = change(float(row["difference"]), indicator.unit, t)
        title = t(key, **names)
        difference += _ends(candidate, ask)
        detail = t(f"panel.attention.{candidate.against}", difference=difference, place=ask.where)
    return link | {"v": verdict, "m": SYMBOLS[Verdict(verdict)], "t": title, "d": detail}


def _ends(candidate: Candidate, ask: Ask) -> str:
    """The interval of the difference from what is taken as known."""
    row, unit = candidate.row, candidate.indicator.unit
    if candidate.against == "past" or pd.isna(row["low_95"]):
        return ""
    apart = (float(row[end]) - float(row["benchmark"]) for end in ("low_95", "high_95"))
    low, high = (signed(end, unit, ask.t.language) for end in apart)
    return ask.t("panel.attention.ends", low=low, high=high)


def _table(rows: Sequence[Candidate], ask: Ask) -> Table:
    t = ask.t
    names = ("place", "indicator", "value", "interval", "against", "benchmark", "difference", "verdict", "discovery")
    cells: list[list[Cell]] = []
    for c in rows:
        row, unit = c.row, c.indicator.unit
        known = not pd.isna(row["difference"])
        cells.append(
            [
                {"t": ask.place_name(row), "h": str(row["place_code"])},
                f"{c.indicator.code} {ask.name(c.indicator)}",
                number(row, c.indicator, ask),
                interval_text(row, c.indicator, ask) or "–",
                t(f"against.{'whole' if c.against == 'parent' else c.against}"),
                with_unit(float(row["benchmark"]), unit, t) if known else "–",
                change(float(row["difference"]), unit, t) if known else "–",
                verdict_text(str(row["verdict"]), t),
                "–" if row["verdict"] == Verdict.FEW else f"{value(c.rate, 'ratio', t.language)}",
            ]
        )
    return Table([t(f"table.{name}") for name in names], cells, (2, 3, 5, 6, 8))
