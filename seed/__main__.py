"""The command line of the loaders: ``python -m seed build|load|check|rollups|key|ddl``."""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import duckdb
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from data_access import engine as warehouse
from data_access.rollups import basins
from seed import check, ddl, publish, rollups, sources, transfer
from seed.errors import Refused, first_line
from seed.progress import Bar
from seed.release import Draft
from seed.sources import contract, oulad
from seed.sources.report import Report

_SEED = 20261001
_SCALES = (
    "tiny: about 300 schools and one school year of usage; demo: 12,000 and three; "
    "nation: 204,000 and five, more than a billion rows of usage in about half an hour and 15 GB"
)
_OUT = "a DuckDB file, or the SQLAlchemy URL of a PostgreSQL or ClickHouse database"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 refused; a wrong command line exits with 2."""
    options = _parser().parse_args(arguments)
    bar = Bar()
    try:
        code: int = options.run(options, bar)
        return code
    except (Refused, warehouse.WarehouseUnreadable) as error:
        bar.close()
        print(error, file=sys.stderr)
        return 1
    except (KeyboardInterrupt, RuntimeError) as error:
        # DuckDB turns an interrupt within a query into an error of its own.
        if not isinstance(error.__cause__ or error, KeyboardInterrupt):
            raise
        bar.close()
        print("Stopped; nothing was published.", file=sys.stderr)
        return 130
    finally:
        bar.close()


def _build(options: argparse.Namespace, bar: Bar) -> int:
    # Only here, so that loading and checking do without the generator.
    from seed import build, demo

    scale = demo.SCALES[options.scale].sized(options.schools, options.years)
    with transfer.staged(options.out, bar) as file:
        draft = build.build(scale, options.seed, file, bar, rolled=options.rollups, proved=options.proved)
    return _published(draft, options.out, bar)


def _load(options: argparse.Namespace, bar: Bar) -> int:
    kind = sources.detect(options.folder) if options.kind == "auto" else options.kind
    with transfer.staged(options.out, bar) as file:
        if kind == "oulad":
            draft = oulad.load(options.folder, file, bar)
        else:
            report = Report(file)
            try:
                draft = contract.load(options.folder, file, bar, report)
            finally:
                bar.close()
                report.show(sys.stdout, sys.stderr)
    return _published(draft, options.out, bar)


def _check(options: argparse.Namespace, bar: Bar) -> int:
    url = options.url if "://" in options.url else f"duckdb:///{options.url}"
    try:
        shown = make_url(url).render_as_string(hide_password=True)
        engine = warehouse.reader(url, scratch=True, may_write=True)
    except (SQLAlchemyError, ImportError) as error:
        raise Refused(f"This is no address of a warehouse that can be opened here: {first_line(error)}") from error
    try:
        found = check.check(engine)
    except SQLAlchemyError as error:
        raise Refused(f"The warehouse {shown} cannot be read: {first_line(error)}") from error
    finally:
        engine.dispose()
    for note in found.notes:
        print(note)
    for fault in found.faults:
        print(fault)
    print(f"{shown} breaks the contract." if found.faults else f"{shown} keeps the contract.")
    return 1 if found.faults else 0


def _rollups(options: argparse.Namespace, bar: Bar) -> int:
    try:
        made = _rolled(options.url, options.least, bar)
    except (SQLAlchemyError, duckdb.Error) as error:
        raise Refused(f"{transfer.shown(options.url)} could not be rolled up: {first_line(error)}") from error
    bar.close()
    for name, rows in made.items():
        print(f"{name:<40} {rows:>12,} rows")
    return 0


def _rolled(url: str, least: int, bar: Bar) -> dict[str, int]:
    if (file := transfer.file_of(url)) is not None:
        return publish.roll_up(file, bar, least=least)
    warehouse.reader(url, may_write=True).dispose()  # says what is wrong before anything is touched
    engine = warehouse.loader(warehouse.resolve(url))
    try:
        return rollups.make(engine, bar, least=least)
    finally:
        engine.dispose()


def _key(options: argparse.Namespace, bar: Bar) -> int:
    print(transfer.new_key(options.url))
    return 0


def _ddl(options: argparse.Namespace, bar: Bar) -> int:
    print(ddl.printed(options.engine), end="")
    return 0


def _published(draft: Draft, out: str, bar: Bar) -> int:
    bar.close()
    print(f"{transfer.shown(out)} {'now' if draft.is_new else 'already'} holds release {draft.release_id}.")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m seed", description="Fill and check warehouses.")
    commands = parser.add_subparsers(required=True, metavar="build|load|check|rollups|key|ddl")

    builder = commands.add_parser("build", help="build a warehouse of invented data")
    builder.add_argument("--scale", choices=("tiny", "demo", "nation"), default="demo", help=_SCALES)
    builder.add_argument(
        "--schools", type=_between(500, 999_999), metavar="N", help="another number of schools than the scale has"
    )
    builder.add_argument(
        "--years", type=_between(1, 10), metavar="N", help="another number of school years of usage than the scale has"
    )
    builder.add_argument("--seed", type=int, default=_SEED, help="another seed makes other data")
    builder.add_argument("--no-rollups", dest="rollups", action="store_false", help="leave them to `rollups`")
    builder.add_argument(
        "--unproved",
        dest="proved",
        action="store_false",
        help="leave it to `rollups` to read the file once and check it",
    )
    builder.add_argument("--out", required=True, metavar="FILE|URL", help=_OUT)
    builder.set_defaults(run=_build)

    loader = commands.add_parser("load", help="load real data")
    loader.add_argument("kind", choices=("contract", "oulad", "auto"), help="auto tells it by the file names")
    loader.add_argument("folder", type=Path, metavar="DIR")
    loader.add_argument("--out", required=True, metavar="FILE|URL", help=_OUT)
    loader.set_defaults(run=_load)

    checker = commands.add_parser("check", help="check a warehouse against the contract")
    checker.add_argument("url", metavar="URL", help="SQLAlchemy URL, or the path of a DuckDB file")
    checker.set_defaults(run=_check)

    roller = commands.add_parser("rollups", help="build the roll-ups of a warehouse, on the engine that holds it")
    roller.add_argument("url", metavar="URL", help="SQLAlchemy URL, or the path of a DuckDB file")
    roller.add_argument(
        "--least", type=_between(0, 999_999), default=basins.LEAST, metavar="N", help="cover places of more schools"
    )
    roller.set_defaults(run=_rollups)

    keeper = commands.add_parser("key", help="make a new key of scopes for a PostgreSQL database, and print it")
    keeper.add_argument("url", metavar="URL", help="SQLAlchemy URL of the loader; the key goes into the reader's")
    keeper.set_defaults(run=_key)

    maker = commands.add_parser("ddl", help="print the statements that make an empty warehouse")
    maker.add_argument("--engine", choices=tuple(ddl.ENGINES), required=True)
    maker.set_defaults(run=_ddl)
    return parser


def _between(low: int, high: int) -> Callable[[str], int]:
    """Return the reader of a whole number from `low` to `high`."""

    def number(text: str) -> int:
        if not (text.isdecimal() and low <= int(text) <= high):
            raise argparse.ArgumentTypeError(f"a number from {low} to {high}, not {text!r}")
        return int(text)

    return number


if __name__ == "__main__":
    # So that `kill` unwinds like Ctrl-C does, and takes the half-built file along.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    sys.exit(main())
