"""The one reader of client input: a view is what a URL says, clamped to what exists and what the reader may see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qsl, urlencode

from dashboard.i18n import LANGUAGES
from data_access import indicators
from data_access.gate import Gate
from data_access.period import Period
from data_access.places import Place
from data_access.query import AGAINST, BadQuery, UnknownPlace
from data_access.schema import SETTINGS, STAGES
from data_access.scope import Scope

ALL = "all"
_LONGEST = 80
MOST_PLACES = 8
"""Places that can be put side by side."""
_WHOLE = 36
"""A warehouse of at most so many months is shown whole when no period is asked for."""

SEGMENTS = {
    "kind": "resource_kind",
    "role": "user_role",
    "platform": "platform_code",
    "programme": "programme_code",
    "cohort": "cohort",
    "subject": "subject_group",
    "dimension": "dimension",
    "feed": "feed_code",
}
"""URL parameters of the themes' segments and the columns that they filter."""

PARAMETERS = ("place", "period", "indicator", "stage", "setting", *SEGMENTS, "standing", "compare", "places", "lang")
THEMES = ("light", "dark")
STANDINGS = ("then",)
"""Where schools count: where they stand now, which needs no word, or where they stood at the end of the period."""


@dataclass(frozen=True)
class View:
    """What a reader looks at: every part of it lives in the URL, but the theme, which is the reader's own.

    `period` None is everything the warehouse holds. `segments` maps parameters of `SEGMENTS` to codes. `standing` is
    one of `STANDINGS`, None for now. `compare` is what values are held against, None what fits the place; `places` are
    those put side by side.
    `notes` are keys of the catalogue with what they tell: what was asked for and could not be had.
    """

    place: Place
    period: Period | None
    span: Period
    indicator: str | None = None
    stage: str | None = None
    setting: str | None = None
    segments: tuple[tuple[str, str], ...] = ()
    standing: str | None = None
    compare: str | None = None
    places: tuple[Place, ...] = ()
    language: str = LANGUAGES[0]
    theme: str = THEMES[0]
    notes: tuple[tuple[str, str], ...] = field(default=(), compare=False)

    @classmethod
    def parse(
        cls,
        asked: str | Mapping[str, object],
        gate: Gate,
        scope: Scope,
        *,
        language: str = LANGUAGES[0],
        theme: str = "",
    ) -> View:
        """Read a query string or its parameters; whatever cannot be is clamped to the nearest valid view and noted.

        Raises `UnknownPlace` only for a scope without any place.
        """
        given = _given(asked)
        months = gate.snapshot().months
        notes: list[tuple[str, str]] = []
        place = _place(given.get("place"), gate, scope, notes)
        return cls(
            place=place,
            period=_period(given.get("period"), months, notes),
            span=months,
            indicator=_indicator(given.get("indicator"), notes),
            stage=_choice("stage", given.get("stage"), STAGES, notes),
            setting=_choice("setting", given.get("setting"), SETTINGS, notes),
            segments=tuple(
                (name, code)
                for name, column in SEGMENTS.items()
                if name in given and (code := _choice(name, given[name], gate.codes(scope, column), notes))
            ),
            standing=_choice("standing", given.get("standing"), STANDINGS, notes),
            compare=_choice("compare", given.get("compare"), AGAINST, notes),
            places=_places(given.get("places"), gate, scope, notes),
            language=_choice("lang", given.get("lang"), LANGUAGES, notes) or language,
            theme=theme if theme in THEMES else THEMES[0],
            notes=tuple(notes),
        )

    @property
    def months(self) -> Period:
        """The months that the view covers."""
        return self.period or self.span

    def to_search(self, **changes: str | None) -> str:
        """The view as a query string, `?place=…`; `changes` set (or with None drop) parameters."""
        pairs: dict[str, str | None] = {
            "place": self.place.code,
            "period": ALL if self.period is None else str(self.period),
            "indicator": self.indicator,
            "stage": self.stage,
            "setting": self.setting,
            **dict(self.segments),
            "standing": self.standing,
            "compare": self.compare,
            "places": ",".join(place.code for place in self.places),
            "lang": self.language,
            **changes,
        }
        return "?" + urlencode([(name, text) for name in PARAMETERS if (text := pairs.get(name))], safe=":.|,")

    def filters(self, allowed: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
        """Stage, setting and those segments that a page uses, as filters of a query."""
        chosen = [(name, code) for name, code in (("stage", self.stage), ("setting", self.setting)) if code]
        chosen += [(SEGMENTS[name], code) for name, code in self.segments if name in allowed]
        return tuple(chosen)

    def unused(self, allowed: tuple[str, ...]) -> list[tuple[str, str]]:
        """Segments that are in the URL but that a page does not use."""
        return [(name, code) for name, code in self.segments if name not in allowed]

    def at(self, place: Place) -> View:
        """The same view of another place."""
        return replace(self, place=place, notes=())


def searched(asked: Mapping[str, str]) -> str:
    """The text that a reader searches places by, cut to a sensible length."""
    return asked.get("q", "")[:_LONGEST]


def _given(asked: str | Mapping[str, object]) -> dict[str, str]:
    """The known parameters as short texts; the first one counts when one is given twice."""
    if isinstance(asked, str):
        pairs = parse_qsl(asked.lstrip("?"))
        first: dict[str, str] = {}
        for name, text in pairs:
            first.setdefault(name, text)
        return _texts(first)
    return _texts({name: value[0] if isinstance(value, list) and value else value for name, value in asked.items()})


def _texts(texts: Mapping[str, object]) -> dict[str, str]:
    return {name: text.strip() for name in PARAMETERS if isinstance(text := texts.get(name), str) and text.strip()}


def _place(text: str | None, gate: Gate, scope: Scope, notes: list[tuple[str, str]]) -> Place:
    if text:
        try:
            return gate.place(scope, text[: _LONGEST * 2])
        except UnknownPlace:
            notes.append(("note.place", text[:_LONGEST]))
    return gate.home(scope)


def _places(text: str | None, gate: Gate, scope: Scope, notes: list[tuple[str, str]]) -> tuple[Place, ...]:
    """The places of a list of codes, each once; what is none, not the reader's or too many is left out."""
    found: dict[str, Place] = {}
    for code in (text or "").split(",", MOST_PLACES)[:MOST_PLACES]:
        try:
            if code.strip():
                place = gate.place(scope, code.strip()[:_LONGEST])
                found.setdefault(place.code, place)
        except UnknownPlace:
            notes.append(("note.places", code.strip()[:_LONGEST]))
    if text and text.count(",") >= MOST_PLACES:
        notes.append(("note.places_many", str(MOST_PLACES)))
    return tuple(found.values())


def _period(text: str | None, months: Period, notes: list[tuple[str, str]]) -> Period | None:
    usual = None if months.length <= _WHOLE else Period(months.reaching_back(1).last, months.last).reaching_back(12)
    if not text:
        return usual
    if text == ALL:
        return None
    first, _, last = text.partition("..")
    try:
        asked = Period.parse(f"{last}..{first}") if last and last < first else Period.parse(text)
    except ValueError:
        notes.append(("note.period", text[:_LONGEST]))
        return usual
    if last and last < first:
        notes.append(("note.period_reversed", text[:_LONGEST]))
    start, end = max(asked.first, months.first), min(asked.last, months.last)
    if start > end:
        notes.append(("note.period_outside", text[:_LONGEST]))
        return Period(months.first, months.first) if asked.last < months.first else Period(months.last, months.last)
    if (start, end) != (asked.first, asked.last) and not _is_named(text):
        notes.append(("note.period_cut", text[:_LONGEST]))
    return Period(start, end)


def _is_named(text: str) -> bool:
    """True for a school year or a term: those may end after the data without a word."""
    return ".." not in text and len(text) in (6, 9)


def _indicator(text: str | None, notes: list[tuple[str, str]]) -> str | None:
    if not text:
        return None
    try:
        return indicators.get(text).code
    except BadQuery:
        notes.append(("note.indicator", text[:_LONGEST]))
        return None


def _choice(name: str, text: str | None, allowed: tuple[str, ...], notes: list[tuple[str, str]]) -> str | None:
    if not text:
        return None
    if text in allowed:
        return text
    notes.append((f"note.{name}", text[:_LONGEST]))
    return None
