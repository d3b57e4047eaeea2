"""A request for a callback that no page would send is refused with a 4xx: it is nobody's accident."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.web.wire import UPDATE, Wire


def sample(wire: Wire, mark: str) -> dict[str, Any]:
    """The body of a right request for the callback whose output holds `mark`."""
    return copy.deepcopy(next(c.body for c in wire.calls("/usage", "?place=000000") if mark in c.body["output"]))


def refused(wire: Wire, body: object) -> bool:
    """Tell whether the server refuses a body, without a word of how it is built."""
    answer = wire.send(body)
    assert "Traceback" not in answer.text
    assert "/work/" not in answer.text
    return 400 <= answer.status_code < 500


@pytest.mark.parametrize("page", ["nonsense", "", None, 1, [], {}, ["usage"], {"a": 1}, "../usage", "x" * 10_000])
@pytest.mark.parametrize("mark", ["head-data", "canonical", "cards-data"])
def test_an_unknown_page(ministry_wire: Wire, mark: str, page: object) -> None:
    body = sample(ministry_wire, mark)
    body["state"][0]["value"] = page
    assert refused(ministry_wire, body)


@pytest.mark.parametrize(
    "panel", ["usage.nonsense", "nonsense.trend", "usage", "", ".", "usage.", None, 1, [], {"a": 1}, "x" * 10_000]
)
@pytest.mark.parametrize("mark", ['"chart-data"', '"list-data"'])
def test_an_unknown_panel(ministry_wire: Wire, mark: str, panel: object) -> None:
    body = next(
        copy.deepcopy(c.body)
        for path in ("/", "/usage")
        for c in ministry_wire.calls(path, "?place=000000")
        if mark in c.body["output"]
    )
    for slot in body["outputs"] if isinstance(body["outputs"], list) else [body["outputs"]]:
        slot["id"]["panel"] = panel
    assert refused(ministry_wire, body)


@pytest.mark.parametrize("place", [0, -1])
def test_a_list_where_one_output_is_named(ministry_wire: Wire, place: int) -> None:
    body = sample(ministry_wire, '"chart-data"')
    body["outputs"][place] = []
    assert refused(ministry_wire, body)


@pytest.mark.parametrize("panel", ["overview.tiles", "indicators.catalogue"])
def test_a_list_asked_for_as_a_chart_is_no_failure(ministry_wire: Wire, panel: str) -> None:
    body = sample(ministry_wire, '"chart-data"')
    for slot in body["outputs"]:
        slot["id"]["panel"] = panel
    assert ministry_wire.send(body).status_code < 500


@pytest.mark.parametrize("output", ["nonsense.children", "..nonsense.children..", "", None, 1, [], {}])
def test_an_unknown_output(ministry_wire: Wire, output: object) -> None:
    assert refused(ministry_wire, sample(ministry_wire, "head-data") | {"output": output})


@pytest.mark.parametrize("lost", ["output", "outputs", "inputs", "state"])
def test_a_body_with_a_part_missing(ministry_wire: Wire, lost: str) -> None:
    body = sample(ministry_wire, '"chart-data"')
    del body[lost]
    assert refused(ministry_wire, body)


@pytest.mark.parametrize("part", ["outputs", "inputs", "state", "changedPropIds"])
@pytest.mark.parametrize("value", [None, 1, "x", {}, [], [None], [1], [[]], [{}], [{"id": "view"}]], ids=repr)
def test_a_body_with_a_part_of_a_wrong_shape(ministry_wire: Wire, part: str, value: object) -> None:
    body = sample(ministry_wire, '"chart-data"') | {part: value}
    assert ministry_wire.send(body).status_code < 500


@pytest.mark.parametrize("body", [None, [], [1], "x", 1, True, {}, {"output": "head-data.data"}], ids=repr)
def test_a_body_that_is_no_request(ministry_wire: Wire, body: object) -> None:
    assert refused(ministry_wire, body)


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, "\0", '{"output":'])
def test_a_body_that_is_no_json(ministry: FlaskClient, text: str) -> None:
    answer = ministry.post(UPDATE, data=text, content_type="application/json")
    assert 400 <= answer.status_code < 500


def test_a_body_that_is_too_large(ministry_wire: Wire) -> None:
    body = sample(ministry_wire, "head-data") | {"more": "x" * 2_000_000}
    assert ministry_wire.send(body).status_code == 413


@pytest.mark.parametrize("address", ["/export/nonsense/trend.csv", "/export/usage/nonsense.csv"])
def test_an_unknown_download(ministry: FlaskClient, address: str) -> None:
    assert ministry.get(address).status_code == 404


@pytest.mark.parametrize("path", ["/nonsense", "/usage/", "/usage/x", "//", "/" + "x" * 10_000])
def test_an_unknown_address(ministry_wire: Wire, path: str) -> None:
    answer = ministry_wire.page(path)
    assert answer.status_code in (200, 308, 404)
    assert "data-page" not in answer.text
