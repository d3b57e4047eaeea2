"""The guide speaks of every page, by the name that stands on the screen, and shows pictures that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dashboard.factory import import_pages
from dashboard.i18n import catalogue
from dashboard.page import PAGES

GUIDE = Path(__file__).parents[3] / "docs" / "guide"
LANGUAGES = ("zh", "en")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_page_has_its_row(lang: str) -> None:
    import_pages()
    rows = re.findall(r"^\| ([^|]+?) \|", (GUIDE / f"{lang}.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert {catalogue(lang)[f"page.{page}.name"] for page in PAGES} <= set(rows)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_picture_is_there(lang: str) -> None:
    shown = re.findall(r"!\[[^]]+\]\(([^)]+)\)", (GUIDE / f"{lang}.md").read_text(encoding="utf-8"))
    assert len(shown) >= 5
    assert [name for name in shown if not (GUIDE / name).is_file()] == []


def test_both_languages_have_the_same_parts() -> None:
    heads = [
        re.findall(r"^(#+) ", (GUIDE / f"{lang}.md").read_text(encoding="utf-8"), re.MULTILINE) for lang in LANGUAGES
    ]
    assert heads[0] == heads[1]
