"""An indicator is told in full: formula, reporting, pages, weakness and the SQL behind its number."""

from __future__ import annotations

import pytest

from dashboard.page import PAGES, Panel
from dashboard.panels import draw
from dashboard.uses import pages_with
from data_access.indicators import REGISTRY, get
from data_access.scope import Scope
from tests.unit.dashboard.conftest import AskFor

QUESTION, CATALOGUE = Panel("question", "question"), Panel("catalogue", "catalogue")


def told(ask_for: AskFor, search: str) -> dict[str, list[object]]:
    """What the card says, by its English label."""
    block = draw(QUESTION, ask_for("indicators", search + "&lang=en")).block
    assert block is not None
    (item,) = block["items"]
    return {fact["l"]: fact["c"] for fact in item["facts"]}


def test_every_indicator_can_be_chosen_on_the_page_of_indicators(pages: None) -> None:
    codes = [code.partition(":")[0] for code in PAGES["indicators"].indicators]
    assert sorted(codes) == sorted(REGISTRY)


@pytest.mark.parametrize("code", ["R02", "R10", "G01", "G08", "G12:R02", "P02", "P05", "P06"])
def test_an_indicator_is_told_in_full(ask_for: AskFor, code: str) -> None:
    facts = told(ask_for, f"?place=440000&period=2025-09..2026-08&indicator={code}")
    indicator = get(code)
    assert facts["Source"] == [indicator.source.en]
    assert facts["Where it is weak"][0]
    assert len(facts["Stands on"]) == len(pages_with(code.partition(":")[0])) - 1 >= 1
    fact = (indicator.over or indicator).fact.name
    assert fact in str(facts["Reported by"][0])
    if code != "P02":
        assert any("SELECT" in str(cell) for cell in facts["SQL"]), "the statements behind the number"


def test_the_sql_is_that_of_the_reader(ask_for: AskFor) -> None:
    rural = told(ask_for, "?place=440000&period=2025-09..2026-08&indicator=R02&setting=rural")["SQL"]
    assert "rural" in str(rural) and "440000" in str(rural)


def test_the_catalogue_leads_to_each_indicator(ask_for: AskFor) -> None:
    block = draw(CATALOGUE, ask_for("indicators", "?lang=en")).block
    assert block is not None and block["kind"] == "searched"
    assert block["found"] == "{n} found"
    for row in block["rows"]:
        code = row[0]["q"].partition("=")[2]
        assert get(code).code == code and code in PAGES["indicators"].indicators
        assert row[0]["id"] == code.partition(":")[0]
        assert row[-1], "it stands on a page"


def test_what_is_read_is_named_once_and_without_a_blank(ask_for: AskFor) -> None:
    """A school's number is read with its place, which is no fact: that stood there as `reads , – rows`, and twice."""
    place = "S000010"
    asked = ask_for("indicators", f"?place={place}&indicator=R02&lang=en", Scope(schools=frozenset({place})))
    block = draw(QUESTION, asked).block
    assert block is not None
    (cells,) = (fact["c"] for fact in block["items"][0]["facts"] if fact["l"] == "SQL")
    said = [cell for cell in cells if isinstance(cell, str)]
    assert said and all(text.startswith("reads ") and "," not in text.split()[1][:1] for text in said), said
    assert not any("–" in text for text in said)
    statements = [cell["t"] for cell in cells if not isinstance(cell, str)]
    assert len(statements) == len(set(statements)) == len(said)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_standard_is_told_in_the_readers_language(ask_for: AskFor, language: str) -> None:
    told = {code: i.standard_text for code, i in REGISTRY.items() if i.standard_text}
    assert len(told) > 15 and all(text[language] for text in told.values())
    assert all(REGISTRY[code].standard for code in told), "each is a standard of the catalogue"
    drawing = draw(Panel("question", "question"), ask_for("indicators", f"?indicator=G03&lang={language}"))
    assert told["G03"][language] in str(drawing.block)
