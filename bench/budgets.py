"""The budgets of the design that this bench can hold figures against; those of a browser are measured elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bench.places import LEVELS
from bench.timing import percentile

_NATION = 1_000_000_000
"""From so many rows of usage on the budgets of the nation count, below them those of the demo."""
_CLIENTS = 32


@dataclass(frozen=True)
class Budget:
    """A bound and what was found; `least` means that more is better."""

    what: str
    limit: float
    found: float
    least: bool = False

    @property
    def bound(self) -> str:
        """The bound as text."""
        return f"{'≥' if self.least else '≤'} {self.limit:g}"

    @property
    def met(self) -> bool:
        """Tell whether what was found keeps within the bound."""
        return self.found >= self.limit if self.least else self.found <= self.limit


def sound(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows of parts that did not fail."""
    return [row for row in rows if not row["fault"]]


def budgets(figures: dict[str, Any]) -> Iterator[Budget]:
    """The budgets that a run has figures for."""
    nation = figures["warehouse"]["rows"].get("fact_usage", 0) >= _NATION
    rows = sound([*figures.get("panels", ()), *figures.get("views", ())])
    if rows:
        yield from _panels(rows, nation)
    if paired := [r for r in rows if "smaller_ms" in r]:
        times = [[r[key] for r in paired] for key in ("cold_ms", "smaller_ms")]
        ratio = _p(times[0], 95) / (_p(times[1], 95) or 1.0)
        yield Budget("uncached p95 against the smaller warehouse, times", 1.3, ratio)
    if "http" in figures:
        yield from _http(figures["http"], nation)


def _panels(rows: Sequence[dict[str, Any]], nation: bool) -> Iterator[Budget]:
    held = {level: [r for r in rows if r["level"] == level] for level in LEVELS}
    known = {level: found for level, found in held.items() if found}
    worst = max(known, key=lambda level: _p([r["cold_ms"] for r in known[level]], 95))
    if not nation:
        yield Budget("uncached, p50 of all, ms", 15, _p([r["cold_ms"] for r in rows], 50))
    cold, warm = (_p([r[key] for r in known[worst]], 95) for key in ("cold_ms", "warm_ms"))
    yield Budget(f"uncached, p95 of the slowest level ({worst}), ms", 100 if nation else 40, cold)
    yield Budget("cached, p95 of all, ms", 10, max(warm, _p([r["warm_ms"] for r in rows], 95)))


def _http(found: dict[str, Any], nation: bool) -> Iterator[Budget]:
    for phase in (p for p in found["phases"] if p["clients"] == _CLIENTS and p["requests"]):
        if phase["kept"]:
            yield Budget("cached panels a second, 32 clients", 600, phase["per_second"], least=True)
            yield Budget("cached panels with 32 clients, p95, ms", 60, phase["p95_ms"])
        else:
            yield Budget("uncached panels a second, 32 clients", 150, phase["per_second"], least=True)
    yield Budget("memory of the server, PSS, MB", 1024 if nation else 450, sum(p["pss_mb"] for p in found["memory"]))


def _p(values: Sequence[float], percent: int) -> float:
    return percentile(values, percent) or 0.0
