"""How gunicorn serves the dashboard: `gunicorn -c python:dashboard.serving app:server`."""

from __future__ import annotations

import ctypes
import gc
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


_ARENAS, _TRIM_FROM, _MMAP_FROM = (-8, 2), (-1, 1 << 20), (-3, 1 << 18)
"""Options of glibc's `mallopt` (malloc.h), and what they are set to."""


def _thrifty() -> None:
    """Have glibc give back what is freed.

    By itself it keeps a heap for each thread, each as large as the largest answer that was made in it.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:  # musl has none
        for option in (_ARENAS, _TRIM_FROM, _MMAP_FROM):
            mallopt(*option)


def on_starting(_server: object) -> None:
    """Import the program and open what every worker will open, before there are any.

    What is imported here the workers share, in memory and in time. A fault of what is opened is told in its sentence
    and ends all; that is done in a process of its own, since an engine must not be held across a fork.
    """
    from dashboard.factory import import_pages
    from data_access.engine import unopened

    _thrifty()
    import_pages()
    unopened()
    gc.collect()
    gc.freeze()  # a collection would write to the pages that are shared
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
