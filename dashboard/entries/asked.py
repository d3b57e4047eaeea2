"""The view that a page was opened on, or that its form was sent with: shared by doubts, notes and targets."""

from __future__ import annotations

from collections.abc import Mapping

from flask import request

from dashboard.auth.guard import account
from dashboard.view import View
from data_access.gate import Gate


def asked() -> Mapping[str, str]:
    """What the request says: the fields of a form that was sent, else those of the address."""
    return request.form if request.method == "POST" else request.args


def view_asked(gate: Gate) -> View:
    """The view of the request; a form has it in its field `view`."""
    said, reader = asked(), account()
    return View.parse(said.get("view") or dict(said), gate, reader.scope, language=reader.language)
