"""`python -m bench`: every panel of every page against the budgets, in process and over HTTP; tables and JSON."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench import report
from bench.http import over_http
from bench.machine import contents, machine
from bench.places import LEVELS
from bench.rounds import Sizes, drawn, raw, whole
from bench.scales import url_of
from bench.views import Views
from dashboard.factory import import_pages
from dashboard.page import PAGES
from data_access.engine import WarehouseUnreadable


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print the tables, write what was asked for; returns the exit code."""
    import_pages()
    options = _parser().parse_args(arguments)
    try:
        figures = _figures(options)
    except (WarehouseUnreadable, RuntimeError) as error:
        print(error, file=sys.stderr)
        return 1
    text = report.markdown(figures)
    if options.list:
        print(report.listed(figures["panels"]))
    print(text)
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1, ensure_ascii=False))
    if options.markdown:
        report.write(options.markdown, text)
    return 0


def _figures(options: argparse.Namespace) -> dict[str, Any]:
    url, small = url_of(options.warehouse), url_of(options.small) if options.small else None
    sizes = Sizes.open(url, small)
    views = Views(sizes.gate)
    figures: dict[str, Any] = {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine(),
        "warehouse": contents(sizes.gate, url),
    }
    if sizes.smaller and small:
        figures["smaller"] = contents(sizes.smaller, small)
    if options.clients:
        print("panels over HTTP", file=sys.stderr)
        figures["http"] = over_http(url, sizes.gate, views, options.clients, options.seconds, options.repeat)
    standing = [v for v in views.standing() if v.spot.level in options.levels and v.page in options.pages]
    sample = views.sample(options.sample, options.levels, options.pages)
    figures["panels"] = _told("pages as they open", sizes.measure(whole(standing)))
    figures["views"] = _told("views with filters", sizes.measure(drawn(sample)))
    figures["raw"] = _told("views from the facts", raw(url, list(drawn(sample))[: options.raw]))
    return figures


def _told(what: str, rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows, with a sign of life for whoever waits."""
    held: list[dict[str, Any]] = []
    for row in rows:
        held.append(row)
        if len(held) % 50 == 0:
            print(f"{what}: {len(held)}", file=sys.stderr)
    return held


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(",") if part)


def _names(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.split(",") if part)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    usual = os.environ.get("DASHBOARD_WAREHOUSE_URL") or "demo"
    parser.add_argument("--warehouse", default=usual, metavar="URL", help="a SQLAlchemy URL; demo, nation: in var/")
    parser.add_argument("--small", metavar="URL", help="a smaller warehouse: every panel there too, for the growth")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every figure here")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the tables here, between its markers")
    parser.add_argument("--list", action="store_true", help="print every part of every page, too")
    parser.add_argument("--levels", type=_names, default=LEVELS, metavar="A,B", help="of places, in process")
    parser.add_argument("--pages", type=_names, default=tuple(PAGES), metavar="A,B", help="measured in process")
    parser.add_argument("--sample", type=int, default=200, metavar="N", help="views with filters")
    parser.add_argument("--raw", type=int, default=24, metavar="N", help="of these, so many without roll-ups")
    parser.add_argument("--clients", type=_numbers, default=(1, 8, 32), metavar="N,M", help="readers over HTTP")
    parser.add_argument("--seconds", type=float, default=10.0, help="length of each phase over HTTP")
    parser.add_argument("--repeat", type=int, default=60, metavar="N", help="views asked for again where kept")
    return parser


if __name__ == "__main__":
    sys.exit(main())
