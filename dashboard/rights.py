"""Who may call what: routes and callbacks by role; what is not declared here stops the start.

Pages declare their roles themselves (`dashboard.page`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from dashboard.page import READERS

ANYBODY = "anybody"
"""Answered without a session."""
SIGNED_IN = "signed in"
"""People of every role, but no big screen."""
ON_THE_WAY = "on the way in"
"""Sessions for which a step of the login is still open, each on its own page."""
_ADMINISTRATOR = frozenset({"administrator"})
_READERS = frozenset(READERS)
_PEOPLE = _READERS - {"display"}
WRITERS = _PEOPLE - {"principal"}
"""Those who answer for more than one school; a principal whom a number surprises reports a doubt."""

ENDPOINTS: dict[str, frozenset[str] | str] = {
    "healthz": ANYBODY,
    "auth.login": ANYBODY,
    "auth.style": ANYBODY,
    "auth.display": ANYBODY,
    "auth.logout": ANYBODY,  # there is nothing behind it for those who are not there
    "auth.sso": ANYBODY,
    "auth.sso_back": ANYBODY,
    "auth.code": ON_THE_WAY,
    "auth.password": ON_THE_WAY,
    "auth.factor": ON_THE_WAY,
    "auth.account": SIGNED_IN,
    "auth.change_password": SIGNED_IN,
    "auth.change_factor": SIGNED_IN,
    "auth.end_session": SIGNED_IN,
    "auth.act": SIGNED_IN,
    "auth.stop_acting": SIGNED_IN,
    **dict.fromkeys(
        (
            "admin.users",
            "admin.add",
            "admin.user",
            "admin.change",
            "admin.sessions",
            "admin.end_session",
            "admin.audit",
            "admin.audit_csv",
        ),
        _ADMINISTRATOR,
    ),
    "doubts.list": _PEOPLE,
    "doubts.form": _PEOPLE,
    "doubts.report": _PEOPLE,
    "doubts.answer": frozenset({"steward", "ministry"}),
    "notes.list": _PEOPLE,
    "notes.add": WRITERS,
    "notes.withdraw": WRITERS,
    "targets.list": _PEOPLE,
    "targets.add": WRITERS,
    "targets.withdraw": WRITERS,
    "export": _PEOPLE,
    "export_page": _PEOPLE,
    "search": _READERS,
    "area": _READERS,
    "indicator": _READERS,
    "assets": _READERS,
    "static": _READERS,
    "/": _READERS,  # Dash names its routes by their address
    "/<path:path>": _READERS,
    "/_dash-component-suites/<string:package_name>/<path:fingerprinted_path>": _READERS,
    "/_dash-layout": _READERS,
    "/_dash-dependencies": _READERS,
    "/_dash-update-component": _READERS,
    "/_reload-hash": _READERS,
    "/_favicon.ico": _READERS,
    "_dash_assets.static": _READERS,
}

CALLBACKS: dict[str, frozenset[str]] = dict.fromkeys(
    ("head-data", "canonical", "cards-data", "chart-data", "list-data"), _READERS
)
"""Roles by the first output of a callback: its id, or the type of its id."""


class UndeclaredRights(Exception):
    """Something that somebody could call and of which nobody has said who may."""


def check_declared(endpoints: Iterable[str], callbacks: Iterable[str]) -> None:
    """Raise `UndeclaredRights` unless every route and every callback's output is declared."""
    open_ones = sorted(
        {e for e in endpoints if e not in ENDPOINTS} | {o for o in callbacks if first(o) not in CALLBACKS}
    )
    if open_ones:
        raise UndeclaredRights(f"Say in dashboard/rights.py who may call: {', '.join(open_ones)[:500]}")


def may_call(output: str, role: str) -> bool:
    """Tell whether a role may call the callback with this output."""
    return role in CALLBACKS.get(first(output), frozenset())


def first(output: str) -> str:
    """The first output of a callback, `..a.children...b.children..`: its id or, of a pattern, the id's type."""
    name = output.strip(".").split("...")[0].rpartition(".")[0].partition("@")[0]
    if not name.startswith("{"):
        return name
    try:
        held = json.loads(name)
    except ValueError:
        return name
    return str(held.get("type", name)) if isinstance(held, Mapping) else name
