"""A region that is no more stays out of the lists, unless the warehouse still holds something of it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from data_access import engine as warehouse
from data_access.release import Snapshot
from tests.fixtures.warehouse import write

AS_OF = date(2025, 6, 30)
REGIONS: list[dict[str, Any]] = [
    {"region_code": "N", "level": "nation"},
    {"region_code": "A", "level": "prefecture", "parent_code": "N"},
    {"region_code": "A1", "level": "county", "parent_code": "A", "valid_from": date(2020, 1, 1)},
    {"region_code": "OLD", "level": "prefecture", "parent_code": "N", "valid_to": date(2019, 12, 31)},
    {"region_code": "OLD1", "level": "county", "parent_code": "OLD", "valid_to": date(2019, 12, 31)},
]
RELEASE = {"data_release": [{"release_id": "r", "published_at": "2025-07-01", "as_of": AS_OF}]}


def listed(path: Path, rows: dict[str, list[dict[str, Any]]]) -> dict[str, list[str]]:
    """Return the children of each place of a warehouse with the regions and `rows`."""
    engine = warehouse.reader(f"duckdb:///{write(path / 'w.duckdb', {'region': REGIONS, **RELEASE, **rows}, AS_OF)}")
    try:
        places = Snapshot.read(engine, lambda s: warehouse.run(engine, s, seconds=60)).places
    finally:
        engine.dispose()
    assert set(places.by_code) == {row["region_code"] for row in REGIONS}
    return {code: [child.code for child in places.children(place)] for code, place in places.by_code.items()}


def test_a_closed_region_without_rows_is_nobodys_child(tmp_path: Path) -> None:
    children = listed(tmp_path, {"school": [{"school_id": "s", "region_code": "A1"}]})
    assert (children["N"], children["A"], children["OLD"]) == (["A"], ["A1"], [])


@pytest.mark.parametrize(
    "rows",
    [
        {"school": [{"school_id": "s", "region_code": "OLD1"}]},
        {"fact_home_access": [{"region_code": "OLD1", "term_code": "2018-1", "setting": "rural"}]},
    ],
    ids=["school", "survey"],
)
def test_a_closed_region_that_still_has_rows_is_listed_with_those_above_it(
    tmp_path: Path, rows: dict[str, list[dict[str, Any]]]
) -> None:
    children = listed(tmp_path, rows)
    assert (children["N"], children["OLD"]) == (["A", "OLD"], ["OLD1"])
