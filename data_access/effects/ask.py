"""The effect for one reader: what is computed from the whole nation, cut to what the reader may see of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from data_access import answer, indicators, units
from data_access.cells import Cells
from data_access.derived import Door
from data_access.effects import estimate, foreign, panel, pilots
from data_access.effects.foreign import Foreign
from data_access.effects.model import WITHHELD, Batch, Effect, Question
from data_access.effects.panel import Ground, Panel
from data_access.effects.pilots import Pilot
from data_access.indicators.model import RATIO, Indicator
from data_access.query import SUPPRESSED, VALUE, BadQuery, Query
from data_access.scope import NATION


def ask(question: Question, door: Door) -> Effect:
    """The effect on the area `door.place`, or on the areas of a programme that lie in it and in the reader's scope.

    It rests on rows that the reader may not see, as a benchmark does, and what leaves is held to the same rules:
    estimates, numbers of units and the names of those neighbours that the reader may see. Raises `BadQuery` where the
    base is no rate of schools.
    """
    made: Effect = door.kept(
        ("effect", question, door.scope.fingerprint, door.rules.fingerprint), lambda: _answer(question, door)
    )
    return made


def _answer(question: Question, door: Door) -> Effect:
    base = _rate(question)
    snap = door.snap
    everyone = _everyone(door)
    own = _own(door)
    chosen = [p for p in everyone if p.code in own and _belongs(p, question)]

    people = door.rules.people if base.personal else 0

    def rates() -> Panel:
        ground = door.released(("ground",), lambda: Ground.read(snap.places, door.columns_whole))
        chooser = door.chooser(NATION)
        return panel.read(base, question.filters, snap, chooser, door.columns_whole, ground, people=people)

    def keep(key: tuple[Any, ...], make: Callable[[], Any]) -> Any:
        return door.kept((*key, question.base, question.filters, people), make)

    def released(key: tuple[Any, ...], make: Callable[[], Any]) -> Any:
        return door.released((*key, question.base, question.filters, people), make)

    held = released(("panel",), rates)
    others = Foreign(base, question.filters, held, door)
    found = estimate.answer(question, chosen, everyone, held, snap.places, keep, released, others.opens)
    found = foreign.blurred(found, base, others.people(found), door.rules)
    return replace(found, matched=tuple(m for m in found.matched if _visible(m.code, door)))


def batches(door: Door) -> tuple[Batch, ...]:
    """The dated batches of the areas in `door.place` that the reader sees, the newest first; of an area its own."""
    everyone, own = _everyone(door), _own(door)
    held: dict[tuple[str, str], list[Pilot]] = {}
    for pilot in everyone:
        if pilot.code in own and pilot.start is not None:
            held.setdefault((pilot.programme or "", pilot.batch or ""), []).append(pilot)
    found = [
        Batch(programme or None, batch or None, min(p.start for p in areas if p.start), tuple(p.code for p in areas))
        for (programme, batch), areas in held.items()
    ]
    return tuple(sorted(found, key=lambda b: (b.start, b.areas), reverse=True))


def cells(base: Indicator, query: Query, door: Door) -> Cells:
    """The effect on each area of the answer; not applicable where there is no estimate. Raises `BadQuery` for groups.

    The rows are those of the rate itself, whose schools they count, with values that have no numerator.
    """
    if query.time_group or query.other_groups:
        raise BadQuery("An effect is asked for over one period: leave out groups of time and of segments.")
    inner = door.ratio(base, replace(query, indicator=base.code))
    values: dict[answer.Key, answer.Valued] = {}
    for area in (place for place in door.rows if place.level == "area"):
        question = Question(base.code, area.code, period=query.period, filters=query.filters)
        found = ask(question, replace(door, place=area))
        if found.known or found.reason == WITHHELD:
            values[area.code, None] = found.value, VALUE if found.known else SUPPRESSED
    return answer.revalued(query, inner, values)


def fits(base: Indicator) -> bool:
    """Tell whether an effect can be taken over `base`: only over a rate of schools."""
    return base.method == RATIO and base.denominator is not None and base.of_schools


def _rate(question: Question) -> Indicator:
    base = indicators.get(question.base)
    if not fits(base):
        raise BadQuery(f"An effect is taken over a rate of schools; {question.base[:40]} is none.")
    unknown = next((name for name, _ in question.filters if not base.knows(name)), None)
    if unknown is not None:
        raise BadQuery(f"{base.code} does not know {unknown}.")
    return base.at(dict(question.filters).get("stage"))


def _everyone(door: Door) -> list[Pilot]:
    found: list[Pilot] = door.released(("pilots",), lambda: pilots.read(door.run_whole, door.snap.places))
    return found


def _own(door: Door) -> set[str]:
    if door.place.level == "area":
        return {door.place.code}
    return {area.code for area in units.areas_in(door.snap.places, door.place, door.scope)}


def _belongs(pilot: Pilot, question: Question) -> bool:
    of_programme = question.programme is None or pilot.programme == question.programme
    return of_programme and (question.batch is None or pilot.batch == question.batch)


def _visible(code: str, door: Door) -> bool:
    place = door.snap.places.get(code)
    return place is not None and door.snap.places.visible(place, door.scope)
