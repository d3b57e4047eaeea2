"""Each request has an id, which stands in its answer, in the log and in the audit; the log is JSON, a line an event."""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import secrets
import sys
import time
import traceback
from datetime import UTC, datetime
from typing import Any

from flask import Flask, Response, g, has_request_context, request
from flask_login import current_user

log = logging.getLogger("dashboard.request")
_EXTRA = ("route", "status", "ms", "user", "audit_id", "audit_hash", "reference")


class JsonLines(logging.Formatter):
    """A log record as one line of JSON; an exception is its type and where it was raised, without what it says.

    What an exception says may hold values of the data or of a form.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line: dict[str, Any] = {
            "ts": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if has_request_context():
            line["request_id"] = g.get("request_id", "")
        line |= {name: record.__dict__[name] for name in _EXTRA if name in record.__dict__}
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
            frames = traceback.extract_tb(record.exc_info[2])
            line["trace"] = [f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in frames]
        return json.dumps(line, ensure_ascii=False)


def configure(level: str) -> None:
    """Send every log record of `level` and above to standard error as a line of JSON."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for noisy in ("alembic", "werkzeug", "urllib3"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def watch(server: Flask) -> None:
    """Number and time every request of `server`; must be the first to be registered."""
    key = str(server.config["SECRET_KEY"]).encode()

    def begin() -> None:
        g.request_id, g.began = secrets.token_hex(8), time.perf_counter()

    def finish(response: Response) -> Response:
        response.headers["X-Request-ID"] = g.request_id
        if log.isEnabledFor(logging.INFO):
            told = {
                "route": str(request.url_rule or ""),
                "status": response.status_code,
                "ms": round((time.perf_counter() - g.began) * 1000, 1),
                "user": _hashed(key),
            }
            log.info("%s", request.method, extra=told)
        return response

    server.before_request(begin)
    server.after_request(finish)


def _hashed(key: bytes) -> str:
    """Who asked, as a hash that only this installation can make: the log can be given away."""
    actor = getattr(current_user, "actor", "")
    return hmac.new(key, actor.encode(), hashlib.sha256).hexdigest()[:12] if actor else ""
