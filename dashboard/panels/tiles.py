"""The provinces as a grid of tiles, each a link: a schematic that shows no boundary."""

from __future__ import annotations

import csv
import itertools
import re
from functools import cache
from importlib.resources import files

from dashboard.ask import Ask
from dashboard.i18n.numbers import value, with_unit
from dashboard.page import Panel
from dashboard.panels.drawing import Drawing
from dashboard.panels.words import brief, extremes, number, shown, title
from data_access.query import VALUE

_SYLLABLE = re.compile(r"([aeiou]+(?:ng?)?)(?=[b-df-hj-np-tv-z]h?[aeiou])")
"""Where a name in pinyin may go on in a second line: Heilong-jiang."""


def draw(panel: Panel, ask: Ask) -> Drawing:
    """Colour each province's tile by the chosen indicator in six steps of equal size; a mark means it holds an area."""
    indicator = ask.indicator
    result = ask(indicator.code, by=("child",))
    known = shown(result.frame)
    heading = title(ask, indicator, "panel.tiles.title")
    rows = {r["place_code"]: r for _, r in result.frame.iterrows()}
    if not set(rows) & set(_grid()):
        return Drawing(
            title=heading,
            block={"kind": "tiles", "tiles": []},
            results=(),
            note=ask.t("panel.tiles.other"),
        )
    limits = [float(known["value"].astype(float).quantile(i / 6)) for i in range(1, 6)] if len(known) else []
    marked = _with_areas(ask)
    tiles = []
    for code, cell in _grid().items():
        row = rows.get(code)
        if row is None:
            continue
        has = row["state"] == VALUE
        step = sum(float(row["value"]) > limit for limit in limits) if has else -1
        name = _SYLLABLE.sub("\\1\N{SOFT HYPHEN}", short_name(code, ask.t.language))
        text = value(float(row["value"]), indicator.unit, ask.t.language) if has else brief(row, indicator, ask)
        said = ask.t("panel.tiles.said", place=ask.place_name(row), value=number(row, indicator, ask))
        tiles.append(
            {"c": code, "n": name, "v": text, "s": step, "row": int(cell["row"]), "col": int(cell["col"])}
            | {"m": code in marked, "st": row["state"], "a": said}
        )
    block = {
        "kind": "tiles",
        "tiles": tiles,
        "legend": _legend(limits, indicator.unit, ask),
        "mark": ask.t("panel.tiles.mark"),
    }
    return Drawing(
        title=heading,
        subtitle=extremes(result.frame, indicator, ask),
        note=ask.t("panel.tiles.note"),
        block=block,
        results=(result,),
    )


def short_name(code: str, language: str) -> str:
    """The name of a province as one says it, Ningxia or 宁夏; empty for any other place."""
    cell = _grid().get(code)
    return "" if cell is None else cell["name_short_en" if language == "en" else "name_short_zh"]


@cache
def _grid() -> dict[str, dict[str, str]]:
    text = (files("seed") / "reference" / "china_tile_grid.csv").read_text(encoding="utf-8-sig")
    return {row["code"]: row for row in csv.DictReader(text.splitlines())}


def _with_areas(ask: Ask) -> set[str]:
    places = ask.gate.snapshot().places
    areas = ask.gate.areas(ask.scope, ask.view.place)
    return {c.code for c in places.children(ask.view.place) for a in areas if places.area_in(a.code, c.code)}


def _legend(limits: list[float], unit: str, ask: Ask) -> list[str]:
    """The six steps in words."""
    if not limits:
        return []
    texts = [value(limit, unit, ask.t.language) for limit in limits]
    middle = [f"{a}–{b}" for a, b in itertools.pairwise(texts)]
    return [f"≤ {texts[0]}", *middle, f"> {with_unit(limits[-1], unit, ask.t)}"]
