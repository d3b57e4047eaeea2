"""Every text stands in both catalogues, and every one that the code names is there."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator

import pytest

from dashboard.i18n import LANGUAGES, catalogue
from dashboard.page import GROUPS, PAGES
from dashboard.panels import KINDS
from dashboard.store import ROLES
from dashboard.view import SEGMENTS
from data_access import query
from data_access.effects import model
from data_access.effects.design import FEATURES
from data_access.indicators import REGISTRY
from data_access.indicators.model import DIRECTIONS
from data_access.period import GRAINS
from data_access.schema import SETTINGS, STAGES
from tests.conftest import ROOT

PYTHON = sorted(path for path in (ROOT / "dashboard").rglob("*.py"))
TEMPLATES = sorted((ROOT / "dashboard" / "auth" / "templates").glob("*.html"))
KEYS = set(catalogue("zh"))


def spoken(key: str) -> bool:
    """Tell whether a key has its words: itself, or one of its forms for one and many."""
    return key in KEYS or {f"{key}.one", f"{key}.other"} <= KEYS


def calls() -> Iterator[tuple[str, ast.expr]]:
    """Every `t(…)` and `….t(…)` of the dashboard, with its first argument."""
    for path in PYTHON:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args:
                name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
                if name == "t":
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", node.args[0]


def literals(node: ast.expr) -> Iterator[str]:
    """The keys that an expression can be, with a pattern where a part is computed."""
    match node:
        case ast.Constant(value=str(text)):
            yield re.escape(text)
        case ast.JoinedStr(values=parts):
            yield "".join(re.escape(str(p.value)) if isinstance(p, ast.Constant) else r"[\w.:-]+" for p in parts)
        case ast.IfExp(body=body, orelse=other):
            yield from (*literals(body), *literals(other))


def test_both_languages_have_the_same_texts() -> None:
    assert set(catalogue("zh")) == set(catalogue("en"))


def test_both_languages_fill_the_same_blanks() -> None:
    def blanks(text: str) -> set[str | None]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}

    zh, en = (catalogue(language) for language in LANGUAGES)
    assert {key for key in zh if blanks(zh[key]) != blanks(en[key])} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_units_of_counts_may_be_empty(language: str) -> None:
    empty = {key for key, text in catalogue(language).items() if not text.strip()}
    assert all(key.startswith("unit_short.") for key in empty)


def test_chinese_is_chinese_and_english_is_not() -> None:
    assert not [k for k, text in catalogue("en").items() if re.search(r"[\u4e00-\u9fff]", text) and k != "language.zh"]


def test_every_key_in_the_code_has_its_words() -> None:
    found = [(where, pattern) for where, node in calls() for pattern in literals(node)]
    assert len(found) > 80, "the walk finds the calls"
    forms = KEYS | {key.rpartition(".")[0] for key in KEYS if key.endswith((".one", ".other"))}
    assert [(w, p) for w, p in found if not any(re.fullmatch(p, key) for key in forms)] == []


def test_every_key_in_the_templates_has_its_words() -> None:
    found = [key for path in TEMPLATES for key in re.findall(r"""\bt\(["']([\w.]+)["']\)""", path.read_text("utf-8"))]
    assert found
    assert not [key for key in found if not spoken(key)]


def needed() -> Iterator[str]:
    """Keys that are put together from what is declared elsewhere."""
    for page in PAGES.values():
        yield from (f"page.{page.key}.name", f"page.{page.key}.title")
        yield from (f"filter.{panel.by}" for panel in page.panels if panel.by)
        yield from (f"table.by.{panel.by}" for panel in page.panels if panel.by)
    used = {page.group for page in PAGES.values()} - {"home"}
    yield from (f"group.{group}" for group in GROUPS if group in used)
    yield from (f"panel.{kind}.name" for kind in KINDS)
    yield from (f"role.{role}" for role in ROLES)
    yield from (f"{part}.{name}" for name in SEGMENTS for part in ("filter", "note"))
    yield from (f"note.{name}" for name in ("place", "period", "indicator", "stage", "setting", "lang"))
    columns = {"stage", "setting", *SEGMENTS.values()}  # by which an address can filter
    yield from (f"{part}.{name}" for name in columns for part in ("filter", "reason", "table.by"))
    yield from (f"reason.{reason}" for reason in ("indicator", "place", "programme"))
    yield from (f"state.{state}" for state in (query.SUPPRESSED, query.NOT_REPORTED, query.NOT_APPLICABLE))
    yield from (f"finding.{state}" for state in (query.NOT_REPORTED, query.NOT_APPLICABLE))
    yield from (f"message.{state}" for state in ("empty", query.NOT_REPORTED, query.NOT_APPLICABLE))
    for indicator in REGISTRY.values():
        yield from (f"unit.{indicator.unit}", f"unit_short.{indicator.unit}", f"unit_name.{indicator.unit}")
        if indicator.line is not None:
            yield f"line.{indicator.line.basis}"
    yield from (f"weak.{code}" for code in REGISTRY)
    yield from (f"grain.{grain}" for grain in ("day", *GRAINS))
    yield from (f"direction.{direction}" for direction in DIRECTIONS)
    yield from (f"code.stage.{code}" for code in STAGES)
    yield from (f"code.setting.{code}" for code in SETTINGS)
    yield from (f"language.{language}" for language in LANGUAGES)
    yield from (f"effect.verdict.{wording}" for wording in model.WORDINGS)
    yield from (f"effect.reason.{reason}" for reason in model.REASONS)
    yield from (f"effect.short.{reason}" for reason in model.REASONS if reason not in ("pretrend", "zero_inside"))
    yield from (f"effect.feature.{feature}" for feature in FEATURES)
    yield from (f"effect.test.{test}" for test in ("wald", "placebo"))
    yield from (f"panel.event_study.axis_{grain}" for grain in ("term", "school_year"))
    yield from (f"milestone.{state}" for state in ("on_time", "late", "overdue", "ahead"))


def test_everything_declared_has_its_words(pages: None) -> None:
    assert {key for key in needed() if not spoken(key)} == set()


def test_every_segment_of_an_indicator_can_be_filtered_by(pages: None) -> None:
    """But the names of milestones, which are texts and no codes, and what no page filters by (portraits, reports).

    Stage and setting have filters of their own.
    """
    others = {"milestone", "stage", "setting", "kind", "grade", "feed_code"}
    assert {s for i in REGISTRY.values() for s in i.segments} - others <= set(SEGMENTS.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_indicator_says_what_it_is(language: str) -> None:
    for code, i in REGISTRY.items():
        for text in (i.name, i.definition, i.source, i.numerator_text, i.denominator_text):
            assert text[language].strip(), code
            assert bool(re.search(r"[\u4e00-\u9fff]", text[language])) == (language == "zh"), (code, text)
