"""Files travel packed, once, and under the name of their content; answers travel packed where that is of use."""

from __future__ import annotations

import gzip
import re

import brotli
import pytest
from flask.testing import FlaskClient

from tests.conftest import ROOT
from tests.web.wire import UPDATE, Wire

FOREVER = {"public", "max-age=31536000", "immutable"}
PLOTLY = next((ROOT / "assets" / "vendor").glob("plotly-cartesian.*.js"))


def parts(header: str) -> set[str]:
    """The members of a header that lists them."""
    return {part.strip() for part in header.split(",")}


def addresses(client: FlaskClient) -> list[str]:
    """The scripts and sheets that a page asks for."""
    return re.findall(r'(?:src|href)="(/[^"?]+\.(?:js|css))"', client.get("/").text)


def test_every_file_of_a_page_may_be_kept_for_a_year(ministry: FlaskClient) -> None:
    named = addresses(ministry)
    assert len(named) > 8
    for address in named:
        response = ministry.get(address, headers={"Accept-Encoding": "gzip, br"})
        assert response.status_code == 200, address
        assert parts(response.headers["Cache-Control"]) == FOREVER, address
        assert response.headers.get_all("Vary") == ["Accept-Encoding"], address
        assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize(
    ("accepted", "coding", "unpack"),
    [
        ("br, gzip", "br", brotli.decompress),
        ("gzip, deflate", "gzip", gzip.decompress),
        ("br;q=0, gzip", "gzip", gzip.decompress),
        ("identity", None, bytes),
        ("", None, bytes),
    ],
)
def test_the_chart_library_comes_as_the_client_can_take_it(
    ministry: FlaskClient, accepted: str, coding: str | None, unpack: type[bytes]
) -> None:
    response = ministry.get(f"/assets/{PLOTLY.name}", headers={"Accept-Encoding": accepted})
    assert response.headers.get("Content-Encoding") == coding
    assert unpack(response.data) == PLOTLY.read_bytes()
    assert response.content_length == len(response.data)


def test_a_file_that_is_held_already_is_not_sent_again_and_packings_are_told_apart(ministry: FlaskClient) -> None:
    address = f"/assets/{PLOTLY.name}"
    tags = {c: ministry.get(address, headers={"Accept-Encoding": c}).headers["ETag"] for c in ("br", "gzip", "")}
    assert len(set(tags.values())) == 3
    for accepted, tag in tags.items():
        again = ministry.get(address, headers={"Accept-Encoding": accepted, "If-None-Match": tag})
        assert (again.status_code, again.data) == (304, b"")
        assert again.headers["Vary"] == "Accept-Encoding"
    assert ministry.get(address, headers={"Accept-Encoding": "gzip", "If-None-Match": tags["br"]}).status_code == 200


@pytest.mark.parametrize("name", ["sed.js", "layout.css", "vendor.lock.json", "app.00000000.js", "settings.py"])
def test_nothing_else_of_the_folder_is_served(ministry: FlaskClient, name: str) -> None:
    assert ministry.get(f"/assets/{name}").status_code == 404
    assert ministry.get(f"/_dash-assets/{name}").status_code == 404


def test_bundles_of_dash_are_packed(ministry: FlaskClient) -> None:
    bundles = [address for address in addresses(ministry) if "_dash-component-suites" in address]
    assert bundles
    for address in bundles:
        plain = ministry.get(address)
        packed = ministry.get(address, headers={"Accept-Encoding": "gzip"})
        assert packed.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(packed.data) == plain.data
        assert "Content-Encoding" not in plain.headers


def test_a_chunk_without_a_version_in_its_name_is_asked_for_again_but_not_sent_again(ministry: FlaskClient) -> None:
    address = "/_dash-component-suites/dash/dcc/async-graph.js"
    first = ministry.get(address, headers={"Accept-Encoding": "gzip"})
    assert parts(first.headers["Cache-Control"]) == {"no-cache"}
    again = ministry.get(address, headers={"Accept-Encoding": "gzip", "If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_a_large_answer_is_packed_and_a_small_one_is_not(ministry_wire: Wire) -> None:
    codings = {}
    for call in ministry_wire.calls("/", "?place=000000"):
        plain = ministry_wire.client.post(UPDATE, json=call.body)
        answer = ministry_wire.client.post(UPDATE, json=call.body, headers={"Accept-Encoding": "gzip"})
        coding = codings[len(plain.data)] = answer.headers.get("Content-Encoding")
        assert (gzip.decompress(answer.data) if coding else answer.data) == plain.data
        assert answer.headers["Cache-Control"] == "no-store"
        if coding:
            assert "Accept-Encoding" in parts(", ".join(answer.headers.get_all("Vary")))
    assert {coding for size, coding in codings.items() if size >= 1000} == {"gzip"}


def test_a_form_with_a_secret_is_not_packed(client: FlaskClient) -> None:
    """What the packing of a secret beside text of others' choosing gives away (BREACH)."""
    response = client.get("/login?next=/usage", headers={"Accept-Encoding": "gzip, br"})
    assert "Content-Encoding" not in response.headers
