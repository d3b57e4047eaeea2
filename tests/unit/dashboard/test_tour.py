"""The tour has five steps for every role that has pages, each with words in both languages."""

from __future__ import annotations

import pytest

from dashboard.components.markup import written
from dashboard.components.tour import STEPS, tour
from dashboard.i18n import LANGUAGES, Translator
from dashboard.page import READERS


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("role", sorted(set(READERS) - {"display"}))
def test_a_role_has_five_steps(role: str, language: str) -> None:
    made = tour(role, "7", Translator(language))
    assert made is not None
    assert written(made).count(' data-at="') == len(set(STEPS[role])) == 5


@pytest.mark.parametrize("language", LANGUAGES)
def test_administrators_have_five_steps_of_their_own(language: str) -> None:
    assert len(Translator(language).under("tour.administrator")) == 5


def test_a_big_screen_has_none() -> None:
    assert tour("display", "7", Translator("zh")) is None
