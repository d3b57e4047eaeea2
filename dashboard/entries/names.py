"""How lists of doubts and entries name what they are about."""

from __future__ import annotations

from dashboard.i18n import Translator
from dashboard.i18n.numbers import as_said, with_unit
from data_access import indicators
from data_access.indicators.model import Indicator
from data_access.query import BadQuery


def indicator_name(code: str, t: Translator) -> str:
    """Code and name; an indicator that a later release knows no more keeps its code."""
    known = _known(code)
    return code if known is None else f"{code} {known.name[t.language]}"


def value_of(code: str, number: float, t: Translator) -> str:
    """A value with its indicator's unit; without one where a later release knows the indicator no more."""
    known = _known(code)
    return as_said(number, t.language) if known is None else with_unit(number, known.unit, t)


def _known(code: str) -> Indicator | None:
    try:
        return indicators.get(code)
    except BadQuery:
        return None
