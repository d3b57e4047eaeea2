"""The sentence at the head of a page says the numbers of the view, and says so where there are none."""

from __future__ import annotations

import pytest

from dashboard.findings import finding
from dashboard.i18n.numbers import change, with_unit
from dashboard.page import PAGES
from data_access.query import VALUE
from tests.unit.dashboard.conftest import AskFor

VIEW = "?place=440000&period=2025-09..2026-08&lang=en"


@pytest.mark.parametrize("page", ["overview", "usage"])
def test_it_names_place_indicator_and_value(ask_for: AskFor, page: str) -> None:
    ask = ask_for(page, f"{VIEW}&indicator=R02")
    text, result = finding(ask)
    assert result is not None
    value = with_unit(float(result.row["value"]), "percent", ask.t)
    assert text.startswith(f"{ask.where}: {ask.name(result.indicator)} {value}, ")


def test_it_names_the_change_on_a_year_ago(ask_for: AskFor) -> None:
    ask = ask_for("overview", f"{VIEW}&indicator=R02")
    text, result = finding(ask)
    assert result is not None
    assert ask.view.period is not None
    before = ask("R02", over=ask.view.period.year_before()).row
    assert before["state"] == VALUE
    moved = change(float(result.row["value"]) - float(before["value"]), "percent", ask.t)
    assert f"up {moved.removeprefix('+')} on a year ago" in text


def test_it_counts_the_places_below_that_are_beyond_the_line(ask_for: AskFor) -> None:
    ask = ask_for("overview", f"{VIEW}&indicator=R02")
    rows = [row for row in ask("R02", by=("child",), against="parent").rows if row["state"] == VALUE]
    better, worse = (sum(row["status"] == word for row in rows) for word in ("better", "worse"))
    said = f"{better} better and {worse} worse beyond chance, {len(rows) - better - worse} cannot be told"
    assert f"Its {len(rows)} places against that line: {said}." in finding(ask)[0]


def test_without_a_line_it_names_the_highest_and_the_lowest_below(ask_for: AskFor) -> None:
    ask = ask_for("usage", f"{VIEW}&indicator=R10")
    text, _ = finding(ask)
    frame = ask("R10", by=("child",)).frame
    known = frame[frame["state"] == VALUE].sort_values("value")
    for row in (known.iloc[0], known.iloc[-1]):
        assert ask.place_name(row) in text
        assert with_unit(float(row["value"]), "percent", ask.t) in text
    assert f"Of its {len(known)} places" in text


def test_everything_has_no_year_before(ask_for: AskFor) -> None:
    text, _ = finding(ask_for("overview", "?place=440000&period=all&indicator=R02&lang=en"))
    assert "on a year ago" not in text


def test_training_says_who_was_never_assessed(ask_for: AskFor) -> None:
    ask = ask_for("training", VIEW)
    text, _ = finding(ask)
    assessed, everybody = ask("T03").row, ask("T04").row
    assert f"{with_unit(float(assessed['value']), 'percent', ask.t)} of assessed teachers" in text
    assert f"{int(everybody['denominator'] - assessed['denominator']):,} were never assessed" in text


def test_the_divide_says_urban_less_rural(ask_for: AskFor) -> None:
    ask = ask_for("divide", "?place=000000&indicator=R02&period=2025-09..2026-08&lang=en")
    text, _ = finding(ask)
    sides = ask("R02", by=("setting",)).frame.set_index("setting")["value"]
    assert f"{with_unit(abs(float(sides['urban'] - sides['rural'])), 'points', ask.t)} apart" in text


SCHOOL = "?place=S000002&period=2025-09..2026-08&lang=en"


def test_of_one_school_the_divide_says_how_it_stands_among_schools_like_it(ask_for: AskFor) -> None:
    ask = ask_for("divide", SCHOOL)
    text, result = finding(ask)
    assert result is not None
    assert text.startswith(("Compared with", f"{ask.where} cannot be compared with similar schools"))


def test_of_one_school_pilots_and_areas_say_what_they_are_about(ask_for: AskFor) -> None:
    assert finding(ask_for("pilots", SCHOOL))[0].startswith("Pilots are compared area by area")
    assert "none that you may see" in finding(ask_for("area", SCHOOL))[0]


def test_what_regions_alone_report_is_not_what_a_school_is_asked_about(ask_for: AskFor) -> None:
    assert ask_for("platforms", SCHOOL).indicator.code == "R10"
    assert ask_for("platforms", f"{SCHOOL}&indicator=P05").indicator.code == "P05"
    assert ask_for("platforms", VIEW).indicator.code == "P05"


def test_pilots_counts_the_areas_and_their_milestones(ask_for: AskFor) -> None:
    ask = ask_for("pilots", "?place=000000&period=all&lang=en")
    text, _ = finding(ask)
    row = ask("P01").row
    assert text.startswith(f"{len(ask.gate.snapshot().places.areas())} demonstration or pilot areas")
    assert f"{int(row['numerator'])} of {int(row['denominator'])} milestones" in text


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("place", ["000000", "810000", "442000", "area:xiongan", "130629"])
def test_every_page_has_one_whatever_the_place(ask_for: AskFor, place: str, language: str) -> None:
    for key in PAGES:
        text, _ = finding(ask_for(key, f"?place={place}&lang={language}"))
        assert text.strip()
        assert not {"nan", "None", "<NA>", "{"} & set(text.split())


def test_who_had_nothing_to_report_has_failed_to_report_nothing(ask_for: AskFor) -> None:
    """Hong Kong has no data in the demo."""
    text, result = finding(ask_for("overview", "?place=810000&lang=en"))
    assert result is not None
    assert result.row["state"] != VALUE
    assert text == "There are no data of Hong Kong SAR on Teacher monthly active rate."


@pytest.mark.parametrize("period", ["all", "2025-09..2026-08"])
def test_nothing_is_ever_said_to_be_caused(ask_for: AskFor, period: str) -> None:
    for key in PAGES:
        text, _ = finding(ask_for(key, f"?period={period}&lang=en"))
        assert not [word for word in ("cause", "because", "due to", "led to", "thanks to") if word in text.lower()]
