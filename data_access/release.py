"""What a warehouse holds at a moment: its release, its places, its months and the feeds that units owe."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import Engine, Select, func, select

from data_access.cache import Cache
from data_access.period import Period
from data_access.places import Place, Places
from data_access.query import records
from data_access.rollups.held import Held
from data_access.schema import (
    area,
    area_member,
    calendar,
    data_release,
    facts,
    feed,
    platform,
    programme,
    region,
    school,
    unit_closure,
)

Run = Callable[[Select[Any]], pd.DataFrame]
_COMMON = 16_000_000
"""Bytes of what is worked out of a release for all readers."""
NEWEST = select(data_release).order_by(data_release.c.published_at.desc(), data_release.c.release_id.desc()).limit(1)


@dataclass(frozen=True)
class Release:
    """A published load; `as_of` is the day the data speak of."""

    release_id: str
    published_at: str
    as_of: date
    is_demo: bool


@dataclass(frozen=True)
class Snapshot:
    """All that is read once a release: small, and the same for every reader.

    `months` is the period that the calendar covers up to `as_of`, `held` the roll-ups that may answer; `school_feeds`
    maps a fact to its feeds of schools, `names` a column of codes to their names in zh and en, where there are any.
    `thin` and `common` fill as they are asked for: the places with few people behind an indicator (see `Reading.thin`),
    and what all counties are compared by (see `data_access.effects`), of which the longest unused goes.
    """

    engine: Engine
    release: Release
    places: Places
    months: Period
    held: Held
    school_feeds: dict[str, tuple[str, ...]]
    names: dict[str, dict[str, tuple[str, str]]]
    thin: dict[tuple[str, float], frozenset[str]] = field(default_factory=dict)
    common: Cache = field(default_factory=lambda: Cache(_COMMON))

    @classmethod
    def read(cls, engine: Engine, run: Run) -> Snapshot:
        """Read the snapshot of the warehouse behind `engine`."""
        release = newest(run)
        bounds = run(select(func.min(calendar.c.month).label("first"), func.max(calendar.c.month).label("last"))).iloc[
            0
        ]
        last = release.as_of.replace(day=1) if pd.isna(bounds["last"]) else _day(bounds["last"])
        last = min(last, release.as_of.replace(day=1))
        first = last if pd.isna(bounds["first"]) else min(_day(bounds["first"]), last)
        feeds: dict[str, list[str]] = defaultdict(list)
        for row in records(run(select(feed).where(feed.c.unit_level == "school"))):
            feeds[row["fact"]].append(row["feed_code"])
        return cls(
            engine,
            release,
            _places(run, release.as_of),
            Period(first, last),
            Held.read(engine, run, release.release_id),
            {f: tuple(c) for f, c in feeds.items()},
            _names(run),
        )


def _names(run: Run) -> dict[str, dict[str, tuple[str, str]]]:
    tables = {"programme_code": programme, "platform_code": platform}
    return {
        column: {r[column]: (_text(r["name_zh"]), _text(r["name_en"])) for r in records(run(select(table)))}
        for column, table in tables.items()
    }


def newest(run: Run) -> Release:
    """The release that the warehouse holds now."""
    found = run(NEWEST)
    if found.empty:
        return Release("unknown", "", date.today(), False)
    row = found.iloc[0]
    as_of = date.today() if pd.isna(row["as_of"]) else _day(row["as_of"])
    return Release(
        str(row["release_id"]), _text(row["published_at"]), as_of, row["is_demo"] is True or bool(row["is_demo"] == 1)
    )


def _places(run: Run, as_of: date) -> Places:
    held = records(run(select(region)))
    regions = [_place(r, r["region_code"], _text(r["level"]), r["parent_code"]) for r in held]
    areas = [_place(a, a["area_code"], "area", None) for a in records(run(select(area)))]
    codes = {a.code for a in areas}
    below: dict[str, set[str]] = defaultdict(set)
    members: dict[str, set[str]] = defaultdict(set)
    for row in records(run(select(unit_closure.c.ancestor_code, unit_closure.c.region_code))):
        below[row["ancestor_code"]].add(row["region_code"])
    schools: dict[str, set[str]] = defaultdict(set)
    for row in records(run(select(area_member))):
        code, member = row["area_code"], _text(row["region_code"])
        # The closure leaves out memberships that have ended; a member that it does not know is one of them.
        if code in codes and member in below[code]:
            members[code].add(member)
        if code in codes and _text(row["school_id"]) and _holds(row, as_of):
            schools[code].add(row["school_id"])
    gone = _gone(run, [r["region_code"] for r in held if not _holds(r, as_of)], below)
    lives = {r["region_code"]: _life(r) for r in held if not (pd.isna(r["valid_from"]) and pd.isna(r["valid_to"]))}
    return Places.build(regions, areas, _frozen(members), _frozen(below), _frozen(schools), gone, lives)


def _gone(run: Run, closed: list[str], below: Mapping[str, set[str]]) -> frozenset[str]:
    """Of the `closed` regions those of which the warehouse holds nothing, not even of long ago."""
    if not closed:
        return frozenset()
    tables = [school, *(fact for fact in facts() if fact.info["unit"] == "region_code")]
    known = {code for table in tables for code in run(select(table.c.region_code).distinct())["region_code"]}
    return frozenset(code for code in closed if known.isdisjoint(below[code]))


def _holds(row: Mapping[str, Any], as_of: date) -> bool:
    begun = pd.isna(row["valid_from"]) or _day(row["valid_from"]) <= as_of
    return begun and (pd.isna(row["valid_to"]) or _day(row["valid_to"]) >= as_of)


def _life(row: Mapping[str, Any]) -> tuple[date | None, date | None]:
    first, last = (None if pd.isna(row[name]) else _day(row[name]) for name in ("valid_from", "valid_to"))
    return first, last


def _place(row: Mapping[str, Any], code: str, level: str, parent: Any) -> Place:
    return Place(
        code, level, _text(parent) or None, _text(row["name_zh"]), _text(row["name_en"]) or _text(row.get("pinyin"))
    )


def _frozen(sets: dict[str, set[str]]) -> dict[str, frozenset[str]]:
    return {key: frozenset(values) for key, values in sets.items()}


def _text(value: Any) -> str:
    return "" if value is None or value != value else str(value)


def _day(value: Any) -> date:
    return pd.Timestamp(value).date()
