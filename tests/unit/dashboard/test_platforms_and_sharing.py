"""Use by tier of platform, and the rural pilot."""

from __future__ import annotations

import pytest

from dashboard.page import Panel
from dashboard.panels import draw
from data_access.query import records
from tests.unit.dashboard.conftest import AskFor


def test_what_is_used_is_told_by_tier(ask_for: AskFor) -> None:
    """National, provincial and local platforms share all views between them (issue 7)."""
    ask = ask_for("platforms", "?place=442000&lang=en")
    drawing = draw(Panel("use", "platform_use", ("R01",), by="platform_code"), ask)
    shares = dict(part.rsplit(" ", 2)[:2] for part in drawing.subtitle.split(" · "))
    assert list(shares) == ["national", "provincial", "local"]
    assert float(shares["national"]) == pytest.approx(float(ask("R10").row["value"]), abs=0.06)
    assert sum(map(float, shares.values())) == pytest.approx(100, abs=0.16)


def test_the_rural_pilot_stands_beside_what_was_published_of_it(ask_for: AskFor) -> None:
    ask = ask_for("sharing", "?place=000000&period=all&lang=en")
    drawing = draw(Panel("rural", "rural_pilot"), ask)
    assert drawing.table is not None
    rows = {str(row[0]): row[1:] for row in drawing.table.rows}
    held = records(ask.gate.register(ask.scope, "activity", ask.view.place, ask.view.period))
    (own,) = (r for r in held if r["programme_code"] == "rural_pilot")
    assert rows["Class hours"][0] == f"{own['lessons']:,.0f}" and rows["Classes"][0] == f"{own['classes']:,.0f}"
    assert rows["Class hours"][1] == "190 class hours" and rows["Counties"][1] == "4 counties"
    assert "1,600" in str(rows["Students"][1]) and str(rows["Students"][2]) == "2023-07"
    nobody = draw(Panel("rural", "rural_pilot"), ask_for("sharing", "?place=810000&lang=en"))
    assert nobody.subtitle == "No school here takes part in the rural pilot"


def test_of_the_provincial_platforms_one_has_its_own_name_and_who_has_none_owes_nothing(ask_for: AskFor) -> None:
    figure = draw(Panel("children", "ranked"), ask_for("platforms", "?place=000000&indicator=P05&lang=en")).figure
    assert figure is not None
    names = figure["layout"]["yaxis"]["ticktext"]
    assert "XPCC" in names and "Unassigned" not in names
    texts = {note["y"]: note["text"] for note in figure["layout"]["annotations"] if note.get("borderpad")}
    assert texts == {names.index(name): "no data" for name in ("Taiwan", "Hong Kong", "Macao")}
