"""All indicators, by code."""

from __future__ import annotations

from data_access.indicators import divide, literacy, pilots, training, usage
from data_access.indicators.model import Indicator
from data_access.query import BadQuery

REGISTRY: dict[str, Indicator] = {
    indicator.code: indicator for theme in (usage, training, divide, literacy, pilots) for indicator in theme.INDICATORS
}
DERIVED = frozenset({"G10"})
"""Indicators that are taken over another one."""


def get(code: str) -> Indicator:
    """Return the indicator `code`, such as `R02` or `G10:R02`; raises `BadQuery` when there is none."""
    head, _, base = code.partition(":")
    indicator = REGISTRY.get(head)
    if indicator is None:
        raise BadQuery(f"There is no indicator {code[:40]!r}; known are {', '.join(REGISTRY)}.")
    if head not in DERIVED:
        if base:
            raise BadQuery(f"{head} is not taken over another indicator; ask for {head}.")
        return indicator
    if not base:
        raise BadQuery(f"{head} is taken over another indicator; write {head}:R02.")
    inner = REGISTRY.get(base)
    if (
        inner is None
        or base in DERIVED
        or inner.denominator is None
        or not (inner.of_schools or "setting" in inner.segments)
    ):
        raise BadQuery(f"{head} cannot be taken over {base[:40]!r}: it needs a rate that knows urban and rural.")
    return indicator.with_base(inner)
