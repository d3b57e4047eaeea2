"""The second factor (trust.md, SEC-6): codes of now and of a neighbouring window, once; recovery codes, once."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pyotp
import pytest
import time_machine

from dashboard.auth import factor
from dashboard.auth.users import save
from dashboard.store import RecoveryCode, Store, User

KEY, OLDER = "k" * 20 + "one", "k" * 20 + "two"
AT = 1_800_000_000  # the first second of a window


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(AT, tick=False) as traveller:
        yield traveller


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(f"sqlite:///{tmp_path / 'app.sqlite'}")
    save(made, "wu", "director", "a password of wu", [])
    return made


@pytest.fixture
def vault() -> factor.Vault:
    return factor.Vault([KEY])


def enrolled(store: Store, vault: factor.Vault) -> tuple[str, list[str]]:
    secret = factor.new_secret()
    with store.session() as db:
        return secret, factor.enrol(db, db.get_one(User, 1), vault, secret, 0)


def taken(store: Store, vault: factor.Vault, code: str) -> bool:
    with store.session() as db:
        return factor.use(db, db.get_one(User, 1), vault, code)


@pytest.mark.parametrize(
    ("seconds", "right"),
    [(-60, False), (-31, False), (-30, True), (0, True), (29, True), (59, True), (60, False), (90, False)],
)
def test_a_code_is_good_for_its_window_and_its_neighbours(
    clock: time_machine.Traveller, store: Store, vault: factor.Vault, seconds: int, right: bool
) -> None:
    secret, _ = enrolled(store, vault)
    code = pyotp.TOTP(secret).at(AT)
    clock.shift(seconds)
    assert taken(store, vault, code) == right


def test_a_code_is_good_once(clock: time_machine.Traveller, store: Store, vault: factor.Vault) -> None:
    secret, _ = enrolled(store, vault)
    code, earlier = pyotp.TOTP(secret).at(AT), pyotp.TOTP(secret).at(AT - 30)
    assert taken(store, vault, code)
    assert not taken(store, vault, code)
    assert not taken(store, vault, earlier), "nor is one from before it"
    clock.shift(30)
    assert taken(store, vault, pyotp.TOTP(secret).at(AT + 30))


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "１２３４５６", "12 34 5", "\0" * 6])
def test_what_is_no_code_is_none(store: Store, vault: factor.Vault, code: str) -> None:
    enrolled(store, vault)
    assert not taken(store, vault, code)


def test_the_secret_is_kept_encrypted_and_older_keys_still_open_it(store: Store, vault: factor.Vault) -> None:
    secret, _ = enrolled(store, vault)
    user = store.user("wu")
    assert user is not None and user.totp_secret is not None
    assert secret not in user.totp_secret
    assert factor.Vault([OLDER, KEY]).open(user.totp_secret) == secret
    assert factor.Vault([OLDER]).open(user.totp_secret) is None


def test_a_recovery_code_is_good_once_and_only_its_hash_is_kept(store: Store, vault: factor.Vault) -> None:
    _, codes = enrolled(store, vault)
    assert len(set(codes)) == 10
    assert all(len(code.replace("-", "")) * 5 >= 112 for code in codes), "bits, so that a plain hash is enough"

    def recovered(code: str) -> bool:
        with store.session() as db:
            return factor.recover(db, db.get_one(User, 1), code)

    assert recovered(codes[3].lower().replace("-", " "))
    assert not recovered(codes[3])
    with store.reading() as db:
        assert factor.codes_left(db, 1) == 9
        assert not [row for row in db.query(RecoveryCode) if row.code_hash in codes]


def test_a_new_enrolment_makes_older_recovery_codes_worthless(store: Store, vault: factor.Vault) -> None:
    _, old = enrolled(store, vault)
    enrolled(store, vault)
    with store.session() as db:
        assert not factor.recover(db, db.get_one(User, 1), old[0])


def test_the_qr_code_is_a_picture_of_our_own() -> None:
    picture = factor.qr_code(factor.new_secret(), "wu", "智慧教育")
    assert ET.fromstring(picture).tag.endswith("svg")  # noqa: S314 - our own
    assert "http" not in picture.replace("http://www.w3.org/2000/svg", "")
    assert "script" not in picture
