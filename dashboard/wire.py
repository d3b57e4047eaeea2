"""What a request for a callback must look like: Dash trusts its browser code, but anybody can write to the route."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from flask import Flask, Response, abort, request

from dashboard.auth.guard import account
from dashboard.rights import may_call

UPDATE = "/_dash-update-component"


def check_callbacks(server: Flask, declared: Mapping[str, Mapping[str, Any]]) -> None:
    """Answer 400 to a request for a callback that no page of ours would send; `declared` is Dash's map of callbacks."""

    def check() -> None:
        if request.path.endswith(UPDATE) and request.method == "POST":
            try:
                body = request.get_json(silent=True)
            except RecursionError:
                body = None
            if not isinstance(body, dict) or not _is_call(body, declared):
                abort(Response(status=400))
            if not may_call(body["output"], account().role):
                abort(403)

    server.before_request(check)


def _is_call(body: object, declared: Mapping[str, Mapping[str, Any]]) -> bool:
    if not isinstance(body, dict) or not isinstance(body.get("output"), str) or body["output"] not in declared:
        return False
    callback = declared[body["output"]]
    changed = body.get("changedPropIds", [])
    return (
        _are_slots(body.get("outputs"), body["output"].count("...") + 1)
        and _are_outputs(body["outputs"], body["output"])
        and _are_slots(body.get("inputs"), len(callback["inputs"]))
        and _are_slots(body.get("state", []), len(callback["state"]))
        and isinstance(changed, list)
        and all(isinstance(name, str) for name in changed)
    )


def _are_slots(slots: object, expected: int) -> bool:
    """Tell whether these are ids with properties, as many as the callback has; one with ALL is a list of them."""
    listed = [slots] if isinstance(slots, dict) else slots
    if not isinstance(listed, list) or len(listed) != expected:
        return False
    return all(_is_slot(slot) or (isinstance(slot, list) and all(map(_is_slot, slot))) for slot in listed)


def _are_outputs(slots: Any, output: str) -> bool:
    """Tell whether the slots are those of the output's name, `..id.property...id.property..`, in its order.

    A name for ALL that match has a list of them, any other has one.
    """
    named = [part.rpartition(".")[::2] for part in output.strip(".").split("...")]
    listed = [slots] if isinstance(slots, dict) else slots
    return all(
        isinstance(held, list) == ('["ALL"]' in name) for held, (name, _) in zip(listed, named, strict=True)
    ) and all(
        one["property"] == prop and _fits(one["id"], name)
        for held, (name, prop) in zip(listed, named, strict=True)
        for one in (held if isinstance(held, list) else [held])
    )


def _fits(own: object, name: str) -> bool:
    """Tell whether an id is the one of a name; a pattern's parts in brackets stand for anything."""
    if not name.startswith("{"):
        return own == name
    pattern = json.loads(name)
    if not isinstance(own, dict) or own.keys() != pattern.keys():
        return False
    return all(isinstance(part, list) or own[key] == part for key, part in pattern.items())


def _is_slot(slot: object) -> bool:
    if not isinstance(slot, dict) or not isinstance(slot.get("property"), str):
        return False
    own = slot.get("id")
    return isinstance(own, str) or (isinstance(own, dict) and all(isinstance(part, str | int) for part in own.values()))
