"""Names are read in parts and each once, whatever the engine gives at a time."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Select, create_engine, insert

from data_access import search
from data_access.places import Place, Places
from data_access.schema import region, school


@pytest.mark.parametrize("part", [1, 2, 3, 7, 100])
def test_every_school_is_read_once(monkeypatch: pytest.MonkeyPatch, part: int) -> None:
    monkeypatch.setattr(search, "_PART", part)
    engine = create_engine("duckdb:///:memory:")
    held = [{"school_id": f"S{i}", "region_code": f"R{i % 3}", "name_zh": f"第{i}小学"} for i in range(11)]
    with engine.connect() as connection:
        for table in (region, school):
            table.create(connection)
        connection.execute(insert(school), held)

        def rows(statement: Select[Any]) -> list[dict[str, Any]]:
            return [dict(row._mapping) for row in connection.execute(statement)]

        finder = search.Finder.read(Places.build([Place("R0", "nation", None, "", "")], [], {}, {}, {}), rows)
    codes = [finder.schools.code(row) for begin, end in finder.schools.everything for row in range(begin, end)]
    assert sorted(codes) == sorted(h["school_id"] for h in held)
    assert codes == sorted(codes, key=lambda code: (int(code[1:]) % 3, code)), "schools of a region stand together"
    engine.dispose()
