"""What is withheld is in nothing that reaches a browser or a file: figure, hover, order, table (trust.md SDC-T5)."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from dashboard.ask import Ask
from dashboard.exports.csv_file import to_csv
from dashboard.exports.sheet import sheet
from dashboard.i18n import Translator
from dashboard.page import PAGES
from dashboard.panels import draw
from dashboard.panels.drawing import Drawing
from dashboard.panels.twin import table
from dashboard.panels.words import number
from dashboard.settings import Settings
from dashboard.view import View
from data_access.disclosure import OPEN
from data_access.gate import Gate
from data_access.indicators import REGISTRY
from data_access.period import Period
from data_access.query import SUPPRESSED, VALUE, Query, records
from data_access.scope import NATION, Scope

PERIOD = "2025-09..2026-08"
_DIGITS = 7
"""So many characters of a number are the same in a figure and in a file, which rounds to six places."""


def ask_of(gate: Gate, page: str, county: str, language: str = "en") -> Ask:
    view = View.parse(f"?place={county}&period={PERIOD}&lang={language}", gate, NATION)
    return Ask(gate, NATION, view, PAGES[page], Translator(view.language))


@pytest.fixture(scope="module")
def county(gate: Gate, pages: None) -> str:
    """The county with the most schools whose teachers are too few to be told of."""
    frame = gate.fetch(NATION, Query("T04", "000000", Period.parse(PERIOD), ("school",))).frame
    hidden = frame["place_code"][frame["state"] == SUPPRESSED]
    return Counter(gate.place(NATION, school).parent or "" for school in hidden).most_common(1)[0][0]


@pytest.fixture(scope="module")
def unprotected(tiny_warehouse: str) -> Gate:
    """The same warehouse without thresholds: it knows what is withheld."""
    return Gate(tiny_warehouse, seconds=60, memory=str(Settings.model_fields["query_memory"].default), rules=OPEN)


def canaries(gate: Gate, unprotected: Gate, page: str, county: str) -> set[str]:
    """The first digits of the values that stand in a hidden row of the county's schools and in no row that is shown."""
    ask, hidden, shown = ask_of(gate, page, county), set(), set()
    for code in (code for code in PAGES[page].indicators if REGISTRY[code].personal):
        query = Query(code, county, ask.view.period, ("child",))
        states = {row["place_code"]: row["state"] for row in records(gate.fetch(NATION, query).frame)}
        for row in records(unprotected.fetch(NATION, query).frame):
            if row["state"] == VALUE:
                digits = repr(float(row["value"]))[:_DIGITS]
                (hidden if states[row["place_code"]] == SUPPRESSED else shown).add(digits)
    return {digits for digits in hidden - shown if len(digits) == _DIGITS}


def everything(drawing: Drawing, ask: Ask) -> str:
    """All that leaves the server about a panel."""
    twin = table(drawing, ask)
    held = [drawing.title, drawing.subtitle, drawing.finding, drawing.note, drawing.figure, drawing.block]
    return json.dumps([*held, None if twin is None else twin.rows], ensure_ascii=False) + to_csv(sheet(drawing, ask))


def test_no_panel_and_no_file_holds_a_hidden_number(gate: Gate, unprotected: Gate, county: str) -> None:
    page = "training"  # a rate of few people by weeks is a fraction that others have too
    secret = canaries(gate, unprotected, page, county)
    assert secret, "nothing is hidden here: nothing was looked for"
    asks, found = {"shown": ask_of(gate, page, county), "known": ask_of(unprotected, page, county)}, {}
    for name, ask in asks.items():
        panels = [p for p in PAGES[page].panels if p.stands_on(ask.view.place.level)]
        text = "\n".join(everything(draw(panel, ask), ask) for panel in panels)
        found[name] = {canary for canary in secret if canary in text}
    assert found["known"], "no panel would show them: the test sees nothing"
    assert found["shown"] == set()


@pytest.mark.parametrize(("language", "said"), [("en", "not shown"), ("zh", "未公布")])
def test_it_is_said_that_it_is_withheld(gate: Gate, county: str, language: str, said: str) -> None:
    """In words, which are neither those of zero nor of what was not reported (DISC-7)."""
    ask = ask_of(gate, "training", county, language)
    words = {state: ask.t(f"state.{state}", n=10) for state in ("suppressed", "not_reported", "not_applicable")}
    assert len(set(words.values())) == 3
    panel = next(p for p in PAGES["training"].panels if p.id == "children")
    drawing = draw(panel, ask)
    twin = table(drawing, ask)
    assert twin is not None
    marked = [cell for row in twin.rows for cell in row if isinstance(cell, dict) and cell.get("s") == SUPPRESSED]
    assert marked
    assert all(said in str(cell["t"]) for cell in marked)
    assert f",{SUPPRESSED}" in to_csv(sheet(drawing, ask))


@pytest.mark.parametrize(("language", "said"), [("en", "fewer than {}"), ("zh", "少于{}")])
def test_how_many_are_too_few_is_told_as_it_was_judged(gate: Gate, county: str, language: str, said: str) -> None:
    """Five at the reader's own school, ten everywhere else: a principal was told of ten."""
    frame = gate.fetch(NATION, Query("T04", county, Period.parse(PERIOD), ("school",))).frame
    school = str(frame["place_code"][frame["state"] == SUPPRESSED].iloc[0])
    own = Scope(schools=frozenset({school}))
    view = View.parse(f"?place={school}&period={PERIOD}&lang={language}", gate, own)
    for scope, n in ((own, gate.rules.own_school), (NATION, gate.rules.people)):
        ask = Ask(gate, scope, view, PAGES["training"], Translator(language))
        row = {"state": SUPPRESSED, "place_code": school}
        assert said.format(n) in number(row, REGISTRY["T04"], ask)
