"""What a form sends, taken or refused: shared by doubts, notes and targets."""

from __future__ import annotations

from data_access.gate import Gate
from data_access.query import UnknownPlace
from data_access.scope import Scope


class Unclear(ValueError):
    """A text that cannot be taken; `key` is the sentence of the catalogue that says why."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def taken(text: str, longest: int, empty: str) -> str:
    """A text without blanks around it and marks that cannot be seen; raises `Unclear`, with `empty` for none."""
    said = "".join(c for c in text.replace("\r\n", "\n") if c.isprintable() or c == "\n").strip()
    if not said:
        raise Unclear(empty)
    if len(said) > longest:
        raise Unclear("entry.too_long")
    return said


def sees(gate: Gate, scope: Scope, place: str) -> bool:
    """Tell whether all of the place lies in `scope`."""
    try:
        gate.place(scope, place)
    except UnknownPlace:
        return False
    return True
