"""Cells of an answer: what is empty stays empty, in rows and in a frame."""

from __future__ import annotations

import pandas as pd

from data_access.cells import Cells

MADE = Cells.of([("A", 1, None, 3), ("B", None, "urban", None)], ["place_code", "value", "setting", "n_reported"])


def test_rows_have_plain_cells_of_one_kind_a_column() -> None:
    first, second = MADE.rows()
    assert (first["place_code"], first["value"], first["n_reported"]) == ("A", 1.0, 3)
    assert (second["setting"], second["value"], second["n_reported"]) == ("urban", None, None)
    assert isinstance(first["value"], float) and first["setting"] != first["setting"]  # empty text is NaN


def test_rows_are_the_callers_own() -> None:
    MADE.rows()[0]["value"] = 5.0
    assert MADE.rows()[0]["value"] == 1.0


def test_a_frame_has_the_same_cells_and_knows_what_is_empty() -> None:
    assert list(MADE.frame["value"].isna()) == [False, True]
    assert list(MADE.frame.dtypes.astype(str)) == ["str", "Float64", "str", "Int64"]
    assert MADE.size == MADE.frame.size


def test_columns_are_added_and_replaced() -> None:
    more = MADE.adding({"value": [2, float("nan")], "state": ["value", "not_reported"]})
    assert (list(more["value"]), list(more["state"])) == ([2.0, None], ["value", "not_reported"])
    assert list(MADE["value"]) == [1.0, None]


def test_answers_are_laid_one_beneath_the_other() -> None:
    both = Cells.stacked([MADE, MADE])
    pd.testing.assert_frame_equal(both.frame, pd.concat([MADE.frame, MADE.frame], ignore_index=True))


def test_an_answer_without_rows_keeps_its_columns() -> None:
    none = Cells.of([], ["place_code", "value"])
    assert (len(none), none.rows(), list(none.frame)) == (0, [], ["place_code", "value"])
