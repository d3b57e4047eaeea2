"""`python -m bench.web [--warehouse URL]`: what a reader waits for in Chromium, the median of some runs, by budgets.

Cold is a browser with nothing kept, warm the same browser once more; time goes from the click to the last change on
the page. Each on this machine's own network and on a slow one (20 Mbit/s, 40 ms), which Chromium imitates.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser

from bench.browser import Load, Stopwatch, chromium
from bench.budgets import Budget
from bench.machine import machine
from bench.scales import url_of
from bench.served import Served, served

_PAGE = "/?lang=zh"
_MBIT = 1_000_000 / 8
NETWORKS: dict[str, dict[str, float] | None] = {
    "loopback": None,
    "20 Mbit/s, 40 ms": {"latency": 40.0, "downloadThroughput": 20 * _MBIT, "uploadThroughput": 20 * _MBIT},
}
_FILTER = """document.querySelectorAll('.filter-menu').forEach(m => m.open = true);
const s = document.getElementById('{"name":"stage","type":"filter"}');
s.value = s.value === 'primary' ? 'junior' : 'primary';
s.dispatchEvent(new Event('change', {bubbles: true}))"""
_DRILL = "document.querySelectorAll('a.tile[href]')[STEP].click()"
_UP = "history.back()"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; exit code 1 when a budget is not met."""
    options = _parser().parse_args(arguments)
    found: dict[str, dict[str, Load]] = {}
    with served(url_of(options.warehouse)) as product, chromium() as browser:
        cookie = product.sign_in().cookie
        for name, network in NETWORKS.items():
            print(f"measuring: {name}", file=sys.stderr)
            found[name] = _median([_run(browser, product, cookie, network) for _ in range(options.runs)])
    on = machine()
    print(f"Chromium on {on['cores']} cores of {on['cpu']}; median of {options.runs} runs; {options.warehouse}\n")
    print(_told(found))
    held = list(budgets(found))
    for budget in held:
        print(f"{'met   ' if budget.met else 'MISSED'}  {budget.what}: {budget.found:.3g} ({budget.bound})")
    if options.json:
        figures = {n: {w: asdict(load) for w, load in loads.items()} for n, loads in found.items()}
        options.json.write_text(json.dumps({"machine": on, "runs": options.runs, "loads": figures}, indent=1))
    return 0 if all(budget.met for budget in held) else 1


def _run(browser: Browser, product: Served, cookie: str, network: dict[str, float] | None) -> dict[str, Load]:
    base = f"http://127.0.0.1:{product.port}"
    name, _, value = cookie.partition("=")
    context = browser.new_context(base_url=base, viewport={"width": 1440, "height": 900}, user_agent="bench")
    given = {name: value, "toured": "all"}  # nobody's first visit: no tour opens
    context.add_cookies([{"name": n, "value": v, "url": base} for n, v in given.items()])
    try:
        watch = Stopwatch(context, network)
        loads = {"cold": watch.load(_PAGE), "warm": watch.load(_PAGE), "filter": watch.act(_FILTER)}
        loads["drill"] = watch.act(_DRILL.replace("STEP", "3"))
        loads["back"] = watch.act(_UP)
        return loads
    finally:
        context.close()


def _median(runs: list[dict[str, Load]]) -> dict[str, Load]:
    def of(what: str, part: str) -> float:
        return median(float(getattr(run[what], part)) for run in runs)

    return {w: Load(of(w, "ms"), of(w, "kb"), round(of(w, "requests")), of(w, "shift")) for w in runs[0]}


def budgets(found: dict[str, dict[str, Load]]) -> Iterator[Budget]:
    """The budgets of the design for a browser."""
    here, slow = found["loopback"], found["20 Mbit/s, 40 ms"]
    yield Budget("cold load, ms", 1000, here["cold"].ms)
    yield Budget("cold load at 20 Mbit/s and 40 ms, ms", 1400, slow["cold"].ms)
    yield Budget("cold bytes, KB", 950, here["cold"].kb)
    yield Budget("cold requests", 30, here["cold"].requests)
    yield Budget("warm load, ms", 600, here["warm"].ms)
    yield Budget("warm bytes, KB", 30, here["warm"].kb)
    yield Budget("filter to redrawn, ms", 150, here["filter"].ms)
    yield Budget("drill to redrawn, ms", 150, here["drill"].ms)
    yield Budget("layout shift", 0.02, max(load.shift for load in here.values()))


def _told(found: dict[str, dict[str, Load]]) -> str:
    head = f"{'network':<18}{'what':<8}{'ms':>8}{'KB':>8}{'requests':>10}{'shift':>8}"
    rows = [
        f"{network:<18}{what:<8}{load.ms:>8.0f}{load.kb:>8.0f}{load.requests:>10}{load.shift:>8.3f}"
        for network, loads in found.items()
        for what, load in loads.items()
    ]
    return "\n".join([head, *rows]) + "\n"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.web", description=__doc__)
    usual = os.environ.get("DASHBOARD_WAREHOUSE_URL") or "demo"
    parser.add_argument("--warehouse", default=usual, metavar="URL", help="a SQLAlchemy URL; demo, nation: in var/")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every figure here")
    return parser


if __name__ == "__main__":
    sys.exit(main())
