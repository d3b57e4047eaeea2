"""`python -m bench`: server time of every panel of every page at nation, province, county and school level."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import quantiles
from typing import Any

from dashboard.ask import Ask
from dashboard.components import kpi_card
from dashboard.factory import import_pages
from dashboard.findings import finding
from dashboard.i18n import Translator
from dashboard.page import PAGES, Page
from dashboard.panels import draw
from dashboard.view import View
from data_access.engine import WarehouseUnreadable
from data_access.gate import Gate
from data_access.places import Place
from data_access.scope import NATION

_RUNS = 3


def main() -> int:
    """Measure and print a table, or JSON with `--json`."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--warehouse", default=os.environ.get("DASHBOARD_WAREHOUSE_URL") or "duckdb:///var/demo.duckdb")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures here too")
    options = parser.parse_args()
    try:
        rows = list(_measured(options.warehouse))
    except WarehouseUnreadable as error:
        print(error, file=sys.stderr)
        return 1
    cold = sorted(row["cold_ms"] for row in rows)
    warm = sorted(row["warm_ms"] for row in rows)
    print(f"{len(rows)} panels, {os.cpu_count()} cores, {options.warehouse}")
    for row in sorted(rows, key=lambda r: -r["cold_ms"]):
        print(f"{row['level']:<10} {row['page']:<10} {row['panel']:<12} {row['cold_ms']:8.1f} {row['warm_ms']:8.1f}")
    print(f"uncached ms: p50 {_percentile(cold, 50):.1f}  p95 {_percentile(cold, 95):.1f}")
    print(f"cached ms:   p50 {_percentile(warm, 50):.1f}  p95 {_percentile(warm, 95):.1f}")
    if options.json:
        options.json.write_text(json.dumps({"cores": os.cpu_count(), "panels": rows}, indent=1))
    return 0


def _measured(url: str) -> Iterator[dict[str, Any]]:
    import_pages()
    gate, forgetful = Gate(url, seconds=60.0), Gate(url, seconds=60.0, cache=0)
    for place in _places(gate):
        for page in PAGES.values():
            parts: dict[str, Callable[[Ask], object]] = {"head": finding}
            if page.cards:
                parts["cards"] = lambda ask: [kpi_card.figure(code, ask) for code in ask.page.cards]
            for panel in page.panels:
                if panel.stands_on(place.level):
                    parts[panel.id] = lambda ask, panel=panel: draw(panel, ask)
            for name, run in parts.items():
                # Nothing kept, but the engine's buffers are warm, as in service.
                colds = [_timed(run, _ask(forgetful, place, page)) for _ in range(_RUNS)]
                ask = _ask(gate, place, page)
                run(ask)
                warms = [_timed(run, ask) for _ in range(_RUNS)]
                figures = {"cold_ms": sorted(colds)[_RUNS // 2], "warm_ms": sorted(warms)[_RUNS // 2]}
                yield {"level": place.level, "page": page.key, "panel": name, **figures}


def _ask(gate: Gate, place: Place, page: Page) -> Ask:
    view = View.parse({"place": place.code}, gate, NATION)
    return Ask(gate, NATION, view, page, Translator("zh"))


def _places(gate: Gate) -> list[Place]:
    """The nation and, below it, the first child with children at each level, down to a school."""
    path = [gate.snapshot().places.root]
    while children := gate.children(NATION, path[-1]):
        path.append(next((c for c in children if not c.is_school and gate.children(NATION, c)), children[0]))
    return path


def _timed(run: Callable[[Ask], object], ask: Ask) -> float:
    started = time.perf_counter()
    run(ask)
    return (time.perf_counter() - started) * 1000


def _percentile(values: list[float], percent: int) -> float:
    return quantiles(values, n=100)[percent - 1] if len(values) > 1 else values[0]


if __name__ == "__main__":
    sys.exit(main())
