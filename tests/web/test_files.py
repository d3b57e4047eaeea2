"""Files travel packed, once, and under the name of their content; answers travel packed where that is of use."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable

import brotli
import pytest
from flask.testing import FlaskClient

from tests.conftest import ROOT
from tests.web.wire import UPDATE, Wire

Unpack = Callable[[bytes], bytes]
UNPACK: dict[str, Unpack] = {"br": brotli.decompress, "gzip": gzip.decompress}
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
    assert len(named) == 7
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
    ministry: FlaskClient, accepted: str, coding: str | None, unpack: Unpack
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


@pytest.mark.parametrize(("coding", "unpack"), UNPACK.items())
def test_bundles_of_dash_are_packed(ministry: FlaskClient, coding: str, unpack: Unpack) -> None:
    bundles = [address for address in addresses(ministry) if "_dash-component-suites" in address]
    assert bundles
    for address in bundles:
        plain = ministry.get(address)
        packed = ministry.get(address, headers={"Accept-Encoding": coding})
        assert packed.headers["Content-Encoding"] == coding
        assert unpack(packed.data) == plain.data
        assert "Content-Encoding" not in plain.headers


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("/_dash-component-suites/dash/dash-renderer/build/dash-ws-worker.js", {"no-cache"}),
    ],
)
def test_what_has_no_version_in_its_name_is_asked_for_again_but_not_sent_again(
    ministry: FlaskClient, address: str, kept: set[str]
) -> None:
    first = ministry.get(address, headers={"Accept-Encoding": "gzip"})
    assert parts(first.headers["Cache-Control"]) == kept
    again = ministry.get(address, headers={"Accept-Encoding": "gzip", "If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_what_dash_asks_for_comes_with_the_page(ministry: FlaskClient) -> None:
    held = dict(
        re.findall(r'<script id="(_dash-[a-z]+)" type="application/json">(.*?)</script>', ministry.get("/").text)
    )
    assert held["_dash-dependencies"] == ministry.get("/_dash-dependencies").get_data(as_text=True).strip()
    assert [part["props"]["id"] for part in json.loads(held["_dash-layout"])][:2] == ["view", "page"]


@pytest.mark.parametrize(("coding", "unpack"), UNPACK.items())
def test_answers_are_packed(ministry_wire: Wire, coding: str, unpack: Unpack) -> None:
    for call in ministry_wire.calls("/", "?place=000000"):
        plain = ministry_wire.client.post(UPDATE, json=call.body)
        answer = ministry_wire.client.post(UPDATE, json=call.body, headers={"Accept-Encoding": coding})
        assert answer.headers["Content-Encoding"] == coding
        assert unpack(answer.data) == plain.data
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Accept-Encoding" in parts(", ".join(answer.headers.get_all("Vary")))


def test_a_form_with_a_secret_is_not_packed(client: FlaskClient) -> None:
    """What the packing of a secret beside text of others' choosing gives away (BREACH)."""
    response = client.get("/login?next=/usage", headers={"Accept-Encoding": "gzip, br"})
    assert "Content-Encoding" not in response.headers
