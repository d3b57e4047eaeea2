"""Single sign-on against a real provider: who has an account gets in, and nobody else does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
import requests
from dash import Dash
from flask.testing import FlaskClient
from oidc_provider_mock import User as Person
from oidc_provider_mock import run_server_in_thread

from dashboard.auth.users import save
from dashboard.factory import create_app
from dashboard.settings import Settings
from dashboard.store import Store, User
from tests.conftest import PASSWORD

# The provider of the tests is built on what Authlib will drop.
pytestmark = pytest.mark.filterwarnings("ignore:get_jwt_config:DeprecationWarning")
PEOPLE = {
    "head-at-the-provider": {"amr": ["pwd"]},
    "director-with-mfa": {"amr": ["pwd", "mfa"]},
    "director-without": {},
    "stranger": {},
    "disabled": {},
}
ACCOUNTS = {
    "head": "principal",
    "director-with-mfa": "director",
    "director-without": "director",
    "disabled": "principal",
}


@dataclass
class Organisation:
    """A provider with its people, and a dashboard that trusts it."""

    app: Dash
    store: Store

    def sign_in(self, person: str, target: str = "") -> tuple[FlaskClient, int, str]:
        """Go to the provider, say yes there as `person`, and come back; the browser, the status, where it leads."""
        client = self.app.server.test_client()
        away = client.get("/login/sso", query_string={"next": target} if target else {})
        assert away.status_code == 302, away.text
        asked = requests.post(away.headers["Location"], data={"sub": person}, allow_redirects=False, timeout=10)
        back = urlsplit(asked.headers["Location"])
        answer = client.get(f"{back.path}?{back.query}")
        return client, answer.status_code, answer.headers.get("Location", "")


@pytest.fixture(scope="module")
def organisation(
    tiny_warehouse: str, secret_key: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Organisation]:
    url = f"sqlite:///{tmp_path_factory.mktemp('sso') / 'app.sqlite'}"
    store = Store(url)
    for name, role in ACCOUNTS.items():
        save(store, name, role, PASSWORD.format(name=name), [("area", "area:xiongan")])
    with store.session() as db:
        found = {user.name: user for user in db.query(User)}
        found["head"].subject = "head-at-the-provider"
        found["disabled"].disabled = True
    people = [Person(sub=sub, claims=claims) for sub, claims in PEOPLE.items()]
    with run_server_in_thread(user_claims=people) as provider:
        settings = Settings(
            warehouse_url=tiny_warehouse,
            app_db_url=url,
            secret_key=secret_key,
            query_seconds=60,
            oidc_issuer=f"http://localhost:{provider.server_port}",
            oidc_client_id="dashboard",
            oidc_client_secret="told to both",  # noqa: S106
        )
        app = create_app(settings)
        app.server.config["PREFERRED_URL_SCHEME"] = "https"
        yield Organisation(app, store)


def test_it_is_off_by_default(client: FlaskClient) -> None:
    assert client.get("/login/sso").status_code in (302, 404)
    assert "sso" not in client.get("/login").text


def test_the_login_page_offers_it(organisation: Organisation) -> None:
    assert "/login/sso" in organisation.app.server.test_client().get("/login").text


def test_who_is_known_by_the_claim_gets_in(organisation: Organisation) -> None:
    client, status, location = organisation.sign_in("head-at-the-provider", "/usage?place=area:xiongan")
    assert (status, location) == (302, "/usage?place=area:xiongan")
    assert client.get("/_dash-layout").status_code == 200


def test_a_second_factor_that_the_provider_asked_for_is_enough(organisation: Organisation) -> None:
    client, status, location = organisation.sign_in("director-with-mfa")
    assert (status, location) == (302, "/")
    assert client.get("/_dash-layout").status_code == 200


def test_without_one_ours_is_asked_for(organisation: Organisation) -> None:
    client, status, location = organisation.sign_in("director-without")
    assert (status, location) == (302, "/login/factor")
    assert client.get("/_dash-layout").status_code == 401


@pytest.mark.parametrize("person", ["stranger", "disabled", "head"])
def test_nobody_else_gets_in(organisation: Organisation, person: str) -> None:
    """Not who has no account, not whose account is disabled, and not by a name that means another at the provider."""
    client, status, _ = organisation.sign_in(person)
    assert status == 401
    assert client.get("/_dash-layout").status_code == 401
    assert organisation.store.user("stranger") is None, "no account is made"


@pytest.mark.parametrize("query", ["", "?code=x", "?code=x&state=y", "?error=access_denied&state=y", "?state=%00"])
def test_an_answer_that_nobody_asked_for_is_refused(organisation: Organisation, query: str) -> None:
    client = organisation.app.server.test_client()
    assert client.get(f"/login/sso/back{query}").status_code == 401
    assert client.get("/_dash-layout").status_code == 401


def test_it_leads_to_our_own_pages_only(organisation: Organisation) -> None:
    _, _, location = organisation.sign_in("head-at-the-provider", "//evil.example")
    assert location == "/school", "where a principal begins"
