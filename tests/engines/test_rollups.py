"""Roll-ups are built by every engine itself, and answer there as the facts of DuckDB do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import Table, make_url, select

from data_access import engine, indicators, units
from data_access.period import Period
from data_access.query import Query
from data_access.rollups import ledger, owed, regions, totals
from data_access.rollups.choose import Chooser
from data_access.rollups.cubes import cubes, issue
from data_access.scope import NATION, Scope
from seed import rollups, transfer
from tests.engines import questions
from tests.engines.answers import same, unlike
from tests.engines.conftest import Gates, Place, opened
from tests.fixtures.country import AS_OF, PLACE_ROWS, PREFECTURE
from tests.fixtures.readers import READERS, sees
from tests.fixtures.reports import REPORT_ROWS
from tests.fixtures.warehouse import write

CARRIED = [*(cube.indicators for cube in cubes().values()), ledger.indicators()]
CODES = sorted({indicator.code for own in CARRIED for indicator in own})
KINDS = ("postgresql", "chdb")


@pytest.fixture(scope="module")
def rolled(place: Place, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gates]:
    """The doors to the small country by engine: DuckDB has the facts alone, the others have roll-ups of every place."""
    file = write(tmp_path_factory.mktemp("rolled") / "w.duckdb", PLACE_ROWS | REPORT_ROWS, AS_OF)
    urls = {"duckdb": f"duckdb:///{file}"}
    for kind in KINDS:
        loader, urls[kind] = place("rolled", kind)
        transfer.send(file, make_url(loader))
        made = engine.loader(loader)
        rollups.make(made, least=0, step=8, many=0)
        made.dispose()
    with opened(urls) as gates:
        yield gates


@pytest.mark.parametrize("code", CODES)
def test_a_roll_up_answers_on_every_engine(rolled: Gates, code: str) -> None:
    asked = list(questions.about(code))[::3]
    told = [same(rolled["duckdb"], rolled[kind], query) for query in asked for kind in KINDS]
    assert any(told), "no question had a value for an answer"


@pytest.mark.parametrize("kind", KINDS)
def test_roll_ups_are_what_answers(rolled: Gates, kind: str) -> None:
    for cube in cubes().values():
        steps = rolled[kind].steps(NATION, Query(cube.indicators[0].code, "000000", None, ("child",)))
        assert steps[0].table == cube.sums.name


@pytest.mark.parametrize("kind", KINDS)
def test_regions_and_totals_have_the_sums_of_their_schools(rolled: Gates, kind: str) -> None:
    query = Query("R05", "000000", None, ("child", "term"), (("stage", "primary"),))
    told = []
    for name in ("duckdb", kind):
        snap = rolled[name].snapshot()
        chooser = Chooser(snap.held, snap.places, NATION, snap.months)
        indicator, root = indicators.get(query.indicator), snap.places.root
        latest = replace(query, period=Period(snap.months.last, snap.months.last).reaching_back(12), by=())
        steps = chooser.regions(indicator, query, root), chooser.schools(indicator, latest, root)
        read = [engine.rows(snap.engine, step.statement, seconds=30, scope=NATION) for step in steps]
        regions_had = {(r["child"], r["period"]): (int(r["numerator"]), int(r["denominator"])) for r in read[0]}
        told.append((regions_had, {r["unit"]: (int(r["numerator"]), int(r["times"])) for r in read[1]}))
        assert [step.table.rpartition("_")[2] for step in steps] == (
            ["textbook", "textbook"] if name == "duckdb" else ["region", "total"]
        )
    assert told[0] == told[1] and all(told[0])


def test_roll_ups_show_a_reader_the_places_of_the_scope_alone(rolled: Gates) -> None:
    held, scope = rolled["postgresql"].snapshot(), READERS["director of a prefecture"]
    seen = units.with_areas(scope, held.places)

    def shown(table: Table, name: str, reader: Scope | None) -> set[str]:
        return set(engine.run(held.engine, select(table.c[name]).distinct(), seconds=30, scope=reader)[name])

    for table in [
        *owed.tables(),
        *regions.tables().values(),
        *totals.tables().values(),
        *ledger.tables(),
        issue,
        *(t for cube in cubes().values() for t in cube.tables()),
    ]:
        name = next(n for n in ("place_code", "school_id", "region_code", "unit_code") if n in table.c)
        whole = shown(table, name, NATION)
        assert shown(table, name, seen) == {code for code in whole if sees(scope, code)}
        assert not shown(table, name, None)
    for code in CODES[::4]:
        query = Query(code, PREFECTURE, None, ("child",))
        assert unlike(rolled["duckdb"], rolled["postgresql"], query, scope) == ""
