"""Whatever is sent to a callback, nothing breaks (trust.md, SEC-3): bodies are made from `/_dash-dependencies`."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.page import PAGES
from tests.web.wire import UPDATE, Call, Wire

TEXT = st.one_of(
    st.text(max_size=30),
    st.sampled_from(["x" * 10_000, "\0", "\u202e", "{", "..", "a.b", "../..", "__proto__", "١٢", "-0"]),
)
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(allow_nan=False, allow_infinity=False),
    TEXT,
)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(TEXT, inner, max_size=4)),
    max_leaves=12,
)
DEEP = '{"output":' + '{"a":[' * 1_000 + "]}" * 1_000 + "}"


@pytest.fixture(scope="module")
def every_call(ministry_wire: Wire) -> list[Call]:
    """A right request for each callback that there is."""
    found: dict[str, Call] = {}
    for page in PAGES.values():
        for call in ministry_wire.calls(page.path, "?place=000000"):
            found.setdefault(call.body["output"], call)
    assert set(found) == {c["output"] for c in ministry_wire.callbacks}
    return list(found.values())


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_callback_fails_whatever_is_sent(principal_wire: Wire, every_call: list[Call], data: st.DataObject) -> None:
    body = copy.deepcopy(data.draw(st.sampled_from(every_call)).body)
    spot: Any = body
    # Walk down to some part of the body and put something else there.
    for _ in range(data.draw(st.integers(0, 4))):
        inside = list(spot) if isinstance(spot, dict) else list(range(len(spot))) if isinstance(spot, list) else []
        if not inside:
            break
        key = data.draw(st.sampled_from(inside))
        if not isinstance(spot[key], dict | list) or data.draw(st.booleans()):
            spot[key] = data.draw(JSON)
            break
        spot = spot[key]
    answer = principal_wire.send(body)
    assert answer.status_code < 500, body
    assert "Traceback" not in answer.text


@pytest.mark.parametrize(
    "text",
    [
        DEEP,
        '{"output": NaN}',
        '{"output": 1e999}',
        "[" * 100_000,
        '"' + "x" * 500_000,
        "\xff\xfe",
    ],
)
@pytest.mark.parametrize(
    "kind", ["application/json", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data"]
)
def test_no_body_at_all_is_an_accident(principal_wire: Wire, text: str, kind: str) -> None:
    answer = principal_wire.client.post(UPDATE, data=text, content_type=kind)
    assert 400 <= answer.status_code < 500
    assert "Traceback" not in answer.text
