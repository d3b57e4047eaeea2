"""Speaks to Dash as the browser does: reads which callbacks there are and fills their ids from what a page is told.

Nothing here names a callback of ours, so that a new one is called by every test that walks them all.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

UPDATE = "/_dash-update-component"
Values = Mapping[tuple[str, str], Any]


@dataclass(frozen=True)
class Call:
    """One request for a callback: `name` says which, `body` is what a browser would send."""

    name: str
    body: dict[str, Any]


class Wire:
    """The callbacks of the application, as one reader may call them."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        listed = client.get("/_dash-dependencies")
        assert listed.status_code == 200, listed.status
        self.callbacks: list[dict[str, Any]] = [c for c in listed.json if not c["clientside_function"]]
        self._parts: dict[str, dict[str, dict[str, Any]]] = {}

    def send(self, body: object) -> TestResponse:
        """Send a request to the route of all callbacks."""
        return self.client.post(UPDATE, json=body)

    def page(self, path: str, search: str = "") -> TestResponse:
        """The first HTML of the page at `path`, in which its whole frame stands."""
        return self.client.get(path + search)

    def calls(self, path: str, view: object) -> list[Call]:
        """Every request that the page at `path` makes for a view."""
        if path not in self._parts:  # they stand whatever the view
            self._parts[path] = parts_of(self.page(path).text)
        values = {("view", "data"): view}
        return [call for callback in self.callbacks for call in calls(callback, self._parts[path], values)]

    def answers(self, path: str, view: object) -> Iterator[tuple[str, TestResponse]]:
        """The answers to every request that the page at `path` makes for a view."""
        for call in self.calls(path, view):
            yield call.name, self.send(call.body)


def parts_of(page: str) -> dict[str, dict[str, Any]]:
    """The properties of every part that a page will be told, by the id's text."""
    held = re.search(r'<script id="_dash-layout" type="application/json">(.*?)</script>', page, re.S)
    assert held is not None, page[:500]
    return {_text(part["props"]["id"]): part["props"] for part in json.loads(held[1])}


def calls(callback: Mapping[str, Any], parts: Mapping[str, dict[str, Any]], values: Values) -> Iterator[Call]:
    """The requests for one callback on a page: one a match of its ids, none where the page lacks its components."""
    wanted = [spec.rpartition(".")[::2] for spec in callback["output"].strip(".").split("...")]
    outputs = [(_id(name), prop) for name, prop in wanted]
    takes = [[(_id(i["id"]), i["property"]) for i in callback[side]] for side in ("inputs", "state")]
    for matched in _matches(outputs, parts):
        slots = [_slot(i, p, matched, parts) for i, p in outputs]
        if not all(slots):
            continue
        given = [[_slot(i, p, matched, parts, values) for i, p in side] for side in takes]
        body = {
            "output": callback["output"],
            "outputs": slots if callback["output"].startswith("..") else slots[0],
            "inputs": given[0],
            "state": given[1],
            "changedPropIds": [f"{_text(i['id'])}.{i['property']}" for i in given[0] if isinstance(i, dict)],
        }
        yield Call(f"{callback['output'][:60]} {matched or ''}", body)


def _id(text: str) -> Any:
    return json.loads(text) if text.startswith("{") else text


def _text(identity: Any) -> str:
    return identity if isinstance(identity, str) else json.dumps(identity, sort_keys=True, separators=(",", ":"))


def _matches(outputs: list[tuple[Any, str]], parts: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What the MATCH parts of a callback's ids can stand for on a page."""
    first = next((i for i, _ in outputs if isinstance(i, dict) and ["MATCH"] in i.values()), None)
    if first is None:
        return [{}]
    free = [key for key, value in first.items() if value == ["MATCH"]]
    return [{key: held[key] for key in free} for held in _fitting(first, parts)]


def _fitting(pattern: dict[str, Any], parts: Mapping[str, Any]) -> list[dict[str, Any]]:
    held = [json.loads(text) for text in parts if text.startswith("{")]
    return [
        h
        for h in held
        if h.keys() == pattern.keys() and all(v in (["ALL"], ["MATCH"]) or h[k] == v for k, v in pattern.items())
    ]


def _slot(
    identity: Any, prop: str, matched: dict[str, Any], parts: Mapping[str, Any], values: Values | None = None
) -> Any:
    """An id with its property, a list of them where it says ALL, with values where they are asked for."""

    def one(name: Any) -> dict[str, Any]:
        slot = {"id": name, "property": prop}
        if values is None:
            return slot
        key = (_text(name), prop)
        return slot | {"value": values[key] if key in values else parts.get(_text(name), {}).get(prop)}

    if isinstance(identity, str):
        return one(identity) if identity in parts else None
    filled = {k: matched.get(k, v) if v == ["MATCH"] else v for k, v in identity.items()}
    return [one(h) for h in _fitting(filled, parts)] if ["ALL"] in filled.values() else one(filled)
