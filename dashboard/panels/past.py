"""How a value moved on a year ago: over the months that both years have, which is said where some are missing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dashboard.ask import Ask
from dashboard.i18n.numbers import change
from data_access.past import Years, years
from data_access.query import VALUE, Result

_STAR = "*"


@dataclass(frozen=True)
class Moved:
    """Two values over the same months; `only` says which months where one of the years lacks some, else it is empty."""

    now: float
    before: float
    only: str = ""


def moved(result: Result, ask: Ask) -> Moved | str:
    """How the value of `result`, asked of the view, moved; else the sentence that says why it is not compared.

    The sentence is empty where the view names no period or there is no value now.
    """
    period, code = ask.view.period, result.indicator.code
    if period is None or result.row["state"] != VALUE:
        return ""
    before = ask(code, over=period.year_before(), expect=False).row
    if before["state"] != VALUE:
        return ask.t("past.none")
    held = years(result.indicator, result.query, lambda query: ask.gate.fetch(ask.scope, query))
    if held is None or held.alike:
        return Moved(float(result.row["value"]), float(before["value"]))
    shared = held.over_shared(result.indicator)
    said = _shared(held, ask)
    return ask.t("past.unlike", shared=said) if shared is None else Moved(*shared, only=said)


def in_cell(of: Moved | str, unit: str, ask: Ask) -> str:
    """The change for a column of a table, with the star of `note` where it is over some of the months only."""
    if isinstance(of, str):
        return "–"
    return change(of.now - of.before, unit, ask.t) + (_STAR if of.only else "")


def note(cells: Iterable[str], ask: Ask) -> str:
    """What the star in `cells` says, if there is one."""
    return ask.t("past.star", star=_STAR) if any(cell.endswith(_STAR) for cell in cells) else ""


def _shared(of: Years, ask: Ask) -> str:
    return ask.t(f"past.shared.{of.group}", n=len(of.shared), of=of.of)
