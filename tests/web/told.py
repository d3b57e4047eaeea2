"""Everything that a dashboard tells some readers, asked for in a process of its own and written to a file.

The requests are made from the registered routes and from `/_dash-dependencies`, so that a new one is asked by itself; a
route whose arguments nobody has said values for is an error. Two runs over one seed ask the same.
"""

from __future__ import annotations

import json
import logging
import random
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from typing import Any

import time_machine
from dash import Dash
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from dashboard.factory import create_app
from dashboard.page import PAGES
from dashboard.settings import Settings
from dashboard.view import SEGMENTS
from data_access import benchmarks
from data_access.benchmarks import Benchmark
from data_access.query import NOT_APPLICABLE
from data_access.schema import SETTINGS, STAGES
from tests.conftest import PASSWORD, token_of
from tests.web.wire import Wire

NOW = datetime(2027, 1, 4, 2, 0, tzinfo=UTC)
FILES = ("static", "assets", "_dash_assets.static")
"""Routes of files, which are the same for everybody; so are Dash's own bundles."""
VALUES = {
    "kind": ["csv", "xlsx"],
    "path": ["no-such-page"],
    "user_id": ["1", "2", "999"],
    "session_id": ["1", "999"],
    "leave_id": ["1", "999"],
    "doubt_id": ["1", "999"],
    "code": ["area:xiongan", "area:zhongshan", "no-such-area"],
}
PERIODS = ("", "2025-11", "2025-09..2026-08", "2023-09..2024-08", "2024-09..2025-08", "1999-01", "2019-09..2026-10")
CODES = ("canary", "video", "teacher", "student", "new", "reading", "smart", "*", "unassigned")


def views(places: list[str], chance: random.Random, indicators: list[str]) -> Iterator[str]:
    """Query strings without end."""
    while True:
        asked = {
            "place": chance.choice(places),
            "period": chance.choice(PERIODS),
            "lang": chance.choice(["zh", "en"]),
            "indicator": chance.choice(["", *indicators]),
            "stage": chance.choice(["", "", *STAGES]),
            "setting": chance.choice(["", "", *SETTINGS]),
            chance.choice(list(SEGMENTS)): chance.choice(["", "", *CODES]),
            "standing": chance.choice(["", "", "then"]),
            "compare": chance.choice(["", "", "parent", "nation", "similar", "past"]),
        }
        yield "?" + "&".join(f"{name}={value}" for name, value in asked.items() if value)


def addresses(rule: Rule) -> Iterator[str]:
    """The addresses of a route, each argument with every value that it may have."""
    names = sorted(rule.arguments)
    if "key" in names:
        for page in PAGES.values():
            panels = [p.id for p in page.panels] if "panel_id" in names else [""]
            for panel, kind in product(panels, VALUES["kind"] if "kind" in names else [""]):
                yield _built(rule, {"key": page.key, "panel_id": panel, "kind": kind})
        return
    for values in product(*(VALUES[name] for name in names)):
        yield _built(rule, dict(zip(names, values, strict=True)))


def _built(rule: Rule, values: dict[str, str]) -> str:
    given: dict[str, Any] = {
        name: int(v) if v.isdecimal() else v for name, v in values.items() if name in rule.arguments
    }
    built = rule.build(given)
    assert built is not None, rule
    return built[1]


def told(
    app: Dash, client: FlaskClient, places: list[str], seed: int, rounds: int
) -> Iterator[tuple[str, TestResponse]]:
    """Every request and its answer."""
    chance = random.Random(seed)  # noqa: S311 - nothing secret
    wire = Wire(client)
    indicators = sorted({code for page in PAGES.values() for code in page.indicators})
    view = views(places, chance, indicators)
    for rule in app.server.url_map.iter_rules():
        if rule.endpoint in FILES or rule.endpoint.startswith("/_dash-component") or "GET" not in (rule.methods or ()):
            continue
        if rule.endpoint in ("auth.logout", "auth.sso", "auth.sso_back"):
            continue
        for address in addresses(rule):
            search = next(view) + ("&q=%E5%B0%8F%E5%AD%A6" if rule.endpoint == "search" else "")
            yield f"GET {address}{search}", client.get(address + search)
    for text in ("S0", "1", "z", "%E4%B8%AD", "canary", "xuexiao"):
        yield f"GET /search?q={text}", client.get(f"/search?q={text}")
    for _ in range(rounds):
        for page in PAGES.values():
            search = next(view)
            yield f"GET {page.path}{search}", wire.page(page.path, search)
            for name, answer in wire.answers(page.path, search):
                yield f"{page.path}{search} {name}", answer


def _silent(
    _desk: object, _indicator: object, _query: object, _place: object, kind: str
) -> dict[str | None, Benchmark]:
    return {None: Benchmark(kind, "", NOT_APPLICABLE, "place")}


def main(warehouse: str, accounts: str, key: str, out: str, asked: str) -> None:
    """Ask as each reader of `asked` (JSON: name, places, seed, rounds) and write what was told to `out`."""
    log = Path(f"{out}.log")
    logging.basicConfig(filename=log, level=logging.INFO)
    # The one door for sums over others is shut: what it tells is for other tests.
    benchmarks.series = _silent
    settings = Settings(warehouse_url=warehouse, app_db_url=accounts, secret_key=key, demo=True, query_seconds=60)
    with time_machine.travel(NOW, tick=False):
        app = create_app(settings)
        found: dict[str, dict[str, list[Any]]] = {}
        for reader in json.loads(asked):
            name = reader.pop("name")
            client = app.server.test_client()
            form = {"name": name, "password": PASSWORD.format(name=name), "token": token_of(client.get("/login"))}
            assert client.post("/login", data=form).status_code == 302
            answers = found[name] = {}
            for number, (request, answer) in enumerate(told(app, client, **reader)):
                answers[f"{number} {request}"] = [answer.status_code, answer.get_data().hex()]
    Path(out).write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
