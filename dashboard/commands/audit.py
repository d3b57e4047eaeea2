"""`python -m dashboard audit …`: check that the log is whole, and let go of what is old enough."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from typing import Any

from dashboard.audit import prune, recorded, verify
from dashboard.commands import CannotDo, configured, open_store, whoever

_SHORTEST = 6


def declare(commands: Any) -> None:
    """Add the command and its parts."""
    parser = commands.add_parser("audit", help="check the audit log, or let go of what is old")
    parts = parser.add_subparsers(dest="part", required=True)
    check = parts.add_parser("verify", help="read the whole chain and name the first row that does not fit")
    check.add_argument("--expect", metavar="HASH", help="the last hash that was written down elsewhere")
    check.set_defaults(do=_verify)
    old = parts.add_parser("prune", help="delete rows older than DASHBOARD_AUDIT_MONTHS")
    old.set_defaults(do=_prune)


def _verify(options: argparse.Namespace) -> int:
    with open_store().reading() as db:
        verdict = verify(db)
    if verdict.broken is not None:
        raise CannotDo(f"The audit log is broken at row {verdict.broken}: {verdict.why}.")
    if options.expect and options.expect != verdict.last_hash:
        raise CannotDo(
            f"The audit log ends in {verdict.last_hash}, not in {options.expect}: rows were added, or all made anew."
        )
    print(f"The audit log is whole: {verdict.rows} rows, ending in {verdict.last_hash}")
    return 0


def _prune(_options: argparse.Namespace) -> int:
    text = configured("audit_months")
    months = int(text) if text.isdecimal() else 0
    if months < _SHORTEST:
        raise CannotDo(f"DASHBOARD_AUDIT_MONTHS={text[:20]} is no number of at least {_SHORTEST} months.")
    today = datetime.now(UTC)
    year, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    before = datetime(year, month + 1, 1, tzinfo=UTC)
    with open_store().session() as db:
        gone = prune(db, before)
        if gone:
            recorded(db, "pruned", actor=whoever(), rows=gone, before=before.date())
    print(f"{gone} rows from before {before:%Y-%m-%d} were deleted; the chain goes on from the last of them.")
    return 0
