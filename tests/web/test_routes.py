"""The routes are the ones that we know, whatever the environment says."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys

import pytest
from dash import Dash
from flask.testing import FlaskClient

from tests.conftest import ROOT, token_of

KNOWN = {
    "/",
    "/<path:path>",
    "/login",
    "/logout",
    "/login.css",
    "/login/code",
    "/login/password",
    "/login/factor",
    "/display",
    "/account",
    "/account/password",
    "/account/factor",
    "/account/sessions/<int:session_id>",
    "/account/acting/<int:leave_id>",
    "/account/acting/stop",
    "/admin",
    "/admin/users/<int:user_id>",
    "/admin/sessions",
    "/admin/sessions/<int:session_id>",
    "/admin/audit",
    "/admin/audit.csv",
    "/doubts",
    "/doubts/new",
    "/doubts/<int:doubt_id>",
    "/notes",
    "/notes/<int:entry_id>",
    "/targets",
    "/targets/<int:entry_id>",
    "/healthz",
    "/search",
    "/area/<code>",
    "/indicators/<code>",
    "/export/<key>/<panel_id>.<any(csv, xlsx):kind>",
    "/export/<key>.xlsx",
    "/static/<path:filename>",
    "/assets/<name>",
    "/_dash-assets/<path:filename>",
    "/_dash-component-suites/<string:package_name>/<path:fingerprinted_path>",
    "/_dash-layout",
    "/_dash-dependencies",
    "/_dash-update-component",
    "/_reload-hash",
    "/_favicon.ico",
}
LIST = "import json, app; print(json.dumps([r.rule for r in app.server.url_map.iter_rules()]))"


def test_a_new_route_is_listed_here_first(app: Dash) -> None:
    assert {rule.rule for rule in app.server.url_map.iter_rules()} <= KNOWN


@pytest.mark.parametrize("number", [10**9, 2**31, 2**63, 10**30])
def test_a_number_that_no_row_can_have_is_no_address_of_one(app: Dash, ministry: FlaskClient, number: int) -> None:
    of_rows = [rule for rule in app.server.url_map.iter_rules() if "<int:" in rule.rule]
    assert len(of_rows) >= 8
    token = token_of(ministry.get("/account"))
    for rule in of_rows:
        path = re.sub("<int:[^>]*>", str(number), rule.rule)
        assert ministry.post(path, data={"token": token}).status_code in (404, 405), rule.rule
        assert not app.server.url_map.bind("localhost").test(path, "POST")


def test_no_variable_of_dash_opens_another(tiny_warehouse: str, accounts_url: str, secret_key: str) -> None:
    environment = os.environ | {
        "DASH_MCP_ENABLED": "true",
        "DASH_DEBUG": "true",
        "DASH_HOT_RELOAD": "true",
        "DASHBOARD_WAREHOUSE_URL": tiny_warehouse,
        "DASHBOARD_APP_DB_URL": accounts_url,
        "DASHBOARD_SECRET_KEY": secret_key,
    }
    done = subprocess.run([sys.executable, "-c", LIST], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert set(json.loads(done.stdout.splitlines()[-1])) <= KNOWN


def test_there_are_no_background_callbacks(app: Dash) -> None:
    """Their handles let anybody end processes (dash#3902)."""
    assert not any(callback.get("background") for callback in app.callback_map.values())
