"""Periods are runs of whole months; what they print they read again."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from data_access.period import GRAINS, Period, add_months, school_year_of, term_of

months = st.dates(date(1900, 1, 1), date(2200, 12, 1)).map(lambda day: day.replace(day=1))
sane = st.dates(date(1990, 1, 1), date(2060, 12, 1)).map(lambda day: day.replace(day=1))
short = st.builds(lambda first, n: Period(first, add_months(first, n)), sane, st.integers(0, 60))


@given(months, months)
def test_what_is_printed_is_read_again(one: date, other: date) -> None:
    period = Period(min(one, other), max(one, other))
    assert Period.parse(str(period)) == period


@given(st.text(max_size=30) | st.from_regex(r"\d{4}-\d{1,4}(\.\.\d{4}-\d\d)?", fullmatch=True))
@example("1900-01")
@example("2200-12")
@example("2200-1")
def test_any_text_is_a_period_that_works_or_a_sentence(text: str) -> None:
    try:
        period = Period.parse(text)
    except ValueError as refusal:
        assert len(str(refusal)) < 500
        return
    assert Period.parse(str(period)) == period
    assert period.first <= period.last <= period.end
    assert period.end.month == period.last.month and (period.end + timedelta(days=1)).day == 1


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("2024-09", "2024-09"),
        ("2024-09..2024-09", "2024-09"),
        ("2024-09..2025-08", "2024-09..2025-08"),
        ("2024-2025", "2024-09..2025-08"),
        ("2024-1", "2024-09..2025-01"),
        ("2024-2", "2025-02..2025-08"),
    ],
)
def test_school_years_and_terms_are_runs_of_months(text: str, printed: str) -> None:
    assert str(Period.parse(text)) == printed


@pytest.mark.parametrize(
    "text",
    [
        *("", "2024", "2024-13", "2024-00", "2024-3", "2024-2026", "2025-2024", "2025-08..2024-09", "2024-9"),
        *(" 2024-09", "2024-09\n", "2024-09-01", "2024-09..", "x" * 10_000),
        *("0000-01", "9999-12", "9999-1", "9999-06..9999-12"),  # a year further there is no date
    ],
)
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        Period.parse(text)


def test_a_period_does_not_end_before_it_starts() -> None:
    with pytest.raises(ValueError, match="before it starts"):
        Period(date(2024, 9, 1), date(2024, 8, 1))


@given(short)
def test_every_day_of_the_period_and_no_other_belongs_to_its_weeks_by_their_monday(period: Period) -> None:
    weeks = [date.fromisoformat(week) for week in period.labels("week")]
    mondays = [
        d for n in range((period.end - period.first).days + 1) if (d := period.first + timedelta(n)).weekday() == 0
    ]
    assert weeks == mondays


@given(short)
def test_months_terms_and_years_are_named_once_and_in_order(period: Period) -> None:
    assert len(period.labels("month")) == period.length
    for grain in GRAINS:
        labels = period.labels(grain)
        assert labels == sorted(set(labels)) and labels


@given(sane)
def test_twelve_months_hold_two_terms_and_one_school_year_whatever_the_month(last: date) -> None:
    period = Period(last, last).reaching_back(12)
    assert (period.length, len(period.labels("term")), len(period.labels("school_year"))) == (12, 2, 1)


@given(sane)
def test_a_month_has_the_term_and_the_year_that_it_lies_in(month: date) -> None:
    period = Period(month, month)
    assert period.labels("term") == [term_of(month)]
    assert period.labels("school_year") == [school_year_of(month)]
    for name in (term_of(month), school_year_of(month)):
        around = Period.parse(name)
        assert around.first <= month <= around.last


@given(short)
def test_a_year_before_has_the_same_months(period: Period) -> None:
    before = period.year_before()
    assert (before.length, before.first.month) == (period.length, period.first.month)
    assert before.last.year == period.last.year - 1


def test_the_turn_of_the_year_belongs_to_the_autumn() -> None:
    days = [date(2024, 8, 31), date(2024, 9, 1), date(2025, 1, 31), date(2025, 2, 1)]
    assert [term_of(day) for day in days] == ["2023-2", "2024-1", "2024-1", "2024-2"]
    assert [school_year_of(day) for day in days] == ["2023-2024", "2024-2025", "2024-2025", "2024-2025"]


def test_a_grain_that_nobody_knows_is_refused() -> None:
    with pytest.raises(ValueError, match="not a grain: decade"):
        Period.parse("2024-09").labels("decade")
