"""Places as their mix of schools and their size would have them."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from data_access import adjusted, indicators
from data_access.query import NOT_REPORTED, SUPPRESSED, VALUE
from data_access.verdicts import Verdict

RATE = indicators.get("R02")
NAMES = ("stage", "setting")


def kinds(*rows: tuple[str, str, str, float, float]) -> pd.DataFrame:
    """An answer by place, stage and setting: place, stage, setting, numerator and denominator."""
    frame = pd.DataFrame(rows, columns=["place_code", *NAMES, "numerator", "denominator"])
    return frame.assign(state=VALUE)


def judged(*rows: tuple[str, float, float]) -> pd.DataFrame:
    """An answer with intervals: place, value, and half of the 95 % interval."""
    made: list[dict[str, Any]] = [
        {"place_code": code, "state": VALUE, "value": value, "verdict": ""}
        | {"low_95": value - half, "high_95": value + half}
        | {"low_998": value - 1.6 * half, "high_998": value + 1.6 * half}
        for code, value, half in rows
    ]
    return pd.DataFrame(made)


TWO = kinds(
    ("A", "primary", "urban", 80, 100),
    ("A", "primary", "rural", 60, 100),
    ("B", "primary", "urban", 160, 200),
    ("B", "primary", "rural", 30, 50),
)


def test_places_that_do_as_their_kinds_do_are_at_a_hundred_whatever_their_mix() -> None:
    wanted = adjusted.expected(TWO, NAMES, 100.0)
    assert wanted == pytest.approx({"A": 70.0, "B": 76.0})
    found = adjusted.standards(RATE, judged(("A", 70.0, 2.0), ("B", 76.0, 2.0)), wanted)
    assert [standard.ratio for standard in found.values()] == pytest.approx([100.0, 100.0])
    assert {standard.verdict for standard in found.values()} == {Verdict.LIKE}


def test_a_place_above_its_mix_is_beyond_chance_only_where_its_interval_says_so() -> None:
    wanted = {"A": 70.0, "B": 70.0, "C": 70.0}
    found = adjusted.standards(RATE, judged(("A", 77.0, 2.0), ("B", 77.0, 6.0), ("C", 77.0, 9.0)), wanted)
    assert [found[code].verdict for code in "ABC"] == [Verdict.BETTER, Verdict.LOOK_BETTER, Verdict.LIKE]
    assert (found["A"].ratio, found["A"].low, found["A"].high) == pytest.approx((110.0, 7500 / 70, 7900 / 70))


def test_a_place_with_a_hidden_kind_or_one_of_its_own_has_no_ratio() -> None:
    hidden = TWO.assign(state=[SUPPRESSED, VALUE, VALUE, VALUE])
    assert "A" not in adjusted.expected(hidden, NAMES, 100.0)
    assert adjusted.withheld(hidden) == {"A"}
    alone = pd.concat([TWO, kinds(("A", "senior", "urban", 9, 10))], ignore_index=True)
    assert list(adjusted.expected(alone, NAMES, 100.0)) == ["B"]
    nobody = TWO.assign(state=NOT_REPORTED)
    assert adjusted.expected(nobody, NAMES, 100.0) == {}


def test_what_is_less_sure_is_drawn_further_and_the_order_of_small_units_does_not_rule() -> None:
    frame = judged(("large", 80.0, 1.0), ("small", 95.0, 30.0), ("other", 70.0, 1.0), ("third", 75.0, 1.0))
    found = adjusted.drawn_together(frame)
    own = dict(zip(frame["place_code"], frame["value"], strict=True))
    assert found["small"] < found["large"] < own["large"]
    assert abs(found["small"] - own["small"]) > 10 > abs(found["large"] - own["large"])
    assert adjusted.drawn_together(frame.assign(state=SUPPRESSED)) == {}
