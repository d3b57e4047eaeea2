"""The only component of ours that Dash knows: data that a callback tells, and that the browser writes on the page."""

from __future__ import annotations

from typing import Any

from dash.development.base_component import Component


class Told(Component):
    """Data without a place on the page: `assets/sed.js` has its other half, which writes what `id` names.

    Dash tells every component of every property that changes, so a page has as few of them as it has answers.
    """

    _namespace = "dashboard"
    _type = "Told"
    _prop_names = ["id", "data", "figure"]  # noqa: RUF012 - as Dash declares them
    _valid_wildcard_attributes = []  # noqa: RUF012

    def __init__(self, id: str | dict[str, str], data: Any = None) -> None:
        super().__init__(id=id, data=data)  # type: ignore[no-untyped-call]
