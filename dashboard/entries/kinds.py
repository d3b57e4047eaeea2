"""Notes and targets: what their forms ask for, and how that is read."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from dashboard.entries.text import Unclear, taken
from dashboard.store.entries import LONGEST, Entry, Note, Target
from dashboard.view import View
from data_access import indicators
from data_access.indicators.model import Indicator
from data_access.period import Period
from data_access.query import BadQuery

_NUMBER = re.compile(r"[0-9]{1,12}([.．][0-9]{1,6})?")
_LAST_YEAR = 2100


@dataclass(frozen=True)
class Kind:
    """A kind of entries: `name` is its event in the audit and its part of the catalogue, `fields` those of its form.

    `read` makes an entry of the view that the form was opened on and of what was sent; it raises `Unclear`.
    """

    name: str
    model: type[Entry]
    fields: tuple[str, ...]
    read: Callable[[View, Mapping[str, str]], Entry]

    @property
    def path(self) -> str:
        """The address of its page."""
        return f"/{self.name}s"


def read_note(view: View, sent: Mapping[str, str]) -> Note:
    """A note on the months that were named."""
    try:
        period = Period.parse(sent.get("period", "").strip())
    except ValueError:
        raise Unclear("entry.note.no_period") from None
    text = taken(sent.get("text", ""), LONGEST, "entry.note.no_text")
    return Note(place=view.place.code, indicator=_indicator(sent).code, period=str(period), text=text)


def read_target(view: View, sent: Mapping[str, str]) -> Target:
    """A target whose value the indicator can have and whose day is still to come."""
    indicator = _indicator(sent)
    value = sent.get("value", "").strip().rstrip("%％ ")
    if not _NUMBER.fullmatch(value):
        raise Unclear("entry.target.no_value")
    reached = float(value.replace("．", "."))
    if indicator.unit == "percent" and not 0 < reached <= 100:
        raise Unclear("entry.target.no_share")
    try:
        due = date.fromisoformat(sent.get("due_on", "").strip())
    except ValueError:
        raise Unclear("entry.target.no_day") from None
    if not date.today() < due < date(_LAST_YEAR, 1, 1):
        raise Unclear("entry.target.day_over")
    basis = taken(sent.get("basis", ""), LONGEST, "entry.target.no_basis")
    return Target(place=view.place.code, indicator=indicator.code, value=reached, due_on=due, basis=basis)


def _indicator(sent: Mapping[str, str]) -> Indicator:
    try:
        return indicators.get(sent.get("indicator", "")[:20])
    except BadQuery:
        raise Unclear("entry.no_indicator") from None


NOTES = Kind("note", Note, ("period", "text"), read_note)
TARGETS = Kind("target", Target, ("value", "due_on", "basis"), read_target)
KINDS = (NOTES, TARGETS)
