"""The search of the top bar: what was typed in, places of the reader's scope out."""

from __future__ import annotations

from typing import Any

from dashboard.ask import Ask
from dashboard.page import PAGES
from data_access.places import Place

_SHOWN = 10


def found(ask: Ask, text: str) -> dict[str, Any]:
    """The places that `text` names, each with what `_told` tells of it; and how many, in words."""
    places = ask.gate.search(ask.scope, text, _SHOWN + 1)
    how = "more" if len(places) > _SHOWN else "found" if places else "none"
    shown = [_told(place, ask) for place in places[:_SHOWN]]
    return {"places": shown, "said": ask.t(f"search.{how}", n=len(shown))}


def _told(place: Place, ask: Ask) -> dict[str, str]:
    """Code, name, the places above it, level, and the page of its own where it has one."""
    above = [p for p in ask.gate.path(ask.scope, place) if p.level != "nation"]
    return {
        "code": place.code,
        "name": ask.t.place(place),
        "where": ask.t("search.join").join(ask.t.place(p) for p in above),
        "level": ask.t(f"level.{place.level}"),
        # A page of its own, where it has one: the browser leads there from pages that are about no theme.
        "page": PAGES["area"].path if place.level == "area" else "",
    }
