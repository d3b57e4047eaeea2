"""Passwords (trust.md, SEC-5, F9): how they are kept, and which are refused."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.low_level import Type
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from dashboard.auth import passwords
from dashboard.auth.passwords import faults, hashed, is_outdated, is_right

COMMONEST = list(FREQUENCY_LISTS["passwords"][:3000])
WORDS = ("Smart Education", "智慧教育看板", "武汉市", "wuhan", "Wuhan No. 1 School", "principal", "wu.lei")


def test_a_hash_has_the_parameters_of_asvs() -> None:
    held = extract_parameters(hashed("a sentence to remember"))
    assert (held.type, held.memory_cost, held.time_cost, held.parallelism) == (Type.ID, 47104, 1, 1)
    assert held.salt_len >= 16


@pytest.mark.parametrize(
    "text",
    [
        "x" * 64,
        "correct horse battery staple of a long and winding sentence",
        "🐼🐼竹子🐼🐼竹子",
        "  spaces at both ends  ",
        "p" * 128,
    ],
)
def test_any_characters_are_taken_whole(text: str) -> None:
    assert faults(text, WORDS) == []
    kept = hashed(text)
    assert is_right(kept, text)
    assert not is_right(kept, text[:-1])
    assert not is_right(kept, text + "x")


def test_128_characters_are_not_cut() -> None:
    kept = hashed("y" * 127 + "a")
    assert not is_right(kept, "y" * 127 + "b")


@pytest.mark.parametrize(("text", "fault"), [("", "short"), ("7 chars", "short"), ("x" * 129, "long")])
def test_the_length(text: str, fault: str) -> None:
    assert fault in faults(text, ())


def test_none_of_the_commonest_3000_is_taken() -> None:
    assert len(COMMONEST) == 3000
    assert not [text for text in COMMONEST if not {"short", "common"} & set(faults(text, ()))]
    assert [text for text in COMMONEST if len(text) >= 8 and "common" not in faults(text.upper(), ())] == []


@pytest.mark.parametrize(
    "text",
    [
        "武汉市202612",
        "WuhanNo1",
        "wuhan2026!",
        "smart education",
        "SmartEducation1",
        "principal1",
        "wu.lei12",
        "ｗｕｈａｎ２０２６",
    ],
)
def test_words_that_stand_near_at_hand_are_not_enough(text: str) -> None:
    assert "context" in faults(text, WORDS)


def test_a_sentence_may_hold_such_a_word() -> None:
    assert faults("wuhan rains more than london", WORDS) == []


@pytest.mark.parametrize(
    ("text", "simple"),
    [("onlysmallletters", True), ("Small1letters", False), ("small1 letters", False), ("12345 6789012", True)],
)
def test_mlps3_asks_for_three_kinds_of_characters(text: str, simple: bool) -> None:
    assert ("simple" in faults(text, (), passwords.MLPS3)) == simple
    assert "simple" not in faults(text, ())


def test_nobody_has_no_password() -> None:
    assert not is_right(None, "nobody has this password")
    assert not is_right("no hash at all", "x")


def test_a_hash_of_before_is_outdated() -> None:
    assert is_outdated(PasswordHasher(time_cost=3, memory_cost=8192, parallelism=1).hash("x"))
    assert not is_outdated(hashed("x"))
