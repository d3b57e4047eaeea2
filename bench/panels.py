"""One part of a page in process: how long it takes with nothing kept and with its answers kept, and what it reads."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from statistics import median

from bench.statements import Statements
from bench.views import Asked
from dashboard.ask import Ask
from dashboard.components import context_line, kpi_card
from dashboard.findings import finding
from dashboard.i18n import Translator
from dashboard.page import PAGES, Page
from dashboard.panels import draw
from dashboard.settings import Settings
from dashboard.view import View
from data_access.engine import QueryTooSlow
from data_access.gate import Gate
from data_access.scope import NATION

Run = Callable[[Ask], object]
_RUNS = 3
MEMORY = str(Settings.model_fields["query_memory"].default)
"""What the product gives the engine: DuckDB opens a file in one way only, so all gates here must say the same."""


@dataclass(frozen=True)
class Measured:
    """Milliseconds of one part of a view: `first` with cold buffers, `cold` with nothing kept, `warm` with all kept.

    `statements` were sent and `rows` read for it (None where the engine does not say), from `tables`. `late` means
    that it ran into a time limit; the times are then those until it was stopped. `fault` says what failed, if anything.
    """

    asked: Asked
    part: str
    first: float
    cold: float
    warm: float
    statements: int
    rows: int | None
    tables: tuple[str, ...]
    late: bool = False
    fault: str = ""


def parts(page: Page, level: str) -> dict[str, Run]:
    """What a page asks the server for at a place of `level`, by name: each is one request of a browser."""
    held: dict[str, Run] = {"head": finding, "line": _line}
    if standing := page.cards_on(level):
        held["cards"] = lambda ask: [kpi_card.figure(code, ask) for code in standing]
    for panel in page.panels:
        if panel.stands_on(level):
            held[panel.id] = lambda ask, panel=panel: draw(panel, ask)  # type: ignore[misc]
    return held


def measure(gate: Gate, asked: Asked, part: str, run: Run, *, once: float = math.inf) -> Measured | None:
    """Time one part; `once` leaves it at one run of so many seconds. None where the warehouse has no such place."""
    search = asked.search(gate)
    if search is None:
        return None
    ask = _ask(gate, asked.page, search)
    empty = Measured(asked, part, 0.0, 0.0, 0.0, 0, None, ())
    with Statements(gate.snapshot().engine, once) as sent:
        _forget(gate)
        first, late, fault = _timed(run, ask)
    done = replace(empty, first=first, cold=first, statements=len(sent.seen), tables=sent.tables())
    done = replace(done, late=late, fault=fault)
    if late or fault or once < math.inf:
        return done
    colds = []
    for _ in range(_RUNS):
        _forget(gate)
        colds.append(_timed(run, ask)[0])
    warms = [_timed(run, ask)[0] for _ in range(_RUNS)]
    rows = sent.rows_read(gate.snapshot().release.as_of)
    return replace(done, cold=median(colds), warm=median(warms), rows=rows)


def _forget(gate: Gate) -> None:
    """Nothing is kept any more but what every release has read: not either what its effects are compared by."""
    gate.cache.clear()
    gate.snapshot().common.clear()


def _line(ask: Ask) -> object:
    return context_line.crumbs(ask), [context_line.options(name, ask) for name in context_line.filter_names(ask)]


def _ask(gate: Gate, page: str, search: Mapping[str, str]) -> Ask:
    view = View.parse(search, gate, NATION)
    return Ask(gate, NATION, view, PAGES[page], Translator("zh"))


def _timed(run: Run, ask: Ask) -> tuple[float, bool, str]:
    """Milliseconds, whether a time limit ended it, and what else did."""
    late, fault = False, ""
    started = time.perf_counter()
    try:
        run(ask)
    except QueryTooSlow:
        late = True
    except Exception as error:  # one part that fails must not cost the figures of all others
        fault = f"{type(error).__name__}: {error}"[:200]
    return (time.perf_counter() - started) * 1000, late, fault
