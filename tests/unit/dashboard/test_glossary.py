"""The words on screen are those of docs/glossary.md, in the same order."""

from __future__ import annotations

import re

from dashboard.i18n import Translator
from tests.conftest import ROOT


def test_the_words_on_screen_are_those_of_the_docs() -> None:
    rows = re.findall(r"^\| (.+?) \| (.+?) \| (.+?) \|$", (ROOT / "docs" / "glossary.md").read_text("utf-8"), re.M)[1:]
    assert len(rows) > 10
    assert Translator("en").under("glossary") == [f"{word}: {meaning}" for word, _, meaning in rows]
    assert [text.partition("：")[0] for text in Translator("zh").under("glossary")] == [zh for _, zh, _ in rows]
