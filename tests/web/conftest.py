"""The callbacks of the application as each reader may call them."""

from __future__ import annotations

import pytest
from dash import Dash
from flask.testing import FlaskClient
from sqlalchemy import delete

from dashboard.auth.users import save
from dashboard.kept import UPDATE
from dashboard.page import PAGES
from dashboard.store import Attempts, Store
from data_access.gate import Gate
from tests.conftest import PASSWORD, Login
from tests.web.wire import Wire


@pytest.fixture(autouse=True)
def unthrottled(store: Store) -> None:
    """Failed logins of one test do not slow down the next."""
    with store.session() as db:
        db.execute(delete(Attempts))


@pytest.fixture(scope="session")
def ministry_wire(ministry: FlaskClient) -> Wire:
    """What the ministry may call."""
    return Wire(ministry)


@pytest.fixture(scope="session")
def director_wire(director: FlaskClient) -> Wire:
    """What the director may call."""
    return Wire(director)


@pytest.fixture(scope="session")
def principal_wire(principal: FlaskClient) -> Wire:
    """What the principal may call."""
    return Wire(principal)


@pytest.fixture(scope="session")
def served(app: Dash) -> Gate:
    """The gate of the application itself."""
    update = app.server.view_functions[UPDATE]
    return next(c.cell_contents for c in update.__closure__ or () if isinstance(c.cell_contents, Gate))


@pytest.fixture(scope="session")
def paths(app: object) -> list[str]:
    """The addresses of all pages."""
    return [page.path for page in PAGES.values()]


@pytest.fixture
def administrator(app: Dash, store: Store, login: Login) -> FlaskClient:
    """An administrator, and a second one, so that neither is the last."""
    for name in ("root", "root2"):
        save(store, name, "administrator", PASSWORD.format(name=name), [])
    return login(app.server.test_client(), "root")


@pytest.fixture
def subject(store: Store) -> int:
    """The id of a principal who sees the area Xiong'an."""
    save(store, "subject", "principal", PASSWORD.format(name="subject"), [("area", "area:xiongan")])
    found = store.user("subject")
    assert found is not None
    return found.id


@pytest.fixture
def visitor(app: Dash, subject: int, login: Login) -> FlaskClient:
    """That principal, signed in."""
    return login(app.server.test_client(), "subject")
