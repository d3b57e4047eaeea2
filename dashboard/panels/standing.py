"""How a school stands: its own value with interval beside similar schools and the place above."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from dashboard.ask import Ask
from data_access.benchmarks import Benchmark
from data_access.query import VALUE, Result
from data_access.verdicts import Verdict

ABOVE, BELOW = "above_quartiles", "below_quartiles"
"""What can be said of a full count, in which there is no chance: it lies outside the others' quartiles."""


def beyond(verdict: str) -> bool:
    """Tell whether a verdict is beyond chance: only then does a mark have a colour."""
    return verdict in list(Verdict) and Verdict(verdict).beyond


@dataclass(frozen=True)
class Standing:
    """An indicator of a school: `interval` is the 95 % one, None where everything was counted.

    `verdict` is one of the words of `data_access.verdicts`, or for a full count `above_quartiles`, `like` or
    `below_quartiles` (turned so that above is better); empty where nothing can be compared. `state` is that of the own
    value.
    """

    result: Result
    state: str
    value: float | None
    interval: tuple[float, float] | None
    similar: Benchmark
    county: Benchmark
    verdict: str

    @property
    def sign(self) -> int:
        """1 where a higher value is better, −1 where a lower one is."""
        return -1 if self.result.indicator.direction == "down" else 1

    @property
    def lag(self) -> float:
        """How far the own value lies on the worse side of the median, in widths of the box; 0 without a comparison."""
        b = self.similar
        if self.value is None or b.median is None or b.q1 is None or b.q3 is None:
            return 0.0
        width = (b.q3 - b.q1) or abs(b.median) * 0.05 or 1.0
        return self.sign * (b.median - self.value) / width


def standing(code: str, ask: Ask) -> Standing:
    """How the view's school stands in the indicator `code`."""
    result = ask(code, expect=False, against="similar")
    similar = ask.benchmark(code, "similar")
    row: dict[str, Any] = dict(result.row)
    state = str(row["state"])
    value = float(row["value"]) if state == VALUE else None
    low, high = row.get("low_95"), row.get("high_95")
    interval = None if value is None or low is None or pd.isna(low) else (float(low), float(high or 0))
    verdict = str(row.get("verdict") or "") if value is not None and similar.state == VALUE else ""
    made = Standing(result, state, value, interval, similar, ask.benchmark(code, "parent"), verdict)
    counted = not verdict and value is not None and similar.state == VALUE and interval is None
    return replace(made, verdict=_by_quartiles(made)) if counted else made


def _by_quartiles(of: Standing) -> str:
    """Where a full count stands: there is no chance in it, so the quartiles of the others are all that can be said."""
    b = of.similar
    if of.value is None or b.q1 is None or b.q3 is None:
        return ""
    best, worst = (b.q3, b.q1) if of.sign > 0 else (b.q1, b.q3)
    if of.sign * (of.value - best) > 0:
        return ABOVE
    return BELOW if of.sign * (of.value - worst) < 0 else Verdict.LIKE


def standings(codes: tuple[str, ...], ask: Ask) -> list[Standing]:
    """How the view's school stands in each of `codes`."""
    return [standing(code, ask) for code in codes]
