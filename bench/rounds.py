"""The rounds in process: pages as they open, views with filters, the same from the facts alone, two sizes at once."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from bench.panels import MEMORY, Measured, Run, measure, parts
from bench.views import Asked
from dashboard.page import PAGES
from data_access.gate import Gate

_PATIENCE = 60.0
_RAW_LIMIT = 30.0
"""Seconds that one part may take without roll-ups, and again each of its statements."""
_RAW_IN_ALL = 900.0

Part = tuple[Asked, str, Run]


@dataclass(frozen=True)
class Sizes:
    """A warehouse and, to see how time grows, a smaller one."""

    gate: Gate
    smaller: Gate | None

    @classmethod
    def open(cls, url: str, smaller: str | None) -> Sizes:
        """Open both as the product does; raises `WarehouseUnreadable`."""
        made = [Gate(u, seconds=_PATIENCE, memory=MEMORY) for u in (url, smaller) if u]
        for gate in made:
            gate.snapshot()
        return cls(made[0], made[1] if len(made) > 1 else None)

    def measure(self, asked: Iterable[Part]) -> Iterator[dict[str, Any]]:
        """Each part in the warehouse and, directly after it, in the smaller one."""
        for view, name, run in asked:
            if (found := measure(self.gate, view, name, run)) is None:
                continue
            less = measure(self.smaller, view, name, run) if self.smaller else None
            yield row(found) | (
                {} if less is None or less.fault else {"smaller_ms": less.cold, "smaller_warm_ms": less.warm}
            )


def whole(views: Sequence[Asked]) -> Iterator[Part]:
    """Every part of every view."""
    for view in views:
        yield from ((view, name, run) for name, run in _parts(view).items())


def drawn(views: Sequence[Asked]) -> Iterator[Part]:
    """One part of every view, drawn by a seed."""
    for number, view in enumerate(views):
        held = _parts(view)
        name = Random(number).choice(list(held))  # noqa: S311 - the same parts in every run
        yield view, name, held[name]


def raw(url: str, asked: Iterable[Part]) -> Iterator[dict[str, Any]]:
    """The same parts once, from the facts themselves: as many as a quarter of an hour has time for."""
    gate = Gate(url, seconds=_RAW_LIMIT, memory=MEMORY, rollups=False)
    until = time.monotonic() + _RAW_IN_ALL
    for view, name, run in asked:
        if time.monotonic() > until:
            return
        if (found := measure(gate, view, name, run, once=_RAW_LIMIT)) is not None:
            yield row(found)


def row(found: Measured) -> dict[str, Any]:
    """A measurement as JSON holds it."""
    view = found.asked
    return {
        "level": view.spot.level,
        "place": view.spot.code,
        "page": view.page,
        "part": found.part,
        "filters": dict(view.filters),
        "first_ms": found.first,
        "cold_ms": found.cold,
        "warm_ms": found.warm,
        "statements": found.statements,
        "rows_read": found.rows,
        "tables": list(found.tables),
        "late": found.late,
        "fault": found.fault,
    }


def _parts(view: Asked) -> dict[str, Run]:
    return parts(PAGES[view.page], view.spot.level)
