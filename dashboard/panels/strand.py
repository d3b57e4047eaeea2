"""A strand of an area's work: its indicators now, against a year ago, and beside matched neighbours."""

from __future__ import annotations

from dashboard.ask import Ask
from dashboard.page import Panel
from dashboard.panels import past
from dashboard.panels.drawing import Cell, Drawing, Table
from dashboard.panels.effect_words import between, of_area, points, verdict
from dashboard.panels.profile import page_of
from dashboard.panels.verdict import SYMBOLS
from dashboard.panels.words import cell, number
from data_access.effects.ask import fits
from data_access.effects.model import Effect
from data_access.indicators.model import Indicator
from data_access.query import VALUE
from data_access.verdicts import Verdict


def draw(panel: Panel, ask: Ask) -> Drawing:
    """List the panel's indicators; each name chooses its indicator for the charts of the page."""
    t = ask.t
    strand = t(f"strand.{panel.id}")
    results = tuple(ask(code) for code in panel.indicators)
    told = [(result, _effect(result.indicator, ask)) for result in results]
    rows: list[list[Cell]] = []
    for result, effect in told:
        i = result.indicator
        name: Cell = {"t": f"{i.code} {ask.name(i)}", "q": f"indicator={i.code}"}
        shown = cell(result.row, i, ask)
        if result.row["state"] == VALUE:
            shown = {"t": number(result.row, i, ask), "q": f"indicator={i.code}", "p": page_of(i.code)}
        on_before = past.in_cell(past.moved(result, ask), i.unit, ask)
        rows.append([name, shown, on_before, _beside(effect, i, ask)])
    head = [t(f"table.{name}") for name in ("indicator", "value", "change", "neighbours")]
    whole = [[*row, _words(effect, ask)] for row, (_, effect) in zip(rows, told, strict=True)]
    marks = [word(effect, result.indicator) for result, effect in told if effect is not None and effect.known]
    heading = t("panel.strand.title", place=ask.where, strand=strand, period=ask.when)
    beyond = [sum(mark is which for mark in marks) for which in (Verdict.BETTER, Verdict.WORSE)]
    subtitle = t("panel.strand.subtitle", better=beyond[0], worse=beyond[1], known=len(marks), n=len(told))
    return Drawing(
        title=heading,
        subtitle=subtitle,
        note=" ".join(filter(None, (t("panel.strand.note"), past.note((str(row[2]) for row in rows), ask)))),
        block={"kind": "table", "head": head, "rows": rows, "numbers": [1, 2]},
        results=results,
        table=Table([*head, t("table.verdict")], whole, (1, 2)),
        listed=True,
    )


def word(effect: Effect, indicator: Indicator) -> Verdict:
    """The verdict of a difference to neighbours in the two steps of the product: beyond 99.8 %, beyond 95 %."""
    if not effect.beyond:
        return Verdict.LIKE
    if indicator.direction not in ("up", "down"):
        return Verdict.DIFFERENT if effect.beyond == 2 else Verdict.LOOK
    better = ((effect.value or 0.0) > 0) == (indicator.direction == "up")
    if effect.beyond == 2:
        return Verdict.BETTER if better else Verdict.WORSE
    return Verdict.LOOK_BETTER if better else Verdict.LOOK_WORSE


def _effect(indicator: Indicator, ask: Ask) -> Effect | None:
    """The effect on the indicator; None where none can be taken over it, or under a filter that it does not know."""
    known = all(indicator.knows(name) for name, _ in ask.view.filters(ask.page.segments))
    return of_area(indicator.code, ask.view.place.code, ask) if fits(indicator) and known else None


def _beside(effect: Effect | None, indicator: Indicator, ask: Ask) -> Cell:
    """The difference with its mark and 95 % interval; else why there is none."""
    if effect is None:
        return {"t": ask.t("state.not_applicable"), "s": "not_applicable"}
    if effect.value is None or effect.interval is None:
        return ask.t(f"effect.short.{effect.reason}")
    mark = word(effect, indicator)
    interval = between(effect.interval, indicator, ask, unit=False)
    text = ask.t("effect.with_interval", value=points(effect.value, indicator, ask), interval=interval)
    return {"t": f"{SYMBOLS[mark]} {text}", "v": mark}


def _words(effect: Effect | None, ask: Ask) -> str:
    return ask.t("state.not_applicable") if effect is None else verdict(effect, ask)
