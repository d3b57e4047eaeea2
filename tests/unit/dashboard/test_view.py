"""A view prints itself as the address from which it is read back, and clamps what cannot be."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.view import PARAMETERS, SEGMENTS, View
from data_access.gate import Gate
from data_access.period import Period
from data_access.query import UnknownPlace
from data_access.schema import SETTINGS, STAGES
from data_access.scope import NATION, NOTHING, Scope


def read(gate: Gate, search: Any, scope: Scope = NATION) -> View:
    """The view of a query string or its parameters."""
    return View.parse(search, gate, scope)


def notes(view: View) -> list[str]:
    """What a view says about what it could not show."""
    return [key for key, _ in view.notes]


FULL = (
    "?place=442000&period=2025-09..2026-08&indicator=R03&stage=primary&setting=urban&kind=lesson&role=student"
    "&standing=then&lang=en"
)


@pytest.mark.parametrize(
    "search", [FULL, "?place=area:xiongan&period=all&lang=zh", "?place=000000&period=2026-10&cohort=new&lang=zh"]
)
def test_a_view_is_its_address(gate: Gate, search: str) -> None:
    view = read(gate, search)
    assert view.to_search() == search
    assert read(gate, view.to_search()) == view
    assert not view.notes


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_whatever_is_read_prints_as_a_valid_address(gate: Gate, data: st.DataObject) -> None:
    likely = {
        "place": st.sampled_from(["000000", "442000", "area:xiongan", "130629", "S000001", "x"]),
        "period": st.sampled_from(["all", "2024-2025", "2024-1", "2025-01..2025-03", "2025-03..2025-01", "1999-01"]),
        "indicator": st.sampled_from(["R01", "G10:R02", "Z9"]),
        "stage": st.sampled_from([*STAGES, "x"]),
        "setting": st.sampled_from([*SETTINGS, "x"]),
        "lang": st.sampled_from(["zh", "en", "fr"]),
    }
    asked = {
        name: data.draw(likely.get(name, st.text(max_size=9)) | st.text(max_size=20) | st.lists(st.text()) | st.none())
        for name in data.draw(st.sets(st.sampled_from([*PARAMETERS, "junk"])))
    }
    view = read(gate, asked)
    again = read(gate, view.to_search())
    assert again == view
    assert not again.notes


def test_an_empty_address_is_the_readers_home_in_the_last_twelve_months(gate: Gate) -> None:
    view = read(gate, "")
    assert view.place.code == "000000"
    assert view.period == Period(date(2025, 11, 1), date(2026, 10, 1))
    assert read(gate, "", Scope(places=frozenset({"area:xiongan"}))).place.code == "area:xiongan"


def test_without_any_place_there_is_no_view(gate: Gate) -> None:
    with pytest.raises(UnknownPlace):
        read(gate, "", NOTHING)


@pytest.mark.parametrize(
    ("search", "note", "kept"),
    [
        ("?place=nowhere", "note.place", "place=000000"),
        ("?period=2026-03..2026-01", "note.period_reversed", "period=2026-01..2026-03"),
        ("?period=2020-13", "note.period", "period=2025-11..2026-10"),
        ("?period=1990-01", "note.period_outside", "period=2016-09"),
        ("?period=2050-01..2060-01", "note.period_outside", "period=2026-10"),
        ("?period=2026-01..2050-01", "note.period_cut", "period=2026-01..2026-10"),
        ("?indicator=Z1", "note.indicator", "period=2025-11..2026-10&lang"),
        ("?stage=nursery", "note.stage", "period=2025-11..2026-10&lang"),
        ("?setting=moon", "note.setting", "period=2025-11..2026-10&lang"),
        ("?kind=x", "note.kind", "period=2025-11..2026-10&lang"),
        ("?standing=yesterday", "note.standing", "period=2025-11..2026-10&lang"),
        ("?lang=fr", "note.lang", "lang=zh"),
    ],
)
def test_the_nearest_valid_view_is_shown_with_a_note(gate: Gate, search: str, note: str, kept: str) -> None:
    view = read(gate, search)
    assert notes(view) == [note]
    assert kept in view.to_search()


@pytest.mark.parametrize("text", ["2026-2027", "2026-1"])
def test_a_named_period_may_end_after_the_data_without_a_word(gate: Gate, text: str) -> None:
    assert not read(gate, {"period": text}).notes


def test_a_reader_gets_no_place_outside_the_scope(gate: Gate) -> None:
    reader = Scope(places=frozenset({"area:xiongan"}))
    for code in ("000000", "130000", "442000", "area:wuhan", "S000001"):
        view = read(gate, {"place": code}, reader)
        assert (view.place.code, notes(view)) == ("area:xiongan", ["note.place"])
    assert read(gate, {"place": "130629"}, reader).place.code == "130629"


def test_the_first_of_two_values_counts(gate: Gate) -> None:
    assert read(gate, "?stage=primary&stage=junior").stage == "primary"
    assert read(gate, {"stage": ["junior", "primary"]}).stage == "junior"


def test_changes_set_and_drop_parameters(gate: Gate) -> None:
    view = read(gate, FULL)
    assert "stage=" not in view.to_search(stage=None)
    assert "place=110101" in view.to_search(place="110101")
    assert view.to_search() == FULL, "the view itself stays"


def test_a_page_uses_its_own_segments_only(gate: Gate) -> None:
    view = read(gate, FULL)
    assert view.filters(("kind",)) == (("stage", "primary"), ("setting", "urban"), ("resource_kind", "lesson"))
    assert view.filters(()) == (("stage", "primary"), ("setting", "urban"))
    assert view.unused(("kind",)) == [("role", "student")]
    assert set(SEGMENTS) <= set(PARAMETERS)


def test_the_theme_is_no_part_of_the_address(gate: Gate) -> None:
    dark = View.parse(FULL, gate, NATION, theme="dark")
    assert dark.theme == "dark"
    assert dark.to_search() == FULL
    assert View.parse(FULL, gate, NATION, theme="<script>").theme == "light"
