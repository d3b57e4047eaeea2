"""Lessons shared with needy schools: from which province to which place, and by which channel."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dashboard.ask import Ask
from dashboard.i18n.numbers import count, value
from dashboard.page import Panel
from dashboard.panels import matrix
from dashboard.panels.drawing import Cell, Drawing, Table
from dashboard.panels.tiles import short_name
from dashboard.panels.words import least, number, title
from data_access.query import SUPPRESSED, records
from data_access.schema import UNASSIGNED

_CODE, _MOST, _OTHER = "G09", 16, "other"


def draw_routes(panel: Panel, ask: Ask) -> Drawing:
    """Draw who gives to whom: provinces by the children of the place, the largest first, the rest as one."""
    t, result = ask.t, ask(_CODE)
    found = _rows("routes", ask)
    names = {place.code: t.place(place) for place in ask.gate.children(ask.scope, ask.view.place)}
    heading = title(ask, result.indicator, "panel.routes.title")
    own = sum(_hours(r) for r in found if r["origin"] in (r["child"], _province(ask)))
    total = sum(_hours(r) for r in found)
    share = value(100 * own / total, "percent", t.language) if total else "0"
    subtitle = t("panel.routes.subtitle", hours=count(total, t.language), share=share) if total else ""
    found.sort(key=_hours, reverse=True)
    # What provinces give to themselves is most of it, and told in words: the chart is of what goes across.
    across = [r for r in found if r["origin"] != r["child"]]
    rows: list[list[Cell]] = [
        [
            _name(r["origin"], ask),
            {"t": names[r["child"]], "h": r["child"]} if r["child"] in names else _name(r["child"], ask),
            *(_amount(r[name], ask) for name in ("lessons", "class_hours")),
        ]
        for r in found
    ]
    head = [t(f"table.{name}") for name in ("origin", "to", "lessons", "class_hours")]
    return Drawing(
        title=heading,
        subtitle=subtitle,
        note=t("panel.routes.note", value=number(result.row, result.indicator, ask), most=_MOST),
        figure=_figure(across, names, ask) if across else None,
        results=(result,),
        table=Table(head, rows, (2, 3)),
        listed=True,
    )


def draw_channels(panel: Panel, ask: Ask) -> Drawing:
    """List schools, lessons, class hours and students reached of each channel."""
    t, result = ask.t, ask(_CODE)
    heading = title(ask, result.indicator, "panel.channels.title")
    rows: list[list[Cell]] = [
        [
            ask.code("channel", r["channel"]),
            *(_amount(r[name], ask) for name in ("schools", "lessons", "class_hours")),
            _students(r, ask),
        ]
        for r in _rows("channels", ask)
    ]
    head = [t(f"table.{n}") for n in ("channel", "schools", "lessons", "class_hours", "students_reached")]
    table = Table(head, rows, (1, 2, 3, 4))
    return Drawing(
        title=heading,
        subtitle="" if rows else t("panel.channels.none"),
        note=t("panel.channels.note"),
        block=table.block,
        results=(result,),
        table=table,
        listed=True,
    )


def _rows(name: str, ask: Ask) -> list[dict[str, Any]]:
    filters = ask.view.filters(ask.page.segments)
    return records(ask.gate.register(ask.scope, name, ask.view.place, ask.view.period, filters))


def _hours(row: dict[str, Any]) -> float:
    held = row["class_hours"]
    return 0.0 if held is None or pd.isna(held) else float(held)


def _province(ask: Ask) -> str:
    """The province of the place, if it lies in one."""
    above = [*ask.gate.snapshot().places.ancestors(ask.view.place), ask.view.place]
    return next((place.code for place in above if place.level == "province"), "")


def _name(code: str, ask: Ask) -> str:
    held = ask.gate.snapshot().places.get(code)
    return ask.t.place(held) if held is not None else ask.t.code("any", UNASSIGNED)


def _amount(of: Any, ask: Ask) -> str:
    return "–" if of is None or pd.isna(of) else count(float(of), ask.t.language)


def _students(row: dict[str, Any], ask: Ask) -> Cell:
    if row["state"] == SUPPRESSED:
        return {"t": ask.t("state.suppressed", n=least(ask)), "s": SUPPRESSED}
    return _amount(row["students_reached"], ask)


def _figure(found: list[dict[str, Any]], names: dict[str, str], ask: Ask) -> dict[str, Any]:
    """The largest rows and columns, each ordered by what it gives or gets in all."""
    gives, gets = (_largest(found, end) for end in ("origin", "child"))
    held: dict[tuple[str, str], float | None] = {}
    for r in found:
        key = (r["origin"] if r["origin"] in gives else _OTHER, r["child"] if r["child"] in gets else _OTHER)
        held[key] = (held.get(key) or 0.0) + _hours(r)
    other = ask.t("panel.routes.other")
    language = ask.t.language
    rows = {code: other if code == _OTHER else short_name(code, language) or _name(code, ask) for code in gives}
    columns = {
        code: other if code == _OTHER else short_name(code, language) or names.get(code) or _name(code, ask)
        for code in gets
    }
    titles = (ask.t("panel.routes.origin"), ask.t("panel.routes.to"))
    return matrix.figure(held, rows, columns, titles, ask, {code: code for code in columns if code in names})


def _largest(found: list[dict[str, Any]], end: str) -> list[str]:
    sums: dict[str, float] = {}
    for r in found:
        sums[r[end]] = sums.get(r[end], 0.0) + _hours(r)
    order = sorted(sums, key=lambda code: (-sums[code], code))
    return order if len(order) <= _MOST + 1 else [*order[:_MOST], _OTHER]
