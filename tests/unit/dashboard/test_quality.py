"""The Data quality page finds every fault that was planted, and hardly any that was not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import make_url

from dashboard.findings import finding
from dashboard.page import PAGES
from dashboard.panels import draw
from dashboard.panels.drawing import Drawing
from dashboard.panels.issues import found
from dashboard.panels.twin import table
from dashboard.settings import Settings
from data_access.gate import Gate
from data_access.quality import DETECTORS, kept
from data_access.query import VALUE, Query
from data_access.scope import NATION, Scope
from tests.unit.dashboard.conftest import AskFor

YEAR = "period=2025-11..2026-10&lang=en"


@pytest.fixture(scope="module")
def planted(tiny_warehouse: str) -> dict[str, set[str]]:
    """The schools of each kind of fault, as the truth beside the warehouse tells them."""
    file = Path(make_url(tiny_warehouse).database or "")
    truth = json.loads(file.with_name(file.name + ".truth.json").read_text("utf-8"))
    return {kind: set(held["schools"]) for kind, held in truth["quality_faults"].items()}


def drawn(ask_for: AskFor, panel: str, search: str, scope: Scope = NATION) -> Drawing:
    """A panel of the page."""
    held = PAGES["quality"].panel(panel)
    assert held is not None
    return draw(held, ask_for("quality", search, scope))


def cells(drawing: Drawing, column: int) -> list[Any]:
    """A column of the panel's table."""
    assert drawing.table is not None
    return [row[column] for row in drawing.table.rows]


def test_all_that_was_planted_is_found_and_at_most_a_twentieth_of_the_others(
    ask_for: AskFor, gate: Gate, planted: dict[str, set[str]]
) -> None:
    assert set(planted) == set(DETECTORS)
    listed = found(ask_for("quality", f"?{YEAR}"))
    flagged = {kind: {i.unit for i in listed.issues if i.kind == kind} for kind in DETECTORS}
    assert {kind for kind, schools in planted.items() if schools - flagged[kind]} == set()
    known = set().union(*planted.values())
    units = int(gate.fetch(NATION, Query("P06", "000000")).row["n_reported"])
    clean = set().union(*flagged.values()) - known
    assert len(clean) <= 0.05 * (units - len(known))
    assert listed.totals == {kind: len(schools) for kind, schools in flagged.items()}


def test_what_was_found_beforehand_is_what_would_be_found_now(gate: Gate, tiny_warehouse: str) -> None:
    memory = str(Settings.model_fields["query_memory"].default)
    now = Gate(tiny_warehouse, memory=memory, seconds=60, rollups=False)
    assert gate.snapshot().held.issues == kept.digest()
    some = (("stage", "primary"), ("setting", "rural"))
    for kind in DETECTORS:
        for code, filters in (("000000", ()), ("440000", some)):
            both = [g.register(NATION, f"quality_{kind}", g.place(NATION, code), None, filters) for g in (gate, now)]
            pd.testing.assert_frame_equal(*both)
            assert len(both[0]) or filters or code != "000000"


def test_a_fault_names_its_owner_and_leads_to_where_it_is_seen(ask_for: AskFor, planted: dict[str, set[str]]) -> None:
    drawing = drawn(ask_for, "issues", f"?{YEAR}")
    places, links, owners = (cells(drawing, i) for i in (0, 6, 5))
    assert {place["h"] for place in places} >= set().union(*planted.values())
    paths = {page.path for page in PAGES.values()}
    for place, link, owner in zip(places, links, owners, strict=True):
        assert f"place={place['h']}&indicator=" in link["q"] and link["p"] in paths
        assert owner.startswith(("the school", "the region"))
    stopped = {place["h"] for place, kind in zip(places, cells(drawing, 1), strict=True) if kind == "Stopped reporting"}
    assert len([p for p in places if p["h"] in stopped]) == len(stopped), "all feeds of a school are one fault"


def test_a_feed_and_a_filter_narrow_the_list(ask_for: AskFor, planted: dict[str, set[str]]) -> None:
    of_usage = found(ask_for("quality", f"?{YEAR}&feed=usage"))
    kinds = {issue.kind for issue in of_usage.issues}
    assert {"outlier", "burst", "stopped"} == kinds
    assert {i.code for i in of_usage.issues if i.kind == "stopped"} == {"usage"}
    rural = {i.unit for i in found(ask_for("quality", f"?{YEAR}&setting=rural")).issues}
    assert rural < {i.unit for i in found(ask_for("quality", f"?{YEAR}")).issues}


def test_a_principal_is_told_of_the_own_school_only(ask_for: AskFor, planted: dict[str, set[str]]) -> None:
    for kind, schools in planted.items():
        school = min(schools)
        ask = ask_for("quality", f"?{YEAR}", Scope(schools=frozenset({school})))
        assert {(i.kind, i.unit) for i in found(ask).issues} == {(kind, school)}
        text, _ = finding(ask)
        assert text.endswith("in time.")


def test_the_heat_table_has_the_numbers_of_the_indicator(ask_for: AskFor) -> None:
    search = f"?place=410000&{YEAR}&indicator=P07"
    drawing = drawn(ask_for, "units", search)
    assert drawing.figure is not None
    (heat,) = drawing.figure["data"]
    frame = drawing.results[0].frame
    known = frame[frame["state"] == VALUE]
    missing = [m for row in heat["z"] for m in row if m is not None]
    assert len(missing) == len(known)
    assert sum(missing) == pytest.approx(float((100 - known["value"].astype(float)).sum()))
    assert {link for row in heat["customdata"] for link in row} <= set(frame["place_code"]) | {""}


def test_feeds_are_the_rows_of_a_school(ask_for: AskFor) -> None:
    drawing = drawn(ask_for, "feeds", f"?place=S000010&{YEAR}", Scope(schools=frozenset({"S000010"})))
    assert drawing.figure is not None
    names = set(drawing.figure["layout"]["yaxis"]["ticktext"])
    assert {"Active users", "Use of resources", "Network"} <= names


def test_the_changes_of_a_release_are_those_of_the_places_in_scope(ask_for: AskFor, gate: Gate) -> None:
    whole = drawn(ask_for, "releases", f"?{YEAR}")
    newest = gate.snapshot().release.release_id
    assert cells(whole, 0)[0] == newest
    assert len({name for name in cells(whole, 0)}) == 2, "the one before is named, too"

    def added(drawing: Drawing) -> int:
        return sum(int(cell.replace(",", "")) for cell in cells(drawing, 4) if cell != "–")

    parts = [
        added(drawn(ask_for, "releases", f"?place={p.code}&{YEAR}")) for p in gate.children(NATION, gate.home(NATION))
    ]
    assert added(whole) == sum(parts) > 0
    area = Scope(places=frozenset({"area:xiongan"}))
    assert 0 < added(drawn(ask_for, "releases", f"?{YEAR}", area)) < added(whole)
    restated = [
        cell for changed, cell in zip(cells(whole, 5), cells(whole, 7), strict=True) if changed not in ("0", "–")
    ]
    assert restated and all("–" not in cell for cell in restated)


def test_a_month_in_which_nothing_was_due_is_no_failure_to_report(ask_for: AskFor) -> None:
    """Terms' reports are due twice a year: the table said of the other ten months that they were not reported."""
    drawing = drawn(ask_for, "feeds", f"?place=000000&{YEAR}")
    twin = table(drawing, ask_for("quality", f"?place=000000&{YEAR}"))
    assert twin.rows and not any("not reported" in str(cell) for row in twin.rows for cell in row)
    training = [row for row in twin.rows if row[1] == "Teacher training"]
    assert 1 <= len(training) < 12
    everywhere = drawn(ask_for, "units", f"?place=000000&{YEAR}")
    assert (everywhere.results[0].frame["state"] == VALUE).all()
