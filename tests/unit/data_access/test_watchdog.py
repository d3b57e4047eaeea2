"""One thread stops what is late, and nothing else."""

from __future__ import annotations

import subprocess
import sys
import threading
import time

import pytest

from data_access.engines.watchdog import Watchdog


@pytest.fixture
def watchdog() -> Watchdog:
    return Watchdog()


def test_a_late_block_is_stopped_until_it_ends(watchdog: Watchdog) -> None:
    stops = threading.Semaphore(0)
    with watchdog.limit(0.01, stops.release) as deadline:
        for _ in range(3):  # the first stop may have come too early for its query
            assert stops.acquire(timeout=30)
    assert deadline.passed


def test_a_block_in_time_is_never_stopped(watchdog: Watchdog) -> None:
    stopped: list[int] = []
    for n in range(50):
        with watchdog.limit(0.05, lambda n=n: stopped.append(n)) as deadline:
            pass
        assert not deadline.passed
    time.sleep(0.2)
    assert stopped == []


def test_only_the_late_one_of_many_is_stopped(watchdog: Watchdog) -> None:
    stopped: list[str] = []
    late = threading.Event()
    with watchdog.limit(60, lambda: stopped.append("patient")):
        with watchdog.limit(0.01, late.set):
            assert late.wait(30)
        with watchdog.limit(30, lambda: stopped.append("short")):
            pass
    assert stopped == []


def test_a_stop_that_fails_does_not_end_the_watch(watchdog: Watchdog) -> None:
    with watchdog.limit(0.01, lambda: 1 / 0):
        time.sleep(0.05)
    late = threading.Event()
    with watchdog.limit(0.01, late.set):
        assert late.wait(30)


def test_many_blocks_share_one_thread(watchdog: Watchdog) -> None:
    before = threading.active_count()

    def ask() -> None:
        for _ in range(100):
            with watchdog.limit(60, lambda: None):
                pass

    askers = [threading.Thread(target=ask) for _ in range(8)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    assert threading.active_count() == before + 1


_FORKED = """
import os, threading
from data_access.engines.watchdog import WATCHDOG
with WATCHDOG.limit(60, lambda: None):
    child = os.fork()
    if child == 0:
        late = threading.Event()
        with WATCHDOG.limit(0.01, late.set):
            os._exit(0 if late.wait(30) else 1)
raise SystemExit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


def test_a_forked_process_has_a_watchdog_of_its_own() -> None:
    # In a process of its own: one that has run DuckDB cannot be forked.
    assert subprocess.run([sys.executable, "-c", _FORKED], check=False).returncode == 0
