"""The requests of a browser for panels and cards, made beforehand so that sending them costs next to nothing."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from random import Random
from typing import Any, cast
from urllib.parse import urlencode

from flask.testing import FlaskClient

from bench.session import Session
from bench.views import Asked
from dashboard.page import PAGES, Page
from data_access.gate import Gate
from tests.web.wire import Wire

_VIEW = "VIEW"
CARDS = "cards"


class Bodies:
    """Templates of the requests for every panel and row of cards, as the pages of a running product ask for them."""

    def __init__(self, session: Session) -> None:
        # It asks for no more than a session can: status and JSON of two kinds of requests.
        wire = Wire(cast(FlaskClient, session))
        self._templates: dict[str, dict[str, str]] = defaultdict(dict)
        for page in PAGES.values():
            for call in wire.calls(page.path, _VIEW):
                if (part := _part(call.body)) is not None:
                    self._templates[page.key][part] = json.dumps(call.body)

    def of(self, gate: Gate, views: Sequence[Asked]) -> Iterator[str]:
        """A request a view, for a panel or the cards of its page, any as likely as any other."""
        for number, asked in enumerate(views):
            search = asked.search(gate)
            held = [p for p in self._templates[asked.page] if _stands(PAGES[asked.page], p, asked.spot.level)]
            if search is not None and held:
                part = Random(number).choice(held)  # noqa: S311 - the same requests in every run
                template = self._templates[asked.page][part]
                yield template.replace(json.dumps(_VIEW), json.dumps(f"?{urlencode(search)}"))


def _part(body: dict[str, Any]) -> str | None:
    """The panel that a request is for, or `CARDS`; None for what else a page asks for."""
    first = body["outputs"][0] if isinstance(body["outputs"], list) else body["outputs"]
    slot = first[0] if isinstance(first, list) and first else first
    identity = slot.get("id") if isinstance(slot, dict) else None
    if identity == "cards-data":
        return CARDS
    return str(identity["panel"]).partition(".")[2] if isinstance(identity, dict) and "panel" in identity else None


def _stands(page: Page, part: str, level: str) -> bool:
    panel = page.panel(part)
    return part == CARDS if panel is None else panel.stands_on(level)
