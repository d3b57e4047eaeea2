"""What a warehouse holds at a moment: its release, its places, its months and the feeds that units owe."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import Engine, Select, func, select

from data_access.period import Period
from data_access.places import Place, Places
from data_access.schema import area, area_member, calendar, data_release, feed, region, unit_closure

Run = Callable[[Select[Any]], pd.DataFrame]


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

    `months` is the period that the calendar covers up to `as_of`; `school_feeds` maps a fact to its feeds of schools.
    """

    engine: Engine
    release: Release
    places: Places
    months: Period
    school_feeds: dict[str, tuple[str, ...]]

    @classmethod
    def read(cls, engine: Engine, run: Run) -> Snapshot:
        """Read the snapshot of the warehouse behind `engine`."""
        release = _release(run)
        bounds = run(select(func.min(calendar.c.month).label("first"), func.max(calendar.c.month).label("last"))).iloc[0]
        last = release.as_of.replace(day=1) if pd.isna(bounds["last"]) else _day(bounds["last"])
        last = min(last, release.as_of.replace(day=1))
        first = last if pd.isna(bounds["first"]) else min(_day(bounds["first"]), last)
        feeds: dict[str, list[str]] = defaultdict(list)
        for row in run(select(feed).where(feed.c.unit_level == "school")).itertuples():
            feeds[row.fact].append(row.feed_code)
        return cls(engine, release, _places(run), Period(first, last), {f: tuple(c) for f, c in feeds.items()})


def _release(run: Run) -> Release:
    newest = run(select(data_release).order_by(data_release.c.published_at.desc(), data_release.c.release_id.desc()).limit(1))
    if newest.empty:
        return Release("unknown", "", date.today(), False)
    row = newest.iloc[0]
    as_of = date.today() if pd.isna(row["as_of"]) else _day(row["as_of"])
    return Release(str(row["release_id"]), _text(row["published_at"]), as_of, row["is_demo"] is True or bool(row["is_demo"] == 1))


def _places(run: Run) -> Places:
    regions = [
        Place(r.region_code, _text(r.level), _text(r.parent_code) or None, _text(r.name_zh), _text(r.name_en) or _text(r.pinyin))
        for r in run(select(region)).itertuples()
    ]
    areas = [Place(a.area_code, "area", None, _text(a.name_zh), _text(a.name_en)) for a in run(select(area)).itertuples()]
    codes = {a.code for a in areas}
    below: dict[str, set[str]] = defaultdict(set)
    members: dict[str, set[str]] = defaultdict(set)
    for row in run(select(unit_closure.c.ancestor_code, unit_closure.c.region_code)).itertuples():
        below[row.ancestor_code].add(row.region_code)
    schools: dict[str, set[str]] = defaultdict(set)
    for row in run(select(area_member.c.area_code, area_member.c.region_code, area_member.c.school_id)).itertuples():
        if row.area_code not in codes:
            continue
        # The closure leaves out memberships that have ended; a member that it does not know is one of them.
        if _text(row.region_code) in below[row.area_code]:
            members[row.area_code].add(row.region_code)
        if _text(row.school_id):
            schools[row.area_code].add(row.school_id)
    return Places.build(regions, areas, _frozen(members), _frozen(below), _frozen(schools))


def _frozen(sets: dict[str, set[str]]) -> dict[str, frozenset[str]]:
    return {key: frozenset(values) for key, values in sets.items()}


def _text(value: Any) -> str:
    return "" if value is None or value != value else str(value)


def _day(value: Any) -> date:
    return pd.Timestamp(value).date()
