"""`python -m dashboard users …`: accounts from the server's own command line; the first administrator is made here."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select

from dashboard.auth import administration
from dashboard.auth.administration import Refused
from dashboard.auth.context import place_exists
from dashboard.auth.scopes import written
from dashboard.commands import CannotDo, open_gate, open_store, whoever
from dashboard.commands.user_file import read, write_codes
from dashboard.i18n import LANGUAGES, Translator
from dashboard.store import ROLES, User

_T = Translator("en")
_SCOPE = "nation, region:CODE, area:CODE or school:CODE"


def declare(commands: Any) -> None:
    """Add the command and its parts."""
    parser = commands.add_parser("users", help="add, import, change and list accounts")
    parts = parser.add_subparsers(dest="part", required=True)

    def part(name: str, does: Callable[[argparse.Namespace], int], about: str, *, named: bool = True) -> Any:
        made = parts.add_parser(name, help=about)
        made.set_defaults(do=_refusing(does))
        if named:
            made.add_argument("name", metavar="NAME")
        return made

    add = part("add", _add, "make an account; prints its one-time code")
    add.add_argument("--role", required=True, choices=ROLES)
    add.add_argument("--scope", action="append", default=[], metavar="SCOPE", help=f"{_SCOPE}; may be given again")
    add.add_argument("--until", type=_day, metavar="DAY", help="the last day of these scopes, such as 2027-08-31")
    add.add_argument("--language", choices=LANGUAGES, default=LANGUAGES[0])
    many = part("import", _import, "make accounts from a CSV file, all or none", named=False)
    many.add_argument("file", type=Path, help="columns: name, role, scope, until, language")
    many.add_argument("--dry-run", action="store_true", help="only say what would be done")
    many.add_argument(
        "--codes", type=Path, metavar="FILE", help="a new file for the one-time codes (else they are printed)"
    )
    scope = part("scope", _scope, "list, grant or end what an account may see")
    scope.add_argument("what", choices=("list", "grant", "end"))
    scope.add_argument("scope", nargs="?", metavar="SCOPE", help=_SCOPE)
    scope.add_argument("--until", type=_day, metavar="DAY", help="the last day")
    role = part("role", _role, "give an account another role; its sessions end")
    role.add_argument("role", choices=ROLES)
    single = part("subject", _subject, "the value of the single sign-on's claim that means this account")
    single.add_argument("value", metavar="VALUE", nargs="?", help="without it the account's own name counts again")
    part("disable", _plain(administration.disable), "let an account in no more; its sessions end")
    part("enable", _plain(administration.enable), "let a disabled account in again")
    part("reset", _reset, "a new one-time code instead of password and second factor; prints it")
    screen = part("display", _display, "a link that opens a big screen once, for a place that the account sees")
    screen.add_argument("scope", metavar="SCOPE", help=_SCOPE)
    acting = part("acting", _acting, "let an account see for a time what another sees")
    acting.add_argument("subject", metavar="FOR")
    acting.add_argument("--days", type=int, required=True)
    acting.add_argument("--reason", required=True)
    part("list", _list, "list all accounts", named=False)


def _add(options: argparse.Namespace) -> int:
    _check(options.scope)
    with open_store().session() as db:
        code = administration.add(
            db,
            options.name,
            options.role,
            options.scope,
            language=options.language,
            ends_on=options.until,
            actor=whoever(),
        )
    print(f"{options.name}: one-time code {code} (good for 14 days, to be changed at the first login)")
    return 0


def _import(options: argparse.Namespace) -> int:
    rows = read(options.file)
    gate = open_gate() if any(row.scopes for row in rows) else None
    # Hashing takes its time, and nobody can log in while the database is written to: it is done before.
    ready = {row.name: ("", "") if options.dry_run else administration.one_time_code() for row in rows}
    codes, faults = [], []
    with open_store().session() as db:
        for row in rows:
            try:
                for scope in row.scopes:
                    if gate is None or not place_exists(gate, scope):
                        raise Refused("refused.place", scope=scope[:40])
                code = administration.add(
                    db,
                    row.name,
                    row.role,
                    row.scopes,
                    language=row.language,
                    ends_on=row.until,
                    actor=whoever(),
                    made=ready[row.name],
                )
                codes.append((row.name, code))
            except Refused as refused:
                faults.append(f"line {row.line}: {_T(refused.key, **refused.parts)}")
        if faults:
            db.rollback()
            raise CannotDo("\n".join([*faults, "Nothing was imported."]))
        if options.dry_run:
            db.rollback()
            print(f"{len(codes)} accounts would be made. Nothing was changed.")
            return 0
        if options.codes:
            write_codes(options.codes, codes)  # before the accounts are there: without its code an account is no use
    if not options.codes:
        for name, code in codes:
            print(f"{name},{code}")
    print(f"{len(codes)} accounts were made.", file=sys.stderr)
    return 0


def _scope(options: argparse.Namespace) -> int:
    if options.what == "list":
        with open_store().reading() as db:
            for g in administration.find(db, options.name).scopes:
                print(f"{written(g.kind, g.code)}{f' until {g.ends_on}' if g.ends_on else ''}")
        return 0
    if not options.scope:
        raise CannotDo(f"Say which scope: {_SCOPE}.")
    if options.what == "grant":
        _check([options.scope])
    with open_store().session() as db:
        user = administration.find(db, options.name)
        if options.what == "grant":
            administration.grant(db, user, options.scope, options.until, actor=whoever())
        else:
            administration.end_grant(db, user, options.scope, actor=whoever())
    return 0


def _role(options: argparse.Namespace) -> int:
    with open_store().session() as db:
        administration.change_role(db, administration.find(db, options.name), options.role, actor=whoever())
    return 0


def _subject(options: argparse.Namespace) -> int:
    with open_store().session() as db:
        administration.set_subject(db, administration.find(db, options.name), options.value, actor=whoever())
    return 0


def _reset(options: argparse.Namespace) -> int:
    with open_store().session() as db:
        code = administration.reset(db, administration.find(db, options.name), actor=whoever())
    print(f"{options.name}: one-time code {code} (good for 14 days, to be changed at the first login)")
    return 0


def _display(options: argparse.Namespace) -> int:
    with open_store().session() as db:
        user = administration.find(db, options.name)
        code = administration.make_display(db, user, options.scope, actor=whoever())
    print(f"Open on the big screen, within a day and once: /display?code={code}")
    return 0


def _acting(options: argparse.Namespace) -> int:
    with open_store().session() as db:
        actor, subject = administration.find(db, options.name), administration.find(db, options.subject)
        administration.allow_acting(db, actor, subject, options.days * 86400, options.reason, by=whoever())
    return 0


def _list(_options: argparse.Namespace) -> int:
    with open_store().reading() as db:
        for user in db.scalars(select(User).order_by(User.name)):
            state = "disabled" if user.disabled else "waits for the first login" if user.must_change else "active"
            scopes = " ".join(written(g.kind, g.code) for g in user.scopes)
            print(f"{user.name}\t{user.role}\t{state}\t{scopes or 'no scope'}")
    return 0


def _plain(does: Callable[..., None]) -> Callable[[argparse.Namespace], int]:
    def run(options: argparse.Namespace) -> int:
        with open_store().session() as db:
            does(db, administration.find(db, options.name), actor=whoever())
        return 0

    return run


def _refusing(does: Callable[[argparse.Namespace], int]) -> Callable[[argparse.Namespace], int]:
    """Say a refusal in words."""

    def run(options: argparse.Namespace) -> int:
        try:
            return does(options)
        except Refused as refused:
            raise CannotDo(_T(refused.key, **refused.parts)) from None

    return run


def _check(scopes: Sequence[str]) -> None:
    """Refuse a scope of which the warehouse has no place."""
    gate = open_gate() if scopes else None
    for scope in scopes:
        if gate is None or not place_exists(gate, scope):
            raise Refused("refused.place", scope=scope[:40])


def _day(text: str) -> date:
    return date.fromisoformat(text)
