"""How gunicorn serves the dashboard: `gunicorn -c python:dashboard.serving app:server`."""

from __future__ import annotations

import sys
from multiprocessing import get_context

from gunicorn.http import message

worker_class = "gthread"
workers = 2
threads = 4

# What is wrong with an address is for the view to clamp and say: 10,000 characters fit, the login's quote of it too.
limit_request_line = 32_768
# By itself gunicorn bounds at 8,190 bytes or, with 0, not at all, and then anybody could fill its memory.
message.MAX_REQUEST_LINE = limit_request_line


def on_starting(_server: object) -> None:
    """Open what every worker will open, before there are any: a fault is told in its sentence and ends all.

    That is done in a process of its own: in the first one it would stay in memory for good.
    """
    tried = get_context("fork").Process(target=_open)
    tried.start()
    tried.join()
    if tried.exitcode:
        sys.exit(1)


def _open() -> None:
    from dashboard.settings import BadSettings, load
    from dashboard.warehouse import opened
    from data_access.engine import WarehouseUnreadable

    try:
        opened(load()).close()
    except (BadSettings, WarehouseUnreadable) as fault:
        print(fault, file=sys.stderr)
        sys.exit(1)
