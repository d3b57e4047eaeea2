"""Words in both languages: one catalogue a language, zh first."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from data_access.places import Place

LANGUAGES = ("zh", "en")
HTML_LANG = {"zh": "zh-CN", "en": "en"}


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """All texts of a language by dotted key, `panel.trend.title`; one that counts has keys `.one` and `.other`."""
    tables = tomllib.loads((files("dashboard.i18n") / f"{language}.toml").read_text(encoding="utf-8"))
    return dict(_flat(tables, ""))


class Translator:
    """Texts of one language."""

    def __init__(self, language: str) -> None:
        self.language = language if language in LANGUAGES else LANGUAGES[0]
        self._texts = catalogue(self.language)

    def __call__(self, key: str, **values: object) -> str:
        """The text `key` with its blanks filled; raises KeyError for a text that nobody wrote."""
        text = self._texts.get(key)
        if text is None:
            text = self._texts[f"{key}.{'one' if values.get('n') in (1, '1') else 'other'}"]
        return text.format(**values)

    def maybe(self, key: str) -> str | None:
        """The text `key`, if somebody wrote it."""
        return self._texts.get(key)

    def under(self, key: str) -> list[str]:
        """All texts below `key`, in the order of the catalogue."""
        return [text for name, text in self._texts.items() if name.startswith(f"{key}.")]

    def code(self, kind: str, code: str) -> str:
        """The name of a code of a list, such as a stage; a code that has no name is shown as it is."""
        return self._texts.get(f"code.{kind}.{code}") or self._texts.get(f"code.any.{code}") or code

    def place(self, place: Place) -> str:
        """The name of a place; the nation has one that is shorter than its own."""
        return self._texts.get(f"code.place.{place.code}") or place.name(self.language)


def _flat(table: Mapping[str, object], prefix: str) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for key, value in table.items():
        if isinstance(value, Mapping):
            pairs += _flat(value, f"{prefix}{key}.")
        else:
            pairs.append((f"{prefix}{key}", str(value)))
    return pairs
