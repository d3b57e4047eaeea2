"""How lists of doubts and entries name what they are about."""

from __future__ import annotations

from dashboard.i18n import Translator
from data_access import indicators
from data_access.query import BadQuery


def indicator_name(code: str, t: Translator) -> str:
    """Code and name; an indicator that a later release knows no more keeps its code."""
    try:
        return f"{code} {indicators.get(code).name[t.language]}"
    except BadQuery:
        return code
