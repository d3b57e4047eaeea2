"""The guide speaks of every page, by the name that stands on the screen, and shows pictures that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dashboard.factory import import_pages
from dashboard.i18n import catalogue
from dashboard.methods import method
from dashboard.page import PAGES
from data_access.past import LEAST_SHARED

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


@pytest.mark.parametrize("lang", LANGUAGES)
def test_our_own_threshold_is_told_wherever_verdicts_are_explained(lang: str) -> None:
    told = {"en": f"{LEAST_SHARED:.0%}".replace("%", " %"), "zh": f"{LEAST_SHARED:.0%}"}[lang]
    texts = ((GUIDE / f"{lang}.md").read_text(encoding="utf-8"), catalogue(lang)["help.verdict"])
    assert all(told in text for text in (*texts, method("verdict", lang).distrust))
