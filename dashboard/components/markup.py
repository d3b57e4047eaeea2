"""What every component writes: an icon, a menu, attributes with a hyphen in their names; and how all of it is HTML."""

from __future__ import annotations

import json
from html import escape
from typing import Any

from dash import html
from dash.development.base_component import Component

_NAMES = {"className": "class", "class_name": "class"}
_VOID = frozenset({"area", "br", "col", "hr", "img", "input", "source", "wbr"})
"""Elements that have no end: `</br>` would be a second line break."""


def written(part: Any) -> str:
    """A component of Dash, a text, a list of these or None as HTML in which no text is markup."""
    if isinstance(part, list | tuple):
        return "".join(map(written, part))
    if not isinstance(part, Component):
        return "" if part is None else escape(str(part), quote=False)
    # As `to_plotly_json` finds them, but in an order, and without looking through every wildcard for every name.
    held = {n: v for n, v in sorted(vars(part).items()) if n in part._prop_names or "-" in n}
    tag, inside = part._type.lower(), held.pop("children", None)
    head = tag + "".join(f" {_attribute(n, v)}" for n, v in held.items() if v is not None and v is not False)
    return f"<{head}>" if tag in _VOID else f"<{head}>{written(inside)}</{tag}>"


def _attribute(name: str, value: Any) -> str:
    """An attribute; an id of several parts is the text by which Dash calls it."""
    name = _NAMES.get(name, name.lower())
    if value is True:
        return name
    text = json.dumps(value, sort_keys=True, separators=(",", ":")) if isinstance(value, dict) else str(value)
    return f'{name}="{escape(text)}"'


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
