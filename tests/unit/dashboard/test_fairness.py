"""On every panel: no colour without a verdict beyond chance, no rank without its range, no word of cause."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest

from dashboard.charts.tokens import TOKENS
from dashboard.i18n import LANGUAGES
from dashboard.page import PAGES
from dashboard.panels import draw
from dashboard.panels.drawing import Drawing
from dashboard.panels.twin import table
from data_access.query import Result
from data_access.verdicts import Verdict
from tests.unit.dashboard.conftest import AskFor

PLACES = ("000000", "area:xiongan", "S000010")
TONES = {theme.chart[n]: verdict for theme in TOKENS.values() for n, verdict in ((0, "better"), (1, "worse"))}
CAUSE = re.compile(
    r"\bcaus(?:es|ed|ing)\b|\bdue to\b|\bthanks to\b|\bleague\b|\bproves?\b|导致|归功于|得益于|证明了|排行榜", re.I
)
RANGE = re.compile(r"\d+(–\d+)?( / \d+)?")


Drawings = Callable[[str, str], list[tuple[str, Drawing, list[list[str]]]]]


@pytest.fixture(scope="module")
def drawings(ask_for: AskFor) -> Drawings:
    """Every panel that stands at a place, with the texts of its table; drawn once for all tests."""
    return cache(lambda place, language: list(_drawn(ask_for, place, language)))


def _drawn(ask_for: AskFor, place: str, language: str) -> Iterator[tuple[str, Drawing, list[list[str]]]]:
    for page in PAGES.values():
        ask = ask_for(page.key, f"?place={place}&lang={language}")
        for panel in page.panels:
            if panel.stands_on(ask.view.place.level):
                drawing = draw(panel, ask)
                twin = table(drawing, ask)
                rows = [[cell["t"] if isinstance(cell, dict) else cell for cell in row] for row in twin.rows]
                yield f"{page.key}/{panel.id}", drawing, [list(twin.head), *rows]


def judged(results: tuple[Result, ...] | Any) -> dict[str, set[str]]:
    """The verdicts of each place in the answers behind a panel."""
    held: dict[str, set[str]] = {}
    for result in results:
        if "verdict" in result.frame:
            for code, verdict in zip(result.frame["place_code"], result.frame["verdict"], strict=True):
                held.setdefault(code, set()).add(str(verdict))
    return held


def marks(figure: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Place and edge of each mark that has a look of its own."""
    for trace in figure["data"]:
        edges = trace.get("marker", {}).get("line", {}).get("color")
        if isinstance(edges, list):
            yield from zip(trace.get("customdata", [""] * len(edges)), edges, strict=True)


@pytest.mark.parametrize("place", PLACES)
def test_only_a_verdict_beyond_chance_gives_a_mark_its_colour(drawings: Drawings, place: str) -> None:
    for name, drawing, _ in drawings(place, "en"):
        verdicts = judged(drawing.results)
        for code, edge in marks(drawing.figure or {"data": []}):
            if code in verdicts and edge in TONES:
                assert TONES[edge] in verdicts[code], (name, code)


def test_marks_of_every_kind_were_looked_at(drawings: Drawings) -> None:
    seen = set()
    for _, drawing, _ in drawings("000000", "en"):
        verdicts = judged(drawing.results)
        seen |= {edge in TONES for code, edge in marks(drawing.figure or {"data": []}) if code in verdicts}
    assert seen == {True, False}


@pytest.mark.parametrize("place", PLACES)
def test_a_coloured_cell_holds_a_verdict_beyond_chance(drawings: Drawings, place: str) -> None:
    beyond = {str(verdict) for verdict in Verdict if verdict.beyond}
    for name, drawing, _ in drawings(place, "en"):
        tones = set(re.findall(r'"[^"]*\b(?:verdict|judged|tone-?) ?(better|worse)\b[^"]*"', json.dumps(drawing.block)))
        if drawing.results and (verdicts := judged(drawing.results)):
            told = set().union(*verdicts.values())
            assert tones <= (told & beyond) | _against_the_line(drawing), name


def _against_the_line(drawing: Drawing) -> set[str]:
    """Statuses against a published line, which have a colour of their own right."""
    return {str(s) for result in drawing.results if "status" in result.frame for s in result.frame["status"] if s}


@pytest.mark.parametrize("place", PLACES)
def test_a_rank_is_a_range(drawings: Drawings, place: str) -> None:
    for name, drawing, (head, *rows) in drawings(place, "en"):
        for result in drawing.results:
            assert "rank" not in result.frame, name
            if "rank_first" in result.frame:
                ranked = result.frame.dropna(subset=["rank_first"])
                assert (ranked["rank_first"] <= ranked["rank_last"]).all(), name
        for column in (n for n, text in enumerate(head) if "rank" in text.lower()):
            assert all(RANGE.fullmatch(row[column]) for row in rows if row[column].strip(" –")), (name, head[column])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("place", PLACES)
def test_nothing_is_said_to_be_the_cause(drawings: Drawings, place: str, language: str) -> None:
    for name, drawing, cells in drawings(place, language):
        words = [
            drawing.title,
            drawing.subtitle,
            drawing.finding,
            drawing.note,
            *(cell for row in cells for cell in row),
        ]
        said = json.dumps([*words, drawing.figure, drawing.block], ensure_ascii=False)
        assert not CAUSE.search(said), (name, CAUSE.search(said))
