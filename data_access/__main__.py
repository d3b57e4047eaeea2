"""`python -m data_access ask`: the same door and the same numbers as the screen, on the command line."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

import pandas as pd
from sqlalchemy.exc import ArgumentError

from data_access import indicators
from data_access.cells import JUDGED
from data_access.engine import QueryTooSlow, WarehouseUnreadable
from data_access.gate import Gate
from data_access.period import Period
from data_access.query import AGAINST, SCHOOL_GROUPS, BadQuery, Query, Result
from data_access.schema import SETTINGS, STAGES, UNASSIGNED
from data_access.scope import NATION, Scope

DEFAULT_WAREHOUSE = "duckdb:///var/demo.duckdb"
FORMATS = ("table", "csv", "json")


def main(arguments: Sequence[str] | None = None) -> int:
    """Answer one question; returns the exit code."""
    options = _parser().parse_args(arguments)
    try:
        scope = NATION if options.user is None else _scope_of(options.user)
        gate, query = Gate(options.warehouse, seconds=options.seconds, rollups=not options.no_rollups), _query(options)
        _check_codes(gate, scope, query)
        result, reads = gate.explained(scope, query) if options.explain else (gate.fetch(scope, query), [])
    except (BadQuery, ValueError, WarehouseUnreadable, QueryTooSlow, ArgumentError) as error:
        print(error, file=sys.stderr)
        return 2
    if result.reason:
        print(f"{result.indicator.code} does not apply here: {result.reason}", file=sys.stderr)
    # A reader of CSV or JSON gets nothing else on the standard output.
    for read in reads:
        print(f"{read}\n", file=sys.stdout if options.format == "table" else sys.stderr)
    print(_printed(table(result, options.lang), options.format))
    return 0


def table(result: Result, language: str) -> pd.DataFrame:
    """The answer as people read it: one column `place_name` in `language`, values rounded to 6 places."""
    frame = result.frame.copy()
    first, second = (frame["name_en"], frame["name_zh"]) if language == "en" else (frame["name_zh"], frame["name_en"])
    frame.insert(1, "place_name", first.where(first.fillna("") != "", second).fillna(""))
    numbers = [name for name in ("value", *JUDGED) if name in frame and frame[name].dtype == "Float64"]
    frame[numbers] = frame[numbers].round(6)
    return frame.drop(columns=["name_zh", "name_en"])


def _printed(frame: pd.DataFrame, how: str) -> str:
    # Counts are whole numbers; a sum of scores is not: print each as what it is.
    for name in ("numerator", "denominator"):
        if (frame[name].dropna() % 1 == 0).all():
            frame[name] = frame[name].astype("Int64")
    match how:
        case "csv":
            return frame.to_csv(index=False).rstrip("\n")
        case "json":
            return str(frame.to_json(orient="records", force_ascii=False, double_precision=6))
        case _ if frame.empty:
            return "  ".join(frame.columns)
        case _:
            return str(frame.astype(object).where(frame.notna(), "-").to_string(index=False))


def _query(options: argparse.Namespace) -> Query:
    filters = []
    for text in options.where:
        name, found, code = text.partition("=")
        if not found:
            raise BadQuery(f"--where takes NAME=CODE, not {text[:40]!r}")
        filters.append((name, code))
    period = Period.parse(options.period) if options.period else None
    by = tuple(name for text in options.by for name in text.split(","))
    return Query(
        options.indicator,
        options.place,
        period,
        by,
        tuple(filters),
        interval=options.interval,
        against=options.against,
    )


def _check_codes(gate: Gate, scope: Scope, query: Query) -> None:
    """Refuse a code that no row has: a slip of the pen must not read as "nobody reported"."""
    indicator = indicators.get(query.indicator)
    lists: dict[str, tuple[str, ...]] = {"stage": STAGES, "setting": SETTINGS}
    for name, code in query.filters:
        if not indicator.knows(name) or (name in SCHOOL_GROUPS and name not in lists):
            continue
        known = lists.get(name) or gate.codes(scope, name)
        if code not in (*known, UNASSIGNED):
            raise BadQuery(f"There is no {name} {code[:40]!r}; known are {', '.join(known)}.")


def _scope_of(user: str) -> Scope:
    # A command line is where the houses meet: accounts are the dashboard's, and nothing else here knows of it.
    from dashboard.auth.users import scope_of_name

    return scope_of_name(user)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m data_access", description=__doc__)
    ask = parser.add_subparsers(dest="command", required=True).add_parser("ask", help="ask the warehouse one question")
    ask.add_argument("indicator", help="such as T04, or G10:R02")
    ask.add_argument("--place", required=True, metavar="CODE", help="region, area or school")
    ask.add_argument(
        "--by", action="append", default=[], help="child, month, stage, setting, a segment ...; may repeat"
    )
    ask.add_argument("--period", help="2024-09..2025-08, 2024-09, 2024-2025 or 2024-1; everything when left out")
    ask.add_argument("--where", action="append", default=[], metavar="NAME=CODE", help="stage=primary; may repeat")
    ask.add_argument("--interval", action="store_true", help="also say how sure it is, and the status against the line")
    ask.add_argument("--against", choices=AGAINST, help="also give the verdict against this benchmark")
    ask.add_argument("--as", dest="user", metavar="USER", help="answer as this user sees it; else the whole nation")
    ask.add_argument("--format", choices=FORMATS, default="table")
    ask.add_argument("--lang", choices=("zh", "en"), default="zh")
    ask.add_argument("--explain", action="store_true", help="also print the tables chosen, the SQL and the rows read")
    ask.add_argument("--no-rollups", action="store_true", help="answer from the facts themselves")
    ask.add_argument("--seconds", type=float, default=60.0, help="time limit")
    warehouse = os.environ.get("DASHBOARD_WAREHOUSE_URL") or DEFAULT_WAREHOUSE
    ask.add_argument("--warehouse", default=warehouse, metavar="URL", help="default: DASHBOARD_WAREHOUSE_URL")
    return parser


if __name__ == "__main__":
    sys.exit(main())
