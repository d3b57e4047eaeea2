"""What every component writes: an icon, a menu, and attributes with a hyphen in their names."""

from __future__ import annotations

from typing import Any

from dash import html


def attributes(**parts: str) -> dict[str, Any]:
    """Attributes such as `aria-label`, written with an underscore."""
    return {name.replace("_", "-"): text for name, text in parts.items()}


def icon(name: str) -> html.I:
    """An icon of the vendored set; it says nothing to who cannot see it."""
    return html.I(className=f"icon icon-{name}", **attributes(aria_hidden="true"))


def popup(face: list[Any], items: list[Any], text: str, className: str = "") -> html.Details:
    """A menu that opens under its `face` and is called `text`; the keyboard opens it, Escape and a choice close it."""
    summary = html.Summary(face, title=text, **attributes(aria_label=text))
    return html.Details([summary, html.Div(items, className="pop-items")], className=f"pop {className}".strip())
