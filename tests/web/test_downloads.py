"""A download says what it is about, tells the gate's numbers, and is no formula to a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from dashboard.page import PAGES, Panel
from dashboard.panels import BLOCKS
from data_access.gate import Gate
from data_access.indicators import get
from data_access.period import Period
from data_access.places import Place
from data_access.query import Query
from data_access.scope import NATION
from tests.web.wire import Wire

Download = tuple[dict[str, str], list[dict[str, str]]]
_NOT_BY_ROW = (
    "adjusted",
    "areas",
    "catalogue",
    "gap_table",
    "glossary",
    "ledger",
    "matrix",
    "milestones",
    "profile",
    "tiles",
)
"""Kinds whose table has another form than the answers behind it."""
_MAY_BE_EMPTY = ("tiles", "areas", "turns", "gates", "systems", "issues")
"""Kinds that have nothing to say of some places; an area's profile has what is known of that area."""
VIEW = "?place=440000&period=2025-09..2026-08&stage=primary&lang=en"


def read(text: str) -> Download:
    """The head of a download by name, and its rows."""
    assert text.startswith("\ufeff"), "without the mark Excel takes it for the local code page"
    lines = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    head = {line[0].removeprefix("# "): line[1] for line in lines if line[0].startswith("# ")}
    body = [line for line in lines if not line[0].startswith("# ")]
    return head, [dict(zip(body[0], line, strict=True)) for line in body[1:]]


def download(
    client: FlaskClient, page: str, panel: str, view: str = VIEW
) -> tuple[dict[str, str], list[dict[str, str]]]:
    """A panel's download, read."""
    answer = client.get(f"/export/{page}/{panel}.csv{view}")
    assert answer.status_code == 200
    assert answer.mimetype == "text/csv"
    assert answer.headers["Cache-Control"] == "no-store"
    return read(answer.text)


def figure(wire: Wire, page: str, panel: str, view: str = VIEW) -> dict[str, Any]:
    """What the callback of a panel answers, by the part of its card."""
    key = f"{page}.{panel}"
    call = next(c for c in wire.calls(PAGES[page].path, view) if f"'panel': '{key}'" in c.name)
    found: dict[str, Any] = {json.loads(k)["type"]: v for k, v in wire.send(call.body).json["response"].items()}
    return found


def every_panel() -> list[tuple[str, Panel]]:
    """All panels of all pages."""
    return [(page.key, panel) for page in PAGES.values() for panel in page.panels]


def shown_at(panel: Panel, own_school: Place) -> str:
    """The code of a place that shows `panel`: a province, else a school, else the nation."""
    places = {"province": "440000", "school": own_school.code, "nation": "000000", "area": "area:zhongshan"}
    return next(code for level, code in places.items() if panel.stands_on(level))


def test_every_panel_has_one_with_its_head(ministry: FlaskClient, gate: Gate, own_school: Place) -> None:
    release, found = gate.snapshot().release, set()
    for key, panel in every_panel():
        place = shown_at(panel, own_school)
        head, rows = download(ministry, key, panel.id, VIEW.replace("440000", place))
        assert head["Place"].endswith(f"({place})"), (key, panel.id)
        assert head["Period"] == "2025-09..2026-08"
        assert head["Filters"] == "Stage: Primary"
        assert head["Release"].startswith(release.release_id)
        assert head["Note"] == "demo data"
        assert rows or panel.kind in _MAY_BE_EMPTY or key == "area", (key, panel.id)
        found |= {(key, panel.kind)} if rows else set()
        for code in {row["indicator"] for row in rows if "indicator" in row}:
            assert get(code).definition.en in head[f"Indicator {code}"]
            assert head["Source"]
    assert {("area", kind) for kind in ("about", "strand", "ledger", "ranked", "trend")} <= found


@pytest.mark.parametrize(("code", "by"), [("R03", ("child",)), ("R02", ("child",)), ("R05", ("child",))])
def test_its_numbers_are_those_of_the_gate(ministry: FlaskClient, gate: Gate, code: str, by: tuple[str, ...]) -> None:
    _, rows = download(ministry, "usage", "children", f"{VIEW}&indicator={code}")
    query = Query(code, "440000", Period.parse("2025-2026"), by, (("stage", "primary"),))
    frame = gate.fetch(NATION, query).frame
    assert [row["place_code"] for row in rows] == list(frame["place_code"])
    for row, (_, held) in zip(rows, frame.iterrows(), strict=True):
        for name in ("numerator", "denominator", "value"):
            if held["state"] == "value":
                assert float(row[name]) == pytest.approx(float(held[name]), abs=1e-6)
            else:
                assert row[name] == ""
        assert row["state"] == held["state"]
        assert (int(row["n_reported"]), int(row["n_expected"])) == (held["n_reported"], held["n_expected"])


@pytest.mark.parametrize(("page", "panel"), [("usage", "trend"), ("training", "trend"), ("divide", "trend")])
def test_its_numbers_are_those_of_the_figure(ministry_wire: Wire, page: str, panel: str) -> None:
    _, rows = download(ministry_wire.client, page, panel)
    traces = figure(ministry_wire, page, panel)["chart-data"]["figure"]["data"]
    drawn = next(trace["y"] for trace in traces if "hovertext" in trace)  # not the band behind it
    assert [None if v is None else pytest.approx(v, abs=1e-6) for v in drawn] == [
        float(row["value"]) if row["value"] else None for row in rows
    ]


def test_its_ranked_places_are_those_of_the_figure(ministry_wire: Wire) -> None:
    _, rows = download(ministry_wire.client, "overview", "children")
    trace = figure(ministry_wire, "overview", "children")["chart-data"]["figure"]["data"][0]
    assert len(trace["x"]) == len(rows) > 5
    assert dict(zip(trace["customdata"], trace["x"], strict=True)) == {
        row["place_code"]: pytest.approx(float(row["value"]), abs=1e-6) if row["value"] else None for row in rows
    }


def test_the_table_twin_has_a_row_for_each_of_its_rows(ministry_wire: Wire, own_school: Place) -> None:
    for key, panel in every_panel():
        if panel.kind in _NOT_BY_ROW:
            continue
        view = VIEW.replace("440000", shown_at(panel, own_school))
        part = "list-data" if panel.kind in BLOCKS else "chart-data"
        _, rows = download(ministry_wire.client, key, panel.id, view)
        twin = json.loads(figure(ministry_wire, key, panel.id, view)[part]["data"])["twin"]
        assert len(twin["rows"]) == len(rows), (key, panel.id)


def test_the_ledger_has_every_milestone(ministry_wire: Wire) -> None:
    """The card says that the download has all of them."""
    view = "?place=000000&period=all&lang=en"
    _, rows = download(ministry_wire.client, "pilots", "ledger", view)
    twin = json.loads(figure(ministry_wire, "pilots", "ledger", view)["list-data"]["data"])["twin"]
    assert len(twin["rows"]) > 40
    assert len(rows) == len(twin["rows"])


def test_its_name_says_what_it_is(ministry: FlaskClient) -> None:
    answer = ministry.get("/export/usage/trend.csv?place=area:xiongan")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="usage-trend-area-xiongan.csv"'
