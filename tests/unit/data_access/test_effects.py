"""The effect of pilots through the one door: what is found, for whom, and what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bench import simulate
from bench.statements import Statements
from data_access.cache import Cache
from data_access.disclosure import Rules
from data_access.effects import checks, design, estimate, model
from data_access.effects.model import REASONS, WITHHELD, WORDINGS, Effect, Interval, Question
from data_access.effects.pilots import Pilot, sides
from data_access.gate import Gate
from data_access.period import Period
from data_access.query import SUPPRESSED, BadQuery, Query, UnknownPlace
from data_access.scope import NATION, NOTHING, Scope
from data_access.statistics import effect as did

SEED, SCHOOLS = 4, 3600
LAST_YEAR = Period.parse("2025-09..2026-08")
XIONGAN = Scope(frozenset({"area:xiongan"}))


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, dict[str, Any]]:
    """A warehouse of the generator with R02, R03 and T04 in every third county, and what was planted in it."""
    path: Path = tmp_path_factory.mktemp("effects") / "w.duckdb"
    return f"duckdb:///{path}", simulate.warehouse(path, SEED, SCHOOLS)


@pytest.fixture(scope="module")
def simulated(written: tuple[str, dict[str, Any]]) -> Iterator[tuple[Gate, dict[str, Any]]]:
    """The door to it, and what was planted."""
    url, truth = written
    gate = Gate(url, seconds=120)
    yield gate, truth
    gate.snapshot().engine.dispose()


@pytest.fixture(scope="module")
def door(simulated: tuple[Gate, dict[str, Any]]) -> Gate:
    return simulated[0]


def test_what_was_planted_is_found_and_what_was_not_is_not(simulated: tuple[Gate, dict[str, Any]]) -> None:
    """One seed of `make simulate`; shares of single trials are as they fall, so less is asked than of fifty seeds."""
    gate, truth = simulated
    trials = simulate.trials(gate, truth)
    for kind in {trial.kind for trial in trials}:
        own = [trial for trial in trials if trial.kind == kind]
        assert sum(trial.right for trial in own) >= 0.75 * len(own) - 1, kind
    areas = [trial for trial in trials if trial.kind == "planted, area"]
    assert len(areas) >= 30
    assert abs(np.mean([trial.error for trial in areas])) < 1.0


def test_an_effect_says_how_it_was_found(door: Gate) -> None:
    found = door.effect(NATION, Question("R02", "area:wuhan", period=LAST_YEAR))
    assert found.wording in WORDINGS and (found.reason is None or found.reason in REASONS)
    assert found.value is not None and found.interval is not None and found.wide is not None and found.bound is not None
    assert found.wide.low < found.interval.low < found.value < found.interval.high < found.wide.high
    assert found.start == date(2019, 5, 1)
    assert found.grain == "term"
    base = next(point for point in found.points if point.since == -1)
    assert (base.period, base.value, base.interval) == ("2018-1", 0.0, None)
    assert [point.since for point in found.points] == list(range(-5, 15))
    last = [point.value for point in found.points if point.period in ("2025-1", "2025-2")]
    assert found.value == pytest.approx(np.mean(last))
    assert found.bound.low < found.value < found.bound.high
    assert found.n_control >= model.LEAST_CONTROLS
    assert sum(m.share for m in found.matched) == pytest.approx(1.0)
    assert {b.feature for b in found.balance} == set(design.FEATURES)
    assert sum(abs(b.after) for b in found.balance) < sum(abs(b.before) for b in found.balance)
    assert 0 < (found.randomisation_p or 0) <= 1


def test_neighbours_are_never_treated_and_of_the_same_part_of_the_country(door: Gate) -> None:
    places = door.snapshot().places
    busy = set().union(*(places.below[area.code] for area in places.areas()))
    found = door.effect(NATION, Question("T04", "area:yuncheng"))
    codes = {m.code for m in found.matched}
    assert codes and codes.isdisjoint(busy)
    assert {code[:2] for code in codes} <= {"14", "34", "36", "41", "42", "43"}, "central China"


def test_a_batch_leaves_out_and_names_who_is_in_another_programme(door: Gate) -> None:
    whole = door.effect(NATION, Question("R02", "000000", "demonstration_area", "2019"))
    assert whole.wording.startswith(("descriptive", "cannot")), "nine areas are fewer than ten"
    assert ("area:guangzhou", "area:pilot-guangdong") in {(out.area, out.other) for out in whole.left_out}
    assert {code for code, _ in whole.without} == set(whole.areas) - {"area:guangzhou"}
    alone = door.effect(NATION, Question("R02", "area:guangzhou"))
    assert (alone.value, alone.wording, alone.reason) == (None, "cannot_tell", "left_out")
    pilot = door.effect(NATION, Question("R02", "area:pilot-guangdong"))
    assert {out.other for out in pilot.left_out if out.reason == "other_programme"} >= {
        "area:guangzhou",
        "area:zhongshan",
        "area:shenzhen",
    }


def test_an_undated_area_and_a_time_before_the_start_have_no_estimate(door: Gate) -> None:
    undated = door.effect(NATION, Question("R02", "area:haidian"))
    assert (undated.value, undated.reason, undated.beyond) == (None, "undated", 0)
    before = door.effect(NATION, Question("R02", "area:wuhan", period=Period.parse("2017-2018")))
    assert (before.value, before.reason) == (None, "not_started")


def test_ten_areas_and_more_have_errors_by_formula(door: Gate) -> None:
    placebo = door.effect(NATION, Question("T04", "000000", "placebo"))
    assert len(placebo.areas) >= model.FEW
    assert placebo.pretrend_test == "wald"
    assert placebo.df == placebo.n_treated + placebo.n_control - 1
    assert placebo.without == ()


def test_a_reader_of_one_area_gets_the_same_estimate_and_no_foreign_name(door: Gate) -> None:
    question = Question("R02", "area:xiongan")
    whole, own = door.effect(NATION, question), door.effect(XIONGAN, question)
    assert own.n_control == whole.n_control and own.wording == whole.wording
    assert own.value != whole.value and own.value == pytest.approx(whole.value, abs=0.05), "rounded as a benchmark is"
    assert own.interval is not None and whole.interval is not None
    width = whole.interval.high - whole.interval.low
    assert own.interval.high - own.interval.low == pytest.approx(width)
    places = door.snapshot().places
    assert whole.matched and all(m.name_zh for m in whole.matched)
    assert all(places.visible(places.by_code[m.code], XIONGAN) for m in own.matched)
    assert len(own.matched) < len(whole.matched)
    for scope, place in ((XIONGAN, "area:wuhan"), (XIONGAN, "000000"), (NOTHING, "area:xiongan")):
        with pytest.raises(UnknownPlace):
            door.effect(scope, Question("R02", place))


def test_counties_are_read_once_a_release_for_all_readers_and_periods(door: Gate) -> None:
    whole = door.effect(NATION, Question("R03", "area:xiongan"))
    with Statements(door.snapshot().engine) as sent:
        door.cache = Cache(64_000_000)
        assert door.effect(NATION, Question("R03", "area:xiongan")) == whole
        last = door.effect(NATION, Question("R03", "area:xiongan", period=LAST_YEAR))
        assert last.known and last.value != whole.value
        assert not sent.seen
        urban = door.effect(NATION, Question("R03", "area:xiongan", filters=(("setting", "urban"),)))
        assert sent.seen and urban.value != whole.value


def test_what_would_open_others_is_told_to_those_only_who_see_them(written: tuple[str, dict[str, Any]]) -> None:
    """Where a benchmark needs more schools than the neighbours have, a director is told that it is withheld."""
    strict = Gate(written[0], seconds=120, rules=Rules(schools=10_000))
    question = Question("R02", "area:xiongan")
    own = strict.effect(XIONGAN, question)
    assert (own.value, own.wording, own.reason, own.points, own.matched) == (None, "cannot_tell", WITHHELD, (), ())
    row = strict.fetch(XIONGAN, Query("P04:R02", "area:xiongan")).row
    assert row["state"] == SUPPRESSED
    assert all(row[name] is None for name in ("value", "numerator", "denominator"))
    assert strict.effect(NATION, question).known
    strict.snapshot().engine.dispose()


def test_the_indicator_is_the_effect_of_the_period(door: Gate) -> None:
    answer = door.fetch(NATION, Query("P04:T04", "000000", LAST_YEAR, ("area",))).frame.set_index("place_code")
    for code in ("area:wuhan", "area:haidian", "area:guangzhou"):
        found = door.effect(NATION, Question("T04", code, period=LAST_YEAR))
        row = answer.loc[code]
        assert row["state"] == ("value" if found.known else "not_applicable")
        assert found.value is None or row["value"] == pytest.approx(found.value)
        assert row[["numerator", "denominator"]].isna().all()
    alone = door.fetch(NATION, Query("P04:T04", "area:wuhan", LAST_YEAR)).row
    assert alone["value"] == pytest.approx(answer.loc["area:wuhan", "value"])
    assert door.fetch(NATION, Query("P04:T04", "420000", LAST_YEAR)).reason == "programme"


def test_what_has_no_effect_is_refused_in_a_sentence(door: Gate) -> None:
    for query in (Query("P04:T04", "area:wuhan", None, ("term",)), Query("P04:T04", "area:wuhan", None, ("setting",))):
        with pytest.raises(BadQuery, match=r"\.$"):
            door.fetch(NATION, query)
    for base in ("G10:R02", "P01", "nothing"):
        with pytest.raises(BadQuery, match=r"\.$"):
            door.effect(NATION, Question(base, "area:wuhan"))


def test_filters_narrow_both_sides(door: Gate) -> None:
    every = door.effect(NATION, Question("R02", "area:wuhan"))
    urban = door.effect(NATION, Question("R02", "area:wuhan", filters=(("setting", "urban"),)))
    assert urban.known and urban.value != every.value
    with pytest.raises(BadQuery, match="does not know"):
        door.effect(NATION, Question("R02", "area:wuhan", filters=(("resource_kind", "video"),)))


def pilot(code: str, programme: str, start: date | None, *units: str) -> Pilot:
    return Pilot(code, programme, None, start, units, frozenset(units))


def test_who_is_in_two_programmes_is_on_neither_side() -> None:
    one = pilot("A", "p", date(2019, 5, 1), "1", "2", "3")
    other = pilot("B", "q", date(2024, 3, 1), "3", "4")
    undated = pilot("C", "r", None, "2")
    sister = pilot("D", "p", date(2021, 1, 1), "1")
    split = sides([one], [one, other, undated, sister])
    assert split.treated == {"A": frozenset({"1"})}, "another batch of the same programme is the same programme"
    assert split.busy == {"1", "2", "3", "4"}
    assert {(out.area, out.other, out.units) for out in split.left_out} == {("A", "B", 1), ("A", "C", 1)}


def test_the_correction_takes_out_what_placebos_foretell_and_leaves_the_past() -> None:
    rng = np.random.default_rng(3)
    slopes = rng.normal(size=(40, 1))
    time = np.arange(10) - 5.0
    placebos = slopes * (time - time[5])
    path = 2.0 * (time - time[5])[None] + np.where(np.arange(10) >= 6, 3.0, 0.0)
    done = design.corrected(path, placebos, np.ones(40), 6)
    assert done[0, :6] == pytest.approx(path[0, :6])
    assert done[0, 6:] == pytest.approx([3.0] * 4)


@pytest.mark.parametrize("far", [1.0, 4.0])
def test_a_place_unlike_the_placebos_is_as_far_off_as_their_spread_says(far: float) -> None:
    """Corrections that are learned from twelve places, for a place whose trend is ordinary or four times theirs."""
    rng, off, spread = np.random.default_rng(7), [], []
    time, start = np.arange(8) - 5.0, 6
    for _ in range(2000):
        placebos = rng.normal(size=(12, 1)) + rng.normal(size=(12, 1)) * time
        placebos = placebos + rng.normal(size=(12, 8)) * (np.arange(8) >= start)
        path = far * time + rng.normal(size=8) * (np.arange(8) >= start)
        own, others = (design.corrected(paths, placebos, np.ones(12), start) for paths in (path[None], placebos))
        wider = 1 + design.leverage(path, placebos, np.ones(12), start)
        off.append(own[0, start:])
        spread.append(wider * np.mean(others[:, start:] ** 2) * 12 / 10)
    assert np.mean(np.square(off)) == pytest.approx(np.mean(spread), rel=0.15)


def test_a_departure_before_the_start_is_judged_by_the_farthest_period() -> None:
    chance = np.random.default_rng(1).normal(size=(199, 4)) * [1, 2, 3, 4]
    assert checks.departure(np.array([0.0, 0.0, 0.0, 40.0]), chance) == pytest.approx(1 / 200)
    near = checks.departure(np.array([0.1, 0.1, 0.1, 0.1]), chance)
    assert near is not None and near > 0.9
    assert checks.departure(np.empty(0), chance[:, :0]) is None


def test_areas_count_by_their_units_as_cohorts_do(door: Gate) -> None:
    """Without the correction, what areas say together is the estimate of Callaway and Sant'Anna."""
    rng = np.random.default_rng(5)
    rates = _panel(rng.normal(60, 5, (60, 8)))
    never = np.arange(60) >= 12
    areas = []
    for code, units, start in (("A", range(5), 3), ("B", range(5, 12), 5)):
        matched = design.match(rates, never, start, design.UNIT)
        rows = np.array(list(units), dtype=np.int64)
        path = matched.difference[rows].mean(axis=0)
        one = pilot(code, "p", None)
        areas.append(checks.Treated(one, rows, start, matched.beside(rows), path, matched.difference[never]))
    effects = checks.by_formula(areas, checks.Sides.of(areas, 60), rates)
    span = checks.Span(tuple(range(8)), 2)
    events = sorted(int(e) for e in np.unique(effects.since))
    found = checks.observed(areas, span, events)
    assert found[0] == pytest.approx(did.simple(effects).value)
    for e, value in zip(events, found[2:], strict=True):
        assert value == pytest.approx(did.event_study(effects)[e].value)


def _panel(rate: np.ndarray) -> Any:
    n, length = rate.shape
    codes = tuple(f"{i:06d}" for i in range(n))
    mix = np.random.default_rng(0).random((n, len(design.MIX)))
    above = {level: tuple(f"{level}{i % 9}" for i in range(n)) for level in ("prefecture", "province")}
    periods = tuple(f"{2016 + t // 2}-{t % 2 + 1}" for t in range(length))
    return estimate.Panel(codes, periods, "term", rate, mix, ("east",) * n, above, frozenset())


@pytest.mark.parametrize(
    ("interval", "wide", "wording", "beyond"),
    [
        (Interval(1, 3), Interval(0.5, 3.5), "descriptive_above", 2),
        (Interval(1, 3), Interval(-0.5, 4.5), "descriptive_above", 1),
        (Interval(-1, 3), Interval(-2, 4), "cannot_tell", 0),
        (Interval(1, 3), Interval(0.5, 3.5), "cannot_tell", 0),
    ],
)
def test_what_is_beyond_chance(interval: Interval, wide: Interval, wording: str, beyond: int) -> None:
    found = Effect(Question("R02", "A"), ("A",), wording, value=2.0, interval=interval, wide=wide)
    assert found.beyond == beyond
