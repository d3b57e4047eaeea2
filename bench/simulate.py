"""Is what was planted found, and nothing where nothing was? Many warehouses, each of another seed: `make simulate`.

A warehouse is the demo generator's own, with the facts of R02, R03 and T04 only and with a placebo programme: places
of the truth's list that were never treated, each an area from a day on which nothing happened. Effects are asked for
at the gate. Compared is like with like: the points planted, ramp and all, averaged over the periods of the estimate.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from data_access import engine
from data_access.effects.model import Effect, Question
from data_access.gate import Gate
from data_access.period import Period
from data_access.query import Query
from data_access.scope import NATION
from seed import derive, tables
from seed.demo import SCALES, build
from seed.demo.scale import AS_OF, FIRST_DAY

MEASURES = ("R02", "R03", "T04")
SINGLES = 12
"""Places of the placebo programme that are asked about one by one; the rest are one area each of its batch."""
_FACTS = ("frames.sql", "activity.sql", "training.sql")
_PLACEBO = "placebo"
_SHARE = 0.9


@dataclass(frozen=True)
class Trial:
    """One question and whether its answer was right: `kind` is its sort, `error` by how much the value was off."""

    kind: str
    measure: str
    right: bool
    error: float


@dataclass(frozen=True)
class Planted:
    """What was planted in an area: its first day, the months until it is whole, and the points by measure."""

    starts_on: str
    ramp_months: int
    points: dict[str, float]

    def mean(self, measure: str, found: Effect) -> float:
        """The points, ramp and all, averaged over the periods since the start that `found` was averaged over."""
        start = _month(Period.parse(self.starts_on[:7]).first)
        labels = [point.period or "" for point in found.points if point.since >= 0]
        months = [np.array([_month(m) for m in Period.parse(label).months()]) for label in labels]
        ramp = [np.clip((at - start + 1) / self.ramp_months, 0.0, 1.0).mean() for at in months]
        return float(self.points[measure] * np.mean(ramp))


def _month(day: date) -> int:
    return (day.year - FIRST_DAY.year) * 12 + day.month - FIRST_DAY.month


def main(arguments: list[str] | None = None) -> int:
    """Run the seeds and print the table; the exit code is 1 where a share is below what is asked for."""
    parser = argparse.ArgumentParser(prog="python -m bench.simulate", description=__doc__)
    parser.add_argument("--seeds", type=int, default=50)
    parser.add_argument("--first", type=int, default=1, help="the first seed")
    parser.add_argument("--schools", type=int, default=3600)
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)))
    given = parser.parse_args(arguments)
    seeds = range(given.first, given.first + given.seeds)
    started = time.monotonic()
    with ProcessPoolExecutor(given.jobs) as pool:
        made = [trial for found in pool.map(run, seeds, [given.schools] * len(seeds)) for trial in found]
    minutes = (time.monotonic() - started) / 60
    print(
        f"{given.seeds} seeds from {given.first}, {given.schools} schools each, "
        f"{len(os.sched_getaffinity(0))} cores, {given.jobs} processes, {minutes:.1f} minutes"
    )
    return 0 if report(made) else 1


def report(made: list[Trial]) -> bool:
    """Print counts by kind and measure; tell whether every kind reaches its share."""
    print(f"{'what':<34}{'measure':<9}{'right':>7}{'of':>7}{'share':>8}{'mean error':>12}{'rms error':>11}")
    whole: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for kind, measure in dict.fromkeys((t.kind, t.measure) for t in made):
        own = [t for t in made if (t.kind, t.measure) == (kind, measure)]
        errors = np.array([t.error for t in own])
        held = sum(t.right for t in own)
        whole[kind] += len(own)
        right[kind] += held
        rms = float(np.sqrt(np.mean(errors**2)))
        print(f"{kind:<34}{measure:<9}{held:>7}{len(own):>7}{held / len(own):>8.3f}{errors.mean():>12.2f}{rms:>11.2f}")
    for kind in whole:
        print(f"{kind:<34}{'all':<9}{right[kind]:>7}{whole[kind]:>7}{right[kind] / whole[kind]:>8.3f}")
    return all(right[kind] >= _SHARE * whole[kind] for kind in whole)


def run(seed: int, schools: int) -> list[Trial]:
    """Build the warehouse of `seed` and put every question to it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{seed}.duckdb"
        truth = warehouse(path, seed, schools)
        gate = Gate(f"duckdb:///{path}", seconds=120)
        try:
            return trials(gate, truth)
        finally:
            gate.snapshot().engine.dispose()


def trials(gate: Gate, truth: dict[str, Any]) -> list[Trial]:
    """Put every question to the warehouse behind `gate`."""
    return [*_planted(gate, truth), *_nothing(gate, truth), *_gaps(gate, truth)]


def warehouse(path: Path, seed: int, schools: int) -> dict[str, Any]:
    """Write the warehouse of `seed` with the placebo programme in it; return its truth."""
    scale = SCALES["demo"].sized(schools, 1)
    with engine.writer(path) as connection:
        tables.create_all(connection)
        truth = build(connection, scale, seed, of_schools=_FACTS)
        _add_placebo(connection, truth)
        derive.closure(connection, AS_OF)
        derive.calendar(connection, AS_OF)
        connection.execute(
            "INSERT INTO data_release (release_id, published_at, as_of, is_demo) VALUES ('s', 's', $1, true)", [AS_OF]
        )
    return truth


def _add_placebo(connection: duckdb.DuckDBPyConnection, truth: dict[str, Any]) -> None:
    for code in truth["placebo"]["regions"]:
        connection.execute(
            "INSERT INTO area (area_code, name_zh, name_en, programme_code) VALUES ($1, $1, $1, $2)",
            [f"area:placebo-{code}", _PLACEBO],
        )
        connection.execute(
            "INSERT INTO area_member (area_code, region_code, role, batch, valid_from)"
            " VALUES ($1, $2, 'pilot', '1', $3)",
            [f"area:placebo-{code}", code, truth["placebo"]["starts_on"]],
        )


def _planted(gate: Gate, truth: dict[str, Any]) -> Iterator[Trial]:
    """Every dated area by itself, and every batch of several areas."""
    batches: dict[tuple[str, str], dict[str, Planted]] = {}
    for row in truth["pilot_effects"]["batches"]:
        areas = {code: Planted(row["starts_on"], row["ramp_months"], points) for code, points in row["areas"].items()}
        batches.setdefault((row["programme_code"], row["batch"]), {}).update(areas)
    for measure in MEASURES:
        for (programme, batch), areas in batches.items():
            units = {}
            for code, planted in areas.items():
                found = gate.effect(NATION, Question(measure, code))
                if found.known:
                    units[code] = found.n_treated
                    yield _trial("planted, area", measure, found, planted.mean(measure, found))
            if len(units) > 1:
                whole = gate.effect(NATION, Question(measure, "000000", programme, batch))
                true = sum(areas[code].mean(measure, whole) * n for code, n in units.items()) / sum(units.values())
                yield _trial(f"planted, {programme} {batch}", measure, whole, true)


def _nothing(gate: Gate, truth: dict[str, Any]) -> Iterator[Trial]:
    """The placebo programme as a batch, and some of its places one by one: what is told must be nothing."""
    codes = [f"area:placebo-{code}" for code in truth["placebo"]["regions"]]
    for measure in MEASURES:
        whole = gate.effect(NATION, Question(measure, "000000", _PLACEBO))
        if whole.known:
            yield _trial("placebo, programme", measure, whole, 0.0)
        for code in codes[:: max(1, len(codes) // SINGLES)]:
            found = gate.effect(NATION, Question(measure, code))
            if found.known:
                yield _trial("placebo, single place", measure, found, 0.0)


def _trial(kind: str, measure: str, found: Effect, true: float) -> Trial:
    assert found.value is not None and found.interval is not None  # noqa: S101 - asked for by the callers
    return Trial(kind, measure, found.interval.low <= true <= found.interval.high, found.value - true)


def _gaps(gate: Gate, truth: dict[str, Any]) -> Iterator[Trial]:
    """The trend of the urban-rural gap of R02 by story, in points a year, within a third of a point of the planted."""
    years = [f"{year}-{year + 1}" for year in range(2016, 2026)]
    untouched = {p.code for p in gate.snapshot().places.children(gate.snapshot().places.root)}
    for name, story in truth["gap_trends"]["stories"].items():
        sums: pd.DataFrame | None = None
        for province in sorted(set(story["provinces"]) & untouched):
            query = Query("R02", province, None, ("setting", "school_year"), expect=False)
            frame = gate.fetch(NATION, query).frame
            own = frame.set_index(["setting", "period"])[["numerator", "denominator"]].astype(float)
            sums = own if sums is None else sums.add(own, fill_value=0.0)
        if sums is None:
            continue
        rate = (100 * sums["numerator"] / sums["denominator"]).unstack(0).reindex(years)
        slope = float(np.polyfit(np.arange(len(years)), (rate["urban"] - rate["rural"]).to_numpy(), 1)[0])
        error = slope - story["points_a_year"]
        yield Trial(f"gap trend, {name}", "R02", abs(error) <= 1 / 3, error)


if __name__ == "__main__":
    raise SystemExit(main())
