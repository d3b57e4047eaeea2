"""What panels and views are asked with: the tiny warehouse as the ministry sees it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dashboard.ask import Ask
from dashboard.factory import import_pages
from dashboard.i18n import Translator
from dashboard.page import PAGES
from dashboard.view import View
from data_access.gate import Gate
from data_access.scope import NATION, Scope

AskFor = Callable[..., Ask]


@pytest.fixture(scope="session")
def pages() -> None:
    """All pages, declared."""
    import_pages()


@pytest.fixture(scope="session")
def ask_for(gate: Gate, pages: None) -> AskFor:
    """Make the questions of a reader: `ask_for("usage", "?place=…")`."""

    def make(page: str, search: str = "", scope: Scope = NATION) -> Ask:
        view = View.parse(search, gate, scope)
        return Ask(gate, scope, view, PAGES[page], Translator(view.language))

    return make
