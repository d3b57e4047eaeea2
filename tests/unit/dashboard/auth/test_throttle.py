"""Guessing slows down (trust.md, SEC-7), and no stranger can keep anybody out."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import time_machine

from dashboard.auth import throttle
from dashboard.auth.throttle import ACCOUNT, ADDRESS, PAIR, keys, reserve
from dashboard.store import Store

AT = 1_800_000_000


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(f"sqlite:///{tmp_path / 'app.sqlite'}")


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(AT, tick=False) as traveller:
        yield traveller


def attempts(store: Store, n: int, name: str = "wu", address: str = "10.0.0.1", device: str | None = None) -> list[int]:
    return [reserve(store, keys(name, address, device)) for _ in range(n)]


def test_after_five_attempts_there_is_a_pause_that_doubles(store: Store, clock: time_machine.Traveller) -> None:
    assert attempts(store, 7) == [0, 0, 0, 0, 0, 30, 30]
    pauses = []
    for _ in range(8):
        clock.shift(attempts(store, 1)[0])
        assert attempts(store, 1) == [0], "one more attempt when the pause is over"
        pauses.append(attempts(store, 1)[0])
    assert pauses == [60, 120, 240, 480, 900, 900, 900, 900]


def test_attempts_at_once_are_counted_like_those_one_after_the_other(store: Store) -> None:
    with ThreadPoolExecutor(16) as pool:
        waits = list(pool.map(lambda _: reserve(store, keys("wu", "10.0.0.1", None)), range(32)))
    assert waits.count(0) == PAIR.free


def test_after_an_hour_it_is_as_if_nothing_had_been(store: Store, clock: time_machine.Traveller) -> None:
    attempts(store, 6)
    clock.shift(throttle.FORGOTTEN + 1)
    assert attempts(store, 6) == [0, 0, 0, 0, 0, 30]


def test_many_names_from_one_address_are_slowed_down(store: Store, clock: time_machine.Traveller) -> None:
    waits = [attempts(store, 1, name=f"name{n}")[0] for n in range(ADDRESS.free + 1)]
    assert waits == [0] * ADDRESS.free + [ADDRESS.first]
    assert attempts(store, 1, name="another", address="10.0.0.2") == [0]


def test_many_addresses_for_one_name_are_slowed_down(store: Store, clock: time_machine.Traveller) -> None:
    waits = [attempts(store, 1, address=f"10.0.1.{n}")[0] for n in range(ACCOUNT.free + 1)]
    assert waits == [0] * ACCOUNT.free + [ACCOUNT.first]


def test_a_browser_that_the_account_knows_is_not_slowed_by_strangers(
    store: Store, clock: time_machine.Traveller
) -> None:
    for n in range(ACCOUNT.free + 10):
        attempts(store, 1, address=f"10.0.1.{n}")
    attempts(store, 10)
    assert attempts(store, 1)[0] > 0
    assert attempts(store, 1, device="known") == [0]


def test_whoever_steals_such_a_browser_has_no_more_tries(store: Store, clock: time_machine.Traveller) -> None:
    assert attempts(store, 6, device="known") == [0, 0, 0, 0, 0, 30]


def test_success_forgets_the_pair_but_not_the_address(store: Store, clock: time_machine.Traveller) -> None:
    attempts(store, 4)
    with store.session() as db:
        throttle.succeeded(db, keys("wu", "10.0.0.1", None))
    assert attempts(store, 5) == [0] * 5
    held = ADDRESS.free - 9
    assert [attempts(store, 1, name=f"n{n}")[0] for n in range(held + 1)] == [0] * held + [ADDRESS.first]


def test_addresses_of_one_customer_count_as_one(store: Store, clock: time_machine.Traveller) -> None:
    waits = [attempts(store, 1, address=f"2001:db8::{n:x}")[0] for n in range(6)]
    assert waits == [0, 0, 0, 0, 0, 30]
    assert attempts(store, 1, address="2001:db8:0:1::1") == [0]
