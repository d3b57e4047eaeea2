"""Releases of the warehouse, and what each changed: rows added, changed and removed, and the indicators restated."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dashboard.ask import Ask
from dashboard.i18n.numbers import count
from dashboard.page import Panel
from dashboard.panels.drawing import Cell, Drawing, Table
from data_access.indicators import REGISTRY
from data_access.indicators.model import RATIO
from data_access.query import records

_HEAD = ("release", "as_of", "feed", "periods", "rows_added", "rows_changed", "rows_removed", "restated")


def draw(panel: Panel, ask: Ask) -> Drawing:
    """List the releases, the newest first, each with what it changed in the place against the one before."""
    t = ask.t
    releases = records(ask.gate.register(ask.scope, "releases", ask.view.place, None))
    changes: dict[str, list[dict[str, Any]]] = {}
    for row in records(ask.gate.register(ask.scope, "changes", ask.view.place, None)):
        changes.setdefault(row["release_id"], []).append(row)
    rows: list[list[Cell]] = []
    for release in releases:
        name = [str(release["release_id"]), _day(release["as_of"])]
        own = changes.get(release["release_id"], [])
        rows += [[*name, *_changed(row, ask)] for row in own] or [[*name, t("panel.releases.nothing"), *["–"] * 5]]
    heading = t("panel.releases.title", place=ask.where)
    subtitle = t("panel.releases.subtitle", n=len(releases))
    head = [t(f"table.{name}") for name in _HEAD]
    numbers = [i for i, name in enumerate(_HEAD) if name.startswith("rows_")]
    table = Table(head, rows, numbers)
    return Drawing(
        title=heading,
        subtitle=subtitle,
        note=t("panel.releases.note"),
        block=table.block,
        table=table,
        listed=True,
    )


def _changed(row: dict[str, Any], ask: Ask) -> list[Cell]:
    fact = str(row["table_name"])
    feeds = ask.t("similar.list").join(ask.code("feed_code", feed) for feed in _feeds(fact, ask))
    ends = [ask.bucket(_period(str(row[name]))) for name in ("first", "last")]
    over = ends[0] if ends[0] == ends[1] else ask.t("period.range", first=ends[0], last=ends[1])
    amounts = [count(float(row[name]), ask.t.language) for name in ("rows_added", "rows_changed", "rows_removed")]
    restated = float(row["rows_changed"]) + float(row["rows_removed"]) > 0
    codes = [i.code for i in REGISTRY.values() if i.method == RATIO and i.fact.name == fact] if restated else []
    return [feeds, over, *amounts, ask.t("similar.list").join(codes) or "–"]


def _feeds(fact: str, ask: Ask) -> tuple[str, ...]:
    """The feeds of schools that fill a fact; a feed of regions is called as its fact."""
    return ask.gate.snapshot().school_feeds.get(fact) or (fact.removeprefix("fact_"),)


def _period(label: str) -> str:
    """A month by its first day is a month."""
    return label[:7] if label.endswith("-01") and len(label) == len("2024-09-01") else label


def _day(of: Any) -> str:
    return "–" if pd.isna(of) else f"{pd.Timestamp(of):%Y-%m-%d}"
