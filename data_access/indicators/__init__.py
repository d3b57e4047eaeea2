"""All indicators, by code."""

from __future__ import annotations

from data_access.indicators import divide, literacy, pilots, training, usage
from data_access.indicators.model import BETWEEN_SCHOOLS, RATIO, TWO_SIDED, Indicator
from data_access.query import BadQuery

REGISTRY: dict[str, Indicator] = {
    indicator.code: indicator for theme in (usage, training, divide, literacy, pilots) for indicator in theme.INDICATORS
}
DERIVED = frozenset(code for code, indicator in REGISTRY.items() if indicator.method != RATIO)
"""Indicators that are no ratio of sums themselves: taken over another one, or made of several."""


def get(code: str) -> Indicator:
    """Return the indicator `code`, such as `R02` or `G10:R02`; raises `BadQuery` when there is none."""
    head, _, base = code.partition(":")
    indicator = REGISTRY.get(head)
    if indicator is None:
        raise BadQuery(f"There is no indicator {code[:40]!r}; known are {', '.join(REGISTRY)}.")
    if head not in DERIVED or indicator.parts:
        if base:
            raise BadQuery(f"{head} is not taken over another indicator; ask for {head}.")
        return indicator
    if not base:
        raise BadQuery(f"{head} is taken over another indicator; write {head}:R02.")
    inner = REGISTRY.get(base)
    if inner is None or base in DERIVED or inner.denominator is None or not _takes(indicator.method, inner):
        raise BadQuery(f"{head} cannot be taken over {base[:40]!r}: it needs {_NEEDS[indicator.method]}.")
    return indicator.with_base(inner)


_NEEDS = {
    **dict.fromkeys(TWO_SIDED, "a rate that knows urban and rural"),
    **dict.fromkeys((*BETWEEN_SCHOOLS, "effect"), "a rate of schools"),
    "progress": "a rate with a line",
}


def _takes(method: str, base: Indicator) -> bool:
    if method in TWO_SIDED:
        return base.of_schools or "setting" in base.segments
    if method in (*BETWEEN_SCHOOLS, "effect"):
        return base.of_schools
    return method != "progress" or base.line is not None or bool(base.lines)
