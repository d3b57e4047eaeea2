"""Callbacks fill leaves: no component tree ever comes back from one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.web.wire import Wire

# What a panel draws at every kind of place is looked at where it is drawn (tests/unit/dashboard/test_panels.py).
VIEWS = (
    "?place=000000&indicator=G10:R02",
    "?place=442000&stage=primary&kind=lesson&lang=en&indicator=R05",
    "?place=area:xiongan&setting=town&period=all&indicator=P01",
    "?place=S000010&indicator=T04&lang=en",
)
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
def test_callbacks_fill_leaves_and_fail_nowhere(ministry_wire: Wire, paths: list[str], view: str) -> None:
    for path in paths:
        for call in ministry_wire.calls(path, view):
            answer = ministry_wire.send(call.body)
            assert answer.status_code == 200, call.name
            assert "panel error" not in answer.text, call.name
            assert "kpi error" not in answer.text, call.name
            for name, props in answer.json["response"].items():
                assert not list(components(props)), (call.name, name)
                if "children" in props:
                    assert isinstance(props["children"], SCALARS), (call.name, name)


def test_every_output_of_a_page_is_filled(ministry_wire: Wire, paths: list[str]) -> None:
    """What a callback says it writes, it writes: a page whose slots and answers differ in number would be an error."""
    for path in paths:
        for call in ministry_wire.calls(path, "?place=000000"):
            response = ministry_wire.send(call.body).json["response"]
            outputs = call.body["outputs"]
            every = outputs if isinstance(outputs, list) else [outputs]
            slots = [s for held in every for s in (held if isinstance(held, list) else [held])]
            assert len(slots) == sum(len(props) for props in response.values()), call.name
