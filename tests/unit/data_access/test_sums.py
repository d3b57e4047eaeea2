"""Rates are ratios of sums, and the parts of a place sum to the place."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from data_access.gate import Gate
from data_access.indicators import DERIVED, REGISTRY
from data_access.period import GRAINS
from data_access.query import Query, Result
from data_access.scope import NATION as EVERYTHING
from tests.fixtures import by_hand
from tests.fixtures.answers import records
from tests.fixtures.country import CITY, LOOSE, NATION, NO_COUNTIES, PREFECTURE, PROVINCE
from tests.fixtures.warehouse import write

Ask = Callable[..., Result]

CODES = [code for code in REGISTRY if code not in DERIVED]
# Every level and every shape of the tree once; `test_indicators` asks the same, so that most is kept already.
PARENTS = [NATION, PROVINCE, CITY, PREFECTURE, NO_COUNTIES, LOOSE, "440303", "THREE", "OVER", "SCHOOLS"]


def test_a_rate_is_a_ratio_of_sums_and_no_mean_of_means(tmp_path: Path) -> None:
    """Issue 2, check 3: a big school at 10 per cent and a small one at 90 are 18 together, not 50."""
    rows = {
        "region": [
            {"region_code": "N", "level": "nation"},
            {"region_code": "A", "level": "province", "parent_code": "N"},
            {"region_code": "B", "level": "province", "parent_code": "N"},
        ],
        "school": [{"school_id": "big", "region_code": "A"}, {"school_id": "small", "region_code": "B"}],
        "fact_training": [
            {"school_id": "big", "term_code": "2024-1", "in_scope": 900, "passed": 90},
            {"school_id": "small", "term_code": "2024-1", "in_scope": 50, "passed": 45},
            {"school_id": "small", "term_code": "2024-2", "in_scope": 50, "passed": 45},
        ],
    }
    gate = Gate(f"duckdb:///{write(tmp_path / 'w.duckdb', rows, date(2025, 6, 30))}")
    whole = gate.fetch(EVERYTHING, Query("T04", "N")).row
    parts = gate.fetch(EVERYTHING, Query("T04", "N", by=("child",))).frame["value"]
    terms = gate.fetch(EVERYTHING, Query("T04", "N", by=("term",))).frame["value"]
    assert (whole["numerator"], whole["denominator"], whole["value"]) == (180, 1000, 18.0)
    assert list(parts) == [10.0, 90.0] and parts.mean() == 50.0
    assert terms.mean() == pytest.approx((135 / 9.5 + 90) / 2)


@pytest.mark.parametrize("code", CODES)
def test_children_sum_to_their_parent_at_every_level(ask: Ask, code: str) -> None:
    for place in PARENTS:
        parent, parts = ask(code, place, expect=False).row, ask(code, place, by="child", expect=False)
        for column in ("numerator", "denominator", "n_reported"):
            assert parts.frame[column].sum() == _zero(parent[column]), (place, column)


@pytest.mark.parametrize("code", CODES)
def test_months_terms_and_years_sum_to_the_whole_of_a_flow(ask: Ask, code: str) -> None:
    indicator = REGISTRY[code]
    if indicator.fact.info["stock"] or code in by_hand.STATES:
        return  # a level is never added up over time
    whole = ask(code, NATION, expect=False).row
    finest = max(GRAINS.index(indicator.grain.replace("day", "month")), GRAINS.index("month"))
    for grain in GRAINS[finest:]:
        parts = ask(code, NATION, by=grain, expect=False).frame
        for column in ("numerator", "denominator"):
            assert parts[column].sum() == _zero(whole[column]), (grain, column)


@pytest.mark.parametrize("code", CODES)
def test_the_row_of_an_area_is_the_answer_for_the_area(ask: Ask, code: str) -> None:
    rows = records(ask(code, NATION, by="area", expect=False))
    assert len(rows) == 6
    for row in rows:
        alone = ask(code, row["place_code"], expect=False).row
        for column in ("numerator", "denominator", "value"):
            assert row[column] == (None if pd.isna(alone[column]) else alone[column]), (row["place_code"], column)


def _zero(amount: float) -> float:
    return 0 if pd.isna(amount) else amount
