"""Gaps between kinds of schools: both ends, the gap, its share of Theil and its change, from the schools by hand."""

from __future__ import annotations

import math
from typing import Any

import pytest

from data_access.estimate import Estimate
from data_access.gaps import FEW, PAIRS, GapRow
from data_access.gate import Gate
from data_access.indicators import REGISTRY
from data_access.period import Period
from data_access.query import NOT_APPLICABLE, NOT_REPORTED, VALUE, Query, UnknownPlace
from data_access.scope import NATION as EVERYTHING
from data_access.scope import Scope
from data_access.statistics.intervals import Z95, Z998, Interval, t_quantile
from data_access.verdicts import Verdict, nearer
from tests.fixtures import by_hand, over_by_hand, whereabouts
from tests.fixtures.answers import digits, records
from tests.fixtures.country import AS_OF, CITY, NATION, PLACE_ROWS, PREFECTURE, PROVINCE, SCHOOL_IDS
from tests.fixtures.reports import REPORT_ROWS
from tests.fixtures.warehouse import write

MACRO = {CITY: "east", PROVINCE: "west"}
SIZE = {s: ("under_100", "500_999", "2000_up")[i % 3] for i, s in enumerate(SCHOOL_IDS)}


def macro(code: str) -> str | None:
    return next((MACRO[place] for place in whereabouts.chain(code) if place in MACRO), None)


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Gate:
    """The small country with macro regions and bands of size."""
    rows = PLACE_ROWS | REPORT_ROWS
    rows |= {"region": [row | {"macro_region": macro(row["region_code"])} for row in PLACE_ROWS["region"]]}
    rows |= {"school": [row | {"size_band": SIZE[row["school_id"]]} for row in PLACE_ROWS["school"]]}
    path = write(tmp_path_factory.mktemp("gaps") / "w.duckdb", rows, AS_OF)
    return Gate(f"duckdb:///{path}", seconds=30)


def kind(key: str, school: str) -> str:
    """On which side of a pair a school stands."""
    match key:
        case "region":
            return str(macro(school))
        case "size":
            return SIZE[school]
        case "teaching_point":
            return str(whereabouts.attribute(school, "stage") == "teaching_point").lower()
        case _:
            own = whereabouts.attribute(school, key)
            return str(own).lower() if isinstance(own, bool) else str(own)


def side(code: str, place: str, key: str, wanted: str) -> dict[str, tuple[float, float]]:
    """The totals of the schools of one side; one without a denominator adds its numerator, as in every rate."""
    sums = by_hand.found(code, place, None, ("school",))
    held = {school: (n, d or 0.0) for (school,), (n, d, _) in sums.items() if n or d}
    return {school: totals for school, totals in held.items() if kind(key, school) == wanted}


def rate(code: str, schools: dict[str, tuple[float, float]]) -> float:
    return by_hand.PER.get(code, 100) * sum(n for n, _ in schools.values()) / sum(d for _, d in schools.values())


def half(code: str, schools: dict[str, tuple[float, float]]) -> float:
    """Half the interval of a ratio of sums, clustered by school."""
    r, k = rate(code, schools) / by_hand.PER.get(code, 100), len(schools)
    whole = sum(d for _, d in schools.values())
    error = math.sqrt(k / (k - 1) * sum((n - r * d) ** 2 for n, d in schools.values())) / whole
    return t_quantile(k - 1, Z95) * error * by_hand.PER.get(code, 100)


@pytest.mark.parametrize("code", ["R02", "R09", "T04", "G01", "G02", "G06"])
@pytest.mark.parametrize("place", [NATION, PROVINCE, "THREE"])
def test_a_gap_is_that_of_the_two_rates(gate: Gate, code: str, place: str) -> None:
    for row in gate.gaps(EVERYTHING, Query(code, place)).rows:
        weak, strong = (side(code, place, row.pair.key, s) for s in (row.pair.weaker, row.pair.stronger))
        if not weak or not strong:
            assert row.state == NOT_REPORTED
        elif min(len(weak), len(strong)) < 3:
            assert (row.state, row.gap, row.behind) == (FEW, None, None)
        else:
            told(row, code, weak, strong)


def told(row: GapRow, code: str, weak: dict[str, Any], strong: dict[str, Any]) -> None:
    assert row.state == VALUE and row.gap and row.weaker and row.stronger
    assert (row.weaker.value, row.stronger.value) == (
        pytest.approx(rate(code, weak)),
        pytest.approx(rate(code, strong)),
    )
    sign = -1 if REGISTRY[code].direction == "down" else 1
    assert row.gap.value == pytest.approx(sign * (rate(code, strong) - rate(code, weak)))
    if not REGISTRY[code].counts_people:
        assert row.gap.likely is not None
        both = math.hypot(half(code, weak), half(code, strong))
        assert row.gap.likely.high - row.gap.value == pytest.approx(both)
        assert row.gap.value - row.gap.likely.low == pytest.approx(both)
        assert row.behind is None, "things stand behind it, not people"
    weak, strong = ({s: (n, d) for s, (n, d) in held.items() if d} for held in (weak, strong))
    theil = over_by_hand.theil(weak | strong)
    if row.share is not None and theil:
        total = sum(n for n, _ in (weak | strong).values())
        within = sum((over_by_hand.theil(s) or 0) * sum(n for n, _ in s.values()) / total for s in (weak, strong))
        assert row.share == pytest.approx(1 - within / theil, abs=1e-9)


def test_there_are_numbers_at_all(gate: Gate) -> None:
    states = {row.pair.key: row.state for row in gate.gaps(EVERYTHING, Query("G02", NATION)).rows}
    assert states == {
        "setting": VALUE,
        "region": VALUE,
        "size": VALUE,
        "boarding": VALUE,
        "teaching_point": NOT_REPORTED,
    }


def test_people_behind_the_gap_are_counted_once(gate: Gate) -> None:
    row = gate.gaps(EVERYTHING, Query("R02", NATION)).row("setting")
    assert row is not None and row.gap is not None and row.people is not None and row.behind is not None
    months = by_hand.found("R02", NATION, None, ("school", "month"), (("setting", "rural"),))
    people = 0.0
    for school, (_, d) in side("R02", NATION, "setting", "rural").items():
        people += d / len({key[1] for key in months if key[0] == school})
    assert row.people == pytest.approx(people)
    assert row.behind == max(0, math.ceil(round(people * row.gap.value / 100, 6)))


def test_homes_have_two_gaps(gate: Gate) -> None:
    rows = {row.pair.key: row.state for row in gate.gaps(EVERYTHING, Query("G08", NATION)).rows}
    assert {key for key, state in rows.items() if state == NOT_APPLICABLE} == {"size", "boarding", "teaching_point"}


def test_a_pair_that_the_view_is_filtered_by_does_not_apply(gate: Gate) -> None:
    rows = {
        r.pair.key: r.state for r in gate.gaps(EVERYTHING, Query("G02", NATION, filters=(("setting", "rural"),))).rows
    }
    assert rows["setting"] == NOT_APPLICABLE
    assert rows["boarding"] != NOT_APPLICABLE


def test_the_change_is_that_against_the_gap_a_year_before(gate: Gate) -> None:
    period = Period.parse("2024-1")
    now = gate.gaps(EVERYTHING, Query("T04", NATION, period)).row("setting")
    then = gate.gaps(EVERYTHING, Query("T04", NATION, period.year_before())).row("setting")
    assert now is not None and then is not None and now.gap is not None and then.gap is not None
    assert now.change == pytest.approx(now.gap.value - then.gap.value)
    assert now.verdict in set(Verdict)
    assert then.before is None and then.change is None and then.verdict == ""


def test_a_gap_over_two_terms_has_no_change_on_one(gate: Gate) -> None:
    row = gate.gaps(EVERYTHING, Query("T04", NATION, Period.parse("2024-2025"))).row("setting")
    assert row is not None and row.gap is not None
    assert row.before is None and row.change is None and row.verdict == ""


def test_a_region_has_its_own_gap(gate: Gate) -> None:
    west = gate.gaps(EVERYTHING, Query("G02", PROVINCE))
    assert [row.within for row in west.regions] == ["west"]
    whole = west.row("setting")
    assert whole is not None and west.regions[0].gap == whole.gap


def test_a_school_has_no_gap_and_a_stranger_no_answer(gate: Gate) -> None:
    assert gate.gaps(EVERYTHING, Query("R02", "S01")).reason == "place"
    with pytest.raises(UnknownPlace):
        gate.gaps(Scope(places=frozenset({PREFECTURE})), Query("R02", PROVINCE))


def test_every_reader_has_the_same_gap_of_a_place(gate: Gate) -> None:
    own = gate.gaps(Scope(places=frozenset({PROVINCE})), Query("G02", PROVINCE))
    assert own.rows
    assert digits(own) == digits(gate.gaps(EVERYTHING, Query("G02", PROVINCE)))


def test_each_pair_has_two_kinds() -> None:
    assert all(pair.weaker != pair.stronger for pair in PAIRS)


@pytest.mark.parametrize("index", ["G10", "G11"])
def test_two_sided_indices_say_how_sure_they_are(gate: Gate, index: str) -> None:
    period = Period.parse("2024-2025")
    (row,) = records(gate.fetch(EVERYTHING, Query(f"{index}:T04", NATION, period, against="past")))
    gap = gate.gaps(EVERYTHING, Query("T04", NATION, period)).row("setting")
    assert gap is not None and gap.gap is not None and gap.gap.likely is not None and gap.parity is not None
    ends = (gap.gap.likely.low, gap.gap.likely.high) if index == "G10" else (gap.parity.lower, gap.parity.upper)
    assert (row["low_95"], row["high_95"]) == (pytest.approx(ends[0]), pytest.approx(ends[1]))
    assert row["low_95"] <= row["value"] <= row["high_95"]
    assert row["verdict"] == (gap.verdict if index == "G10" else gap.ratio_verdict)


def sure(value: float, error: float = 0.5) -> Estimate:
    """An estimate with symmetric intervals."""
    likely, certain = (Interval(value - z * error, value + z * error) for z in (Z95, Z998))
    return Estimate(value, error, likely, certain, 500.0, True)


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_nearer_is_better_whichever_side_is_ahead(sign: float) -> None:
    assert nearer(sure(sign * 4), sure(sign * 9), 0.0, 1.0) is Verdict.BETTER
    assert nearer(sure(sign * 9), sure(sign * 4), 0.0, 1.0) is Verdict.WORSE
    assert nearer(sure(sign * 4), sign * 4.5, 0.0, 1.0) is Verdict.LIKE
    assert nearer(sure(sign * -8), sure(sign * 4), 0.0, 1.0) is Verdict.DIFFERENT, "the sides changed places"
