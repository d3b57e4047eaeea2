"""What a number means is told once for all panels that show it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dashboard.definitions import keys, told
from dashboard.i18n import LANGUAGES, Translator
from dashboard.methods import methods
from data_access.indicators import REGISTRY, get


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_indicators_and_methods_are_told_in_each_language(language: str) -> None:
    texts = told()[language]
    assert texts.keys() == {*REGISTRY, *methods()}
    for code, indicator in REGISTRY.items():
        assert indicator.definition[language] in texts[code]
        assert indicator.source[language] in texts[code]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_not_as_it_was_declared_has_its_own_words(language: str) -> None:
    plain, over = get("R02"), get("G10:R02")
    assert plain.line is not None
    of_a_stage = replace(get("R03"), line=replace(plain.line, value=12.5))
    first, words, line, last = keys([plain, over, of_a_stage, plain], ["gap"], Translator(language))
    assert (first, last) == ("R02", "gap")
    assert over.definition[language] in words
    assert "12.5" in line
