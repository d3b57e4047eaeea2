"""Behind a proxy the dashboard knows its prefix and, where it is told to believe it, its client."""

from __future__ import annotations

import secrets

import pytest
from flask import Flask, request, url_for
from werkzeug.test import Client

from dashboard.proxy import behind
from dashboard.settings import Settings

KEY = secrets.token_hex(32)
OWN = {"REMOTE_ADDR": "127.0.0.1"}
FORWARDED = {"X-Forwarded-For": "198.51.100.7", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "edu.example"}


def app() -> Flask:
    """Says what it knows of a request."""
    made = Flask("seen")

    @made.get("/usage")
    def usage() -> dict[str, str | None]:
        return {
            "path": request.path,
            "own": url_for("usage"),
            "address": request.remote_addr,
            "scheme": request.scheme,
            "host": request.host,
        }

    return made


@pytest.mark.parametrize("asked", ["/education/usage", "/usage"])
def test_a_proxy_may_pass_the_prefix_on_or_take_it_off(asked: str) -> None:
    said = Client(behind(app(), "/education", 0)).get(asked).json
    assert (said["path"], said["own"]) == ("/usage", "/education/usage")


def test_another_path_that_begins_alike_is_not_the_prefix() -> None:
    assert Client(behind(app(), "/education", 0)).get("/educationusage").status_code == 404


def test_without_a_prefix_nothing_changes() -> None:
    said = Client(behind(app(), "", 0)).get("/usage").json
    assert (said["path"], said["own"]) == ("/usage", "/usage")


def test_a_stranger_s_headers_are_not_believed() -> None:
    said = Client(behind(app(), "", 0)).get("/usage", headers=FORWARDED, environ_base=OWN).json
    assert (said["address"], said["scheme"], said["host"]) == ("127.0.0.1", "http", "localhost")


def test_the_nearest_proxies_are_believed_and_no_others() -> None:
    headers = FORWARDED | {"X-Forwarded-For": "203.0.113.9, 198.51.100.7"}
    said = Client(behind(app(), "", 1)).get("/usage", headers=headers, environ_base=OWN).json
    assert (said["address"], said["scheme"], said["host"]) == ("198.51.100.7", "https", "edu.example")


@pytest.mark.parametrize(
    ("given", "kept"), [("", ""), ("/", ""), ("/edu", "/edu"), ("/edu/", "/edu"), ("/a/b-c.d/", "/a/b-c.d")]
)
def test_a_prefix_is_a_path(given: str, kept: str) -> None:
    assert Settings(secret_key=KEY, path_prefix=given).path_prefix == kept


@pytest.mark.parametrize("given", ["edu", "//edu", "/edu?x", "/..", "http://edu/", "/a b", "/<x>"])
def test_what_is_no_path_stops_the_start(given: str) -> None:
    with pytest.raises(ValueError, match="is no path"):
        Settings(secret_key=KEY, path_prefix=given)
