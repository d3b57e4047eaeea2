"""Holding the answers of two engines against each other."""

from __future__ import annotations

import pandas as pd

from data_access.gate import Gate
from data_access.query import BadQuery, Query
from data_access.scope import NATION, Scope

Outcome = pd.DataFrame | str
"""An answer, or the words of a refusal."""


def same(one: Gate, other: Gate, query: Query, scope: Scope = NATION) -> bool:
    """Fail unless both gates answer alike, or refuse alike; tells whether they answered with a value."""
    expected, found = _outcome(one, scope, query), _outcome(other, scope, query)
    if difference := _difference(query, expected, found):
        raise AssertionError(difference)
    return not isinstance(found, str) and bool((found["state"] == "value").any())


def unlike(one: Gate, other: Gate, query: Query, scope: Scope = NATION) -> str:
    """How the answers or refusals of two gates differ; nothing where they are alike."""
    return _difference(query, _outcome(one, scope, query), _outcome(other, scope, query))


def alike(one: pd.DataFrame, other: pd.DataFrame) -> None:
    """Fail unless two frames are equal: every row, column, type and gap, and floats to 12 digits or places."""
    # Places: a Theil index near zero is what remains of sums near one, added up in another order.
    pd.testing.assert_frame_equal(other, one, rtol=1e-12, atol=1e-12)


def _difference(query: Query, expected: Outcome, found: Outcome) -> str:
    if isinstance(expected, str) or isinstance(found, str):
        refused = isinstance(expected, str) and isinstance(found, str) and expected == found
        return "" if refused else f"{query}\nDuckDB\n{expected}\n\nother\n{found}"
    try:
        alike(expected, found)
    except AssertionError as error:
        return f"{query}\n{error}\nDuckDB\n{expected.to_string()}\n\nother\n{found.to_string()}"
    return ""


def _outcome(gate: Gate, scope: Scope, query: Query) -> Outcome:
    try:
        return gate.fetch(scope, query).frame
    except BadQuery as refusal:
        return str(refusal)
