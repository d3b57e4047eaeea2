"""`python -m dashboard run|users|audit`: serve a demo, look after accounts, check the audit."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from sqlalchemy.exc import SQLAlchemyError

from dashboard.commands import CannotDo, audit, run, users
from dashboard.settings import BadSettings
from dashboard.store import StoreUnusable
from data_access.engine import WarehouseUnreadable


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m dashboard", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for module in (run, users, audit):
        module.declare(commands)
    options = parser.parse_args(arguments)
    try:
        return int(options.do(options))
    except (BadSettings, CannotDo, StoreUnusable, WarehouseUnreadable) as error:
        print(error, file=sys.stderr)
    except SQLAlchemyError as error:
        print(f"The accounts cannot be used: {str(error.__cause__ or error).splitlines()[0]}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
