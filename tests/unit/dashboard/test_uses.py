"""Every indicator is to be seen somewhere, says what it is, and has a value on the demo data."""

from __future__ import annotations

import pytest

from dashboard.page import PAGES
from dashboard.panels import KINDS
from dashboard.uses import TAKES, pages_with
from data_access.gate import Gate
from data_access.indicators import DERIVED, REGISTRY, get
from data_access.period import Period
from data_access.query import VALUE, Query
from data_access.scope import NATION

YEAR = Period.parse("2025-2026")
AREA = "area:xiongan"


def asked(code: str) -> Query:
    """A question that the indicator has to answer: of the nation, or of an area where it needs a dated programme."""
    taken = code if code not in DERIVED or REGISTRY[code].parts else f"{code}:T04"
    of_area = get(taken).method in ("progress", "effect")
    return Query(taken, AREA, YEAR) if of_area else Query(taken, "000000")


@pytest.mark.parametrize("code", REGISTRY)
def test_an_indicator_stands_on_a_page(pages: None, code: str) -> None:
    assert [page.key for page in pages_with(code) if page.group != "data"], code


@pytest.mark.parametrize("code", REGISTRY)
def test_an_indicator_says_what_it_is(code: str) -> None:
    indicator = REGISTRY[code]
    said = (
        indicator.name,
        indicator.definition,
        indicator.numerator_text,
        indicator.denominator_text,
        indicator.source,
    )
    for text in said:
        assert text.zh.strip() and text.en.strip()


@pytest.mark.parametrize("code", REGISTRY)
def test_an_indicator_has_a_value(gate: Gate, code: str) -> None:
    row = gate.fetch(NATION, asked(code)).row
    assert row["state"] == VALUE, row
    assert row["n_reported"] > 0


def test_what_kinds_take_exists() -> None:
    assert set(TAKES) <= set(KINDS)
    assert {code for codes in TAKES.values() for code in codes} <= set(REGISTRY)


def test_a_page_that_shows_nothing_of_an_indicator_is_not_named(pages: None) -> None:
    assert "sharing" in {page.key for page in pages_with("G09")}
    assert "usage" not in {page.key for page in pages_with("G09")}
    assert pages_with("X99") == []
    assert len(pages_with("R02")) < len(PAGES)
