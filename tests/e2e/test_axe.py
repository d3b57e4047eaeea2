"""axe finds nothing on any page, for any reader, in any language and theme, with every menu open (trust.md A-1)."""

from __future__ import annotations

import os
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.e2e.conftest import ContextOf, OpenAs
from tests.e2e.screen import Screen
from tests.e2e.test_pages import PATHS

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
"""Rules that the other theme can break: the rest of a page is the same in both."""
FEW_ROWS = 5
EVERYTHING = "AXE" in os.environ
"""Every page for every reader takes a quarter of an hour: `make axe`. Else one reader looks at each page."""
READERS = [(name, language) for language in ("zh", "en") for name in ("ministry", "director", "principal")]
# Everything that opens is opened. The rows of a table are alike: axe takes a minute for a thousand of them.
OPEN = """rows => {
  document.querySelectorAll('details.pop').forEach(menu => (menu.open = true));
  document.querySelectorAll('button[data-toggle]').forEach(button => button.click());
  document.querySelectorAll('tbody').forEach(body => [...body.rows].slice(rows).forEach(row => row.remove()));
  const field = document.getElementById('search-text');
  field.value = '1';
  field.dispatchEvent(new Event('input', {bubbles: true}));
}"""
FORMS = ("/account", "/doubts", "/doubts/new?indicator=R02", "/notes?indicator=R02", "/targets?indicator=T04")
"""Pages that the server renders."""
DARK = "document.documentElement.dataset.theme = 'dark'"
HELP = """() => {
  document.querySelectorAll('details.pop').forEach(menu => (menu.open = false));
  document.getElementById('help').showModal();
}"""


def violations(screen: Screen, include: str = "html", rules: Any = RULES) -> list[Any]:
    """What axe finds, and where. A chart is one picture with a name, so its inside is not for it."""
    where = {"include": [[include]], "exclude": [[".js-plotly-plot"]]}
    asked = {"runOnly": rules, "resultTypes": ["violations"]}
    found = Axe().run(screen.page, context=where, options=asked).response["violations"]
    return [(v["id"], [node["target"] for node in v["nodes"][:5]]) for v in found]


@pytest.mark.parametrize(("turn", "name", "language"), [(n, *reader) for n, reader in enumerate(READERS)])
def test_axe_finds_nothing(open_as: OpenAs, turn: int, name: str, language: str) -> None:
    paths = PATHS if EVERYTHING else [path for n, path in enumerate(PATHS) if n % len(READERS) == turn]
    screen = open_as(name, f"{paths[0]}?lang={language}")
    wrong = []
    for path in paths:
        if path != paths[0]:
            screen.goto(f"{path}?lang={language}")
        screen.page.evaluate(OPEN, FEW_ROWS)
        screen.page.wait_for_selector("#search-said:not(:empty)")
        assert screen.page.locator(".panel.error, .kpi.error").count() == 0
        wrong += [(path, *found) for found in violations(screen)]
        screen.page.evaluate(DARK)
        wrong += [(path, "dark", *found) for found in violations(screen, rules=COLOURS)]
    screen.page.evaluate(HELP)
    wrong += [("help", *found) for found in violations(screen, "#help")]
    assert wrong == [] and screen.faults == []


@pytest.mark.parametrize("width", [390, 320])
def test_axe_finds_nothing_on_a_telephone(open_as: OpenAs, width: int) -> None:
    screen = open_as("ministry", "/?lang=zh", width=width)
    screen.page.evaluate("document.querySelectorAll('details.pop').forEach(menu => (menu.open = true))")
    assert violations(screen) == []


def test_axe_finds_nothing_on_forms(shared: ContextOf, server: str) -> None:
    screen = Screen(shared("ministry", "light").new_page(), server)
    wrong = []
    for path, language in zip(FORMS, ("zh", "en", "zh", "en", "zh"), strict=True):
        screen.page.goto(f"{path}{'&' if '?' in path else '?'}lang={language}")
        wrong += [(path, *found) for found in violations(screen)]
        screen.page.evaluate(DARK)
        wrong += [(path, "dark", *found) for found in violations(screen, rules=COLOURS)]
        screen.page.set_viewport_size({"width": 390, "height": 800})
        assert screen.page.evaluate("document.documentElement.scrollWidth") <= 390, path
    screen.page.close()
    assert wrong == [] and screen.faults == []
