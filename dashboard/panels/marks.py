"""Dates on a time axis: a number, which the note under the chart, its text, its table and its files spell out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from dashboard.ask import Ask
from dashboard.panels.drawing import Drawing
from dashboard.panels.words import plain
from dashboard.programmes import policies
from dashboard.store.entries import Note
from data_access.period import Period, school_year_of, term_of
from data_access.query import VALUE

_FIRST = ord("①")
_MOST = 20
"""Numbers in a circle end there."""
_SIGN, _ROOM, _HEIGHT = 14, 200, 200
"""Pixels that a number in a circle takes, that the shortest axis has on a telephone, and that an upright one has."""


@dataclass(frozen=True)
class Mark:
    """A date on an axis: `bucket` is the week, month, term or school year it falls into, `text` what happened.

    `of` is the indicator that a note is on; a policy date is of all.
    """

    sign: str
    bucket: str
    text: str
    source: str = ""
    of: str = ""


def marks(buckets: Iterable[str], ask: Ask, codes: Sequence[str] = ()) -> list[Mark]:
    """Policy dates, and notes on the view's place, that fall into `buckets`, the oldest first.

    The notes are those on the indicators `codes`, by default the view's own; where there are several, a note names its.
    """
    held, language, codes = list(buckets), ask.t.language, codes or (ask.indicator.code,)
    happened = [
        (_first_monday(p.day) if p.to_the_month else p.day, f"{p.when} {p.name[language]}", p.source[language], "")
        for p in policies()
    ]
    notes = (note for code in codes for note in ask.entered.notes(ask.view.place.code, code))
    happened += [_noted(note, ask, named=len(codes) > 1) for note in notes]
    dated = [(bucket, *told) for day, *told in sorted(happened) if (bucket := _bucket(day, held)) is not None]
    return [Mark(chr(_FIRST + i), *told) for i, told in enumerate(dated[:_MOST])]


def drawn(held: Sequence[Mark], ask: Ask, axis: Sequence[str], tail: str = "") -> dict[str, list[dict[str, Any]]]:
    """The marks as shapes and annotations of a category axis of the buckets `axis`; `tail` numbers its subplot.

    Numbers that would lie over each other on a telephone stand one below the other.
    """
    stroke = {"color": ask.theme.ink3, "width": 1, "dash": "1px,3px"}
    on = {"xref": f"x{tail}", "yref": f"y{tail} domain"}
    upright = {"type": "line", "y0": 0, "y1": 1, "line": stroke, "layer": "below"} | on
    shapes, annotations = [], []
    for bucket, here, row in _placed(held, axis):
        x = ask.bucket(bucket)
        shapes.append(upright | {"x0": x, "x1": x})
        annotations.append(_sign(here, ask) | on | {"x": x, "y": 1, "yshift": -_SIGN * row})
    return {"shapes": shapes, "annotations": annotations}


def headroom(low: float, high: float, held: Sequence[Mark], axis: Sequence[str]) -> dict[str, Any]:
    """What an upright axis of values from `low` to `high` needs to leave its upper end to the numbers of the marks.

    The axis finds its range itself: with a fixed one Plotly leaves the legend where it was when a window gets wider.
    """
    above = top(low, high, held, axis, _HEIGHT)
    return {"autorangeoptions": {"include": above}} if above > high else {}


def top(low: float, high: float, held: Sequence[Mark], axis: Sequence[str], height: int) -> float:
    """Where an axis of `height` px that holds `low` to `high` has to end, so that the numbers stand above `high`."""
    rows = max((row + 1 for *_, row in _placed(held, axis)), default=0)
    return high + ((high - low) or 1.0) * _SIGN * rows / (height - _SIGN * rows)


def signs(held: Sequence[Mark], bucket: str) -> str:
    """The numbers of what happened in a `bucket`, for its tick or cell."""
    return "".join(mark.sign for mark in held if mark.bucket == bucket)


def told(drawing: Drawing, held: Sequence[Mark], ask: Ask) -> Drawing:
    """`drawing` whose note, text, table and files say what the numbers stand for; where none is drawn, none is told."""
    if not held or drawing.state != VALUE:
        return drawing
    joint = ask.t("panel.marks.joint")
    said = joint.join(f"{mark.sign} {mark.text}" for mark in held)
    beside: dict[str, str] = {}
    for mark in held:
        text = f"{mark.sign} {mark.text}"
        text = ask.t("panel.marks.sourced", what=text, source=mark.source) if mark.source else text
        beside[mark.bucket] = joint.join(filter(None, (beside.get(mark.bucket), text)))
    note = f"{drawing.note} {said}".strip()
    return replace(drawing, note=note, said=f"{drawing.finding} {said}", beside=beside)


def _placed(held: Sequence[Mark], axis: Sequence[str]) -> list[tuple[str, list[Mark], int]]:
    """The marks of each bucket of the axis that has some, and the row of numbers that they stand in."""
    placed = []
    ends: list[float] = []  # of the numbers in each row so far
    for position, bucket in enumerate(axis):
        if here := [mark for mark in held if mark.bucket == bucket]:
            middle, half = (position + 0.5) * _ROOM / len(axis), _SIGN * len(here) / 2
            row = next((row for row, end in enumerate(ends) if end <= middle - half), len(ends))
            ends[row : row + 1] = [middle + half]
            placed.append((bucket, here, row))
    return placed


def _noted(note: Note, ask: Ask, *, named: bool) -> tuple[date, str, str, str]:
    """A note on several months stands at the first of them."""
    words = (note.period, *([note.indicator] if named else []), note.text)
    first = _first_monday(Period.parse(note.period).first)
    return first, " ".join(words), ask.t(f"role.{note.role}"), note.indicator


def _sign(here: Sequence[Mark], ask: Ask) -> dict[str, Any]:
    return {
        "yanchor": "top",
        "text": signs(here, here[0].bucket),
        "hovertext": "<br>".join(plain(mark.text) for mark in here),
        "showarrow": False,
        "bgcolor": ask.theme.surface,
        "font": {"color": ask.theme.ink3, "size": 12},
    }


def _first_monday(month: date) -> date:
    """Where what is known to the month stands among weeks: they belong to the month of their Monday."""
    return month + timedelta(days=-month.weekday() % 7)


def _bucket(day: date, buckets: Sequence[str]) -> str | None:
    """The one of `buckets` that a day falls into."""
    monday = day - timedelta(days=day.weekday())
    return next((b for b in (f"{monday}", f"{day:%Y-%m}", term_of(day), school_year_of(day)) if b in buckets), None)
