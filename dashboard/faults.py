"""Error pages: what a reader can do and a request id, never how the program is built."""

from __future__ import annotations

import logging

from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException

from dashboard.auth.forms import FormExpired, shown, translator

log = logging.getLogger(__name__)
_KNOWN = {400: "bad", 401: "bad", 403: "denied", 404: "missing", 405: "bad", 413: "large", 429: "busy", 503: "away"}
_SCRIPTS = ("/_dash", "/_reload", "/export", "/assets", "/static")


def answer_faults(server: Flask, language: str) -> None:
    """Answer every error of `server` with a page for people, or with its bare number where a script asked."""

    def told(fault: HTTPException) -> Response:
        status = fault.code or 500
        key = "expired" if isinstance(fault, FormExpired) else _KNOWN.get(status, "broken")
        answer = _answer(status, key)
        # What belongs to the number: methods that are allowed, when to come again.
        for name, text in fault.get_headers():
            if name != "Content-Type":
                answer.headers.setdefault(name, text)
        return answer

    def broken(_fault: Exception) -> Response:
        log.exception("a request failed")
        return _answer(500, "broken")

    def _answer(status: int, key: str) -> Response:
        if request.path.startswith(_SCRIPTS):
            return Response(str(status), status, mimetype="text/plain")
        t = translator(language)
        parts = {"title": t(f"fault.{key}.title"), "text": t(f"fault.{key}.text")}
        return Response(shown("error.html", t, reference=g.get("request_id", ""), **parts), status)

    server.register_error_handler(HTTPException, told)
    server.register_error_handler(Exception, broken)
