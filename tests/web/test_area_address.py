"""An area's short address leads to its profile, with a login between if need be, and is no way round the scope."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

from dashboard.auth.next_page import safe_next

PATHS = frozenset({"/", "/area", "/usage"})


def test_it_leads_to_the_profile_and_keeps_the_view(ministry: FlaskClient) -> None:
    answer = ministry.get("/area/area:wuhan?lang=en&period=2025-2026&place=442000")
    assert answer.status_code == 302
    assert urlsplit(answer.headers["Location"]).path == "/area"
    asked = parse_qs(urlsplit(answer.headers["Location"]).query)
    assert asked == {"lang": ["en"], "period": ["2025-2026"], "place": ["area:wuhan"]}


@pytest.mark.parametrize(("code", "place"), [("wuhan", "area:wuhan"), ("442000", "442000"), ("S000001", "S000001")])
def test_an_area_is_known_by_its_bare_code(ministry: FlaskClient, code: str, place: str) -> None:
    asked = parse_qs(urlsplit(ministry.get(f"/area/{code}").headers["Location"]).query)
    assert asked == {"place": [place]}


def test_an_indicator_has_a_short_address_too(ministry: FlaskClient) -> None:
    answer = ministry.get("/indicators/t04?lang=en")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/indicators?lang=en&indicator=T04"


def test_nobody_is_told_by_it_what_there_is(principal: FlaskClient) -> None:
    answers = [principal.get(f"/area/{code}") for code in ("area:wuhan", "area:nowhere", "%0d%0aX: 1", "&place=x")]
    assert {answer.status_code for answer in answers} == {302}
    assert all(answer.headers["Location"].startswith("/area?place=") for answer in answers)
    assert not any("X" in answer.headers for answer in answers)


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("/area/area:wuhan?lang=en", "/area/area:wuhan?lang=en"),
        ("/area/", "/"),
        ("/area//evil.example", "/"),
        ("/area/a/b", "/"),
        ("/other/area:wuhan", "/"),
    ],
)
def test_a_login_leads_on_to_it(target: str, expected: str) -> None:
    assert safe_next(target, PATHS) == expected
