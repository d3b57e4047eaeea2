"""What numbers mean, in words: the definitions of the indicators and methods behind the panels."""

from __future__ import annotations

from collections.abc import Iterable

from dashboard.i18n import LANGUAGES, Translator
from dashboard.methods import method, methods
from data_access.indicators import REGISTRY
from data_access.indicators.model import Indicator


def told() -> dict[str, dict[str, str]]:
    """All of them, by language and key: they travel with the script, once for every panel."""
    return {
        language: {i.code: _indicator(i, Translator(language)) for i in REGISTRY.values()}
        | {key: _method(key, language) for key in methods()}
        for language in LANGUAGES
    }


def keys(indicators: Iterable[Indicator], methods: Iterable[str], t: Translator) -> list[str]:
    """The keys of these, each once; an indicator that is not as it was declared has its words in place of a key.

    Such a one is taken over another, or has the line of a stage.
    """
    held = {i.code: i for i in indicators}
    return [code if REGISTRY.get(code) is i else _indicator(i, t) for code, i in held.items()] + list(methods)


def _indicator(i: Indicator, t: Translator) -> str:
    """Definition, numerator and denominator, line and source."""
    line = "" if i.line is None else t(f"line.{i.line.basis}", value=f"{i.line.value:g}")
    return t(
        "panel.definition_text",
        code=i.code,
        name=i.name[t.language],
        definition=i.definition[t.language],
        numerator=i.numerator_text[t.language],
        denominator=i.denominator_text[t.language],
        line=line or t("csv.none"),
        source=i.source[t.language],
    )


def _method(key: str, language: str) -> str:
    m = method(key, language)
    return f"{m.says} {m.distrust} {m.source}"
