"""Places are found by what people type, and only those that the reader may see."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_access.search import Index, Named
from data_access.spelling import plain

SCHOOLS = [
    Named("S1", "R1", "晨光小学", "Chenguang Primary School", "Chenguang Xiaoxue"),
    Named("S2", "R1", "星光小学", "", "Xingguang Xiaoxue"),
    Named("S3", "R2", "大晨光中学", "Da Chenguang School", "Da Chenguang Zhongxue"),
    Named("S10", "R3", "", "Line\nbreak", ""),
]


def found(index: Index, text: str, *, first: bool = False) -> list[str]:
    """The codes of what is found, in order, each once."""
    return list(dict.fromkeys(index.code(row) for row in index.find(text, index.everything, first=first)))


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("晨光", ["S1", "S3"]),
        ("chenguang", ["S1", "S3"]),
        ("ChenGuang primary", ["S1"]),
        ("xingguangxiao", ["S2"]),
        ("cgxx", ["S1"]),
        ("xgxx", ["S2"]),
        ("S1", ["S1", "S10"]),
        ("s10", ["S10"]),
        ("zhongxue", ["S3"]),
        ("", []),
        ("  ", []),
        ("\n", []),
        ("学校", []),
    ],
)
def test_every_way_to_type_a_name(text: str, codes: list[str]) -> None:
    assert found(Index(SCHOOLS), text) == codes


def test_the_beginning_can_be_asked_for() -> None:
    assert found(Index(SCHOOLS), "晨光", first=True) == ["S1"]


def test_rows_are_those_of_regions_and_codes_and_no_others() -> None:
    index = Index(SCHOOLS)
    assert list(index.of(["R1"], [])) == [(0, 2)]
    assert list(index.of(["R1", "R2"], ["S10", "S1", "S"])) == [(0, 4)]
    assert list(index.of([], ["S3"])) == [(2, 3)]
    assert list(index.of(["R9"], ["", "S11"])) == []


NAMES = st.text("晨光ab1 ", max_size=6)


@settings(deadline=None)  # the first of all reads the dictionary of characters
@given(st.lists(st.tuples(NAMES, NAMES), max_size=12), st.text("晨光ab1", min_size=1, max_size=3))
def test_it_finds_what_a_look_at_every_name_finds(names: list[tuple[str, str]], text: str) -> None:
    held = [Named(f"X{i}", f"R{i // 3}", zh, en, "") for i, (zh, en) in enumerate(names)]
    index = Index(held)
    expected = {h.code for h in held if plain(text) in plain(h.name_zh)}
    if text.isascii():
        expected = {h.code for h in held if plain(text) in plain(h.name_en) or text.upper() in h.code}
    seen = set(found(index, text))
    assert expected <= seen
    # Initials are a name's, too: what is found besides comes from the sound of a Chinese name.
    assert all(any(ord(c) > 255 for c in h.name_zh) for h in held if h.code in seen - expected)
    for region in {h.region for h in held}:
        rows = {index.code(row) for row in index.find(text, index.of([region], []), first=False)}
        assert rows == {h.code for h in held if h.region == region and h.code in seen}
