"""A place's own targets are held against its own trend, and no published figure is ever taken for one."""

from __future__ import annotations

from collections import Counter

import pytest

from dashboard.page import PAGES
from dashboard.panels import draw
from dashboard.panels.drawing import Drawing
from data_access.gate import Gate
from data_access.period import Period
from data_access.places import Place
from data_access.query import Query, records
from data_access.scope import NATION, NOTHING, Scope
from data_access.statistics.outlook import Prospect
from tests.unit.dashboard.conftest import AskFor

WUHAN = "area:wuhan"


def drawn(ask_for: AskFor, page: str, search: str, scope: Scope = NATION) -> Drawing:
    """The panel of a page."""
    held = PAGES[page].panel("targets")
    assert held is not None
    return draw(held, ask_for(page, search, scope))


def statuses(drawing: Drawing) -> list[str]:
    """The status of each row, as its class."""
    assert drawing.table is not None
    return [cell["s"] for row in drawing.table.rows for cell in row if isinstance(cell, dict) and "s" in cell]


def test_targets_are_those_of_the_warehouse(gate: Gate, ask_for: AskFor) -> None:
    held = records(gate.register(NATION, "targets", gate.place(NATION, WUHAN), None))
    own = {(r["indicator"], f"{r['target_value']:.1f} %") for r in held if r["unit_code"] == WUHAN}
    table = drawn(ask_for, "area", f"?place={WUHAN}&lang=en").table
    assert table is not None
    assert {(str(row[0]["t"]).split()[0], row[3]) for row in table.rows if isinstance(row[0], dict)} == own
    assert len(own) >= 5


def test_now_is_the_last_twelve_months_whatever_the_view_shows(gate: Gate, ask_for: AskFor) -> None:
    whole = drawn(ask_for, "area", f"?place={WUHAN}&lang=en").table
    cut = drawn(ask_for, "area", f"?place={WUHAN}&lang=en&period=2024-10&stage=primary&setting=rural").table
    assert whole is not None and cut is not None and whole.rows == cut.rows
    year = Period(gate.snapshot().months.last, gate.snapshot().months.last).reaching_back(12)
    value = float(gate.fetch(NATION, Query("R03", WUHAN, year)).row["value"])
    (row,) = (r for r in whole.rows if isinstance(r[0], dict) and r[0]["t"].startswith("R03"))
    assert row[2] == f"{value:.1f} % ({year.last:%Y-%m})"


def test_what_is_due_already_is_met_or_missed(ask_for: AskFor) -> None:
    drawing = drawn(ask_for, "programmes", "?place=000000&lang=en")
    assert drawing.table is not None
    due = [row for row in drawing.table.rows if row[5] == "2026-08-31"]
    said = Counter(row[2]["s"] for row in due if isinstance(row[2], dict))
    assert set(said) == {Prospect.MET, Prospect.MISSED} and sum(said.values()) == len(due)
    assert all(row[6] == "–" for row in due), "no trend is needed where the day has passed"


def test_areas_of_the_nation_are_of_every_status(ask_for: AskFor) -> None:
    found = Counter(statuses(drawn(ask_for, "programmes", "?place=000000&lang=en")))
    assert set(found) == set(Prospect)
    of_one = statuses(drawn(ask_for, "area", f"?place={WUHAN}&lang=en"))
    assert of_one == sorted(of_one, key=[str(p) for p in _in_order(ask_for)].index)


def _in_order(ask_for: AskFor) -> list[str]:
    return list(dict.fromkeys(statuses(drawn(ask_for, "programmes", "?place=000000&lang=en"))))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_principal_sees_the_own_targets_only(ask_for: AskFor, own_school: Place, language: str) -> None:
    scope = Scope(schools=frozenset({own_school.code}))
    for page in ("school", "programmes", "area"):
        drawing = drawn(ask_for, page, f"?place={own_school.code}&lang={language}", scope)
        assert len(statuses(drawing)) == 4, page
    foreign = drawn(ask_for, "school", f"?place={WUHAN}&lang={language}", scope)
    assert len(statuses(foreign)) == 4, "a place outside is not shown, the own one is"


def test_targets_are_cut_to_the_scope(gate: Gate) -> None:
    nation = gate.place(NATION, "000000")
    everything = gate.register(NATION, "targets", nation, None)
    assert gate.register(NOTHING, "targets", nation, None).empty
    own = gate.register(Scope(places=frozenset({WUHAN})), "targets", nation, None)
    inside = gate.register(NATION, "targets", gate.place(NATION, WUHAN), None)
    assert 0 < len(own) == len(inside) < len(everything)
    assert WUHAN in set(own["unit_code"])


def test_a_published_figure_is_no_target(gate: Gate) -> None:
    nation = gate.place(NATION, "000000")
    figures = set(gate.register(NATION, "figures", nation, None)["figure_code"])
    targets = gate.register(NATION, "targets", nation, None)
    assert not figures & {*targets["unit_code"], *targets["indicator"]}
    assert set(targets["unit_code"]) & {area.code for area in gate.areas(NATION, nation)}
