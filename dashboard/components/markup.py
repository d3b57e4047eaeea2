"""The two things that every component writes: an icon, and attributes with a hyphen in their names."""

from __future__ import annotations

from typing import Any

from dash import html


def attributes(**parts: str) -> dict[str, Any]:
    """Attributes such as `aria-label`, written with an underscore."""
    return {name.replace("_", "-"): text for name, text in parts.items()}


def icon(name: str) -> html.I:
    """An icon of the vendored set; it says nothing to who cannot see it."""
    return html.I(className=f"icon icon-{name}", **attributes(aria_hidden="true"))
