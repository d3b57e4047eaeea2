"""No text for readers stands in the code: it stands in the catalogues."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

DASHBOARD = sorted(p for p in (ROOT / "dashboard").rglob("*.py") if "i18n" not in p.parts)
PAGES = sorted((ROOT / "pages").glob("*.py"))
CJK = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uf900-\ufaff]")
WORD = re.compile(r"[a-z]{2,}")
SPOKEN = ("children", "title", "alt", "placeholder", "label", "aria_label", "summary")
"""Properties of components and attributes that a reader sees or hears."""


def tree(path: Path) -> ast.Module:
    """A module's syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"))


def strings(module: ast.Module) -> Iterator[tuple[int, str]]:
    """All string constants of a module but its docstrings."""
    docs = set()
    for node in ast.walk(module):
        for statement in getattr(node, "body", []) if not isinstance(node, ast.IfExp | ast.Lambda) else []:
            if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
                docs.add(id(statement.value))
    for node in ast.walk(module):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.lineno, node.value


def said(module: ast.Module) -> Iterator[tuple[int, str]]:
    """Text constants that stand where a component takes what it shows."""
    for node in ast.walk(module):
        if not isinstance(node, ast.Call):
            continue
        component = isinstance(node.func, ast.Attribute) and getattr(node.func.value, "id", "") in (
            "html",
            "dcc",
            "dbc",
        )
        places = [k.value for k in node.keywords if k.arg in SPOKEN]
        places += node.args[:1] if component else []
        for place in places:
            held = place.elts if isinstance(place, ast.List | ast.Tuple) else [place]
            for part in held:
                if isinstance(part, ast.Constant) and isinstance(part.value, str):
                    yield part.lineno, part.value
                elif isinstance(part, ast.JoinedStr):
                    yield from ((part.lineno, str(v.value)) for v in part.values if isinstance(v, ast.Constant))


@pytest.mark.parametrize("path", [*DASHBOARD, *PAGES], ids=lambda p: str(p.relative_to(ROOT)))
def test_no_chinese_stands_in_the_code(path: Path) -> None:
    assert [(line, text) for line, text in strings(tree(path)) if CJK.search(text)] == []


@pytest.mark.parametrize("path", DASHBOARD, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_english_stands_in_a_component(path: Path) -> None:
    assert [(line, text) for line, text in said(tree(path)) if WORD.search(text)] == []


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.name)
def test_a_page_holds_names_only(path: Path) -> None:
    names = re.compile(r"[A-Za-z0-9_:/-]*")
    assert [(line, text) for line, text in strings(tree(path)) if not names.fullmatch(text)] == []


def test_the_walk_finds_what_it_looks_for() -> None:
    planted = ast.parse('"""Doc 文."""\nhtml.P(["Good morning"], title="A title")\nhtml.P(f"{n} schools")\nx = "学校"')
    assert [text for _, text in said(planted)] == ["A title", "Good morning", " schools"]
    assert [text for _, text in strings(planted) if CJK.search(text)] == ["学校"]


def test_no_text_stands_in_the_script() -> None:
    script = (ROOT / "assets" / "sed.js").read_text(encoding="utf-8")
    code = re.sub(r"/\*.*?\*/", "", script, flags=re.S)
    assert not CJK.search(code)
    assert not re.findall(r'textContent = "[^"]*[a-z]{2,}', code)
