"""Kept answers: made once, bounded, and an error is never kept."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from data_access.cache import Cache


def one(_: Any) -> int:
    return 1


def test_an_answer_is_made_once_and_kept() -> None:
    cache, made = Cache(10), []
    for _ in range(3):
        assert cache.get("k", lambda: made.append(1) or "answer", one) == "answer"
    assert len(made) == 1
    assert cache.counters == {"miss": 1, "hit": 2}


def test_who_asks_while_it_is_made_waits_for_the_same_answer() -> None:
    cache, started, may_end, made = Cache(10), threading.Event(), threading.Event(), []

    def make() -> object:
        made.append(1)
        started.set()
        assert may_end.wait(10)
        return object()

    with ThreadPoolExecutor(9) as pool:
        first = pool.submit(cache.get, "k", make, one)
        assert started.wait(10)
        others = [pool.submit(cache.get, "k", make, one) for _ in range(8)]
        deadline = time.monotonic() + 10
        while cache.counters["wait"] < 8 and time.monotonic() < deadline:
            time.sleep(0.001)
        may_end.set()
        assert {id(f.result(10)) for f in others} == {id(first.result(10))}
    assert len(made) == 1
    assert cache.counters == {"miss": 1, "wait": 8}


def test_making_one_answer_does_not_hold_up_another() -> None:
    cache = Cache(10)
    assert cache.get("outer", lambda: cache.get("inner", lambda: 1, one) + 1, one) == 2
    assert cache.get("inner", lambda: 9, one) == 1


def test_an_error_reaches_everyone_who_waits_and_is_not_kept() -> None:
    cache, started, may_end = Cache(10), threading.Event(), threading.Event()

    def fail() -> None:
        started.set()
        assert may_end.wait(10)
        raise ValueError("broken")

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(cache.get, "k", fail, one)
        assert started.wait(10)
        second = pool.submit(cache.get, "k", fail, one)
        while not cache.counters["wait"]:
            time.sleep(0.001)
        may_end.set()
        for waiting in (first, second):
            with pytest.raises(ValueError, match="broken"):
                waiting.result(10)
    assert cache.get("k", lambda: "whole again", one) == "whole again"


def test_the_least_recently_used_goes_first() -> None:
    cache = Cache(3)
    for key in "abc":
        cache.get(key, lambda key=key: key, one)
    cache.get("a", lambda: "again", one)
    cache.get("d", lambda: "d", one)
    assert cache.get("a", lambda: "made anew", one) == "a"
    assert cache.get("b", lambda: "made anew", one) == "made anew"


def test_what_is_kept_stays_within_the_bound() -> None:
    cache = Cache(100)
    for key in range(50):
        cache.get(key, lambda: "x", lambda _: 30)
    kept = [key for key in reversed(range(50)) if cache.get(key, lambda: "anew", lambda _: 1000) == "x"]
    assert kept == [49, 48, 47]


def test_what_is_larger_than_the_bound_is_answered_but_not_kept() -> None:
    cache = Cache(100)
    cache.get("small", lambda: "small", one)
    assert cache.get("huge", lambda: "huge", lambda _: 101) == "huge"
    assert cache.get("huge", lambda: "anew", one) == "anew"
    assert cache.get("small", lambda: "anew", one) == "small"


def test_a_size_that_cannot_be_told_is_an_error_and_leaves_nobody_waiting() -> None:
    cache, started, may_end, ended = Cache(100), threading.Event(), threading.Event(), []

    def make() -> str:
        started.set()
        assert may_end.wait(10)
        return "x"

    def ask() -> None:
        try:
            cache.get("k", make, lambda _: 1 // 0)
        except ZeroDivisionError:
            ended.append("error")

    askers = [threading.Thread(target=ask, daemon=True) for _ in range(2)]
    askers[0].start()
    assert started.wait(10)
    askers[1].start()
    while not cache.counters["wait"]:
        time.sleep(0.001)
    may_end.set()
    for asker in askers:
        asker.join(2)
    assert ended == ["error", "error"]
    assert cache.get("k", lambda: "y", one) == "y"


def test_what_is_let_go_is_made_again() -> None:
    cache, made = Cache(100), iter("ab")
    assert cache.get("key", lambda: next(made), len) == "a"
    cache.clear()
    assert cache.get("key", lambda: next(made), len) == "b" == cache.get("key", lambda: next(made), len)
