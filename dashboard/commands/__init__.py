"""The commands of `python -m dashboard`: serve a demo, look after accounts, check the audit."""

from __future__ import annotations

import getpass
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # loading them takes seconds, which who serves a demo uses to make its warehouse
    from dashboard.store import Store
    from data_access.gate import Gate


class CannotDo(Exception):
    """Why a command did nothing, in one sentence or a line a fault."""


def configured(name: str) -> str:
    """A setting as the server would read it; the commands need neither its secret key nor its port."""
    from dashboard.settings import Settings

    return os.environ.get(f"DASHBOARD_{name.upper()}") or str(Settings.model_fields[name].default)


def open_store() -> Store:
    """The configured application database; raises `StoreUnusable`."""
    from dashboard.store import Store

    return Store(configured("app_db_url"))


def open_gate() -> Gate:
    """The configured warehouse."""
    from data_access.gate import Gate

    return Gate(configured("warehouse_url"), seconds=60.0, memory=configured("query_memory"))


def whoever() -> str:
    """Who runs the command, for the audit: whoever can write to the database could claim any other name as well."""
    try:
        return f"cli:{getpass.getuser()}"
    except (KeyError, OSError):
        return f"cli:{os.getuid()}"
