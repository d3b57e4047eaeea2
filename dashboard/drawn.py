"""What a panel's card says and shows: its drawing, or why there is none, as callbacks return it."""

from __future__ import annotations

import json
import logging
import secrets
from dataclasses import replace
from typing import Any

from dashboard import definitions
from dashboard.ask import Ask
from dashboard.grid import place
from dashboard.i18n.numbers import period
from dashboard.kept import passing
from dashboard.page import PAGES, Panel
from dashboard.panels import draw
from dashboard.panels.drawing import Drawing
from dashboard.panels.twin import table
from dashboard.panels.words import least
from data_access.engine import QueryTooSlow, WarehouseUnreadable
from data_access.query import VALUE

log = logging.getLogger(__name__)

_DECIMALS = 6
_ROWS = 1_000
"""A table on the screen has so many rows at most; the download has all."""


def drawn(ask: Ask, panel: Panel) -> tuple[Drawing, str]:
    """Draw a panel, and all that the browser writes on its card, as JSON.

    Whatever goes wrong stays in its card, with an id that stands in the log.
    """
    try:
        if not panel.stands_on(ask.view.place.level):
            drawing, state, message = Drawing(""), "away", ""
        else:
            drawing = draw(panel, ask)
            state = drawing.state
            message = _why(drawing, state, ask)
    except Exception as error:
        drawing, state = Drawing(ask.t(f"panel.{panel.kind}.name")), "error"
        message = failure(error, ask, f"{ask.page.key}.{panel.id}")
    if state not in (VALUE, "error", "away"):
        # What is to be seen where there is nothing to see is said by the message alone.
        drawing = replace(drawing, figure=None if drawing.block is None else drawing.figure, subtitle="")
    twin = table(drawing, ask) if state not in ("error", "away") else None
    cut = ""
    if twin is not None and len(twin.rows) > _ROWS:
        cut = ask.t("panel.rows", shown=_ROWS, n=len(twin.rows))
        twin = replace(twin, rows=twin.rows[:_ROWS])
    bare = state == VALUE and drawing.figure is None and drawing.block is None
    file = f"export/{ask.page.key}/{panel.id}"
    told = {
        "title": drawing.title,
        "subtitle": drawing.subtitle,
        "note": f"{drawing.note} {cut}".strip(),
        "message": message,
        "finding": drawing.finding,
        "question": _question(drawing, ask),
        **{kind: f"{file}.{kind}{ask.view.to_search()}" for kind in ("xlsx", "csv")},
        "twin": None if twin is None else twin.block,
        "block": drawing.block,
        "view": ask.view.to_search(),
        "defined": definitions.keys((r.indicator for r in drawing.results), drawing.methods, ask.t),
        "card": f"card panel {state}{' bare' * bare} kind-{panel.kind} {place(ask.page, panel, ask.view.place.level)}",
    }
    return replace(drawing, figure=_rounded(drawing.figure)), printed(told)


def printed(told: object) -> str:
    """What the browser is to write, as JSON."""
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def _rounded(part: Any) -> Any:
    """A figure with numbers of so many decimals: more are not to be seen, and nothing can be packed less."""
    if isinstance(part, float):
        return round(part, _DECIMALS)
    if isinstance(part, dict):
        return {key: _rounded(held) for key, held in part.items()}
    return [_rounded(held) for held in part] if isinstance(part, list) else part


def _why(drawing: Drawing, state: str, ask: Ask) -> str:
    """Why there is no number, and what to do."""
    if state == VALUE:
        return ""
    if state == "not_applicable":
        return ask.t("message.not_applicable", what=ask.t(f"reason.{drawing.reason or 'indicator'}"))
    return ask.t(f"message.{state}", n=least(ask), period=period(ask.view.months, ask.t))


def _question(drawing: Drawing, ask: Ask) -> str:
    """The address that questions the number of a panel: its first indicator in the catalogue, with the view kept."""
    told = PAGES["indicators"]
    codes = (result.indicator.code for result in drawing.results)
    code = next((code for code in codes if code in told.indicators), None)
    return f".{told.path}{ask.view.to_search(indicator=code or ask.view.indicator)}"


def failure(error: Exception, ask: Ask, where: str) -> str:
    """A message for the reader; the log has the rest under the same id."""
    passing()
    if isinstance(error, QueryTooSlow):
        return ask.t("error.slow")
    if isinstance(error, WarehouseUnreadable):
        return ask.t("error.warehouse")
    reference = f"E-{secrets.token_hex(4).upper()}"
    log.exception("%s failed, %s", where, reference)
    return ask.t("error.panel", reference=reference)
