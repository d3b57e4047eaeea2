"""Cards and sentences tell a change on a year ago over the months that both years have, and say which those are."""

from __future__ import annotations

import pytest

from dashboard.components.kpi_card import figure
from dashboard.panels.past import Moved, in_cell, moved, note
from data_access.query import VALUE
from tests.unit.dashboard.conftest import AskFor

SEARCH = "?place=440000&period={}&lang={}"
LATE = "2025-11..2026-10"
"""Twelve months; resources were counted first in the last two months of the twelve before them."""
LATER = "2026-09..2026-10"


@pytest.mark.parametrize(("language", "words"), [("en", "(only 2 of 12 months)"), ("zh", "仅 2/12 个月可比")])
def test_a_card_compares_the_months_that_both_years_have(ask_for: AskFor, language: str, words: str) -> None:
    ask, of_both = (ask_for("overview", SEARCH.format(period, language)) for period in (LATE, LATER))
    found, over_both = moved(ask("R01"), ask), moved(of_both("R01"), of_both)
    assert isinstance(found, Moved) and isinstance(over_both, Moved)
    assert (found.now, found.before) == pytest.approx((over_both.now, over_both.before))
    assert found.now != ask("R01").row["value"] and not over_both.only
    told, over = figure("R01", ask).change, figure("R01", of_both).change
    assert words in told and words not in over
    assert told.startswith(over)


@pytest.mark.parametrize(("period", "starred"), [(LATE, ["R05", "R06"]), (LATER, [])])
def test_a_table_stars_what_is_over_some_of_the_months(ask_for: AskFor, period: str, starred: list[str]) -> None:
    ask = ask_for("usage", SEARCH.format(period, "en"))
    cells = {code: in_cell(moved(ask(code), ask), "points", ask) for code in ("R02", "R03", "R05", "R06")}
    assert [code for code, cell in cells.items() if cell.endswith("*")] == starred
    assert note(cells.values(), ask) == ("* Only over the parts of the period that both years have." if starred else "")
    assert in_cell("no data for a year ago", "points", ask) == "–"


def test_years_alike_are_compared_as_they_are(ask_for: AskFor) -> None:
    ask = ask_for("overview", SEARCH.format(LATE, "en"))
    now, before = ask("R02").row, ask("R02", over=ask.view.months.year_before()).row
    assert now["state"] == before["state"] == VALUE
    assert moved(ask("R02"), ask) == Moved(now["value"], before["value"])
    assert figure("R02", ask).change.endswith("on a year ago")


def test_without_a_year_before_it_is_said_and_nothing_is_compared(ask_for: AskFor) -> None:
    ask = ask_for("overview", SEARCH.format("2025-09..2026-08", "en"))
    found = moved(ask("R01"), ask)
    assert found == "no data for a year ago" == figure("R01", ask).change
    everything = ask_for("overview", SEARCH.format("all", "en"))
    assert moved(everything("R01"), everything) == ""


def test_what_is_no_sum_over_months_is_not_compared(ask_for: AskFor) -> None:
    ask = ask_for("overview", SEARCH.format(LATE, "en"))
    code = "G10:R07"
    assert ask(code).row["state"] == ask(code, over=ask.view.months.year_before()).row["state"] == VALUE
    assert moved(ask(code), ask) == "not compared with a year ago: only 2 of 12 months alike"
