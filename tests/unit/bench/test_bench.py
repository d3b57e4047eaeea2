"""The bench runs and says what it measured; how fast anything is, it says to people and not to tests."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bench.__main__ import main
from bench.report import END, START, write
from bench.views import Views
from dashboard.factory import import_pages
from dashboard.page import PAGES
from data_access.gate import Gate


@pytest.fixture(scope="module")
def figures(tiny_warehouse: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """The figures of the shortest run that has all its rounds: one view, one client."""
    folder = tmp_path_factory.mktemp("bench")
    options = ["--warehouse", tiny_warehouse, "--small", tiny_warehouse, "--levels", "county", "--pages", "sharing"]
    options += ["--sample", "1", "--raw", "1", "--clients", "1", "--seconds", "0.2", "--repeat", "3"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bench.panels._RUNS", 1)  # a median of one is as good a figure to look at
        assert main([*options, "--json", str(folder / "json"), "--markdown", str(folder / "tables.md")]) == 0
    yield json.loads((folder / "json").read_text()) | {"tables": (folder / "tables.md").read_text()}


def test_every_part_of_the_view_is_timed_and_counted(figures: dict[str, Any]) -> None:
    rows = {row["part"]: row for row in figures["panels"]}
    shown = {panel.id for panel in PAGES["sharing"].panels if panel.stands_on("county")}
    assert {"head", "line", "cards"} | shown == rows.keys()
    assert not any(row["fault"] for row in rows.values())
    assert all(row[key] >= 0 for row in rows.values() for key in ("first_ms", "cold_ms", "warm_ms", "smaller_ms"))
    assert rows["cards"]["statements"] > 1
    assert rows["cards"]["rows_read"] > 0
    assert "fact_sharing" in rows["routes"]["tables"]


def test_the_facts_answer_without_roll_ups(figures: dict[str, Any]) -> None:
    (row,) = figures["raw"]
    assert not any(name.startswith("rollup_") for name in row["tables"])


def test_panels_are_answered_over_http(figures: dict[str, Any]) -> None:
    phases = figures["http"]["phases"]
    assert [phase["kept"] for phase in phases] == [False, True]
    for phase in phases:
        assert phase["requests"] > 0
        assert phase["faults"] == {}
        assert phase["p50_ms"] <= phase["p95_ms"] <= phase["max_ms"]
    assert [p["process"] for p in figures["http"]["memory"]] == ["master", "worker 1", "worker 2"]


def test_the_tables_say_where_they_come_from(figures: dict[str, Any]) -> None:
    text = figures["tables"]
    assert text.startswith(START)
    assert text.rstrip().endswith(END)
    assert f"on {figures['machine']['cores']} cores" in text
    for title in ("Budgets", "Views with filters", "Without roll-ups", "Growth", "Panels over HTTP", "Memory"):
        assert f"### {title}" in text


def test_tables_are_written_between_the_markers_only(tmp_path: Path) -> None:
    page = tmp_path / "performance.md"
    page.write_text(f"before\n{START}\nold\n{END}\nafter\n")
    write(page, "new")
    assert page.read_text() == f"before\n{START}\n\nnew\n{END}\nafter\n"
    page.write_text("no markers")
    with pytest.raises(ValueError, match=r"performance\.md"):
        write(page, "new")


def test_views_are_the_same_in_every_run_and_distinct_ones_differ(gate: Gate) -> None:
    import_pages()
    one, two = Views(gate), Views(gate)
    assert one.sample(30, ["nation", "school"], list(PAGES)) == two.sample(30, ["nation", "school"], list(PAGES))
    found = one.distinct(300)
    asked = {(view.spot, *(f for f in view.filters if f[0] in ("period", "stage", "setting"))) for view in found}
    assert len(asked) == len(found) == 300
