"""The tour of the home page: five steps for a role, each beside what it explains (`assets/tour.js` walks it)."""

from __future__ import annotations

from dash import html

from dashboard.components.markup import attributes
from dashboard.i18n import Translator

HOMES = ("overview", "school")
"""The pages that stand at `/`."""

STEPS: dict[str, tuple[str, ...]] = {
    "ministry": ("finding", "attention", "places", "line", "help"),
    "director": ("finding", "places", "pilots", "line", "help"),
    "principal": ("finding", "spine", "turns", "brief", "help"),
    "steward": ("finding", "quality", "line", "doubts", "help"),
}
"""What each role is shown; a big screen has nobody to show it to, and administrators have pages of their own."""

_WHERE = {
    "finding": ".page-head",
    "attention": ".kind-attention",
    "places": ".kind-tiles, .kind-ranked",
    "spine": ".kind-spine",
    "turns": ".kind-turns",
    "line": ".context-line",
    # On a telephone the navigation is behind a button, and what the top bar has no room for is in the account's menu.
    "pilots": ".menu, #navigation a[href*='/pilots']",
    "quality": ".menu, #navigation a[href*='/quality']",
    "brief": ".menu, #navigation a[href*='/brief']",
    "doubts": ".account > summary",
    "help": "[data-dialog=help], .account > summary",
}
"""Selectors of which the first that is seen is pointed at."""


def tour(role: str, visitor: str, t: Translator) -> html.Dialog | None:
    """The tour of a role, closed; `visitor` names the account that is shown it unasked once, or is empty."""
    keys = STEPS.get(role)
    if keys is None:
        return None
    steps = [_step(i, key, role, len(keys), t) for i, key in enumerate(keys)]
    ways = [
        _way("skip", t("tour.skip"), className="tour-skip"),
        _way("back", t("tour.back")),
        _way("next", t("tour.next"), data_next=t("tour.next"), data_last=t("tour.done")),
    ]
    card = html.Div(
        [html.Div(steps, **attributes(aria_live="polite")), html.Div(ways, className="tour-ways")],
        className="tour-card",
    )
    return html.Dialog(
        [html.Div(className="tour-spot"), card],
        id="tour",
        className="tour",
        **attributes(aria_label=t("tour.title"), data_account=visitor),
    )


def start_button(t: Translator) -> html.Button:
    """Starts the tour anew, from whichever page."""
    return _way("start", t("tour.start"), className="tour-start")


def _step(i: int, key: str, role: str, n: int, t: Translator) -> html.Section:
    text = t.maybe(f"tour.{role}.{key}") or t(f"tour.{key}.text")
    return html.Section(
        [
            html.P(t("tour.count", i=i + 1, of=n), className="tour-count"),
            html.H2(t(f"tour.{key}.title")),
            html.P(text),
        ],
        hidden=i > 0,
        **attributes(data_at=_WHERE[key]),
    )


def _way(way: str, text: str, className: str = "", **data: str) -> html.Button:
    return html.Button(text, type="button", className=className, **attributes(data_tour=way, **data))
