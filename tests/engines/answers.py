"""Holding the answers of two engines against each other."""

from __future__ import annotations

import pandas as pd

from data_access.gate import Gate
from data_access.query import BadQuery, Query
from data_access.scope import NATION, Scope


def same(one: Gate, other: Gate, query: Query, scope: Scope = NATION) -> bool:
    """Fail unless both gates answer alike, or refuse alike; tells whether they answered with a value."""
    expected, found = _outcome(one, scope, query), _outcome(other, scope, query)
    if isinstance(expected, str) or isinstance(found, str):
        assert found == expected
        return False
    try:
        alike(expected, found)
    except AssertionError as error:
        raise AssertionError(
            f"{query}\n{error}\nDuckDB\n{expected.to_string()}\n\nother\n{found.to_string()}"
        ) from None
    return bool((found["state"] == "value").any())


def alike(one: pd.DataFrame, other: pd.DataFrame) -> None:
    """Fail unless two frames are equal: every row, column, type and gap, and floats to 12 digits or places."""
    # Places: a Theil index near zero is what remains of sums near one, added up in another order.
    pd.testing.assert_frame_equal(other, one, rtol=1e-12, atol=1e-12)


def _outcome(gate: Gate, scope: Scope, query: Query) -> pd.DataFrame | str:
    try:
        return gate.fetch(scope, query).frame
    except BadQuery as refusal:
        return str(refusal)
