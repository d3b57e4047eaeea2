"""The page API: a page is data. `pages/` declares pages with it; nothing else has to be touched."""

from __future__ import annotations

from dataclasses import dataclass

GROUPS = ("home", "themes", "analysis", "data", "output")
READERS = ("principal", "director", "ministry", "steward", "display")
"""Roles that look at data, each at what lies in its scope; `display` is a big screen."""


@dataclass(frozen=True)
class Panel:
    """One chart or list of a page.

    `kind` names a function of `dashboard.panels`; `indicators` empty takes the indicator that the reader chose;
    `by` is the group that kinds need which split by one; `columns` is its width of 12, `rows` how many rows of other
    panels it stands beside, where all panels stand (`dashboard.grid`).
    `levels` are the kinds of places it stands on, empty for all; `-` before a level leaves it out.
    """

    id: str
    kind: str
    indicators: tuple[str, ...] = ()
    by: str = ""
    columns: int = 6
    rows: int = 1
    levels: tuple[str, ...] = ()

    def stands_on(self, level: str) -> bool:
        """Tell whether the panel is shown for a place of `level`."""
        if f"-{level}" in self.levels:
            return False
        wanted = [name for name in self.levels if not name.startswith("-")]
        return not wanted or level in wanted


@dataclass(frozen=True)
class Page:
    """A page: its address, its place in the navigation, its cards and panels.

    `indicators` are those that a reader may choose for trend and children, the first is the default; `roles` those that
    may open it; `segments` are the URL parameters of the theme's own filters; `finding` names the sentence of its head.
    `school_cards` stand instead of `cards` for one school: what is said of regions only says nothing there.
    """

    key: str
    path: str
    group: str
    icon: str
    indicators: tuple[str, ...]
    roles: tuple[str, ...]
    cards: tuple[str, ...] = ()
    school_cards: tuple[str, ...] = ()
    panels: tuple[Panel, ...] = ()
    segments: tuple[str, ...] = ()
    finding: str = "level"
    children: str = "child"

    @property
    def every_card(self) -> tuple[str, ...]:
        """All cards that the page has for some place, each once."""
        return tuple(dict.fromkeys((*self.cards, *self.school_cards)))

    def cards_on(self, level: str) -> tuple[str, ...]:
        """The cards that stand for a place of `level`."""
        return self.school_cards if level == "school" and self.school_cards else self.cards

    def panel(self, panel_id: str) -> Panel | None:
        """The panel `panel_id` of the page."""
        return next((p for p in self.panels if p.id == panel_id), None)


PAGES: dict[str, Page] = {}
"""All declared pages by key, in the order of the navigation once `dashboard.factory` has imported them."""


def page(
    key: str, path: str, *, group: str, icon: str, indicators: tuple[str, ...], roles: tuple[str, ...], **parts: object
) -> Page:
    """Declare a page; raises ValueError when its key or address is taken, its group unknown, or it is for nobody."""
    declared = Page(key, path, group, icon, indicators, roles, **parts)  # type: ignore[arg-type]
    if not roles or not set(roles) <= set(READERS):
        raise ValueError(f"page {key}: say with roles= which of {', '.join(READERS)} may open it")
    if key in PAGES or any(p.path == path for p in PAGES.values()):
        raise ValueError(f"page {key} at {path} is declared already")
    if group not in GROUPS:
        raise ValueError(f"page {key}: no group {group}")
    if len({p.id for p in declared.panels}) < len(declared.panels):
        raise ValueError(f"page {key} has two panels of one id")
    PAGES[key] = declared
    return declared
