"""`python -m dashboard run|users|audit`: serve a demo, look after accounts, check the audit."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module

from dashboard.commands import CannotDo

_COMMANDS = ("run", "users", "audit")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; returns the exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    parser = argparse.ArgumentParser(prog="python -m dashboard", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    # The others are not loaded for the one that is asked for.
    for name in given[:1] if given[:1] and given[0] in _COMMANDS else _COMMANDS:
        import_module(f"dashboard.commands.{name}").declare(commands)
    options = parser.parse_args(given)
    try:
        return int(options.do(options))
    except Exception as error:
        if (said := _sentence(error)) is None:
            raise
        print(said, file=sys.stderr)
    return 1


def _sentence(error: Exception) -> str | None:
    """What is wrong, if it is no fault of ours."""
    from sqlalchemy.exc import SQLAlchemyError

    from dashboard.settings import BadSettings
    from dashboard.store import StoreUnusable
    from data_access.engine import WarehouseUnreadable

    if isinstance(error, BadSettings | CannotDo | StoreUnusable | WarehouseUnreadable):
        return str(error)
    if isinstance(error, SQLAlchemyError):
        return f"The accounts cannot be used: {str(error.__cause__ or error).splitlines()[0]}"
    return None


if __name__ == "__main__":
    sys.exit(main())
