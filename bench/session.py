"""A signed-in reader over HTTP, who answers like a Flask test client to those who ask as a browser does."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode

AGENT = "bench"
"""A session belongs to the program that began it: whoever takes over its cookie must say the same."""
_FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Answer:
    """A status and a text."""

    status_code: int
    text: str

    @property
    def json(self) -> Any:
        """The text as JSON."""
        return json.loads(self.text)


class Session:
    """The account `name`, signed in at `port` of this machine."""

    def __init__(self, port: int, name: str, password: str) -> None:
        self._port, self.cookie = port, ""
        token = re.search(r'name="token" value="([^"]+)"', self.get("/login").text)
        form = {"name": name, "password": password, "token": token[1] if token else ""}
        answer = self._ask("POST", "/login", urlencode(form), _FORM)
        if answer.status_code != 302:
            raise RuntimeError(f"{name} could not sign in: {answer.status_code}")

    def get(self, path: str) -> Answer:
        """Ask for `path`."""
        return self._ask("GET", path)

    def post(self, path: str, *, json: object) -> Answer:  # as Flask's client names it
        """Send JSON to `path`."""
        return self._ask("POST", path, _dumped(json), "application/json")

    def _ask(self, method: str, path: str, body: str | None = None, kind: str = "") -> Answer:
        connection = HTTPConnection("127.0.0.1", self._port, timeout=60)
        try:
            headers = {"Cookie": self.cookie, "User-Agent": AGENT, "Content-Type": kind}
            connection.request(method, path, None if body is None else body.encode(), headers)
            answer = connection.getresponse()
            given = [c.partition(";")[0] for c in answer.headers.get_all("Set-Cookie", []) if c.startswith("session=")]
            self.cookie = given[-1] if given else self.cookie
            return Answer(answer.status, answer.read().decode())
        finally:
            connection.close()


def _dumped(body: object) -> str:
    return json.dumps(body)
