"""The page of a school: turned so that right is better, coloured only beyond chance, and nobody else's numbers."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from dashboard.ask import Ask
from dashboard.findings import finding
from dashboard.page import PAGES
from dashboard.panels import draw
from dashboard.panels.drawing import Drawing
from dashboard.panels.equipment import short_of
from dashboard.panels.similar import schools, withheld
from dashboard.panels.spine import _marks, verdict_text
from dashboard.panels.standing import ABOVE, BELOW, Standing, _by_quartiles, beyond, standing, standings
from dashboard.panels.turns import chosen
from data_access.benchmarks import Benchmark
from data_access.gate import Gate
from data_access.peers import PeerGroup
from data_access.places import Place
from data_access.query import VALUE
from data_access.scope import Scope
from data_access.verdicts import Verdict
from tests.unit.dashboard.conftest import AskFor

YEAR = "&period=2025-09..2026-08"
PEERS = Benchmark("similar", "g", VALUE, value=60.0, q1=50.0, median=60.0, q3=80.0, schools=38, members=38)
NONE = Benchmark("parent", "", "suppressed", "few_schools")


@pytest.fixture(scope="session")
def own(ask_for: AskFor, own_school: Place) -> Ask:
    """The principal's own page, in English."""
    return ask_for("school", f"?lang=en{YEAR}", Scope(schools=frozenset({own_school.code})))


@pytest.fixture(scope="session")
def held(own: Ask) -> list[Standing]:
    """How the principal's school stands."""
    return standings(PAGES["school"].indicators, own)


def panel(ask: Ask, name: str) -> Drawing:
    found = PAGES["school"].panel(name)
    assert found is not None
    return draw(found, ask)


def stands(ask: Ask, code: str, **parts: Any) -> Standing:
    return replace(standing(code, ask), **({"similar": PEERS, "county": NONE} | parts))


def test_every_row_says_its_value_and_its_verdict_or_why_there_is_none(own: Ask, held: list[Standing]) -> None:
    drawing = panel(own, "spine")
    assert drawing.block is not None
    rows = [row for group in drawing.block["groups"] for row in group["rows"]]
    assert [row["code"] for row in rows] == [s.result.indicator.code for s in held]
    for row, of in zip(rows, held, strict=True):
        assert row["value"] and row["verdict"], row["code"]
        assert row["href"].startswith("./") and f"indicator={row['code']}" in row["href"]
        assert ("marks" in row) == (of.similar.state == VALUE and of.state != "not_reported")
    assert any("marks" in row for row in rows), "nothing is compared"


def test_the_table_has_a_row_an_indicator_with_a_rank_only_as_a_range(own: Ask, held: list[Standing]) -> None:
    table = panel(own, "spine").table
    assert table is not None
    assert len(table.rows) == len(held)
    assert all(len(row) == len(table.head) for row in table.rows)
    for row, of in zip(table.rows, held, strict=True):
        if of.similar.rank is not None and of.value is not None:
            assert str(row[5]).endswith(f"/ {of.similar.schools + 1}")  # type: ignore[operator]


def test_right_is_better_whichever_way_an_indicator_runs(own: Ask) -> None:
    up = _marks(stands(own, "T04", value=90.0, interval=(85.0, 95.0)))
    down = _marks(stands(own, "G01", value=90.0, interval=None))
    assert 50 < up["low"] < up["own"] < up["high"] <= 100
    assert down["own"] < 50
    for marks in (up, down):
        assert marks["q1"] <= 50 <= marks["q3"]
        assert all(0 <= v <= 100 for name, v in marks.items() if name != "filled")
    assert down["q1"] == pytest.approx(100 - _marks(stands(own, "T04", value=90.0, interval=None))["q3"])


def test_colour_is_for_what_is_beyond_chance_only(own: Ask, held: list[Standing]) -> None:
    assert [v for v in ("", ABOVE, BELOW, *Verdict) if beyond(v)] == ["better", "worse", "different"]
    for of in held:
        if of.similar.state == VALUE and of.similar.median is not None:
            assert _marks(of)["filled"] == beyond(of.verdict)
        if of.interval is None:
            assert of.verdict in ("", Verdict.LIKE, ABOVE, BELOW), "a full count has no chance in it"


def test_a_full_count_is_set_against_the_quartiles(own: Ask) -> None:
    for code, better, worse in (("G04", 81.0, 49.0), ("G01", 49.0, 81.0)):
        assert _by_quartiles(stands(own, code, value=better)) == ABOVE
        assert _by_quartiles(stands(own, code, value=worse)) == BELOW
        assert _by_quartiles(stands(own, code, value=80.0)) == Verdict.LIKE
        assert _by_quartiles(stands(own, code, value=50.0)) == Verdict.LIKE


def test_fewer_than_five_people_are_not_shown_to_their_principal(own: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    few = next(s for s in standings(PAGES["school"].indicators, own) if s.value and s.result.indicator.counts_people)
    people = float(few.result.row["denominator"])
    monkeypatch.setattr(own.gate, "rules", replace(own.gate.rules, own_school=int(people) + 1))
    now = standing(few.result.indicator.code, own)
    assert (now.state, now.value, now.interval, now.verdict) == ("suppressed", None, None, "")
    assert f"fewer than {int(people) + 1} people" in verdict_text(now, own)
    text = json.dumps(panel(own, "spine").block)
    assert f"fewer than {int(people) + 1}" in text


def test_what_is_short_reaches_the_mark_and_one_less_does_not(own: Ask) -> None:
    for code in ("G03", "G04", "G01"):
        of = stands(own, code)
        row, scale = of.result.row, of.result.indicator.scale
        above, below = float(row["numerator"]), float(row["denominator"])
        mark = of.result.row["value"] * (0.7 if code == "G01" else 1.3)
        n = short_of(of, mark)
        assert n > 0
        if code == "G01":
            assert scale * above / (below + n) <= mark + 1e-9 < scale * above / (below + n - 1)
        else:
            assert scale * (above + n) / below >= mark - 1e-9 > scale * (above + n - 1) / below
        assert short_of(of, of.result.row["value"]) <= 0


def test_the_equipment_that_is_short_is_said_in_things(own: Ask) -> None:
    drawing = panel(own, "equipment")
    assert drawing.block is not None
    assert drawing.table is not None
    for row in drawing.block["rows"]:
        assert row["short"] == ("short" in row["conclusion"])
    assert len(drawing.table.rows) == 5


def test_the_trends_are_three_at_most_and_none_twice(own: Ask, held: list[Standing]) -> None:
    turns = chosen(PAGES["school"].panel("turns").indicators, own)  # type: ignore[union-attr]
    codes = [turn.of.result.indicator.code for turn in turns]
    assert 1 <= len(codes) == len(set(codes)) <= 3
    for turn in turns:
        assert len(turn.years) == len(turn.own) == len(turn.peers)
        if turn.why == "improved":
            assert turn.moved is not None
            assert turn.of.sign * turn.moved > 0
    figure = panel(own, "turns").figure
    assert figure is not None
    assert len(figure["data"]) == 2 * len(turns)


def test_the_finding_counts_every_indicator_once(own: Ask, held: list[Standing]) -> None:
    text, result = finding(own)
    assert result is None
    stated = [s for s in held if s.state != "not_applicable"]
    assert f"of {len(stated)} indicators" in text
    better = sum(s.verdict in ("better", ABOVE) for s in stated)
    worse = sum(s.verdict in ("worse", BELOW) for s in stated)
    assert f"{better} better, {worse} worse" in text


def test_who_shares_a_group_is_said_in_both_languages(ask_for: AskFor) -> None:
    told = replace(PEERS, group=PeerGroup("primary", "urban", ("500_999", "1000_1999"), ("central",)))
    en, zh = (ask_for("school", f"?lang={lang}") for lang in ("en", "zh"))
    assert schools(told, en) == "38 urban primary schools with 500–1,999 students in the central region"
    assert schools(told, zh) == "38 所中部地区城市小学（500–1,999 名学生）"
    several = replace(told, group=PeerGroup("junior", "town", (), ("east", "northeast", "central")))
    assert schools(several, en) == "38 town junior secondary schools in the eastern, north-eastern and central regions"
    assert schools(replace(told, group=None), zh) == "38 所同类学校"


@pytest.mark.parametrize("reason", ["few_schools", "dominated", "few_people", "complement", "nested", "no_group"])
def test_why_nothing_is_compared_is_said(ask_for: AskFor, reason: str) -> None:
    for language in ("zh", "en"):
        ask = ask_for("school", f"?lang={language}")
        state = "not_applicable" if reason == "no_group" else "suppressed"
        told = withheld(replace(NONE, state=state, reason=reason), ask)
        assert told not in ("", ask.t("withheld.not_applicable"))
        # A filter that an indicator does not know, a place that is no school, an indicator without a comparison.
        nothing = ask.t("withheld.not_applicable")
        for other in ("stage", "setting", "place", "method", None):
            assert withheld(replace(NONE, state="not_applicable", reason=other), ask) == nothing


def test_a_place_that_is_no_school_offers_the_way_to_one(ask_for: AskFor) -> None:
    ask = ask_for("school", "?place=442000&lang=en")
    drawing = panel(ask, "ways")
    assert drawing.block is not None
    below = [row[0]["h"] for row in drawing.block["rows"]]
    assert below == [place.code for place in ask.gate.children(ask.scope, ask.view.place)]
    assert "go down" in finding(ask)[0]


def test_a_school_leads_to_its_brief(own: Ask) -> None:
    drawing = panel(own, "sheet")
    assert drawing.block is not None
    (item,) = drawing.block["items"]
    assert (item["p"], item["h"]) == ("/brief", own.view.place.code)


def test_no_other_school_is_named_or_told(own: Ask, gate: Gate, own_school: Place) -> None:
    zhongshan = gate.snapshot().places.get("442000")
    assert zhongshan is not None
    foreign = {p.code for p in gate.children(Scope(everything=True), zhongshan)} - {own_school.code}
    assert foreign
    for name in ("spine", "turns", "funnel", "equipment"):
        drawing = panel(own, name)
        text = json.dumps([drawing.block, drawing.figure, drawing.finding, drawing.title], default=str)
        assert not [code for code in foreign if code in text], name
