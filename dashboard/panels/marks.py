"""Dates on a time axis: a thin line with a number, which the note under the chart and its table spell out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from dashboard.ask import Ask
from dashboard.charts.tokens import Theme
from dashboard.panels.words import plain
from dashboard.programmes import policies
from dashboard.store.entries import Note
from data_access.period import Period, school_year_of, term_of

_FIRST = ord("①")
_MOST = 20
"""Numbers in a circle end there."""


@dataclass(frozen=True)
class Mark:
    """A date on an axis: `bucket` is the month, term or school year it falls into, `text` what happened."""

    sign: str
    bucket: str
    text: str
    source: str = ""


def marks(buckets: Iterable[str], ask: Ask) -> list[Mark]:
    """Policy dates, and notes on the view's indicator and place, that fall into `buckets`, the oldest first."""
    held, language = list(buckets), ask.t.language
    happened = [(p.day, f"{p.when} {p.name[language]}", p.source[language]) for p in policies()]
    happened += [_noted(note, ask) for note in ask.entered.notes(ask.view.place.code, ask.indicator.code)]
    dated = [(bucket, *told) for day, *told in sorted(happened) if (bucket := _bucket(day, held)) is not None]
    return [Mark(chr(_FIRST + i), *told) for i, told in enumerate(dated[:_MOST])]


def drawn(held: Sequence[Mark], ask: Ask) -> dict[str, list[dict[str, Any]]]:
    """The marks as shapes and annotations of a chart over a category axis."""
    stroke = {"color": ask.theme.ink3, "width": 1, "dash": "1px,3px"}
    signs: dict[str, list[Mark]] = {}
    for mark in held:
        signs.setdefault(ask.bucket(mark.bucket), []).append(mark)
    shapes = [
        {"type": "line", "x0": x, "x1": x, "y0": 0, "y1": 1, "xref": "x", "yref": "paper", "line": stroke}
        | {"layer": "below"}
        for x in signs
    ]
    return {"shapes": shapes, "annotations": [_sign(x, here, ask.theme) for x, here in signs.items()]}


def said(held: Sequence[Mark], ask: Ask) -> str:
    """What the numbers on the axis stand for."""
    return ask.t("panel.marks.joint").join(f"{mark.sign} {mark.text}" for mark in held)


def beside(held: Sequence[Mark], ask: Ask) -> dict[str, str]:
    """The same by bucket with its source, as `Drawing.beside`."""
    told: dict[str, str] = {}
    for mark in held:
        text = f"{mark.sign} {mark.text}"
        text = ask.t("panel.marks.sourced", what=text, source=mark.source) if mark.source else text
        told[mark.bucket] = ask.t("panel.marks.joint").join(filter(None, (told.get(mark.bucket), text)))
    return told


def _noted(note: Note, ask: Ask) -> tuple[date, str, str]:
    """A note on several months stands at the first of them."""
    return Period.parse(note.period).first, f"{note.period} {note.text}", ask.t(f"role.{note.role}")


def _sign(x: str, here: Sequence[Mark], theme: Theme) -> dict[str, Any]:
    return {
        "x": x,
        "xref": "x",
        "y": 1,
        "yref": "paper",
        "yanchor": "top",
        "text": "".join(mark.sign for mark in here),
        "hovertext": "<br>".join(plain(mark.text) for mark in here),
        "showarrow": False,
        "bgcolor": theme.surface,
        "font": {"color": theme.ink3, "size": 12},
    }


def _bucket(day: date, buckets: Sequence[str]) -> str | None:
    """The one of `buckets` that a day falls into."""
    return next((b for b in (f"{day:%Y-%m}", term_of(day), school_year_of(day)) if b in buckets), None)
