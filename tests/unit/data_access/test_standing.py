"""Places as of then and as of now: a school that moved counts once either way, and totals agree (issue 7, check 3)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from shutil import copyfile

import pytest

from data_access import engine
from data_access.gate import Gate
from data_access.period import Period
from data_access.query import Query, Result, UnknownPlace
from data_access.scope import NATION, Scope

NEW, OLD, CITY = "420102", "420199", "420100"
ABOVE = ("area:wuhan", CITY, "420000", "000000")
BEFORE, AFTER = Period.parse("2025-09..2026-02"), Period.parse("2026-05..2026-08")
CODES = ("R01", "R02", "R03", "T04", "G01", "G05", "T01")


@pytest.fixture(scope="module")
def merged(tiny_warehouse: str, tmp_path_factory: pytest.TempPathFactory) -> Gate:
    """The tiny warehouse with a county that was merged into another on 2026-04-01, and two of its schools."""
    target = tmp_path_factory.mktemp("merged") / "merged.duckdb"
    copyfile(Path(tiny_warehouse.removeprefix("duckdb:///")).resolve(), target)
    with engine.writer(target) as db:
        row = (
            "INSERT INTO region (region_code, level, parent_code, name_zh, name_en, valid_to) VALUES (?, ?, ?, ?, ?, ?)"
        )
        db.execute(row, [OLD, "county", CITY, "旧区", "Old District", "2026-03-31"])
        db.execute("INSERT INTO region_successor VALUES (?, ?, '2026-04-01')", [OLD, NEW])
        for depth, code in enumerate((OLD, *ABOVE)):
            db.execute("INSERT INTO unit_closure VALUES (?, ?, ?)", [code, OLD, depth])
        moved = "SELECT school_id FROM school WHERE region_code = ? AND valid_to IS NULL ORDER BY school_id LIMIT 2"
        place = (
            "INSERT INTO school_place (school_id, region_code, valid_to) SELECT school_id, ?, '2026-03-31' FROM (%s)"
        )
        db.execute(place % moved, [OLD, NEW])
    return Gate(f"duckdb:///{target}", seconds=60.0)


def asked(gate: Gate, code: str, place: str, period: Period, *, then: bool, **parts: object) -> Result:
    """An answer as of now or as of then."""
    scope = parts.pop("scope", NATION)
    assert isinstance(scope, Scope)
    return gate.fetch(scope, Query(code, place, period, then=then, **parts))  # type: ignore[arg-type]


@pytest.mark.parametrize("code", CODES)
def test_a_merged_county_has_the_sums_of_both(merged: Gate, code: str) -> None:
    names = ["numerator", "n_reported", "n_expected"] + ([] if code == "R01" else ["denominator"])
    now = asked(merged, code, NEW, BEFORE, then=False).row
    new, old = (asked(merged, code, place, BEFORE, then=True).row for place in (NEW, OLD))
    assert [float(now[n]) for n in names] == pytest.approx([float(new[n]) + float(old[n]) for n in names])
    assert old["n_expected"] == 2 and now["n_expected"] == 3
    assert asked(merged, code, OLD, BEFORE, then=False).row["n_expected"] == 0, "now nobody stands there"


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("place", ABOVE)
def test_totals_of_what_lies_above_are_the_same(merged: Gate, code: str, place: str) -> None:
    if place in ABOVE[2:] and code not in CODES[:3]:
        return
    now, then = (asked(merged, code, place, BEFORE, then=t, by=("child",)).frame for t in (False, True))
    whole = [asked(merged, code, place, BEFORE, then=t).row for t in (False, True)]
    for name in ("numerator", "n_reported", "n_expected"):
        assert float(whole[0][name]) == pytest.approx(float(whole[1][name]))
        assert float(now[name].sum()) == pytest.approx(float(then[name].sum()))
    if place in ABOVE[:2]:
        assert OLD in set(then["place_code"]) and OLD not in set(now["place_code"])


def test_after_the_change_both_are_alike(merged: Gate) -> None:
    for by in ((), ("child",), ("school",)):
        now, then = (asked(merged, "R02", CITY, AFTER, then=t, by=by).frame for t in (False, True))
        assert now.equals(then)
    assert asked(merged, "R02", OLD, AFTER, then=True).row["n_expected"] == 0


def test_schools_are_rows_of_the_county_they_stood_in(merged: Gate) -> None:
    def ids(place: str, *, then: bool) -> set[str]:
        return set(asked(merged, "R02", place, BEFORE, then=then, by=("school",)).frame["place_code"])

    assert len(ids(OLD, then=True)) == 2 and not ids(OLD, then=False)
    assert ids(OLD, then=True) | ids(NEW, then=True) == ids(NEW, then=False)
    assert not ids(OLD, then=True) & ids(NEW, then=True)


@pytest.mark.parametrize("against", ["parent", "past", "nation"])
def test_it_can_be_judged(merged: Gate, against: str) -> None:
    frame = asked(merged, "R02", CITY, BEFORE, then=True, by=("child",), against=against).frame
    told = frame[frame["place_code"].isin([NEW, OLD])]
    assert len(told) == 2 and (told["state"] == "value").all()
    assert told["verdict"].ne("").all()


def test_gaps_and_flows_of_what_lies_above_are_the_same(merged: Gate) -> None:
    for place in (CITY, "420000"):
        queries = [Query("R02", place, BEFORE, then=then) for then in (False, True)]
        one, other = (merged.gaps(NATION, query).row("setting") for query in queries)
        assert one is not None and other is not None and one.gap is not None and other.gap is not None
        assert one.gap.value == pytest.approx(other.gap.value)
        spread = [merged.distribution(NATION, query) for query in queries]
        assert spread[0].gini == spread[1].gini
        one_way, other_way = (merged.flows(NATION, replace(query, indicator="G09")).flows for query in queries)
        assert one_way == other_way


def test_roll_ups_do_not_change_the_answer(merged: Gate, tiny_warehouse: str) -> None:
    bare = Gate(str(merged.snapshot().engine.url), seconds=60.0, rollups=False)
    for code in CODES:
        for place in (NEW, CITY):
            one, other = (asked(g, code, place, BEFORE, then=True).row for g in (merged, bare))
            assert float(one["numerator"]) == pytest.approx(float(other["numerator"]))


def test_who_may_see_what_is_a_matter_of_now(merged: Gate) -> None:
    own = Scope(places=frozenset({NEW}))
    with pytest.raises(UnknownPlace):
        asked(merged, "R02", OLD, BEFORE, then=True, scope=own)
    former = Scope(places=frozenset({OLD}))
    assert asked(merged, "R02", OLD, BEFORE, then=True, scope=former).row["n_reported"] == 0
    one, all_of_it = (asked(merged, "R02", NEW, BEFORE, then=True, scope=s).row for s in (own, NATION))
    assert float(one["numerator"]) == float(all_of_it["numerator"])


def test_a_benchmark_is_of_now(merged: Gate) -> None:
    scope = Scope(places=frozenset({NEW}))
    now, then = (merged.benchmark(scope, Query("R02", NEW, BEFORE, then=t), "parent") for t in (False, True))
    assert now == then
