"""What a reader is told of each statistical method: data of `i18n/methods.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from dashboard.i18n import LANGUAGES


@dataclass(frozen=True)
class Method:
    """A method in three sentences: what it says, when not to trust it, where it comes from."""

    says: str
    distrust: str
    source: str


def method(key: str, language: str) -> Method:
    """The method `key` in a language, in the first one where it is none of ours; KeyError for one that nobody wrote."""
    return _all()[key][language if language in LANGUAGES else LANGUAGES[0]]


def methods() -> tuple[str, ...]:
    """The keys of all methods, in the order in which they are told."""
    return tuple(_all())


@cache
def _all() -> Mapping[str, Mapping[str, Method]]:
    text = (files("dashboard.i18n") / "methods.toml").read_text(encoding="utf-8")
    return {
        key: {language: Method(**sentences) for language, sentences in texts.items()}
        for key, texts in tomllib.loads(text).items()
    }
