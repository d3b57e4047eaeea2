"""A year is compared with the one before over the months that both have: like with like."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_access import indicators
from data_access.gate import Gate
from data_access.past import Years, comparable, years
from data_access.period import Period
from data_access.query import NOT_REPORTED, SUPPRESSED, VALUE, Query, Result, records
from data_access.scope import NATION as EVERYTHING
from tests.fixtures.country import NATION

R02, P03 = indicators.get("R02"), indicators.get("P03:R02")
MONTHS = st.dictionaries(st.integers(0, 11), st.tuples(st.integers(0, 50), st.integers(1, 50)))


def rows(months: dict[int, tuple[int, int]]) -> dict[int, dict[str, object]]:
    """The rows of an answer by month."""
    return {n: {"numerator": above, "denominator": below, "state": VALUE} for n, (above, below) in months.items()}


@given(MONTHS, MONTHS)
def test_values_over_shared_months_are_ratios_of_their_sums(
    now: dict[int, tuple[int, int]], before: dict[int, tuple[int, int]]
) -> None:
    held = Years("month", 12, rows(now), rows(before))
    both = now.keys() & before.keys()
    assert set(held.shared) == both
    assert held.alike == (set(now) == set(before))
    found = held.over_shared(R02)
    assert (found is None) == (not both)
    if found is not None:
        for year, value in zip((now, before), found, strict=True):
            above, below = (sum(year[n][side] for n in both) for side in (0, 1))
            assert value == pytest.approx(R02.scale * above / below)


def test_a_month_that_may_not_be_shown_is_in_neither_value() -> None:
    now, before = rows({0: (1, 2), 1: (9, 9)}), rows({0: (1, 4), 1: (9, 9)})
    before[1] = {"numerator": None, "denominator": None, "state": SUPPRESSED}
    held = Years("month", 12, now, before)
    assert held.alike
    assert held.over_shared(R02) == (R02.scale / 2, R02.scale / 4)


def test_what_is_no_sum_over_months_has_no_value_over_some() -> None:
    held = Years("month", 12, rows({0: (1, 2), 1: (1, 2)}), rows({0: (1, 2)}))
    assert held.over_shared(indicators.get("G10:R02")) is None


def fetched(gate: Gate, query: Query) -> Result:
    """An answer for who sees everything."""
    return gate.fetch(EVERYTHING, query)


@pytest.mark.parametrize(("code", "group"), [("R02", "month"), ("T04", "term")])
def test_years_are_those_that_the_gate_shows(gate: Gate, code: str, group: str) -> None:
    query = Query(code, NATION, Period.parse("2024-2025"), ("child",), against="past")
    held = years(indicators.get(code), query, lambda asked: fetched(gate, asked))
    assert held is not None and held.group == group and held.of == {"month": 12, "term": 2}[group]
    for period, told in ((Period.parse("2024-2025"), held.now), (Period.parse("2023-2024"), held.before)):
        shown = records(gate.fetch(EVERYTHING, Query(code, NATION, period, (group,))).frame)
        assert {row["period"] for row in told.values()} == {r["period"] for r in shown if r["state"] != NOT_REPORTED}
    assert 0 < len(held.now) != len(held.before) > 0 and not held.alike


@pytest.mark.parametrize(
    "text", ["2025-03", "2024-09..2024-10", "2024-09..2025-01", "2024-11..2025-10", "2024-01..2025-08"]
)
@pytest.mark.parametrize(
    "code", [*sorted(indicators.REGISTRY.keys() - indicators.DERIVED), "G10:R02", "G11:T04", "G13:R05"]
)
def test_one_answer_over_both_years_says_what_two_say(gate: Gate, code: str, text: str) -> None:
    indicator, query = indicators.get(code), Query(code, NATION, Period.parse(text))
    held = years(indicator, query, partial(fetched, gate))
    if held is None:
        return
    for over, period in ((held.now, query.period), (held.before, query.period.year_before())):
        asked = replace(query, by=(held.group,), period=period, expect=False)
        alone = {row["period"]: row for row in records(fetched(gate, asked).frame) if row["state"] != NOT_REPORTED}
        told = {row["period"]: row for row in over.values()}
        assert told.keys() == alone.keys()
        for month, row in alone.items():
            # An engine adds up in any order, so that the last digits of two answers may differ.
            assert told[month].keys() == row.keys()
            for name, value in row.items():
                alike = pytest.approx(value, rel=1e-9, nan_ok=True) if isinstance(value, float) else value
                assert told[month][name] == alike, name


def test_whether_a_year_may_be_judged(gate: Gate) -> None:
    def judged(code: str, period: str | None) -> bool:
        asked = Query(code, NATION, None if period is None else Period.parse(period))
        return comparable(indicators.get(code), asked, lambda query: fetched(gate, query))

    assert judged("T04", "2024-1") and not judged("T04", "2024-2025") and not judged("R02", "2024-2025")
    assert judged("R02", None)


def test_what_holds_years_itself_is_not_asked_again() -> None:
    def never(query: Query) -> Result:
        raise AssertionError(query)

    assert years(P03, Query("P03:R02", NATION, Period.parse("2024-2025"), ("area",)), never) is None
