"""Whatever stands in an address is answered: with the nearest valid view and a note that says so, never with a 5xx."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from dashboard.page import PAGES
from dashboard.view import PARAMETERS
from tests.fixtures.hostile import EVERY
from tests.web.wire import Wire

HEAD = "head-data"
LINE = "canonical"
BAD = {
    "unknown place": {"place": "no-such-place"},
    "place of 10,000 characters": {"place": "x" * 10_000},
    "reversed period": {"period": "2026-08..2025-09"},
    "period that is none": {"period": "yesterday"},
    "month that is none": {"period": "2025-13"},
    "year 0": {"period": "0000-01..0001-01"},
    "school year 0": {"period": "0000-0001"},
    "term in year 0": {"period": "0000-1"},
    "last year of all": {"period": "9999-12"},
    "last school year of all": {"period": "9998-9999"},
    "last term of all": {"period": "9999-2"},
    "all of history": {"period": "0001-01..9999-12"},
    "period in full-width digits": {"period": "２０２５-０９"},
    "long before the data": {"period": "1999-01..1999-12"},
    "after the data": {"period": "2099-01"},
    "period of 10,000 characters": {"period": "9" * 10_000},
    "unknown indicator": {"indicator": "Z99"},
    "indicator over nothing": {"indicator": "G10:"},
    "indicator over itself": {"indicator": "G10:G10:R02"},
    "unknown stage": {"stage": "kindergarten"},
    "unknown setting": {"setting": "moon"},
    "unknown kind": {"kind": "nonsense"},
    "unknown programme": {"programme": "x"},
    "unknown language": {"lang": "fr"},
    "markup": {"place": "<script>alert(1)</script>", "stage": "{asked}"},
    "format fields": {"place": "{0} {asked.__class__} {"},
    "NUL": {"place": "a\0b"},
    "lone surrogate": {"place": "%ED%A0%80"},
    "SQL": {"place": "'; drop table school; --", "kind": "' or 1=1 --"},
}
ODD: list[Any] = [None, 0, 1.5, True, [], ["?place=000000"], {}, {"place": ["x"]}, {"place": {"a": 1}}, [[[[]]]], "\0"]


def head_of(wire: Wire, view: object, path: str = "/usage") -> dict[str, str]:
    """What is told of the page's head, by the id of its parts."""
    answer = next(a for name, a in wire.answers(path, view) if name.startswith(HEAD))
    assert answer.status_code == 200, answer.text
    found: dict[str, str] = json.loads(answer.json["response"]["head-data"]["data"])
    return found


def nearest(wire: Wire, view: str) -> str:
    """The view that the server shows instead."""
    answer = next(a for name, a in wire.answers("/usage", view) if name.startswith(LINE))
    return str(json.loads(answer.json["response"]["canonical"]["data"])["printed"])


@pytest.mark.parametrize("name", BAD)
def test_a_bad_value_is_clamped_and_noted(ministry_wire: Wire, name: str) -> None:
    view = "?" + urlencode(BAD[name])
    head = head_of(ministry_wire, view)
    assert len(head["notes"]) > 5
    assert len(head["notes"]) < 500, "what was typed is said back in short"
    shown = nearest(ministry_wire, view)
    assert head_of(ministry_wire, shown)["notes"] == "", "the view shown is a valid one"


def test_a_good_view_has_no_note(ministry_wire: Wire) -> None:
    view = "?place=442000&period=2024-09..2025-08&stage=primary&setting=urban&kind=lesson&lang=en"
    assert head_of(ministry_wire, view)["notes"] == ""
    assert nearest(ministry_wire, view) == view


def test_a_reversed_period_is_turned_round(ministry_wire: Wire) -> None:
    assert "period=2025-01..2025-06" in nearest(ministry_wire, "?period=2025-06..2025-01")


@pytest.mark.parametrize("name", BAD)
def test_no_page_and_no_download_fails_on_a_bad_value(ministry_wire: Wire, name: str) -> None:
    client, search = ministry_wire.client, "?" + urlencode(BAD[name])
    for page in PAGES.values():
        assert client.get(page.path + search).status_code == 200
        # Each of them shows the nation; a panel that is none of the nation's has no download there.
        for panel in page.panels[:2]:
            status = 200 if panel.stands_on("nation") else 404
            assert client.get(f"/export/{page.key}/{panel.id}.csv{search}").status_code == status, panel.id


def test_no_hostile_text_is_a_failure_or_markup_in_search_and_filters(ministry_wire: Wire) -> None:
    client = ministry_wire.client
    for text in EVERY:
        found = client.get("/search?" + urlencode({"q": text}))
        assert found.status_code == 200 and found.mimetype == "application/json", text
        view = "?" + urlencode(dict.fromkeys(PARAMETERS, text), errors="surrogatepass")
        page = client.get("/usage" + view)
        assert page.status_code == 200 and ("<" not in text or text not in page.text), text
        assert head_of(ministry_wire, view)["notes"], text
        assert client.get("/export/usage/trend.csv" + view).status_code == 200, text


@pytest.mark.parametrize("name", ["unknown place", "reversed period", "unknown kind", "all of history"])
def test_no_callback_fails_on_a_bad_value(ministry_wire: Wire, name: str) -> None:
    for page in PAGES.values():
        for call, answer in ministry_wire.answers(page.path, "?" + urlencode(BAD[name])):
            assert answer.status_code == 200, call
            assert "panel error" not in answer.text, call


@pytest.mark.parametrize("view", ODD, ids=repr)
def test_a_view_of_a_wrong_type_is_no_failure(ministry_wire: Wire, view: object) -> None:
    for page in PAGES.values():
        for name, answer in ministry_wire.answers(page.path, view):
            assert answer.status_code < 500, (name, answer.status_code)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1e999"])
def test_a_number_that_is_none_is_no_failure(ministry_wire: Wire, number: str) -> None:
    body = json.dumps(ministry_wire.calls("/usage", "MARK")[0].body).replace('"MARK"', number)
    answer = ministry_wire.client.post("/_dash-update-component", data=body, content_type="application/json")
    assert answer.status_code < 500


NO_QUERIES = ("?place", "?=&=&", "?place=a&place=b", "?%", "?place=%FF%FE", "?a[]=1", "?path=y&self=z&asked=1")


@pytest.mark.parametrize("search", [*NO_QUERIES, "?" + "&".join(["x=1"] * 2000)])
def test_a_query_string_that_is_none_is_no_failure(ministry_wire: Wire, search: str) -> None:
    def fine(answer: TestResponse) -> bool:
        return answer.status_code < 500

    assert fine(ministry_wire.client.get("/usage" + search))
    assert fine(ministry_wire.client.get("/export/usage/trend.csv" + search))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=st.dictionaries(st.sampled_from(PARAMETERS), st.text(max_size=200), max_size=6), junk=st.text(max_size=60))
def test_no_query_string_at_all_is_a_failure(ministry_wire: Wire, asked: dict[str, str], junk: str) -> None:
    texts = "&".join(f"{name}={quote(text, errors='replace')}" for name, text in asked.items())
    for view in (f"?{texts}", f"?{texts}&{junk}", junk):
        head_of(ministry_wire, view)
        answer = ministry_wire.client.get(f"/export/training/funnel.csv?{texts}")
        assert answer.status_code == 200
