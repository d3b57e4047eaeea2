"""Callbacks fill leaves: no component tree ever comes back from one, but the router's page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.web.wire import ROUTER, Wire

VIEWS = (
    "?place=000000",
    "?place=442000&stage=primary&kind=lesson&lang=en",
    "?place=area:xiongan&setting=town&period=all",
)
PLACES = ("000000", "000000", "440000", "442000", "110101", "area:xiongan", "130629", "810000")
INDICATORS = ("", "G10:R02", "R05", "R01", "T04", "P01", "R06", "R03", "G08")
SCALARS = (str, int, float, bool, type(None))


def components(value: Any) -> Iterator[dict[str, Any]]:
    """Every part of a value that Dash would mount as a component."""
    if isinstance(value, dict):
        if "namespace" in value or {"props", "type"} <= value.keys():
            yield value
        for part in value.values():
            yield from components(part)
    elif isinstance(value, list):
        for part in value:
            yield from components(part)


@pytest.mark.parametrize("view", VIEWS)
def test_callbacks_return_leaf_properties_only(ministry_wire: Wire, paths: list[str], view: str) -> None:
    for path in paths:
        for call in ministry_wire.calls(path, view):
            if call.body["output"] == ROUTER:
                continue
            answer = ministry_wire.send(call.body)
            assert answer.status_code == 200, call.name
            for name, props in answer.json["response"].items():
                assert not list(components(props)), (call.name, name)
                if "children" in props:
                    assert isinstance(props["children"], SCALARS), (call.name, name)


def test_every_output_of_a_page_is_filled(ministry_wire: Wire, paths: list[str]) -> None:
    """What a callback says it writes, it writes: a page whose slots and answers differ in number would be an error."""
    for path in paths:
        for call in ministry_wire.calls(path, "?place=000000"):
            response = ministry_wire.send(call.body).json["response"]
            slots = [s for held in call.body["outputs"] for s in (held if isinstance(held, list) else [held])]
            assert len(slots) == sum(len(props) for props in response.values()), call.name


def test_no_panel_fails_anywhere(ministry_wire: Wire, paths: list[str]) -> None:
    school = ministry_wire.client.get("/export/overview/children.csv?place=110101").text.splitlines()[-1].split(",")[1]
    for path in paths:
        tree = ministry_wire.layout(path).json
        for place, indicator in zip((*PLACES, school), INDICATORS, strict=True):
            for name, answer in ministry_wire.answers(path, f"?place={place}&indicator={indicator}", tree):
                assert "panel error" not in answer.text, (place, indicator, name)
                assert "kpi error" not in answer.text, (place, indicator, name)
