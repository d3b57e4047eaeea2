"""What an area is: its programme, members, what it holds, and the areas to choose from where the place is none."""

from __future__ import annotations

from typing import Any

from dashboard.ask import Ask
from dashboard.i18n.numbers import count
from dashboard.page import PAGES, Panel
from dashboard.panels.drawing import Cell, Drawing, Table
from dashboard.panels.programmes import Desk, Facts, tabled, written
from dashboard.programmes import Entry, entries
from data_access.places import Place
from data_access.query import records

_OWN = ("areas", "members", "around", "schools", "now", "supply", "activity", "milestones", "figures")
_LAST = "9999"
"""Sorts areas without a published first day behind all others."""
_FACTS = (*_OWN, "more", "source")


def draw(panel: Panel, ask: Ask) -> Drawing:
    """Tell of the area's own programme and of those that are run in it: who takes part, since when, what came of it."""
    t, desk = ask.t, Desk(ask)
    rows = records(ask.gate.register(ask.scope, "members", ask.view.place, None))
    own = {r["programme_code"] for r in rows if r["area_code"] == ask.view.place.code}
    told = [(entry, _facts(entry, own, desk, ask)) for entry in entries() if _is_here(entry, own, ask)]
    heading = t("panel.about.title", place=ask.where)
    subtitle = t("panel.about.subtitle", n=len(told))
    return Drawing(
        title=heading,
        subtitle=subtitle,
        note=t("panel.about.note"),
        block=written(told, _FACTS, "area", desk, ask),
        results=desk.answers,
        table=tabled(told, _FACTS, ask),
        listed=True,
    )


def draw_list(panel: Panel, ask: Ask) -> Drawing:
    """List the areas of the place, and those that it lies in, each a link to its profile."""
    t, place = ask.t, ask.view.place
    rows = records(ask.gate.register(ask.scope, "members", ask.gate.snapshot().places.root, None))
    near = {area.code: area for area in (*ask.gate.areas(ask.scope, place), *_around(place, ask))}
    cells: list[list[Cell]] = []
    for r in sorted(rows, key=lambda r: (_day(r["valid_from"]) or _LAST, r["area_code"])):
        if r["area_code"] in near:
            name: Cell = {"t": t.place(near[r["area_code"]]), "h": r["area_code"]}
            since = _day(r["valid_from"]) or "–"
            batch = "–" if _empty(r["batch"]) else str(r["batch"])
            role, members = ask.code("member_role", r["role"]), count(float(r["members"]), t.language)
            cells.append([name, ask.code("programme_code", r["programme_code"]), role, batch, since, members])
    head = [t(f"table.{name}") for name in ("area", "programme", "role", "batch", "began", "members")]
    heading = t("panel.area_list.title", place=ask.where)
    subtitle = t("panel.area_list.subtitle") if cells else t("panel.area_list.none")
    table = Table(head, cells, (5,))
    return Drawing(
        title=heading,
        subtitle=subtitle,
        block=table.block,
        table=table,
        listed=True,
    )


def _is_here(entry: Entry, own: set[str], ask: Ask) -> bool:
    """Tell whether an entry is about the area: its own programme, or one that is run at a place inside."""
    return bool(own & set(entry.programmes)) or _inside(entry.at, ask)


def _inside(code: str, ask: Ask) -> bool:
    places, here = ask.gate.snapshot().places, ask.view.place.code
    return bool(code) and (code in places.below.get(here, frozenset()) or places.area_in(code, here))


def _facts(entry: Entry, own: set[str], desk: Desk, ask: Ask) -> Facts:
    facts = {name: cells for name, cells in desk.facts(entry).items() if name in _FACTS}
    if not own & set(entry.programmes):
        return facts | {"areas": []}
    places = ask.gate.snapshot().places
    members = [p for code in sorted(places.members.get(ask.view.place.code, ())) if (p := places.get(code)) is not None]
    facts["members"] = [_link(place, PAGES["overview"].path, ask) for place in members]
    facts["around"] = [_link(place, PAGES["area"].path, ask) for place in _around(ask.view.place, ask)]
    return facts


def _around(place: Place, ask: Ask) -> list[Place]:
    """Other areas that the reader may see and that have a region in common with the place, or hold the school."""
    places = ask.gate.snapshot().places
    own = places.below.get(place.code, frozenset()) | ({place.parent} if place.is_school and place.parent else set())
    near = [a for a in places.areas() if a.code != place.code and own & places.below.get(a.code, frozenset())]
    return [area for area in near if places.visible(area, ask.scope)]


def _link(place: Place, path: str, ask: Ask) -> Cell:
    return {"t": ask.t.place(place), "h": place.code, "p": path}


def _day(of: Any) -> str:
    return "" if _empty(of) else f"{of:%Y-%m-%d}"


def _empty(of: Any) -> bool:
    return of is None or of != of
