"""How gunicorn serves the dashboard: `gunicorn -c python:dashboard.serving app:server`."""

from __future__ import annotations

import sys

from gunicorn.http import message

from dashboard.settings import BadSettings, load
from dashboard.warehouse import opened
from data_access.engine import WarehouseUnreadable

worker_class = "gthread"
workers = 2
threads = 4

# What is wrong with an address is for the view to clamp and say: 10,000 characters fit, the login's quote of it too.
limit_request_line = 32_768
# By itself gunicorn bounds at 8,190 bytes or, with 0, not at all, and then anybody could fill its memory.
message.MAX_REQUEST_LINE = limit_request_line


def on_starting(_server: object) -> None:
    """Open what every worker will open, once and before there are any: a fault is told in its sentence and ends all."""
    try:
        opened(load()).close()
    except (BadSettings, WarehouseUnreadable) as fault:
        print(fault, file=sys.stderr)
        sys.exit(1)
