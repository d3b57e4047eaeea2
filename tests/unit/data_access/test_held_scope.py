"""The signature of a scope, and the halves of its key that a server without HMAC checks it with."""

from __future__ import annotations

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_access.engines.held_scope import pads, signed
from data_access.scope import NATION, Scope

KEYS = st.text(st.characters(codec="ascii"), min_size=1, max_size=64)
CODES = st.frozensets(st.text(max_size=8), max_size=4)


@given(KEYS, CODES, CODES, st.booleans())
def test_a_server_finds_the_same_signature_from_the_two_pads(
    key: str, places: frozenset[str], schools: frozenset[str], everything: bool
) -> None:
    text = signed(Scope(places, schools, everything), key, 1000.0)
    mac, said = text[:64], text[64:]
    inner, outer = pads(key)
    assert hashlib.sha256(outer + hashlib.sha256(inner + said.encode()).digest()).hexdigest() == mac
    assert json.loads(said) == {
        "everything": everything,
        "places": sorted(places),
        "schools": sorted(schools),
        "until": 1600.0,
    }


@given(KEYS, KEYS)
def test_another_key_signs_otherwise(one: str, other: str) -> None:
    alike = one.rstrip("\0") == other.rstrip("\0")  # HMAC fills keys up with zeros
    assert (signed(NATION, one, 0.0)[:64] == signed(NATION, other, 0.0)[:64]) is alike


def test_a_key_that_hmac_would_hash_first_is_refused() -> None:
    with pytest.raises(ValueError, match="at most 64"):
        pads("k" * 65)
