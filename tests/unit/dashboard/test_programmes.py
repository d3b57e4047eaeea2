"""Every programme of the design has its place, and every published figure its programme, date, source and answer."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from dashboard.i18n import Translator
from dashboard.page import PAGES
from dashboard.panels import draw
from dashboard.panels.drawing import Drawing
from dashboard.programmes import Entry, comparisons, entries, source
from dashboard.programmes.published import OUTSIDE, UNANSWERED, Figure, apart, compared, published, said
from data_access.indicators import REGISTRY
from data_access.indicators.model import Text
from data_access.query import NOT_REPORTED, VALUE
from data_access.registers import REGISTERS
from data_access.scope import NATION, Scope
from tests.conftest import ROOT
from tests.unit.dashboard.conftest import AskFor

PRODUCT = ROOT.parent / "shared" / "design" / "product.md"
YEAR = "&period=2025-09..2026-08&lang=en"


@pytest.fixture(scope="module")
def register(ask_for: AskFor) -> Drawing:
    """The register of the nation."""
    return drawn(ask_for, "register", "000000")


def drawn(ask_for: AskFor, panel: str, place: str, scope: Scope = NATION) -> Drawing:
    """A panel of the page, drawn for a reader."""
    held = PAGES["programmes"].panel(panel)
    assert held is not None
    return draw(held, ask_for("programmes", f"?place={place}{YEAR}", scope))


def test_the_programmes_are_those_of_the_design() -> None:
    if not PRODUCT.is_file():
        pytest.skip(f"the design is no part of the repository, and ../{PRODUCT.relative_to(ROOT.parent)} is absent")
    section = PRODUCT.read_text("utf-8").partition("## Programmes that must find their place")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (.+?) \| .+? \|$", section, re.M)[1:]
    assert len(rows) == len(entries()) >= 15
    for row, entry in zip(rows, entries(), strict=True):
        assert row.startswith(entry.row), entry.code


@pytest.mark.parametrize("entry", entries(), ids=lambda e: e.code)
def test_a_programme_is_told_in_full(ask_for: AskFor, register: Drawing, entry: Entry) -> None:
    assert register.block is not None
    section = next((item for item in register.block["items"] if item["id"] == f"programme-{entry.code}"), None)
    assert section is not None, "it has a section"
    assert section["t"] == entry.name.en and section["d"] == entry.what.en
    facts = {fact["l"]: fact["c"] for fact in section["facts"]}
    told = [cell for name, cells in facts.items() if name.startswith("Indicators (") for cell in cells]
    figures = facts.get("Published", [])
    assert len(told) == len(entry.indicators) and len(figures) == len(entry.figures)
    assert told or figures, "it has an indicator or a figure"
    assert facts["When"] == [entry.when.en] and facts["Source"] == [entry.source.en]
    assert [cell["p"] for cell in facts["See"]] == [PAGES[key].path for key in entry.pages]


@pytest.mark.parametrize("entry", entries(), ids=lambda e: e.code)
def test_a_programme_names_only_what_exists(pages: None, entry: Entry) -> None:
    assert set(entry.indicators) <= set(REGISTRY)
    assert set(entry.pages) <= set(PAGES) and entry.pages
    assert set(entry.figures) <= set(comparisons())
    for text in (entry.name, entry.what, entry.when, entry.source):
        assert re.search(r"[\u4e00-\u9fff]|JY/T", text.zh) and not re.search(r"[\u4e00-\u9fff]", text.en)
    assert len(re.findall(r"。", entry.what.zh)) == 2 and len(re.findall(r"\.(?= |$)", entry.what.en)) == 2


def test_every_figure_belongs_to_one_programme(ask_for: AskFor) -> None:
    held = [code for entry in entries() for code in entry.figures]
    assert len(held) == len(set(held))
    assert set(held) == set(comparisons()) == set(published(ask_for("programmes")))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_figure_can_be_said(ask_for: AskFor, language: str) -> None:
    ask = ask_for("programmes", f"?lang={language}")
    for figure in published(ask).values():
        text = said(figure, ask)
        assert re.search(r"\d", text), figure.code
        assert figure.source and figure.as_of
        assert source(figure.source, "en") == figure.source != source(figure.source, "zh")
    visits = published(ask)["platform_visits_2023"]
    assert said(visits, ask) == {"zh": "超过 260亿 次", "en": "more than 26,000,000,000 visits"}[language]


def test_a_figure_is_answered_for_its_own_date_and_place(ask_for: AskFor) -> None:
    ask = ask_for("programmes", "?place=440000&period=2025-09..2026-08&stage=primary")
    held = published(ask)
    platforms = compared(held["provincial_platforms"], ask)
    assert (platforms.state, platforms.value) == (VALUE, 32), "the view's filters are not the figure's"
    assert apart(held["provincial_platforms"], 32, ask).startswith("±0")
    areas = compared(held["demonstration_areas_2019"], ask)
    assert (areas.state, areas.value) == (VALUE, 8), "areas under cultivation are not counted"
    assert compared(held["employment_posts"], ask).state == UNANSWERED
    assert compared(held["platform_visits_2023"], ask).state == NOT_REPORTED, "here use begins in 2025"
    assert compared(held["zhongshan_etextbook"], ask).state == VALUE


def test_a_reader_is_told_nothing_of_a_place_outside(ask_for: AskFor) -> None:
    ask = ask_for("programmes", "", Scope(places=frozenset({"area:xiongan"})))
    states = {code: compared(figure, ask).state for code, figure in published(ask).items()}
    assert states["provincial_platforms"] == states["zhongshan_pass_rate"] == OUTSIDE
    assert states["xiongan_new_teachers"] in (VALUE, NOT_REPORTED)
    inside = drawn(ask_for, "register", "area:xiongan", Scope(places=frozenset({"area:xiongan"})))
    assert inside.block is not None
    links = [
        c["h"]
        for item in inside.block["items"]
        for f in item["facts"]
        for c in f["c"]
        if isinstance(c, dict) and "h" in c
    ]
    assert set(links) == {"area:xiongan"}


def test_only_lines_are_called_lines(ask_for: AskFor) -> None:
    table = drawn(ask_for, "figures", "000000").table
    assert table is not None
    lined = [row for row in table.rows if "serves as a line" in str(row[1])]
    assert len(lined) == sum(c.line for c in comparisons().values()) == 3
    assert len(table.rows) == len(comparisons())


def test_codes_of_the_registers_have_names(ask_for: AskFor) -> None:
    ask = ask_for("programmes")
    for language in ("zh", "en"):
        t = Translator(language)
        for register, column, kind in (
            ("members", "role", "member_role"),
            ("members", "track", "track"),
            ("participants", "role", "member_role"),
            ("supply", "kind", "supply_kind"),
            ("activity", "tracker", "tracker"),
            ("channels", "channel", "channel"),
        ):
            frame = ask.gate.register(ask.scope, register, ask.view.place, None)
            for code in frame[column].dropna().unique():
                assert t.maybe(f"code.{kind}.{code}"), (kind, code)


def test_registers_explain_indicators() -> None:
    assert {code for code, _ in REGISTERS.values()} <= set(REGISTRY)


def test_a_figure_that_says_less_or_in_other_words_is_told_as_it_is(ask_for: AskFor) -> None:
    """A unit that the catalogue does not know cost the reader the whole register and all figures."""
    ask = ask_for("programmes", "?lang=en")
    plain = Figure("rural_class_hours", Text("x", "x"), 190.0, "parsecs", "perhaps", "2023-07", "000000", "")
    assert said(plain, ask) == "perhaps 190 parsecs"
    assert said(replace(plain, qualifier="", unit=""), ask) == "190"
    nothing = replace(plain, value=None)
    assert (said(nothing, ask), apart(nothing, 3.0, ask)) == ("no data", "")
    assert compared(replace(plain, as_of="sometime"), ask).state == UNANSWERED
    assert compared(replace(plain, scope=""), ask).state == OUTSIDE


def test_a_code_that_is_missing_is_told_as_unassigned(ask_for: AskFor) -> None:
    ask = ask_for("area", "?lang=en")
    for nothing in (None, float("nan")):
        assert ask.code("programme_code", nothing).lower() == ask.code("member_role", nothing).lower() == "unassigned"
