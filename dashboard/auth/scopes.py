"""Grants turned into what the gate asks for, and read from the words of a command line."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from dashboard.store import KINDS
from data_access.scope import Scope

Held = tuple[str, str, date | None]
"""A grant: its kind, the place's code, the last day."""
NATION = "000000"


def scope_of_grants(held: Iterable[Held], today: date) -> Scope:
    """The scope on a day: grants that have ended count for nothing, and no grant is no row."""
    current = [(kind, code) for kind, code, ends_on in held if ends_on is None or ends_on >= today]
    return Scope(
        places=frozenset(code for kind, code in current if kind in ("region", "area")),
        schools=frozenset(code for kind, code in current if kind == "school"),
        everything=any(kind == "nation" for kind, _ in current),
    )


def parse(text: str) -> tuple[str, str]:
    """Read `nation`, `region:440000`, `area:wuhan` or `school:S000001` as kind and code; ValueError if it is none."""
    kind, _, code = text.strip().partition(":")
    if kind == "nation" and not code:
        return "nation", NATION
    if kind not in KINDS or kind == "nation" or not code or len(text) > 80 or not text.isprintable():
        raise ValueError(
            f"{text[:40]!r} is no scope: write nation, region:CODE, area:CODE or school:CODE, such as region:440000."
        )
    return kind, f"area:{code}" if kind == "area" else code


def written(kind: str, code: str) -> str:
    """A grant as `parse` reads it."""
    return kind if kind == "nation" else f"{kind}:{code.removeprefix('area:')}"
