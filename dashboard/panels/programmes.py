"""The register of programmes: what each is, who takes part, its indicators now, milestones and published figures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd

from dashboard.ask import Ask
from dashboard.i18n.numbers import count
from dashboard.page import PAGES, Panel
from dashboard.panels.drawing import Cell, Drawing, Table
from dashboard.panels.milestones import STATES, state_of
from dashboard.panels.profile import page_of
from dashboard.panels.words import number
from dashboard.programmes import Entry, entries, source
from dashboard.programmes.published import Figure, published, said
from data_access.period import Period
from data_access.places import Place
from data_access.query import Result, UnknownPlace, records

FACTS = ("when", "areas", "schools", "now", "supply", "activity", "milestones", "figures", "more", "source")
Facts = dict[str, list[Cell]]


def draw(panel: Panel, ask: Ask) -> Drawing:
    """List every programme of the register with what the warehouse and the public reports say of it."""
    t = ask.t
    desk = Desk(ask)
    told = [(entry, desk.facts(entry)) for entry in entries()]
    heading = t("panel.programmes.title", place=ask.where, period=ask.when)
    subtitle = t("panel.programmes.subtitle", n=len(told))
    return Drawing(
        title=heading,
        subtitle=subtitle,
        note=t("panel.programmes.note"),
        block=written(told, FACTS, "programme", desk, ask),
        results=desk.answers,
        table=tabled(told, FACTS, ask),
        listed=True,
    )


def written(
    told: Sequence[tuple[Entry, Facts]], names: Sequence[str], prefix: str, desk: Desk, ask: Ask
) -> dict[str, Any]:
    """The entries as the body of a panel: what each is, and its facts of these `names` as far as there are any."""
    items = [
        {
            "id": f"{prefix}-{entry.code}",
            "t": entry.name[ask.t.language],
            "d": entry.what[ask.t.language],
            "facts": [{"l": label(name, entry, desk, ask), "c": facts[name]} for name in names if facts.get(name)],
        }
        for entry, facts in told
    ]
    return {"kind": "entries", "items": items}


def tabled(told: Sequence[tuple[Entry, Facts]], names: Sequence[str], ask: Ask) -> Table:
    """The same as a table: a row an entry, a column a fact."""
    t = ask.t
    head = [t("table.programme"), t("table.what"), *(t(f"programme.{name}") for name in names)]
    rows: list[list[Cell]] = [
        [entry.name[t.language], entry.what[t.language], *(joined(facts.get(name, [])) for name in names)]
        for entry, facts in told
    ]
    return Table(head, rows)


class Desk:
    """What is told of a programme, read from the warehouse for its place; `results` are the answers."""

    def __init__(self, ask: Ask) -> None:
        self.ask, self.results = ask, list[Result]()
        self._figures: dict[str, Figure] = published(ask)
        self._ledger = records(ask.gate.milestones(ask.scope, ask.view.place))

    @property
    def answers(self) -> tuple[Result, ...]:
        """The answers that were asked for so far, one an indicator."""
        return tuple({result.indicator.code: result for result in self.results}.values())

    def facts(self, entry: Entry) -> Facts:
        """What is told of a programme, by the names of `FACTS`."""
        t = self.ask.t
        return {
            "when": [entry.when[t.language]],
            "areas": self._areas(entry),
            "schools": self._taking_part(entry),
            "now": [self._now(code, entry) for code in entry.indicators],
            "supply": self._supplied(entry),
            "activity": self._done(entry),
            "milestones": self._milestones(entry),
            "figures": self._said(entry),
            "more": [self._page(key) for key in entry.pages],
            "source": [entry.source[t.language]],
        }

    def at(self, entry: Entry) -> Place:
        """The place that an entry's numbers are of: its own, where that lies inside the view's, else the view's."""
        here = self.ask.view.place
        if not entry.at:
            return here
        try:
            own = self.ask.gate.place(self.ask.scope, entry.at)
        except UnknownPlace:
            return here
        places = self.ask.gate.snapshot().places
        inside = own.code in places.below.get(here.code, frozenset()) or places.area_in(own.code, here.code)
        return own if inside else here

    def _rows(self, name: str, entry: Entry, period: Period | None = None) -> list[dict[str, Any]]:
        return records(self.ask.gate.register(self.ask.scope, name, self.at(entry), period))

    def _areas(self, entry: Entry) -> list[Cell]:
        t, cells = self.ask.t, list[Cell]()
        for r in self._rows("members", entry):
            if r["programme_code"] in entry.programmes:
                area = self.ask.gate.snapshot().places.get(r["area_code"])
                words = [
                    t.place(area) if area else r["area_code"],
                    self.ask.code("member_role", r["role"]) if _is(r["role"]) else "",
                ]
                words += [t("programme.batch", batch=r["batch"])] if isinstance(r["batch"], str) else []
                words += (
                    [t("programme.since", day=f"{pd.Timestamp(r['valid_from']):%Y-%m-%d}")]
                    if _is(r["valid_from"])
                    else []
                )
                words += [t.code("track", r["track"])] if isinstance(r["track"], str) else []
                cells.append({"t": t("programme.and").join(filter(None, words)), "h": r["area_code"], "p": "/area"})
        return cells

    def _taking_part(self, entry: Entry) -> list[Cell]:
        t = self.ask.t
        several = len(entry.programmes) > 1
        cells: list[Cell] = []
        for r in self._rows("participants", entry):
            if r["programme_code"] in entry.programmes:
                n = int(r["schools"])
                words = [self.ask.code("programme_code", r["programme_code"])] if several else []
                words += [
                    self.ask.code("member_role", r["role"]) if _is(r["role"]) else "",
                    t("programme.of_schools", n=n, shown=count(n, t.language)),
                ]
                cells.append(t("programme.and").join(filter(None, words)))
        return cells

    def _now(self, code: str, entry: Entry) -> Cell:
        place = self.at(entry)
        result = self.ask(code, place=place, expect=False)
        self.results.append(result)
        text = f"{code} {self.ask.name(result.indicator)} {number(result.row, result.indicator, self.ask)}"
        return {"t": text, "q": f"indicator={code}&place={place.code}", "p": page_of(code)}

    def _supplied(self, entry: Entry) -> list[Cell]:
        t = self.ask.t
        rows = self._rows("supply", entry, self.ask.view.period) if entry.supply else []
        last = {r["kind"]: r["items"] for r in rows if _is(r["items"])}
        return [
            t("programme.items", what=t.code("supply_kind", kind), n=count(float(last[kind]), t.language))
            for kind in entry.supply
            if kind in last
        ]

    def _done(self, entry: Entry) -> list[Cell]:
        t = self.ask.t
        return [
            t(
                "programme.done",
                what=f"{self.ask.code('programme_code', r['programme_code'])} · {t.code('tracker', r['tracker'])}",
                schools=count(float(r["schools"]), t.language),
                classes="–" if not _is(r["classes"]) else count(float(r["classes"]), t.language),
                lessons="–" if not _is(r["lessons"]) else count(float(r["lessons"]), t.language),
            )
            for r in self._rows("activity", entry, self.ask.view.period)
            if r["programme_code"] in entry.programmes
        ]

    def _milestones(self, entry: Entry) -> list[Cell]:
        as_of: date = self.ask.gate.snapshot().release.as_of
        own = [r for r in self._ledger if r["programme_code"] in entry.programmes]
        if not own:
            return []
        states = [state_of(r["due_on"], r["done_on"], as_of) for r in own]
        t = self.ask.t
        words = [f"{t(f'milestone.{name}')} {states.count(name)}" for name in STATES if name in states]
        return [{"t": t("programme.and").join(words), "h": self.ask.view.place.code, "p": "/pilots"}]

    def _said(self, entry: Entry) -> list[Cell]:
        t, held = self.ask.t, (self._figures[code] for code in entry.figures if code in self._figures)
        return [
            t(
                "programme.figure",
                name=f.name[t.language],
                value=said(f, self.ask),
                as_of=f.as_of,
                source=source(f.source, t.language),
            )
            for f in held
        ]

    def _page(self, key: str) -> Cell:
        return {"t": self.ask.t(f"page.{key}.name"), "h": self.ask.view.place.code, "p": PAGES[key].path}


def label(name: str, entry: Entry, desk: Desk, ask: Ask) -> str:
    """The name of a fact; that of indicators says of which place they are."""
    if name == "now":
        return ask.t("programme.now_at", place=ask.t.place(desk.at(entry)))
    return ask.t(f"programme.{name}")


def joined(cells: list[Cell]) -> str:
    """What is told as one text."""
    return "; ".join(cell if isinstance(cell, str) else cell["t"] for cell in cells) or "–"


def _is(of: Any) -> bool:
    return of is not None and not pd.isna(of)
