"""What the tests of the screen start from: one tiny warehouse, three accounts, one application."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Callable
from pathlib import Path

import pyotp
import pytest
from dash import Dash
from flask.testing import FlaskClient
from hypothesis import settings
from sqlalchemy import select
from werkzeug.test import TestResponse

from dashboard.auth.factor import Vault
from dashboard.auth.users import save
from dashboard.factory import create_app
from dashboard.settings import Settings
from dashboard.store import Store, User
from data_access.gate import Gate
from data_access.places import Place
from seed.sources import oulad
from tests.fixtures.built import built, once

# A slow machine is no failure of what is tested, and a run that finds something must find it again: the examples follow
# from the test itself, unless somebody goes looking for others (EXPLORE=1 make unit).
settings.register_profile("patient", deadline=None, derandomize="EXPLORE" not in os.environ)
settings.load_profile("patient")

ROOT = Path(__file__).parents[1]
PASSWORD = "pass-of-{name}"  # noqa: S105 - accounts of a test
OULAD = ROOT.parent / "shared" / "data" / "oulad"
"""Published data that is not in the repository; without it the tests that ask it are skipped."""
Login = Callable[[FlaskClient, str], FlaskClient]


@pytest.fixture(scope="session")
def tiny_warehouse(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of the tiny demo warehouse, built by the command that operators use."""
    return f"duckdb:///{built(_kept(pytestconfig, tmp_path_factory, 'tiny-warehouse'))}"


@pytest.fixture(scope="session")
def oulad_warehouse(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The warehouse that the whole published data set becomes."""
    if not oulad.recognises(OULAD):
        pytest.skip(f"the published OULAD files are not in {OULAD}")
    cache = _kept(pytestconfig, tmp_path_factory, "oulad-warehouse")
    return once(cache, "oulad.duckdb", lambda path: oulad.load(OULAD, path))


def _kept(config: pytest.Config, temporary: pytest.TempPathFactory, name: str) -> Path:
    """A folder that outlives the run and that all workers share; without a cache (`-p no:cacheprovider`) neither."""
    cache = getattr(config, "cache", None)
    return Path(cache.mkdir(name)) if cache else temporary.mktemp(name)


@pytest.fixture(scope="session")
def gate(tiny_warehouse: str) -> Gate:
    """The door to the tiny warehouse, for what a test holds answers against."""
    # The memory must be the application's: DuckDB opens a file in one way only (trust.md F4).
    return Gate(tiny_warehouse, seconds=60.0, memory=str(Settings.model_fields["query_memory"].default))


@pytest.fixture(scope="session")
def own_school(gate: Gate) -> Place:
    """The principal's school: one of Zhongshan, a prefecture without counties."""
    zhongshan = gate.snapshot().places.get("442000")
    assert zhongshan is not None
    found = gate.first_school(zhongshan)
    assert found is not None, "the tiny warehouse has no school in Zhongshan"
    return found


@pytest.fixture(scope="session")
def accounts_url(tmp_path_factory: pytest.TempPathFactory, own_school: Place) -> str:
    """The address of an application database with a ministry, a director and a principal."""
    url = f"sqlite:///{tmp_path_factory.mktemp('accounts') / 'app.sqlite'}"
    store = Store(url)
    held = {
        "ministry": ("nation", "000000"),
        "director": ("area", "area:xiongan"),
        "principal": ("school", own_school.code),
    }
    for name, grant in held.items():
        save(store, name, name, PASSWORD.format(name=name), [grant])
    return url


@pytest.fixture(scope="session")
def store(accounts_url: str) -> Store:
    """The application database of `app`."""
    return Store(accounts_url)


@pytest.fixture(scope="session")
def secret_key() -> str:
    """A key that the settings accept."""
    return secrets.token_hex(32)


@pytest.fixture(scope="session")
def app(tiny_warehouse: str, accounts_url: str, secret_key: str) -> Dash:
    """The application as it is served in earnest (no demo mode), over the tiny warehouse."""
    made = create_app(
        Settings(warehouse_url=tiny_warehouse, app_db_url=accounts_url, secret_key=secret_key, query_seconds=60)
    )
    # Its session cookie is Secure: the tests' requests come over https.
    made.server.config["PREFERRED_URL_SCHEME"] = "https"
    return made


@pytest.fixture
def client(app: Dash) -> FlaskClient:
    """A browser without a session."""
    return app.server.test_client()


@pytest.fixture(scope="session")
def login(app: Dash, store: Store, secret_key: str) -> Login:
    """Log a client in through the forms, second factor included; the password is the tests' own."""

    def through_the_forms(client: FlaskClient, name: str) -> FlaskClient:
        form = {"name": name, "password": PASSWORD.format(name=name), "token": token_of(client.get("/login"))}
        answer = client.post("/login", data=form)
        assert answer.status_code == 302, answer.text
        step = answer.headers["Location"]
        if step.startswith("/login/"):
            page = client.get(step)
            code = pyotp.TOTP(secret_of(store, name, secret_key) or shown_secret(page)).now()
            assert client.post(step, data={"code": code, "token": token_of(page)}).status_code in (200, 302)
        return client

    return through_the_forms


def token_of(page: TestResponse) -> str:
    """The token of the form on a page."""
    return token_in(page.text)


def token_in(html: str) -> str:
    """The token of the form in the text of a page."""
    found = re.search(r'name="token" value="([^"]+)"', html)
    assert found is not None, "the form has no token"
    return found[1]


def shown_secret(page: TestResponse) -> str:
    """The secret that the page of enrolment shows for typing."""
    found = re.search(r'class="secret">([A-Z2-7 ]+)<', page.text)
    assert found is not None, "no secret is shown"
    return found[1].replace(" ", "")


def secret_of(store: Store, name: str, key: str) -> str | None:
    """The secret of an account's second factor, of which any code may be used again."""
    with store.session() as db:
        user = db.scalars(select(User).where(User.name == name)).one()
        user.totp_step = 0
        return Vault([key]).open(user.totp_secret)


@pytest.fixture(scope="session")
def ministry(app: Dash, login: Login) -> FlaskClient:
    """A reader who may see the nation."""
    return login(app.server.test_client(), "ministry")


@pytest.fixture(scope="session")
def director(app: Dash, login: Login) -> FlaskClient:
    """A reader who may see the area Xiong'an."""
    return login(app.server.test_client(), "director")


@pytest.fixture(scope="session")
def principal(app: Dash, login: Login) -> FlaskClient:
    """A reader who may see one school of Zhongshan."""
    return login(app.server.test_client(), "principal")
