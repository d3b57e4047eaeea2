"""What a warehouse says in two languages is told in one; who owed no report is not said to have sent none."""

from __future__ import annotations

import pytest

from dashboard.panels.words import in_language, number
from data_access.indicators import REGISTRY
from tests.unit.dashboard.conftest import AskFor


@pytest.mark.parametrize(
    ("text", "chinese", "english"),
    [
        ("年度工作要点 / Plan of the year", "年度工作要点", "Plan of the year"),
        ("班级 / 学校", "班级 / 学校", "班级 / 学校"),
        ("完成 / 100", "完成 / 100", "完成 / 100"),
        ("hours / week", "hours / week", "hours / week"),
        ("年度工作要点", "年度工作要点", "年度工作要点"),
    ],
)
def test_a_text_in_two_languages_is_told_in_the_reader_s(text: str, chinese: str, english: str) -> None:
    assert (in_language(text, "zh"), in_language(text, "en")) == (chinese, english)


@pytest.mark.parametrize(("due", "words"), [(0, "no data"), (12, "not reported"), (None, "not reported")])
def test_only_who_owed_a_report_did_not_report(ask_for: AskFor, due: int | None, words: str) -> None:
    row = {"state": "not_reported", "n_expected": due}
    assert number(row, REGISTRY["R03"], ask_for("overview", "?lang=en")) == words
