"""Answers to callbacks that are kept as they went out: asked again, nothing is drawn, printed or packed once more."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable, Collection, Mapping
from typing import Any, cast

from flask import Flask, Response, g, request

from dashboard.auth.guard import account
from dashboard.packing import coding, packed
from dashboard.wire import UPDATE
from data_access.gate import Gate

_PASSING = "answer_is_passing"
_ASKED = ("output", "outputs", "inputs", "state")


def passing() -> None:
    """Say that the answer under way must not be kept: something failed or took too long."""
    setattr(g, _PASSING, True)


def keep(server: Flask, gate: Gate, callbacks: Collection[str]) -> None:
    """Keep the answers to `callbacks`, which depend on arguments, the reader's scope and role, release and entries.

    They stand in the gate's cache, under its rules: never across scopes, made once however many wait, bounded in bytes.
    """
    answer: Callable[[], Response] = cast(Any, server.view_functions[UPDATE])

    def update() -> Response:
        body = request.get_json()
        if body["output"] not in callbacks:
            return answer()
        chosen = coding()
        kept = gate.cache.get((*_key(gate, body), chosen), lambda: packed(answer().get_data(), chosen), _size)
        response = Response(kept, mimetype="application/json")
        if chosen:
            response.content_encoding = chosen
        response.vary.add("Accept-Encoding")
        return response

    server.view_functions[UPDATE] = update


def _key(gate: Gate, body: Mapping[str, Any]) -> tuple[str, ...]:
    reader = account()
    asked = json.dumps([body.get(name) for name in _ASKED]).encode()
    return (
        "callback",
        hashlib.sha256(asked).hexdigest(),
        reader.scope.fingerprint,
        reader.role,  # by which pages are granted
        reader.language,
        str(reader.entered),
        request.cookies.get("theme", ""),
        gate.snapshot().release.release_id,
    )


def _size(answer: bytes) -> int:
    return sys.maxsize if g.pop(_PASSING, False) else 500 + len(answer)
