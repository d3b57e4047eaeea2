"""Each method is told in three sentences, in both languages."""

from __future__ import annotations

import ast
import re
import tomllib
from dataclasses import asdict

import pytest

from dashboard.i18n import LANGUAGES
from dashboard.methods import method, methods
from tests.conftest import ROOT

# Where a sentence ends: Chinese at its full stop, English before a capital letter or at the end.
ENDS = {"zh": re.compile("[。！？]"), "en": re.compile(r"[.!?](?=\s+[A-Z]|$)")}
TEXTS = tomllib.loads((ROOT / "dashboard" / "i18n" / "methods.toml").read_text(encoding="utf-8"))
MET_BY_A_READER = {
    *("interval", "verdict", "similar_schools", "funnel", "standardised_ratio", "rank_range", "shrinkage", "gap"),
    *("parity", "students_behind", "levelling", "theil", "gini", "variation", "concentration", "bootstrap", "effect"),
    *("pre_trend", "honest_did", "randomisation", "improvement", "false_discovery", "target"),
}


def test_every_method_that_a_reader_meets_is_told() -> None:
    assert set(methods()) == MET_BY_A_READER


def test_every_method_is_explained_by_a_panel_that_uses_it() -> None:
    """Walks the sources of the panels: what a drawing names as its methods stands in its definition."""
    named: set[str] = set()
    for source in (ROOT / "dashboard" / "panels").glob("*.py"):
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if isinstance(node, ast.keyword) and node.arg == "methods":
                listed = [part for part in ast.walk(node.value) if isinstance(part, ast.Tuple)]
                named |= {ast.literal_eval(name) for names in listed for name in names.elts}
    assert named == MET_BY_A_READER


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", sorted(MET_BY_A_READER))
def test_a_method_is_told_in_three_sentences(key: str, language: str) -> None:
    assert set(TEXTS[key]) == set(LANGUAGES)
    assert list(TEXTS[key][language]) == ["says", "distrust", "source"]
    for sentence in asdict(method(key, language)).values():
        ends = [found.end() for found in ENDS[language].finditer(sentence)]
        assert ends == [len(sentence)], sentence
    assert bool(re.search("[\u4e00-\u9fff]{4}", method(key, language).says)) == (language == "zh")


@pytest.mark.parametrize("key", sorted(MET_BY_A_READER))
def test_nothing_is_said_to_be_the_cause(key: str) -> None:
    english, chinese = (" ".join(TEXTS[key][language].values()) for language in ("en", "zh"))
    assert not re.search(r"\bcaus(e|es|ed|ing|al)\b|\bdue to\b", english)
    assert not re.search("导致|因果", chinese)


def test_another_language_is_answered_in_the_first_and_another_method_not_at_all() -> None:
    assert method("gap", "fr") == method("gap", "zh") != method("gap", "en")
    with pytest.raises(KeyError):
        method("no such method", "zh")
