"""Each detector finds what its sentence says and nothing else: held against the same rule in plain Python."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from data_access.gate import Gate
from data_access.period import Period
from data_access.quality import DETECTORS, bursts, jumps, outliers, repeats
from data_access.quality.issue import COLUMNS, MOST, Issue, read
from data_access.scope import NATION, NOTHING, Scope
from tests.fixtures.country import AS_OF, PLACE_ROWS
from tests.fixtures.country import NATION as ROOT
from tests.fixtures.warehouse import write

YEAR = Period.parse("2024-07..2025-06")
MONTHS = list(YEAR.months())
HERE, THERE = "440303", "440304"
Counts = Sequence[int | None]
Made = Callable[[dict[str, list[dict[str, Any]]]], Gate]


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Made]:
    """Make the door to a country with these facts in the schools C000, C001, ... of one county, and E0 of another."""

    def build(rows: dict[str, list[dict[str, Any]]]) -> Gate:
        named = {r[key] for held in rows.values() for r in held for key in ("school_id", "unit_code") if key in r}
        schools = [
            {"school_id": name, "region_code": THERE if name == "E0" else HERE, "name_zh": f"{name}学校"}
            | {"name_en": f"School {name}", "stage": "primary", "setting": "urban"}
            for name in sorted(named)
        ]
        platform = [{"platform_code": "nat", "name_zh": "国家平台", "name_en": "National", "tier": "national"}]
        places = {name: PLACE_ROWS[name] for name in ("region", "data_release")}
        path = write(tmp_path / "w.duckdb", places | {"school": schools, "platform": platform} | rows, AS_OF)
        return Gate(f"duckdb:///{path}")

    yield build


def found(gate: Gate, kind: str, scope: Scope = NATION, period: Period | None = YEAR, place: str = ROOT) -> list[Issue]:
    """The faults of a kind in a place."""
    frame = gate.register(scope, f"quality_{kind}", gate.place(NATION, place), period)
    assert frame.empty or set(COLUMNS) == set(frame.columns)
    return list(read(kind, frame).issues)


def active(school: str, students: Counts, users: Counts, role: str = "student") -> list[dict[str, Any]]:
    """Rows of activity, a month each from the first of `YEAR` on; a month of None was not reported."""
    return [
        {"school_id": school, "month": month, "user_role": role, "eligible_users": n, "active_users": a}
        for month, n, a in zip(MONTHS, students, users, strict=False)
        if n is not None and a is not None
    ]


def viewed(school: str, views: Counts) -> list[dict[str, Any]]:
    """Rows of usage, all views of a month in its second week."""
    return [
        {"school_id": school, "week": _monday(month), "platform_code": "nat", "resource_kind": "lesson"}
        | {"user_role": "student", "views": n}
        for month, n in zip(MONTHS, views, strict=False)
        if n is not None
    ]


def _monday(month: date) -> date:
    return month + timedelta(days=7 - month.weekday())


def close_to(rng: np.random.Generator, limit: float, n: int) -> list[int | None]:
    """Counts about a limit, some missing."""
    factors = rng.choice([0.4, 0.55, 0.56, 1.0, 1.0, 1.0, 1.79, 1.8, 1.81, 3.0], n)
    counts = [round(limit * f) for f in factors]
    return [None if rng.random() < 0.1 else c for c in counts]


def jumped(students: Counts) -> int:
    """How many jumps a row of months holds; from August to September a school may grow as it likes."""
    pairs = [p for p, month in zip(pairwise(students), MONTHS[1:], strict=True) if month.month != 9]
    both = [(a, b) for a, b in pairs if a is not None and b is not None and min(a, b) >= jumps.LEAST]
    return sum(b >= jumps.TIMES * a or a >= jumps.TIMES * b for a, b in both)


def test_jumps_are_those_of_the_rule(made: Made) -> None:
    rng = np.random.default_rng(1)
    rows = {f"C{i:03}": close_to(rng, limit, 12) for i, limit in enumerate([100] * 20 + [20] * 20)}
    gate = made({"fact_activity": [r for name, n in rows.items() for r in active(name, n, [1] * 12)]})
    expected = {name: jumped(n) for name, n in rows.items() if jumped(n)}
    assert 5 < len(expected) < 40
    assert {i.unit: i.times for i in found(gate, "jump")} == expected


def test_a_jump_says_when_and_from_what_to_what(made: Made) -> None:
    students = [100] * 6 + [250] * 6
    gate = made({"fact_activity": active("C000", students, [10] * 12) + active("C001", [100, 100, 250], [1] * 3)})
    (issue,) = found(gate, "jump")
    assert (issue.unit, issue.name_en, issue.region_code) == ("C000", "School C000", HERE)
    assert (issue.code, issue.period, issue.before, issue.now, issue.times) == ("R02", "2025-01", 100, 250, 1)


def test_outliers_are_those_of_the_rule(made: Made) -> None:
    rng = np.random.default_rng(2)
    rows = {f"C{i:03}": close_to(rng, 100 * 1.3 ** (i % 12), 12) for i in range(60)}
    for i, views in enumerate(rows.values()):
        views[i % 12] = int(rng.integers(100, 6000))

    def holds(views: Counts, i: int) -> bool:
        held = [v for v in views if v is not None]
        now = views[i]
        if now is None or len(held) < outliers.FEWEST or now < outliers.LEAST:
            return False
        return now * (len(held) - 1) > outliers.TIMES * (sum(held) - now)

    gate = made({"fact_usage": [r for name, views in rows.items() for r in viewed(name, views)]})
    expected = {name for name, views in rows.items() if any(holds(views, i) for i in range(12))}
    assert 5 < len(expected) < 60
    issues = {i.unit: i for i in found(gate, "outlier")}
    assert set(issues) == expected
    for name in expected:
        (i,) = [i for i in range(12) if holds(rows[name], i)]
        others = [v for v in (*rows[name][:i], *rows[name][i + 1 :]) if v is not None]
        assert (issues[name].period, issues[name].now) == (f"{MONTHS[i]:%Y-%m}", rows[name][i])
        assert issues[name].before == pytest.approx(np.mean(others))


def test_repeats_are_those_of_the_rule(made: Made) -> None:
    rng = np.random.default_rng(3)
    rows = {f"C{i:03}": [int(n) for n in rng.choice([49, 50, 51], 12, p=[0.1, 0.6, 0.3])] for i in range(40)}

    def runs(users: Counts) -> list[int]:
        return [
            i
            for i in range(repeats.RUN - 1, 12)
            if len(set(users[i - repeats.RUN + 1 : i + 1])) == 1 and (users[i] or 0) >= repeats.LEAST
        ]

    gate = made({"fact_activity": [r for name, users in rows.items() for r in active(name, [90] * 12, users)]})
    expected = {name: f"{MONTHS[runs(users)[-1]]:%Y-%m}" for name, users in rows.items() if runs(users)}
    assert 5 < len(expected) < 40
    assert {i.unit: i.period for i in found(gate, "repeat")} == expected


def test_a_month_without_a_report_breaks_a_run(made: Made) -> None:
    users = [60, 60, 60, None, 60, 60, 60, 61, 62, 63, 64, 65]
    gate = made({"fact_activity": active("C000", [90] * 12, users)})
    assert found(gate, "repeat") == []


@pytest.mark.parametrize(
    ("shares", "views", "times"),
    [
        ((0.71, 0.71), 1000, 2),
        ((0.71, 0.69), 1000, 0),
        ((0.71,), 1000, 0),
        ((0.9, 0.9, 0.9), 1000, 3),
        ((0.9, 0.9), 199, 0),
    ],
)
def test_bursts_are_months_with_most_views_in_the_last_week(
    made: Made, shares: tuple[float, ...], views: int, times: int
) -> None:
    rows = []
    for month, share in zip((date(2025, 3, 1), date(2025, 4, 1), date(2025, 5, 1)), shares, strict=False):
        last = max(m for m in _mondays(month))
        for week, n in ((_monday(month), views - round(views * share)), (last, round(views * share))):
            rows.append(
                {"school_id": "C000", "week": week, "platform_code": "nat", "resource_kind": "lesson"}
                | {"user_role": "student", "views": n}
            )
    issues = found(made({"fact_usage": rows}), "burst")
    assert [i.times for i in issues] == ([times] if times else [])
    assert all(i.now == pytest.approx(100 * max(shares), abs=0.1) and i.now > 100 * bursts.SHARE for i in issues)


def _mondays(month: date) -> list[date]:
    days = (month + timedelta(days=i) for i in range(31))
    return [day for day in days if day.month == month.month and day.weekday() == 0]


def test_a_part_above_its_whole_is_impossible(made: Made) -> None:
    rows = active("C000", [40] * 3, [40, 41, 42], "teacher") + active("C001", [40] * 3, [40] * 3, "teacher")
    training = {"school_id": "C001", "term_code": "2024-1", "programme_code": "it2", "cohort": "serving"}
    training |= {"subject_group": "all", "in_scope": 30, "assessed": 20, "passed": 21}
    issues = found(made({"fact_activity": rows, "fact_training": [training]}), "impossible")
    told = {(i.unit, i.code): (i.period, i.now, i.before, i.times) for i in issues}
    assert told == {("C000", "R03"): ("2024-09", 42, 40, 2), ("C001", "T03"): ("2024-1", 21, 20, 1)}


def reports(unit: str, came: Sequence[bool], feed: str = "activity") -> list[dict[str, Any]]:
    """Monthly reports, the last of them that of the release's month."""
    months = [m for m in Period.parse("2023-07..2025-06").months()][-len(came) :]
    return [
        {"feed_code": feed, "unit_code": unit, "period": str(m), "expected_on": m + timedelta(days=24)}
        | {"received_on": m + timedelta(days=24) if yes else None, "rows_loaded": 1}
        for m, yes in zip(months, came, strict=True)
    ]


@pytest.mark.parametrize(
    ("came", "stopped"),
    [
        ([True] * 8 + [False] * 4, True),
        ([True] * 4 + [False] * 8, True),
        ([True] * 8 + [False, False, True, False], False),
        ([True] * 9 + [False] * 3, False),  # one of the last four came
        ([False] * 12, False),  # it never began
        ([True] * 2 + [False] * 10, False),  # hardly
    ],
)
def test_who_stopped_sent_nothing_of_late_and_did_before(made: Made, came: list[bool], stopped: bool) -> None:
    feeds = [{"feed_code": "activity", "fact": "fact_activity", "unit_level": "school", "period": "month"}]
    gate = made({"feed": feeds, "fact_report": reports("C000", came) + reports("C001", [True] * 12)})
    issues = found(gate, "stopped")
    assert [i.unit for i in issues] == (["C000"] if stopped else [])
    if stopped:
        assert issues[0].code == "activity" and issues[0].times == came.count(False)
        assert issues[0].period == reports("C000", came)[came.index(False) - 1]["period"]


def test_a_school_that_closed_has_not_stopped(made: Made) -> None:
    feeds = [{"feed_code": "activity", "fact": "fact_activity", "unit_level": "school", "period": "month"}]
    early = [r for r in reports("C000", [True] * 18 + [False] * 6) if r["expected_on"] < date(2025, 2, 1)]
    assert found(made({"feed": feeds, "fact_report": early}), "stopped") == []


@pytest.fixture
def faulty(made: Made) -> Gate:
    """A school here and one there, each with every fault of activity."""
    users = [120] * 6 + [60] * 6
    rows = [r for name in ("C000", "E0") for r in active(name, [100] * 6 + [300] * 6, users)]
    feeds = [{"feed_code": "activity", "fact": "fact_activity", "unit_level": "school", "period": "month"}]
    owed = [r for name in ("C000", "E0") for r in reports(name, [True] * 8 + [False] * 4)]
    return made({"fact_activity": rows, "feed": feeds, "fact_report": owed})


@pytest.mark.parametrize("kind", ["jump", "repeat", "impossible", "stopped"])
def test_a_reader_is_told_of_what_the_scope_holds(faulty: Gate, kind: str) -> None:
    assert {i.unit for i in found(faulty, kind)} == {"C000", "E0"}
    assert {i.unit for i in found(faulty, kind, Scope(places=frozenset({THERE})))} == {"E0"}
    assert {i.unit for i in found(faulty, kind, Scope(schools=frozenset({"C000"})))} == {"C000"}
    assert found(faulty, kind, NOTHING) == []
    assert {i.unit for i in found(faulty, kind, place=THERE)} == {"E0"}


def test_only_the_last_twelve_months_of_the_period_are_looked_at(faulty: Gate) -> None:
    assert found(faulty, "jump", period=Period.parse("2024-07..2024-12")) == []
    assert len(found(faulty, "jump", period=None)) == 2


def test_where_little_was_reported_nothing_is_found(made: Made) -> None:
    gate = made({"fact_usage": viewed("C000", [5])})
    for period in (None, Period.parse("2025-06"), Period.parse("2019-01..2019-02")):
        assert [found(gate, kind, period=period) for kind in DETECTORS] == [[]] * len(DETECTORS)


def test_the_gravest_are_listed_and_all_are_counted(made: Made) -> None:
    rows = [r for i in range(MOST + 20) for r in active(f"C{i:03}", [100, 100, 100, 200 + i], [1] * 4)]
    gate = made({"fact_activity": rows})
    held = read("jump", gate.register(NATION, "quality_jump", gate.place(NATION, ROOT), YEAR))
    assert (len(held.issues), held.total) == (MOST, MOST + 20)
    assert held.issues[0].now == max(r["eligible_users"] for r in rows)
